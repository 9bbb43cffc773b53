"""A made-up patient with sheets of courses, laboratory values and toxicities, and cohorts around such patients."""

from collections.abc import Sequence

import pandas as pd

from core.cohort import Cohort
from core.records import COLUMNS, PATIENT, RecordKind
from tests.making import cohort_of, days

COURSES = (
    ("Protocol 1", -900, -300, 1, "CR"),
    ("Allo-HSCT (father)", -160, None, 2, "MRD-negative CR"),
    ("Blinatumomab", 0, 28, 3, "NR"),
    ("inotuzumab ozogamicin", 66, 80, 4, "CR"),
    ("Haploidentical transplant (mother)", 108, None, 4, None),
)
LABS = (
    ("MRD", -168, 1.8, "%"), ("MRD", 94, 0, "%"), ("Lymphocytes", -4, 0.9, "1e9/L"), ("Lymphocytes", 2, 0.0, "1e9/L"),
    ("Lymphocytes", 200, 1.6, "1e9/L"), ("Lymphocytes", None, 9, "1e9/L"), ("Lymphocytes", 30, None, "1e9/L"),
)  # fmt: skip
TOXICITIES = (("Neutropenia", 4, 77), ("Fever", None, 77), ("Rash", 1, None))


def records(kind: RecordKind, rows: Sequence[tuple], patient: int = 0) -> pd.DataFrame:
    """Records of one patient from plain rows whose dates are days from day 0."""
    frame = pd.DataFrame(rows, columns=[column.name for column in COLUMNS[kind]])
    for column in COLUMNS[kind]:
        values = frame[column.name].tolist()
        if column.kind == "date":
            plain = [None if pd.isna(value) else value for value in values]
            frame[column.name] = pd.to_datetime(pd.Series(days(*plain), dtype=object)).astype("datetime64[ns]")
        elif column.kind == "number":
            frame[column.name] = frame[column.name].astype(float)
    frame.insert(0, PATIENT, patient)
    return frame


def with_records(cohort: Cohort, **kinds: pd.DataFrame) -> Cohort:
    """The cohort with these records."""
    return Cohort(cohort.patients, cohort.columns, cohort.source, cohort.issues, kinds)


def case(identity: str = "SYN-01") -> Cohort:
    """One patient told by a row and three sheets; the row knows less, and partly the same."""
    row = cohort_of(
        patient_id=[identity],
        mab1=["blinatumomab"],
        mab1_start=days(0),
        mab1_response=["NR"],
        mab1_progression=days(38),
        mab2=["inotuzumab"],
        mab2_start=days(66),
        mab2_response=["CR"],
        mab2_response_date=days(94),
        mab2_mrd=["negative"],
        hsct_date=days(108),
        engraftment_date=days(131),
        agvhd_grade=["0"],
        cgvhd=["mild"],
        cgvhd_date=days(240),
        sos=["no"],
        vital_status=["alive"],
        last_contact=days(382),
    )
    told = {"courses": COURSES, "labs": LABS, "toxicities": TOXICITIES}
    return with_records(row, **{kind: records(kind, rows) for kind, rows in told.items()})
