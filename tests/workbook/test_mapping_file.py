"""Answers about a sheet: taken back one by one, written to a file and read again, whatever somebody puts in it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workbook import Mapping, WorkbookError, read_workbook
from core.workbook.answers import Answer, answers_of, without
from core.workbook.mapping_file import MAX_BYTES, read_mapping, write_mapping
from tests.workbook.making import xlsx

FULL = Mapping(
    fields={"Alter": "age_years", "=1+1": "drop", "Zentrum": "extra"},
    units={"OS": "months"},
    codes={"Resp": {"gut": "CR", "?!": ""}, "Vital": {"1": "dead"}},
    date_orders={"mAb1 start": "day first"},
    layout={"dates": "shifted"},
)
texts = st.text(max_size=20)
answers = st.dictionaries(texts, texts, max_size=4)


@given(st.builds(Mapping, answers, answers, st.dictionaries(texts, answers, max_size=3), answers, answers), texts)
def test_a_mapping_that_was_written_is_read_back_equal(mapping, sheet):
    assert read_mapping(write_mapping(mapping, sheet)) == (mapping, sheet)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_answers_or_the_one_error(data):
    try:
        read_mapping(data)
    except WorkbookError:
        return


def changed(**parts: object) -> bytes:
    return json.dumps(json.loads(write_mapping(FULL)) | parts).encode()


def told(**answers: object) -> bytes:
    return changed(answers=answers)


@pytest.mark.parametrize(
    "data",
    [
        write_mapping(FULL)[:-9],
        b"null",
        b"[]",
        b"[" * 100_000,
        b'{"format": "ballad mapping"}',
        b" " * (MAX_BYTES + 1),
        changed(format="other"),
        changed(version="1"),
        changed(version=True),
        changed(version=0),
        told(fields={"Age": 3}),
        told(fields=["Age"]),
        told(codes={"Age": "3"}),
        changed(patients=[["P1", 40]]),
        told(patients={"P1": "40"}),
        told(fields={"Age": {"40": "x"}}),
        told(fields={"\ud800": "age_years"}),
        told(fields={"x" * 3_000: "age_years"}),
        told(fields={str(number): "extra" for number in range(2_001)}),
    ],
    ids=range(19),
)
def test_a_hostile_or_damaged_file_of_answers_is_refused_with_a_remedy(data):
    with pytest.raises(WorkbookError, match=r"holds no answers about a workbook\. Load one that Ballad wrote"):
        read_mapping(data)


def test_a_file_of_a_newer_ballad_says_so():
    with pytest.raises(WorkbookError, match="newer Ballad"):
        read_mapping(changed(version=2, anything={"new": 1}))


def test_the_file_holds_no_cell_but_the_codes_that_were_translated():
    rows = [("ID", "Age", "mAb1", "Best resp"), ("SECRET-7", 41, "blina", "gut"), ("SECRET-8", 42, "ino", "schlecht")]
    mapping = Mapping(fields={"Best resp": "mab1_response"}, codes={"Best resp": {"gut": "CR"}})
    assert len(read_workbook(xlsx(rows), "x.xlsx", mapping=mapping).cohort) == 2
    written = write_mapping(mapping, "Sheet1").decode()
    assert "gut" in written
    assert not any(secret in written for secret in ("SECRET", "41", "blina", "schlecht"))


def test_answers_about_fields_nobody_knows_are_passed_over_and_said():
    mapping, _ = read_mapping(told(fields={"Age": "__class__"}))
    reading = read_workbook(xlsx([("ID", "Age"), ("1", 40)]), "x.xlsx", mapping=mapping)
    assert list(reading.cohort.numbers("age_years")) == [40]
    assert "none Ballad knows: 'Age'" in reading.cohort.issues[0].what


def test_every_answer_is_listed_once_and_can_be_taken_back():
    given = answers_of(FULL)
    assert len(given) == 9
    left = FULL
    for answer in given:
        assert answer in answers_of(left)
        left = without(left, answer)
    assert left == Mapping()


def test_taking_one_meaning_back_leaves_the_others():
    left = without(FULL, Answer("codes", "Resp", "CR", "gut"))
    assert left.codes == {"Resp": {"?!": ""}, "Vital": {"1": "dead"}}


def test_taking_back_what_was_never_said_changes_nothing():
    assert without(FULL, Answer("units", "EFS", "days")) == FULL
    assert without(FULL, Answer("codes", "EFS", "no", "0")) == FULL
