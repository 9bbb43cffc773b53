"""Dates as clinicians write them, in five languages: one meaning is read, two are asked, no day is asked."""

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from core.dictionary import dictionary
from core.workbook.cells import Cells
from core.workbook.date_texts import date_text
from core.workbook.dates import read_dates
from core.workbook.month_names import NAMES, month_of, without_accents
from core.workbook.typed import Request
from tests.workbook.making import column, issues, read_column

DAY = datetime.date
MARCH = DAY(2020, 3, 12)
FIELD = dictionary()["mab1_start"]


def typed(*cells: object, **answers: object):
    return read_dates(Request(FIELD, "mAb1 start", Cells.of(cells), **answers))


@pytest.mark.parametrize(
    "written",
    [
        "2020-03-12", "2020/3/12", "2020.03.12", "2020 03 12", "20200312", "2020-03-12 13:45", "2020-03-12T13:45:10Z",
        "12-Mar-2020", "12 March 2020", "12MAR2020", "12th March 2020", "March 12, 2020", "Mar 12 2020", "12/Mar/20",
        "12. März 2020", "12.März 2020", "12 Mrz 2020", "12. Maerz 2020", "12 mars 2020", "12 marzo 2020",
        "12 de marzo de 2020", "12 de marzo del 2020", "2020-Mar-12", "12-mar-20", "12 Mar '20",
    ],
)  # fmt: skip
def test_a_text_with_one_meaning_is_that_day(written):
    assert date_text(written).sure == MARCH


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1er août 2019", DAY(2019, 8, 1)), ("3 fév. 2021", DAY(2021, 2, 3)), ("3 févr 2021", DAY(2021, 2, 3)),
        ("7 déc 2018", DAY(2018, 12, 7)), ("7 Dez 2018", DAY(2018, 12, 7)), ("9 Okt. 2018", DAY(2018, 10, 9)),
        ("5 mag 2017", DAY(2017, 5, 5)), ("5 giu 2017", DAY(2017, 6, 5)), ("5 lug 2017", DAY(2017, 7, 5)),
        ("2 ene 2016", DAY(2016, 1, 2)), ("2 gen 2016", DAY(2016, 1, 2)), ("2 abr 2016", DAY(2016, 4, 2)),
        ("2 juil. 2016", DAY(2016, 7, 2)), ("2 juin 2016", DAY(2016, 6, 2)), ("30 sept. 2016", DAY(2016, 9, 30)),
    ],
)  # fmt: skip
def test_months_are_known_by_their_abbreviations_in_five_languages(written, day):
    assert date_text(written).sure == day


def test_a_beginning_of_two_months_is_no_month():
    assert month_of("jui") == month_of("ma") == month_of("x") == 0


@pytest.mark.parametrize("names", NAMES)
def test_every_language_has_twelve_months_that_are_read_as_such(names):
    assert [month_of(name) for name in names.split()] == list(range(1, 13))


@pytest.mark.parametrize(
    "written", ["31/02/2020", "2020-13-01", "00.00.2020", "30 Feb 2020", "32/01/2020", "13/13/2020"]
)
def test_a_day_the_calendar_does_not_have_is_an_error(written):
    assert date_text(written).days == {}
    assert "no day of the calendar" in typed(MARCH, written).problems[1].what


@pytest.mark.parametrize(
    "written", ["", "soon", "12", "12/03", "March", "12 Foo 2020", "2020-1", "Mar-20", "1234567", "1/2/3/4"]
)
def test_a_text_that_is_no_date_has_no_day(written):
    assert date_text(written) is None or date_text(written).precision != "day"


def test_ambiguous_dates_are_asked_once_with_the_evidence():
    reading = read_column("mAb1 start", ["01/02/2020", "13/02/2020", "02/13/2020", "03/04/2020", "03/04/2020"])
    question = column(reading, "mAb1 start").question
    assert "holds 3 dates such as '01/02/2020', '03/04/2020' that can be read in two ways" in question.text
    assert "'13/02/2020' can only be day first; '02/13/2020' can only be month first" in question.text
    assert question.options == ("day first", "month first")


def test_the_order_other_cells_prove_is_used_and_said():
    found = typed("01/02/2020", "13/02/2020")
    assert_array_equal(found.values, np.array(["2020-02-01", "2020-02-13"], dtype="datetime64[D]"))
    assert [(note.why, note.done) for note in found.notes] == [("'13/02/2020' can only be day first", "read day first")]
    assert typed("31/01/2020", "13/02/2020").notes == ()


def test_years_of_two_digits_are_from_1970_to_2069_and_that_is_said():
    found = typed("13/02/69", "13/02/70", "13/02/00", "13/02/19")
    years = np.array(["2069-02-13", "1970-02-13", "2000-02-13", "2019-02-13"], dtype="datetime64[D]")
    assert_array_equal(found.values, years)
    assert "1970 to 2069" in found.notes[0].done


def test_two_digits_may_be_the_year_first_where_hyphens_stand():
    reading = read_column("mAb1 start", ["19-04-03", "20-05-06"])
    assert column(reading, "mAb1 start").question.options == ("day first", "year first")
    said = read_column("mAb1 start", ["19-04-03", "20-05-06"], date_orders={"mAb1 start": "year first"})
    assert list(said.cohort.patients["mab1_start"].dt.strftime("%Y-%m-%d")) == ["2019-04-03", "2020-05-06"]


PARTIAL = ["Mar 2020", "03/2020", "2020-03", "März 2020", "2020", 2019]


def test_dates_without_a_day_are_asked_once_and_wait():
    reading = read_column("mAb1 start", [MARCH, *PARTIAL])
    question = column(reading, "mAb1 start").question
    assert (question.kind, question.options) == ("partial dates", ("first day", "middle", "last day", "missing"))
    assert "6 dates without a day" in question.text
    assert reading.cohort.known("mab1_start").tolist() == [True] + [False] * 6
    assert [issue.where for issue in issues(reading, "mab1_start", "error")] == [
        f"Sheet1!C{row}" for row in range(3, 9)
    ]


@pytest.mark.parametrize(
    ("rule", "month", "year", "year_before"),
    [("first day", "2020-03-01", "2020-01-01", "2019-01-01"), ("middle", "2020-03-15", "2020-07-01", "2019-07-01"),
     ("last day", "2020-03-31", "2020-12-31", "2019-12-31"), ("missing", "NaT", "NaT", "NaT")],
)  # fmt: skip
def test_dates_without_a_day_are_read_as_the_user_said_and_each_is_said(rule, month, year, year_before):
    found = typed(*PARTIAL, conventions={"partial dates": rule})
    days = np.array([month] * 4 + [year, year_before], dtype="datetime64[D]")
    assert_array_equal(found.values, days)
    assert found.question is None
    assert len(found.problems) == 6


def test_the_order_is_asked_before_the_missing_day():
    cells = ["01/02/2020", "03/2020"]
    assert typed(*cells).question.kind == "date order"
    assert typed(*cells, date_order="day first").question.kind == "partial dates"
    assert typed(*cells, date_order="day first", conventions={"partial dates": "middle"}).question is None


def test_serial_numbers_stored_as_text_are_read():
    assert_array_equal(typed("43862", MARCH).values[:1], [np.datetime64("2020-02-01")])
    assert_array_equal(typed("42400", starts_1904=True).values, [np.datetime64("2020-02-01")])
    assert set(typed("12345", "99999", MARCH).problems) == {0, 1}


def test_a_time_of_day_is_left_out_and_said():
    stored = typed(datetime.datetime(2020, 3, 12, 13, 45), datetime.datetime(2020, 3, 13), "2020-03-14 08:00")
    assert_array_equal(stored.values, np.array(["2020-03-12", "2020-03-13", "2020-03-14"], dtype="datetime64[D]"))
    assert [note.what for note in stored.notes] == ["2 dates with a time of day"]
    assert typed("2020-03-14 00:00:00").notes == ()


FORMS = {
    "day first": ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y", "%d. %m. %Y"),
    "month first": ("%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y"),
    "": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %B %Y", "%d-%b-%Y", "%B %d, %Y", "%Y-%m-%dT%H:%M:%S"),
}
DAYS = st.dates(DAY(1990, 1, 1), DAY(2069, 12, 31))


@settings(max_examples=300)
@given(st.lists(DAYS, min_size=1, max_size=6, unique=True), st.sampled_from(sorted(FORMS)), st.data())
def test_a_column_of_days_written_in_any_form_reads_back_equal(days, order, data):
    form = data.draw(st.sampled_from(FORMS[order]))
    found = typed(*(day.strftime(form) for day in days), date_order=order)
    assert_array_equal(found.values, np.array(days, dtype="datetime64[D]"))
    assert not found.problems


@settings(max_examples=200)
@given(
    DAYS, st.sampled_from(NAMES), st.sampled_from(["{d}. {m} {y}", "{d} {m} {y}", "{d}-{m}-{y}", "{d} de {m} de {y}"])
)
def test_a_day_with_its_month_by_name_reads_back_equal_in_every_language(day, names, form):
    name = names.split()[day.month - 1]
    for written in (name, name.capitalize(), name.upper()):
        assert date_text(form.format(d=day.day, m=written, y=day.year)).sure == day


@settings(max_examples=200)
@given(
    st.lists(DAYS, min_size=1, max_size=6, unique=True),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%m-%d-%Y"]),
)
def test_without_an_answer_no_day_is_ever_another_one(days, form):
    found = typed(*(day.strftime(form) for day in days))
    for place, text in enumerate(dict.fromkeys(day.strftime(form) for day in days)):
        read = found.values[place]
        meant = {np.datetime64(day, "D") for day in days if day.strftime(form) == text}
        assert read in meant or np.isnat(read)


def test_accents_do_not_matter():
    assert without_accents("Août März FÉVRIER") == "aout marz fevrier"
