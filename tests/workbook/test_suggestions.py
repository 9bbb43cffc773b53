"""What a column may be: suggested by its values or a heading that resembles, and never taken by itself."""

import datetime

import pytest

from tests.workbook.making import column, issues, read, read_column

DAY = datetime.date


def test_values_that_are_all_antibodies_suggest_the_antibodies_not_taken_yet():
    reading = read_column("drug", ["Blincyto", "InO", "NA"])
    found = column(reading, "drug")
    assert (found.status, found.field, found.suggestions) == ("check", "extra:drug", ("mab1", "mab2"))
    assert "First antibody or Second antibody" in found.reason
    assert "mab1" not in reading.cohort
    taken = read([("ID", "mAb1", "drug"), ("1", "blina", "ino"), ("2", "ino", "blina")])
    assert column(taken, "drug").suggestions == ("mab2",)


def test_values_that_are_responses_suggest_a_response():
    found = column(read_column("result", ["CR", "CRi", "NR", "NR"]), "result")
    assert (found.status, found.suggestions) == ("check", ("mab1_response", "mab2_response"))


@pytest.mark.parametrize("cells", [["CR", "CR"], ["CR", "NR", "good"], ["NR", "NE"], ["blina", "steroids"], ["NA"]])
def test_values_that_are_something_else_too_suggest_nothing(cells):
    found = column(read_column("result", cells), "result")
    assert (found.status, found.suggestions) == ("extra", ())


@pytest.mark.parametrize(
    ("heading", "cells", "field"),
    [
        ("Salvage lines", [1, 2], "salvage_line"), ("Last contact date", [DAY(2020, 1, 1)] * 2, "last_contact"),
        ("Transplant dates", [DAY(2020, 1, 1)] * 2, "hsct_date"), ("Best respons", ["CR", "CR"], "mab1_response"),
        ("Ph chromosom status", ["pos", "neg"], ""), ("Colour", ["red", "blue"], ""),
        ("Last contact date", ["yes", "no"], ""),
    ],
)  # fmt: skip
def test_a_heading_that_resembles_suggests_a_field_its_values_fit(heading, cells, field):
    reading = read_column(heading, cells)
    found = column(reading, heading)
    assert found.suggestions[:1] == ((field,) if field else ())
    assert found.status == ("check" if field else "extra")
    assert found.field.startswith("extra:")


def test_a_suggestion_is_one_issue_and_an_answer_ends_it():
    reading = read_column("drug", ["Blincyto", "InO"])
    assert [issue.where for issue in issues(reading, "extra:drug", "warning")] == ["Sheet1!C"]
    for answer, status in (("mab1", "matched"), ("extra", "extra")):
        said = column(read_column("drug", ["Blincyto", "InO"], fields={"drug": answer}), "drug")
        assert (said.status, said.suggestions) == (status, ())


def test_a_heading_of_several_fields_or_over_other_values_suggests_them():
    assert column(read_column("# cycles", [1, 2]), "# cycles").suggestions == ("mab1_cycles", "mab2_cycles")
    assert column(read_column("WBC", ["high", "low"]), "WBC").suggestions == ("wbc",)
