"""What follows from a patient's own columns."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from core.derived import INTERVALS
from core.dictionary import dictionary
from tests.making import cohort_of, days

BLINA, INO = "blinatumomab", "inotuzumab"


def values(cohort, name) -> list:
    column = cohort.patients[name].astype(object)
    return column.where(column.notna(), None).tolist()


@pytest.mark.parametrize(
    ("first", "second", "sequence"),
    [
        (BLINA, INO, "blina_ino"),
        (INO, BLINA, "ino_blina"),
        (BLINA, None, "blina_only"),
        (INO, None, "ino_only"),
        (BLINA, BLINA, "blina_only"),
        (INO, INO, "ino_only"),
        (None, INO, None),
        (None, None, None),
    ],
)
def test_the_sequence_follows_from_both_antibodies(first, second, sequence):
    cohort = cohort_of(mab1=[first, BLINA], mab2=[second, INO])
    assert values(cohort, "mab_sequence") == [sequence, "blina_ino"]


def test_a_cohort_in_which_nobody_has_a_first_antibody_has_no_sequences():
    assert values(cohort_of(mab1=[None, None], mab2=[INO, None]), "mab_sequence") == [None, None]


def test_without_a_column_of_second_antibodies_everybody_had_one():
    assert values(cohort_of(mab1=[BLINA, INO, None]), "mab_sequence") == ["blina_only", "ino_only", None]


def test_without_a_first_antibody_there_is_no_sequence():
    assert "mab_sequence" not in cohort_of(mab2=[INO])


@pytest.mark.parametrize(
    ("line", "status"),
    [(1, "Salvage 1"), (2, "Salvage 2"), (3, "Salvage 3+"), (7, "Salvage 3+"), (0, None), (None, None)],
)
def test_salvage_lines_from_the_third_are_one_group(line, status):
    assert values(cohort_of(salvage_line=[line]), "salvage_status") == [status]


@pytest.mark.parametrize(
    ("age", "group"),
    [
        (0, "under 40"),
        (39, "under 40"),
        (39.99, "under 40"),
        (40, "40 to 59"),
        (59, "40 to 59"),
        (59.99, "40 to 59"),
        (60, "60 and over"),
        (104, "60 and over"),
        (None, None),
    ],
)
def test_age_groups_begin_at_40_and_60(age, group):
    assert values(cohort_of(age_years=[age]), "age_group") == [group]


def test_an_empty_transplant_date_means_not_transplanted():
    assert values(cohort_of(hsct_date=days(12, None)), "hsct") == ["yes", "no"]


@pytest.mark.parametrize(
    ("date", "said", "transplanted"),
    [(12, "no", "yes"), (12, None, "yes"), (None, "yes", "yes"), (None, "no", "no"), (None, None, "no")],
)
def test_a_transplant_date_decides_and_a_yes_without_a_date_stays(date, said, transplanted):
    assert values(cohort_of(hsct_date=days(date), hsct=[said]), "hsct") == [transplanted]


def test_without_a_transplant_date_column_what_the_sheet_says_stays():
    assert values(cohort_of(hsct=["yes", None]), "hsct") == ["yes", None]


def test_a_death_date_means_dead_and_its_absence_means_nothing():
    cohort = cohort_of(vital_status=["alive", None, "dead", None], death_date=days(9, 9, None, None))
    assert values(cohort, "vital_status") == ["dead", "dead", "dead", None]


@pytest.mark.parametrize(("name", "ends"), INTERVALS.items())
def test_an_interval_is_the_days_between_its_dates(name, ends):
    start, end = ends
    cohort = cohort_of(**{start: days(3, 3, None, 3, 5), end: days(10, 3, 10, None, 3)})
    assert_array_equal(cohort.numbers(name), [7, 0, np.nan, np.nan, np.nan])
    assert dictionary()[name].unit == "days"


@pytest.mark.parametrize(("name", "ends"), INTERVALS.items())
def test_an_interval_needs_both_dates(name, ends):
    assert name not in cohort_of(**{ends[0]: days(3)})
    assert name not in cohort_of(**{ends[1]: days(3)})


def test_derived_columns_are_named_as_such_and_typed_as_their_fields():
    cohort = cohort_of(age_years=[50], salvage_line=[2], mab1=[BLINA])
    for name in ("age_group", "salvage_status", "mab_sequence"):
        assert cohort.columns[name].origin == "derived"
        assert tuple(cohort.patients[name].cat.categories) == cohort.columns[name].values
    assert cohort.patients["age_group"].cat.ordered
    assert not cohort.patients["mab_sequence"].cat.ordered


def test_a_cohort_without_any_of_the_columns_is_left_as_it_is():
    assert list(cohort_of(sex=["male"]).columns) == ["sex"]
