"""The table of proportional hazards: the numbers of the tests, or why there are none."""

import numpy as np

from core.analyses.cox import analyse_cox
from core.formats import format_number, format_p
from core.stats.proportional_hazards import compare_hazards_over_time
from core.tables.hazards_over_time_table import hazards_over_time_table
from core.view import View
from tests.making import endpoint, selected, sheet_cohort


def fitted(n: int):
    random = np.random.default_rng(8)
    cohort = sheet_cohort(random.exponential(9, n), [1] * n, age_years=random.normal(50, 9, n))
    return analyse_cox(selected(cohort), endpoint("os", "sheet"), View(covariates=("age_years",)))


def test_each_covariate_and_the_whole_model_have_their_test():
    result = fitted(40)
    expected = compare_hazards_over_time(result.multivariable).overall
    cells = (format_number(expected.chisq, 2), "1", format_p(expected.p))
    rows = hazards_over_time_table(result.multivariable, result.covariates).rows
    assert [row.cells for row in rows] == [("Age", *cells), ("All covariates", *cells)]


def test_with_fewer_than_ten_events_there_is_a_reason_and_no_test():
    result = fitted(9)
    table = hazards_over_time_table(result.multivariable, result.covariates)
    assert (table.rows, table.notes) == ((), ("Not tested with fewer than 10 events.",))
