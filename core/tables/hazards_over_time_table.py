"""Whether hazard ratios stay the same over time: the test of each covariate and of the whole model."""

from core.analyses.cox_terms import term_labels
from core.dictionary import Field
from core.formats import DASH, format_number, format_p
from core.stats.chi_squared import Test
from core.stats.cox_model import CoxModel
from core.stats.proportional_hazards import compare_hazards_over_time
from core.tables.display import DisplayTable, Row

FEWEST_EVENTS = 10
"""With fewer events the test of proportional hazards says nothing."""


def hazards_over_time_table(model: CoxModel, covariates: tuple[Field, ...]) -> DisplayTable:
    """Chi-squared, degrees of freedom and P by covariate; no rows, and the reason, with fewer than ten events."""
    title, columns = "Proportional hazards", ("Covariate", "χ²", "df", "P")
    if model.n_events < FEWEST_EVENTS:
        return DisplayTable(title, columns, (), (f"Not tested with fewer than {FEWEST_EVENTS} events.",))
    tests = compare_hazards_over_time(model)
    labels = term_labels(model) | {field.name: field.label for field in covariates}
    rows = [Row((labels[one.term], *_cells(Test(one.chisq, one.df, one.p)))) for one in tests.terms.itertuples()]
    rows.append(Row(("All covariates", *_cells(tests.overall))))
    note = (
        "Multivariable model: score test that no coefficient changes with time, time as 1 − Kaplan-Meier survival "
        "(Grambsch and Therneau). A small P says that one hazard ratio does not hold for the whole follow-up."
    )
    return DisplayTable(title, columns, tuple(rows), (note,))


def _cells(test: Test) -> tuple[str, str, str]:
    return format_number(test.chisq, 2), f"{test.df}" if test.df else DASH, format_p(test.p)
