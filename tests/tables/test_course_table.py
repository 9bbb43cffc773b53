"""The table of a course: in order of time, without dates unless asked, with what has none at its end."""

from core.analyses.course import course_of
from core.tables.course_table import course_table
from core.words.course import axis_of
from tests.analyses.courses import case
from tests.making import cohort_of

COURSE = course_of(case(), 0)


def rows(**axis):
    return [row.cells for row in course_table(COURSE, axis_of(COURSE, **axis)).rows]


def test_everything_stands_in_order_of_time_with_its_detail():
    found = rows(unit="days")
    assert found[0] == ("−900", "−300", "Protocol 1", "CR")
    assert ("66", "80", "Inotuzumab ozogamicin", "CR") in found
    assert ("77", "", "Neutropenia", "grade 4") in found
    assert ("94", "", "MRD-negative", "MRD: 0 %") in found
    assert ("200", "", "Lymphocytes", "1.6 1e9/L") in found
    days = [int(row[0].replace("−", "-")) for row in found[:-2]]
    assert days == sorted(days)


def test_months_are_those_of_ballad():
    assert rows()[0][:2] == ("−29.6", "−9.9")
    assert course_table(COURSE, axis_of(COURSE)).columns[0] == "Months from the first antibody"


def test_dates_stand_in_columns_of_their_own_when_asked():
    assert not any("2020" in cell for row in rows() for cell in row)
    found = rows(dates=True)
    assert ("0.0", "0.9", "2020-01-01", "2020-01-29", "Blinatumomab", "NR") in found


def test_what_has_no_date_comes_last_under_a_heading_of_its_own():
    assert rows()[-2:] == [("Known without a date",), ("–", "", "Best response to first antibody", "NR")]
    empty = course_of(cohort_of(mab1=["inotuzumab"]), 0)
    table = course_table(empty, axis_of(empty))
    assert [row.cells for row in table.rows] == [("Known without a date",), ("–", "", "First antibody", "Inotuzumab")]
