"""The cohort: it never changes, and its fingerprint tells data apart without giving any of it away."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from core.cohort import Cohort, Source
from core.dictionary import dictionary
from core.records import no_records
from tests.making import cohort_of, days, extra, plain_cohort

SITE = extra("Site", "category", ("Lyon", "Köln"))


def small() -> Cohort:
    return cohort_of(
        {SITE: ["Lyon", None, "Köln"]},
        patient_id=["a", "b", "c"],
        age_years=[30, None, 61.5],
        sex=["female", "male", None],
        mab1_start=days(0, 31, None),
    )


def rebuilt(frame: pd.DataFrame, cohort: Cohort) -> Cohort:
    return Cohort(frame, {name: cohort.columns[name] for name in frame}, cohort.source)


def test_writing_into_the_patients_leaves_the_cohort_as_it_is():
    cohort = small()
    before, fingerprint = cohort.patients, cohort.fingerprint
    mine = cohort.patients
    mine.loc[0, "age_years"] = 99
    mine["age_years"] = 0.0
    mine["new"] = 1
    pd.testing.assert_frame_equal(cohort.patients, before)
    assert cohort.fingerprint == fingerprint == rebuilt(cohort.patients, cohort).fingerprint


def test_whoever_gave_the_frame_cannot_change_the_cohort():
    frame = pd.DataFrame({"age_years": [30.0, 40.0]})
    columns = {"age_years": dictionary()["age_years"]}
    cohort = Cohort(frame, columns, Source("made"))
    frame.loc[0, "age_years"] = 99
    columns["sex"] = dictionary()["sex"]
    assert cohort.numbers("age_years").tolist() == [30, 40]
    assert list(cohort.columns) == ["age_years"]


def test_the_columns_cannot_be_exchanged():
    with pytest.raises(TypeError):
        small().columns["age_years"] = dictionary()["wbc"]


def test_a_cohort_without_a_field_for_each_column_is_refused():
    with pytest.raises(ValueError, match="a field for every column"):
        Cohort(pd.DataFrame({"age_years": [1.0]}), {}, Source("made"))


def test_rows_are_counted_from_zero_whatever_the_index_was():
    frame = pd.DataFrame({"age_years": [30.0, 40.0]}, index=[7, 3])
    cohort = Cohort(frame, {"age_years": dictionary()["age_years"]}, Source("made"))
    assert cohort.patients.index.tolist() == [0, 1]


@pytest.mark.parametrize("seed", range(5))
def test_the_fingerprint_does_not_depend_on_the_order_of_rows_and_columns(seed):
    cohort = small()
    frame = cohort.patients.sample(frac=1, random_state=seed).sample(frac=1, axis=1, random_state=seed)
    assert rebuilt(frame, cohort).fingerprint == cohort.fingerprint


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("patient_id", "z"),
        ("age_years", 30.5),
        ("age_years", None),
        ("sex", "male"),
        ("sex", None),
        ("mab1_start", pd.Timestamp("2020-01-02")),
        ("extra:Site", "Köln"),
    ],
)
def test_the_fingerprint_changes_with_one_cell(column, value):
    cohort = small()
    frame = cohort.patients
    frame.loc[0, column] = value
    assert rebuilt(frame, cohort).fingerprint != cohort.fingerprint


def test_the_fingerprint_changes_when_two_cells_of_a_column_are_exchanged():
    cohort = plain_cohort(patient_id=["a", "b"], age_years=[30, 40])
    exchanged = plain_cohort(patient_id=["a", "b"], age_years=[40, 30])
    assert cohort.fingerprint != exchanged.fingerprint


def test_the_fingerprint_changes_with_the_number_of_patients_and_columns():
    cohort = small()
    assert rebuilt(cohort.patients.iloc[:2], cohort).fingerprint != cohort.fingerprint
    assert rebuilt(cohort.patients.drop(columns="sex"), cohort).fingerprint != cohort.fingerprint
    assert plain_cohort(age_years=[1]).fingerprint != plain_cohort(wbc=[1]).fingerprint


@pytest.mark.parametrize(
    ("column", "dtype"),
    [
        ("patient_id", "string"),
        ("patient_id", "category"),
        ("sex", object),
        ("extra:Site", object),
        ("mab1_start", "datetime64[s]"),
        ("age_years", object),
        ("age_years", "Float64"),
    ],
)
def test_the_fingerprint_of_the_same_data_stored_otherwise_is_the_same(column, dtype):
    cohort = small()
    frame = cohort.patients.astype({column: dtype})
    assert rebuilt(frame, cohort).fingerprint == cohort.fingerprint


def test_the_fingerprint_of_whole_numbers_is_the_same_as_integers_or_not():
    cohort = plain_cohort(age_years=[30, 40])
    assert rebuilt(cohort.patients.astype("int64"), cohort).fingerprint == cohort.fingerprint


def test_derived_columns_do_not_enter_the_fingerprint():
    columns = {"age_years": [30, 61], "salvage_line": [1, 4]}
    assert cohort_of(**columns).fingerprint == plain_cohort(**columns).fingerprint


def test_the_fingerprint_is_ten_hexadecimal_digits_and_holds_no_value():
    cohort = plain_cohort(patient_id=["deadbeef01"], age_years=[30])
    assert len(cohort.fingerprint) == 10
    assert set(cohort.fingerprint) <= set("0123456789abcdef")
    assert cohort.fingerprint != "deadbeef01"


def test_a_cohort_does_not_show_its_patients_when_printed():
    cohort = plain_cohort(patient_id=["secret-17"], age_years=[30])
    assert "secret-17" not in repr(cohort)


def test_levels_nobody_has_are_not_observed_and_the_others_keep_their_order():
    cohort = plain_cohort(mab1_response=["NR", "CR", None, "NR"])
    assert [level.value for level in cohort.observed_levels("mab1_response")] == ["CR", "NR"]


def test_a_column_without_any_value_is_there_but_has_nothing():
    cohort = plain_cohort(age_years=[None, None])
    assert "age_years" in cohort
    assert not cohort.has("age_years")
    assert not cohort.has("sex")


def test_columns_come_out_as_numbers_codes_and_days():
    cohort = small()
    assert_array_equal(cohort.numbers("age_years"), [30, np.nan, 61.5])
    assert_array_equal(cohort.codes("sex"), [0, 1, -1])
    assert_array_equal(cohort.days("mab1_start"), [18262, 18293, np.nan])
    assert cohort.span("age_years") == (30, 61.5)


def test_a_field_is_found_by_its_slug():
    cohort = small()
    assert cohort.by_slug("x-site").name == "extra:Site"
    assert cohort.by_slug("x-nowhere") is None


def test_a_cohort_keeps_its_source_and_issues_through_a_copy():
    cohort = small()
    assert replace(cohort, frame=cohort.patients, issues=()).source == cohort.source


def test_arrays_handed_out_cannot_be_written_into():
    cohort = cohort_of(age_years=[30, 61], sex=["male", None], mab1_start=["2019-01-05", None])
    for array in (cohort.numbers("age_years"), cohort.codes("sex"), cohort.days("mab1_start"), cohort.known("sex")):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_a_level_is_where_it_stands_and_a_missing_value_is_none():
    cohort = cohort_of(sex=["male", None, "female"])
    assert cohort.is_level("sex", "male").tolist() == [True, False, False]
    assert cohort.is_level("sex", "unheard of").tolist() == [False, False, False]
    assert cohort.known("sex").tolist() == [True, False, True]


def with_labs(patients: list[int], values: list[float], order: tuple[int, ...] = (0, 1, 2)) -> Cohort:
    """Small with laboratory values, its patients in this order."""
    cohort = small()
    place = {old: new for new, old in enumerate(order)}
    labs = no_records("labs").reindex(range(len(values))).assign(patient=[place[one] for one in patients], value=values)
    frame = cohort.patients.iloc[list(order)]
    return Cohort(frame, cohort.columns, cohort.source, records={"labs": labs.astype({"patient": "int64"})})


def test_the_fingerprint_takes_the_records_in():
    with_one, with_another = with_labs([0], [1.0]), with_labs([0], [2.0])
    fingerprints = {one.fingerprint for one in (small(), with_one, with_another, with_labs([1], [1.0]))}
    assert len(fingerprints) == 4


def test_the_order_of_patients_and_of_records_does_not_matter():
    told = with_labs([0, 2, 2], [1.0, 2.0, 3.0])
    assert with_labs([2, 0, 2], [3.0, 1.0, 2.0], (2, 0, 1)).fingerprint == told.fingerprint


def test_a_kind_of_records_without_a_row_does_not_enter_the_fingerprint():
    assert with_labs([], []).fingerprint == small().fingerprint
