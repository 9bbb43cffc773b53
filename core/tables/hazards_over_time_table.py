"""Whether hazard ratios stay the same over time: the test of each covariate and of the whole model."""

from core.analyses.cox_check import HazardsCheck
from core.formats import DASH, format_number, format_p
from core.stats.chi_squared import Test
from core.tables.display import DisplayTable, Row
from core.words.cox_check import TESTED


def hazards_over_time_table(check: HazardsCheck) -> DisplayTable:
    """Chi-squared, degrees of freedom and P by covariate and of all, of a check that was not refused."""
    tests = check.tested.terms.itertuples()
    rows = [Row((check.labels[one.term], *_cells(Test(one.chisq, one.df, one.p)))) for one in tests]
    rows.append(Row(("All covariates", *_cells(check.tested.overall))))
    return DisplayTable("Proportional hazards", ("Covariate", "χ²", "df", "P"), tuple(rows), (TESTED,))


def _cells(test: Test) -> tuple[str, str, str]:
    return format_number(test.chisq, 2), f"{test.df}" if test.df else DASH, format_p(test.p)
