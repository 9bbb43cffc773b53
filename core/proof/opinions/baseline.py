"""A second opinion on the Baseline page: summaries by pandas, and the tests that a library has besides the page."""

from collections.abc import Callable

import pandas as pd

from core.analyses.baseline import Baseline, ChoicesRow, NumbersRow
from core.analyses.baseline_tests import RowTestName
from core.analyses.cox_frame import r_name
from core.proof.numbers.baseline import EVERYBODY, baseline_numbers, columns_shown, level_name
from core.proof.numbers.curves import Numbers
from core.proof.opinions.opinion import PANDAS, SCIPY, STATSMODELS, Opinion, opinions_on
from core.proof.python import counts as python_counts
from core.proof.python import tests as python_tests
from core.proof.tables.patients import PatientTable

SAME_LIBRARY = (
    "The page has its Wilcoxon and Kruskal-Wallis tests from scipy; its exact trend test, its standardised differences "
    "and Fisher’s exact test of more than two groups or levels are in none of these libraries: the R script has them."
)
SHOWN = {
    "range": ("median", "lowest", "highest"),
    "iqr": ("median", "lower quartile", "upper quartile"),
    "mean": ("mean", "SD"),
}
BY_STATSMODELS: dict[RowTestName, Callable[..., float]] = {
    "Welch": python_tests.welch,
    "variance analysis": python_tests.variance_analysis,
    "chi-squared": lambda counts: python_counts.p_of(counts, exact=False),
    "chi-squared for Fisher": lambda counts: python_counts.p_of(counts, exact=False),
    "Cochran-Armitage": python_tests.trend,
    "linear-by-linear": python_tests.linear_by_linear,
}


def second_opinion_on_baseline(result: Baseline, table: PatientTable) -> tuple[tuple[Opinion, ...], tuple[str, ...]]:
    """What is shown of each number and choice, and each P that a library computes another way than the page."""
    patients = table.frame.dropna(subset="group")
    summaries: Numbers = {}
    tests: dict[str, Numbers] = {STATSMODELS: {}, SCIPY: {}}
    for row in result.rows:
        summaries |= _summaries(row, result, patients)
        if row.test is not None:
            for library, p in _p(row, patients, len(result.labels)).items():
                tests[library][f"{r_name(row.field)}, P"] = p
    here = baseline_numbers(result)
    by_library = {PANDAS: summaries, **tests}
    opinions = tuple(one for library, there in by_library.items() for one in opinions_on(here, there, library))
    return opinions, (SAME_LIBRARY,) if result.compared else ()


def _summaries(row: NumbersRow | ChoicesRow, result: Baseline, patients: pd.DataFrame) -> Numbers:
    name, found = r_name(row.field), Numbers()
    for column in columns_shown(result):
        mine = patients if column == EVERYBODY else patients[patients["group"] == int(column.split()[-1])]
        values = mine[name].dropna()
        if isinstance(row, NumbersRow):
            summary = values.describe().rename(index=DESCRIBED)
            found |= {f"{name}, {column}, {what}": float(summary[what]) for what in SHOWN[row.shown]}
            continue
        shares = values.value_counts(normalize=True)
        if result.percent_by == "row" and result.compared:
            whole = patients[name].value_counts()
            shares = values.value_counts().reindex(whole.index, fill_value=0) / whole
        for level in row.levels if len(values) else ():
            place = row.field.levels.index(level) + 1
            found[f"{name}, {column}, {level_name(row, level)}, share"] = float(shares.get(place, 0))
    return found


DESCRIBED = {"std": "SD", "min": "lowest", "25%": "lower quartile", "50%": "median", "75%": "upper quartile",
             "max": "highest"}  # fmt: skip


def _p(row: NumbersRow | ChoicesRow, patients: pd.DataFrame, n_groups: int) -> dict[str, float]:
    """P by the library it is from; nothing where only the page's own has the test."""
    name, values = row.test.name, patients[["group", r_name(row.field)]].dropna()
    if isinstance(row, NumbersRow):
        parts = [part.to_numpy(dtype=float) for _, part in values.groupby("group")[r_name(row.field)]]
        return {STATSMODELS: float(BY_STATSMODELS[name](parts))} if name in BY_STATSMODELS else {}
    places = pd.crosstab(values["group"], values[r_name(row.field)])
    counts = places.reindex(
        index=range(1, n_groups + 1), columns=range(1, len(row.field.levels) + 1), fill_value=0
    ).to_numpy()
    if name == "Fisher" and counts[:, counts.any(axis=0)][counts.any(axis=1)].shape == (2, 2):
        return {SCIPY: float(python_counts.p_of(counts, exact=True))}
    return {STATSMODELS: float(BY_STATSMODELS[name](counts))} if name in BY_STATSMODELS else {}
