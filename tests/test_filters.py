"""Filters: which patients they keep, counted independently, and what they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from pydantic import ValidationError

from core.dictionary import dictionary
from core.filters import MISSING, Choice, Range, field_label, keep, level_counts, misfit, sentence
from tests.making import cohort_of, extra, plain_cohort

SEX = dictionary()["sex"]
RESPONSE = dictionary()["mab1_response"]
patients = st.lists(
    st.tuples(
        st.sampled_from([None, *SEX.values]),
        st.sampled_from([None, *RESPONSE.values]),
        st.one_of(st.none(), st.integers(0, 90)),
    ),
    max_size=30,
)
bounds = st.one_of(st.none(), st.integers(0, 90))


def chosen(field):
    slugs = [MISSING, *(level.slug for level in field.levels)]
    levels = st.lists(st.sampled_from(slugs), min_size=1, unique=True).map(tuple)
    return st.one_of(st.none(), levels.map(lambda levels: Choice(field=field.slug, levels=levels)))


def cohort_from(rows):
    sex, response, age = zip(*rows, strict=True) if rows else ((), (), ())
    return plain_cohort(sex=list(sex), mab1_response=list(response), age_years=list(age))


def expected_choice(one, field, column) -> np.ndarray:
    """By hand with pandas: the values of the chosen levels, and missing values where those are chosen."""
    values = [level.value for level in field.levels if level.slug in one.levels]
    return (column.astype(object).isin(values) | (column.isna() & (MISSING in one.levels))).to_numpy()


@given(patients, chosen(SEX), chosen(RESPONSE), st.booleans(), bounds, bounds)
def test_filters_keep_the_patients_pandas_keeps(rows, by_sex, by_response, by_age, low, high):
    cohort = cohort_from(rows)
    frame, expected, filters = cohort.patients, np.ones(len(rows), dtype=bool), []
    for one, field in ((by_sex, SEX), (by_response, RESPONSE)):
        if one is not None:
            filters.append(one)
            expected &= expected_choice(one, field, frame[field.name])
    if by_age:
        filters.append(Range(field="age_years", low=low, high=high))
        least, most = (-np.inf if low is None else low), (np.inf if high is None else high)
        expected &= frame["age_years"].between(least, most, inclusive="both").to_numpy()
    assert_array_equal(keep(filters, cohort), expected)
    assert_array_equal(keep(filters[::-1], cohort), expected)
    assert all(misfit(one, cohort) is None for one in filters)


@given(patients, chosen(SEX), chosen(RESPONSE))
def test_counts_beside_a_choice_are_what_choosing_it_alone_would_give(rows, by_sex, by_response):
    cohort = cohort_from(rows)
    filters = [one for one in (by_sex, by_response) if one is not None]
    counts = level_counts(SEX, filters, cohort)
    assert list(counts) == ["female", "male", MISSING]
    others = [one for one in filters if one.field != "sex"]
    for slug, count in counts.items():
        assert count == keep([*others, Choice(field="sex", levels=(slug,))], cohort).sum()
    assert sum(counts.values()) == keep(others, cohort).sum()


def test_the_counts_of_a_field_ignore_the_filter_on_it():
    cohort = plain_cohort(sex=["female", "male", None, "male"], age_years=[30, 30, 30, 70])
    filters = [Choice(field="sex", levels=("female",)), Range(field="age_years", high=40)]
    assert level_counts(SEX, filters, cohort) == {"female": 1, "male": 1, MISSING: 1}


def test_no_filter_keeps_everybody():
    assert keep([], plain_cohort(sex=[None, "male"])).tolist() == [True, True]


def test_bounds_are_included_and_a_missing_number_is_in_no_range():
    cohort = plain_cohort(age_years=[39.9, 40, 60, 60.1, None])
    assert keep([Range(field="age_years", low=40, high=60)], cohort).tolist() == [False, True, True, False, False]
    assert keep([Range(field="age_years")], cohort).tolist() == [True, True, True, True, False]


def test_a_range_turned_round_keeps_nobody():
    assert not keep([Range(field="age_years", low=60, high=40)], plain_cohort(age_years=[50])).any()


def test_missing_is_a_level_of_its_own():
    cohort = plain_cohort(sex=["female", None, "male"])
    assert keep([Choice(field="sex", levels=(MISSING,))], cohort).tolist() == [False, True, False]
    assert keep([Choice(field="sex", levels=("male", MISSING))], cohort).tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ([], "All patients"),
        ([Choice(field="salvage", levels=("1", "2"))], "Salvage status: Salvage 1 or Salvage 2"),
        ([Range(field="age_years", low=40, high=60)], "Age 40 to 60 years"),
        ([Range(field="age_years", low=40)], "Age at least 40 years"),
        ([Range(field="age_years", high=60.5)], "Age at most 60.5 years"),
        ([Choice(field="sex", levels=("male", "missing"))], "Sex: Male or missing"),
        (
            [Choice(field="sequence", levels=("blina-ino",)), Choice(field="transplant", levels=("no",))],
            "Antibody sequence: Blinatumomab then inotuzumab; Transplant after the first antibody: No",
        ),
        ([Choice(field="x-site", levels=("koln",))], "Site: Köln"),
        ([Range(field="x-dose", low=2)], "Dose at least 2"),
    ],
)
def test_filters_say_themselves(filters, said):
    extras = {extra("Site", "category", ("Köln", "Lyon")): ["Köln"], extra("Dose", "number"): [2]}
    cohort = cohort_of(extras, age_years=[50], sex=["male"], salvage_line=[1], mab1=["inotuzumab"], hsct_date=[None])
    assert sentence(filters, cohort) == said


def test_filters_say_themselves_before_there_is_a_cohort():
    filters = [
        Choice(field="salvage", levels=("1",)),
        Choice(field="x-site", levels=("koln",)),
        Range(field="x-dose", low=1),
    ]
    assert sentence(filters, None) == "Salvage status: Salvage 1; “site”: koln; “dose” at least 1"


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (Choice(field="salvage", levels=("1",)), "Salvage status is not a column of this cohort."),
        (Choice(field="x-site", levels=("a",)), "“site” is not a column of this cohort."),
        (Choice(field="age_years", levels=("40",)), "Age cannot be filtered this way in this cohort."),
        (Range(field="sex", low=1), "Sex cannot be filtered this way in this cohort."),
        (Choice(field="patient_id", levels=("p1",)), "Patient cannot be filtered this way in this cohort."),
        (Range(field="patient_id", low=1), "Patient cannot be filtered this way in this cohort."),
        (
            Choice(field="mab1_start", levels=("2020",)),
            "First antibody started cannot be filtered this way in this cohort.",
        ),
        (Choice(field="sex", levels=("male", "other")), "Sex has no level “other” in this cohort."),
        (Choice(field="sex", levels=("male", MISSING)), None),
        (Range(field="age_years"), None),
    ],
)
def test_a_filter_that_does_not_fit_says_why(one, why):
    cohort = plain_cohort(patient_id=["p1"], sex=["male"], age_years=[40], mab1_start=[None])
    assert misfit(one, cohort) == why


def test_a_column_nobody_knows_is_called_by_its_slug():
    assert field_label("x-study-site", None) == "“study-site”"
    assert field_label("age_years", None) == "Age"


@pytest.mark.parametrize(
    "level", ["Müller", "John Smith", "2020/01/01", "", "a" * 81, "<b>", "CR", "a.b", "a\nb", "a\n"]
)
def test_no_free_text_can_be_a_level_or_a_field(level):
    with pytest.raises(ValidationError):
        Choice(field="sex", levels=(level,))
    with pytest.raises(ValidationError):
        Choice(field=level, levels=("male",))
    with pytest.raises(ValidationError):
        Range(field=level, low=1)


@pytest.mark.parametrize("bound", [np.inf, -np.inf, np.nan])
def test_a_bound_is_a_finite_number(bound):
    with pytest.raises(ValidationError):
        Range(field="age_years", low=bound)


@pytest.mark.parametrize("levels", [(), tuple("a" for _ in range(61))])
def test_a_choice_has_one_to_sixty_levels(levels):
    with pytest.raises(ValidationError):
        Choice(field="sex", levels=levels)


def test_a_filter_cannot_be_changed():
    one = Range(field="age_years", low=1)
    with pytest.raises(ValidationError):
        one.low = 2
