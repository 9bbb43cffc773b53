"""Dates shifted to one day for every patient: intervals stay exactly, the calendar is gone."""

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from core.analyses.endpoints import count_endpoints
from core.cohort import Cohort, Issue, Source
from core.derived import INTERVALS, derive
from core.dictionary import Field, dictionary
from core.records import PATIENT
from core.workbook.privacy import DAY_ZERO, dates_as_said, shift_dates
from tests.workbook.making import issues, read

DAY = datetime.date
NAMES = ("mab1_start", "mab2_start", "hsct_date", "mab1_progression", "death_date", "last_contact")
ROWS = [
    ("ID", "mAb1 start", "mAb2 start", "HSCT date", "Last FU", "Vital", "Biopsy"),
    ("1", DAY(2019, 3, 5), DAY(2019, 9, 1), None, DAY(2022, 2, 28), "alive", DAY(2018, 12, 31)),
    ("2", None, DAY(2020, 2, 29), DAY(2020, 6, 1), DAY(2021, 1, 1), "dead", None),
    ("3", "31/02/2020", None, None, None, "dead", None),
]


def cohort(dates: dict[str, list], records: dict | None = None, found: tuple = ()) -> Cohort:
    frame = pd.DataFrame({name: pd.Series(np.array(days, dtype="datetime64[ns]")) for name, days in dates.items()})
    frame.insert(0, "patient_id", [str(number) for number in range(len(frame))])
    fields = {name: dictionary()[name] for name in frame}
    return Cohort(frame, fields, Source("made up"), found, records or {})


def test_dates_stay_unless_it_was_chosen():
    original = read(ROWS).cohort
    assert dates_as_said(original, {}) is original
    assert read(ROWS, layout={"dates": "kept"}).cohort.fingerprint == original.fingerprint


def test_a_shifted_workbook_starts_on_one_day_and_says_so():
    shifted = read(ROWS, layout={"dates": "shifted"})
    patients = shifted.cohort.patients
    assert_array_equal(patients["mab1_start"].to_numpy(), np.array([DAY_ZERO, "NaT", "NaT"], dtype="datetime64[ns]"))
    assert patients["mab2_start"][1] == DAY_ZERO
    assert any("dates are shifted" in issue.what for issue in issues(shifted, severity="note"))
    told = [issue.what + issue.done for issue in shifted.cohort.issues]
    assert not any(year in text for year in ("2018", "2019", "2020", "2021", "2022") for text in told)


def test_every_endpoint_counts_the_same_before_and_after():
    before, after = read(ROWS).cohort, read(ROWS, layout={"dates": "shifted"}).cohort
    assert count_endpoints(before) == count_endpoints(after)
    for name, _ in INTERVALS.items():
        if name in before:
            assert_array_equal(before.numbers(name), after.numbers(name))
    assert_array_equal(
        before.days("extra:Biopsy") - before.days("mab1_start"), after.days("extra:Biopsy") - after.days("mab1_start")
    )


def test_records_move_with_their_patient_and_give_the_day_where_the_cohort_has_none():
    courses = pd.DataFrame(
        {
            PATIENT: np.array([0, 0, 1], dtype=np.int64),
            "treatment": ["a", "b", "c"],
            "start": np.array(["2018-01-01", "2019-03-06", "2017-05-05"], dtype="datetime64[ns]"),
            "end": np.array(["2018-02-01", "NaT", "2017-05-10"], dtype="datetime64[ns]"),
        }
    )
    original = cohort(
        {"mab1_start": ["2019-03-05", "NaT"], "last_contact": ["2020-03-05", "NaT"]}, {"courses": courses}
    )
    shifted = shift_dates(original)
    moved = shifted.records["courses"]
    zero = pd.Timestamp(DAY_ZERO)
    assert list(moved["start"] - zero) == [pd.Timedelta(days=days) for days in (-428, 1, 0)]
    assert moved["end"][2] - moved["start"][2] == pd.Timedelta(days=5)
    assert moved["end"].isna().tolist() == [False, True, False]
    assert original.records["courses"]["start"][0] == pd.Timestamp("2018-01-01")


def test_only_issues_about_dates_lose_what_they_quote():
    found = (
        Issue("warning", "S!A2", "'13.13.2020' is no date", "why", "read as 2020-01-01", "mab1_start"),
        Issue("warning", "S!B2", "'12.5.1' is no number", "why", "read as missing", "wbc"),
    )
    shifted = shift_dates(cohort({"mab1_start": ["2020-01-01"]}, found=found))
    assert [issue.what for issue in shifted.issues[1:]] == ["(hidden) is no date", "'12.5.1' is no number"]
    assert shifted.issues[1].done == "read as (hidden)"


def test_a_cohort_without_dates_stays_as_it_is():
    frame = pd.DataFrame({"patient_id": ["1"], "extra:a": ["x"]}).astype(object)
    fields = {"patient_id": dictionary()["patient_id"], "extra:a": Field("extra:a", "a", "text", origin="extra")}
    assert shift_dates(Cohort(frame, fields, Source("x"))).patients.equals(frame)


DATES = st.one_of(st.none(), st.dates(DAY(1975, 1, 1), DAY(2060, 1, 1)))


@settings(max_examples=60)
@given(st.lists(st.tuples(*[DATES] * len(NAMES)), min_size=1, max_size=5))
def test_any_two_dates_of_a_patient_stay_equally_far_apart_and_none_is_lost(rows):
    original = derive(cohort({name: list(days) for name, days in zip(NAMES, zip(*rows, strict=True), strict=True)}))
    shifted = shift_dates(original)
    for name in NAMES:
        assert_array_equal(shifted.known(name), original.known(name))
        for other in NAMES:
            assert_array_equal(shifted.days(name) - shifted.days(other), original.days(name) - original.days(other))
    starts = shifted.patients["mab1_start"].dropna()
    assert (starts == pd.Timestamp(DAY_ZERO)).all()
    first = shifted.patients[list(NAMES)].min(axis=1)[~shifted.known("mab1_start")].dropna()
    assert (first == pd.Timestamp(DAY_ZERO)).all()


@pytest.mark.parametrize("years", [1, 10])
def test_the_same_intervals_a_few_years_later_give_the_same_cohort(years):
    rows = [["2019-03-05", "2019-09-01"], ["2020-03-05", "2021-09-01"]]
    later = (np.array(rows, dtype="datetime64[D]") + np.timedelta64(3652 * years // 10, "D")).T
    one, other = (
        shift_dates(cohort({"mab1_start": list(days[0]), "last_contact": list(days[1])}))
        for days in (np.array(rows, dtype="datetime64[D]").T, later)
    )
    assert one.fingerprint == other.fingerprint
