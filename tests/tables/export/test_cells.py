"""What the formats share: whole lines, no forbidden characters, nothing a spreadsheet runs."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tables.display import DisplayTable, Row
from core.tables.export.cells import clean, indented_lines, map_texts, mark_as_text, spans, width_of

any_text = st.text(max_size=40)


@given(any_text)
def test_a_clean_text_is_one_line_that_xml_can_hold(text):
    cleaned = clean(text)
    assert cleaned == " ".join(cleaned.split())
    assert (ET.fromstring(f"<t>{re.sub('[<&>]', '', cleaned)}</t>").text or "") == re.sub("[<&>]", "", cleaned)


@given(st.text(st.characters(categories=("L", "N", "S", "P")), max_size=40))
def test_what_can_be_printed_is_kept(text):
    assert clean(text) == text


@pytest.mark.parametrize("text", ["−1.2", "4.1–16.8", "–", "χ²", "≥ 3", "12", "", "'quoted'"])
def test_what_ballad_prints_bears_no_mark(text):
    assert mark_as_text(text) == text


@pytest.mark.parametrize(
    "text", ["=1", "+8", "-7", "@x", "\t=1", "\r=1", " =1", "\x00=1", "\u00a0=1", "＝1", "＋1", "－1", "＠x"]
)
def test_what_a_spreadsheet_would_run_bears_an_apostrophe(text):
    assert mark_as_text(text)[0] == "'"


def test_a_row_stretches_where_it_is_one_cell_or_a_heading_of_blanks():
    assert spans(Row(("a",)))
    assert spans(Row(("a", "", ""), heading=True))
    assert not spans(Row(("a", "", "")))
    assert not spans(Row(("a", "1", ""), heading=True))


def test_short_rows_are_filled_and_inset_ones_indented():
    table = DisplayTable("", ("a", "b"), (Row(("x",)), Row(("y", "1"), inset=True)))
    assert indented_lines(table) == [["a", "b"], ["x", ""], ["  y", "1"]]
    assert width_of(DisplayTable("", (), ())) == 1


def test_changing_texts_leaves_the_table_itself_and_the_kind_of_its_rows():
    table = DisplayTable("t", ("a",), (Row(("x",), muted=True),), ("", "n"))
    changed = map_texts(table, str.upper)
    assert changed == DisplayTable("T", ("A",), (Row(("X",), muted=True),), ("N",))
    assert table.title == "t"
