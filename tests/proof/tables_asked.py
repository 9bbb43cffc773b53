"""Made-up patients for tables of counts: both antibodies, every level of response, gaps, names that are no names."""

import numpy as np

from core.cohort import Cohort
from core.dictionary import dictionary
from tests.making import cohort_of, days, extra
from tests.proof.asked import HOSTILE

WARD = extra("Ward\n# 'of' \"care\"", "category", (HOSTILE, "'''\n\\", "third", "fourth"))
"""An extra column whose heading and levels would leave a string or a comment if they could."""


def treated(seed: int = 5, n: int = 80) -> Cohort:
    """Patients of both antibodies; some have no value, nobody of the fourth ward was given the second antibody."""
    chance = np.random.default_rng(seed)

    def drawn(name: str, missing: float = 0.2) -> list[str | None]:
        values = [*dictionary()[name].values]
        return [None if chance.random() < missing else values[chance.integers(len(values))] for _ in range(n)]

    ward = [None if chance.random() < 0.1 else WARD.values[place % 4] for place in range(n)]
    second = [chance.random() < 0.7 and name != "fourth" for name in ward]
    waited = [int(day) for day in chance.integers(-3, 60, n)]
    end = [int(day) for day in chance.integers(150, 900, n)]
    dead = chance.random(n) < 0.5

    def given(values: list) -> list:
        return [value if had else None for value, had in zip(values, second, strict=True)]

    return cohort_of(
        {WARD: ward},
        mab1=drawn("mab1", 0.0),
        mab1_start=days(*[0] * n),
        mab1_response=drawn("mab1_response"),
        mab1_response_date=days(*waited),
        mab1_mrd=drawn("mab1_mrd"),
        mab1_disease_burden=drawn("mab1_disease_burden"),
        mab1_progression=days(*[stop - 10 if chance.random() < 0.6 else None for stop in end]),
        cd19_at_relapse=drawn("cd19_at_relapse"),
        cd22_at_relapse=drawn("cd22_at_relapse"),
        mab2=given(drawn("mab2", 0.0)),
        mab2_start=days(*given([70] * n)),
        mab2_response=given(drawn("mab2_response", 0.1)),
        mab2_response_date=days(*given([70 + max(day, 1) for day in waited])),
        mab2_mrd=given(drawn("mab2_mrd", 0.1)),
        mab2_disease_burden=given(drawn("mab2_disease_burden", 0.1)),
        salvage_line=[float(chance.integers(1, 4)) for _ in range(n)],
        mab2_progression=days(*given([max(stop - 5, 140) if chance.random() < 0.5 else None for stop in end])),
        vital_status=["dead" if one else "alive" for one in dead],
        death_date=days(*[stop if one else None for one, stop in zip(dead, end, strict=True)]),
        last_contact=days(*end),
        sex=drawn("sex"),
        age_years=[float(chance.integers(18, 80)) if chance.random() > 0.1 else None for _ in range(n)],
    )
