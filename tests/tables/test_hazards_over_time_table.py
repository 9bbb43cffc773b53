"""The table of proportional hazards: the numbers of the tests."""

from core.analyses.cox_check import check_hazards
from core.formats import format_number, format_p
from core.stats.proportional_hazards import compare_hazards_over_time
from core.tables.hazards_over_time_table import hazards_over_time_table
from tests.analyses.cox_results import ordinary


def test_each_covariate_and_the_whole_model_have_their_test():
    result, chosen = ordinary()
    expected = compare_hazards_over_time(result.multivariable)
    table = hazards_over_time_table(check_hazards(result, chosen))
    tests = [*expected.terms.itertuples(index=False), ("", *_numbers(expected.overall))]
    cells = [(format_number(chisq, 2), f"{df}", format_p(p)) for _, chisq, df, p in tests]
    names = ("Age", "Arm", "All covariates")
    assert [row.cells for row in table.rows] == [(name, *three) for name, three in zip(names, cells, strict=True)]


def _numbers(test) -> tuple[float, int, float]:
    return test.chisq, test.df, test.p
