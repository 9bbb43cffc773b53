"""The tables of the Cohort page."""

import pytest

from core.analyses.endpoints import count_endpoints
from core.dictionary import dictionary
from core.endpoints import PRESETS, available, missing_for
from core.tables.cohort_table import columns_frame, destinations, endpoints_table, lacking_table
from core.workbook.mapping import DROP, EXTRA, Column, Reading
from tests.making import cohort_of, days

COHORT = cohort_of(
    units={"os_time": "months"},
    os_time=[3],
    os_status=["yes"],
    mab1_start=days(0),
    vital_status=["dead"],
    last_contact=days(9),
)


def test_columns_that_need_a_look_stand_first():
    columns = (
        Column("Age", "A", "age_years", "matched", "", ("50", "61")),
        Column("Site", "B", "extra:Site", "extra", "unknown heading", ("Köln",)),
        Column("Name", "C", "", "dropped", "names the patient"),
        Column("OS", "D", "os_time", "check", "which unit?", ("3",)),
    )
    frame = columns_frame(Reading(COHORT, ("Sheet1",), "Sheet1", columns))
    assert frame["column"].tolist() == ["D", "C", "B", "A"]
    assert frame["becomes"].tolist() == ["Overall survival time", "Leave out", "Extra column, as it is", "Age"]
    assert frame["samples"].tolist() == ["3", "", "Köln", "50; 61"]


def test_columns_of_one_status_can_be_shown_alone_with_what_is_missing_in_them():
    columns = (
        Column("Age", "A", "age_years", "matched", "", ("50",), missing={"not tested": 3, "unknown": 1_000}),
        Column("OS", "D", "os_time", "check", "which unit?", ("3",)),
    )
    frame = columns_frame(Reading(COHORT, ("Sheet1",), "Sheet1", columns), "matched")
    assert frame["heading"].tolist() == ["Age"]
    assert frame["missing"].tolist() == ["3 not tested, 1,000 unknown"]
    assert frame["status"].tolist() == ["✓ Matched"]


def test_a_column_may_become_any_field_of_a_sheet_an_extra_column_or_nothing():
    found = destinations()
    assert list(found.values())[:2] == [EXTRA, DROP]
    assert set(list(found.values())[2:]) == {field.name for field in dictionary().sheet_fields}


@pytest.mark.parametrize("one", PRESETS, ids=lambda one: f"{one.id}-{one.origin}")
def test_every_endpoint_stands_with_its_patients_or_with_what_it_lacks(one):
    name = f"{one.label}, as times and statuses in the sheet" if one.origin == "sheet" else one.title
    counts = count_endpoints(COHORT)
    rows = [*endpoints_table(counts).rows, *lacking_table(counts).rows]
    (cells,) = [row.cells for row in rows if row.cells[0] == name]
    if one in available(COHORT):
        assert (cells[1], cells[-1]) == ("1", "nobody")
    else:
        assert cells[1:] == (", ".join(missing_for(one, COHORT)),)


def test_who_is_left_out_of_an_endpoint_is_listed_with_the_reason():
    cohort = cohort_of(
        hsct_date=days(0, 0, 0, None, 9),
        relapse_after_hsct=days(5, None, None, None, 8),
        vital_status=["dead", "dead", "alive", "alive", "dead"],
        last_contact=days(9, 9, 9, 9, 20),
    )
    table = endpoints_table(count_endpoints(cohort))
    (row,) = [row for row in table.rows if row.cells[0] == "Cumulative incidence of relapse from transplant"]
    assert row.cells[1:5] == ("3", "1", "1", "1")
    assert row.cells[5] == "1 no date of transplant; 1 event or last contact before transplant"
