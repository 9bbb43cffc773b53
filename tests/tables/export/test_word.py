"""Word: a real table between three rules, levels indented, headings across, notes in small print."""

import io

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from core.tables.display import DisplayTable, Row
from core.tables.export.cells import clean
from core.tables.export.word import write_word
from tests.tables.export.samples import EMPTY, HOSTILE, NOTHING, PRINTED, TABLES, TRAPS, WIDE


def read(table: DisplayTable):
    return Document(io.BytesIO(write_word(table)))


def only_table(table: DisplayTable):
    (found,) = read(table).tables
    return found


def test_the_cells_read_back_as_they_were_printed():
    rows = [[cell.text for cell in row.cells] for row in only_table(PRINTED).rows]
    assert rows[0] == list(PRINTED.columns)
    assert rows[2] == ["Male", "1,012", "1 (reference)", ""]
    assert rows[3] == ["Female", "17", "0.42 (−0.18 to 0.97)", "< .001"]


def test_title_above_and_notes_below_in_small_print():
    title, *notes = read(PRINTED).paragraphs
    assert title.text == "Hazard ratios"
    assert title.runs[0].bold
    assert [note.text for note in notes] == ["HR, hazard ratio; χ² 3.20 on 2 df.", "Efron's method for ties."]
    assert {note.runs[0].font.size for note in notes} == {Pt(8)}


def test_three_rules_and_no_other():
    found = only_table(PRINTED)
    borders = found._tbl.tblPr.find(qn("w:tblBorders"))
    assert [rule.tag for rule in borders] == [qn("w:top"), qn("w:bottom")]
    under = [row._tr.findall(f".//{qn('w:tcBorders')}") for row in found.rows]
    assert [len(rules) for rules in under] == [4, 0, 0, 0, 0, 0]


def test_the_properties_stand_in_the_order_word_asks_for():
    order = ["tblStyle", "tblW", "jc", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook"]
    found = [element.tag.split("}")[1] for element in only_table(PRINTED)._tbl.tblPr]
    assert found == [name for name in order if name in found]
    assert "tblBorders" in found
    for cell in only_table(PRINTED)._tbl.iter(qn("w:tcPr")):
        names = [element.tag.split("}")[1] for element in cell]
        assert names == [name for name in ("tcW", "gridSpan", "vMerge", "tcBorders", "shd") if name in names]


def test_headings_stretch_over_the_table_and_levels_are_indented():
    found = only_table(PRINTED)
    for place, text in ((1, "Sex"), (5, "Of evaluable patients")):
        assert len(found.rows[place]._tr.tc_lst) == 1
        assert found.rows[place].cells[0].text == text
        assert found.rows[place].cells[0].paragraphs[0].runs[0].bold
    indents = [row.cells[0].paragraphs[0].paragraph_format.left_indent for row in found.rows]
    assert [bool(indent) for indent in indents] == [False, False, True, True, False, False]


def test_the_headings_come_again_on_every_page_and_no_row_is_torn():
    head, *rows = only_table(PRINTED).rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)


@pytest.mark.parametrize(("table", "side"), [(PRINTED, WD_ORIENT.PORTRAIT), (WIDE, WD_ORIENT.LANDSCAPE)])
def test_a_wide_table_lies_on_its_side_and_every_table_fits_its_page(table, side):
    document = read(table)
    section = document.sections[0]
    assert section.orientation == side
    assert (section.page_width > section.page_height) is (side == WD_ORIENT.LANDSCAPE)
    room = section.page_width - section.left_margin - section.right_margin
    assert sum(column.width for column in document.tables[0].columns) <= room + Cm(0.1)


def test_hostile_texts_are_texts():
    found = only_table(HOSTILE)
    assert [row.cells[1].text for row in found.rows[1:]] == [clean(trap) for trap in TRAPS]
    assert not found._tbl.findall(f".//{qn('w:instrText')}")
    assert not found._tbl.findall(f".//{qn('w:hyperlink')}")


@pytest.mark.parametrize("table", [EMPTY, NOTHING, DisplayTable("", ("a",), (Row(("x",)),))])
def test_a_table_with_hardly_anything_in_it_is_still_a_table(table):
    assert len(only_table(table).rows) == 1 + len(table.rows)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_file_names_nobody_but_ballad(table):
    assert read(table).core_properties.author == "Ballad"


def test_a_short_table_is_not_parted_and_a_long_one_keeps_two_rows_at_its_head_and_at_its_notes():
    def kept(rows: int) -> list[bool]:
        table = DisplayTable("T", ("Row", "n"), tuple(Row((f"r{place}", "1")) for place in range(rows)), ("Note.",))
        lines = only_table(table)._tbl.tr_lst
        return [all(one.find(f".//{qn('w:keepNext')}") is not None for one in line.iter(qn("w:p"))) for line in lines]

    assert all(kept(5))
    assert kept(30) == [True] * 3 + [False] * 26 + [True] * 2


def test_a_cell_that_needs_more_than_its_line_ends_it_at_its_semicolon():
    cell = "12 of 25 (48.0 %); 27.8–68.7"
    table = DisplayTable("", ("Row", *"abcde"), (Row(("r", *[cell] * 5)),))
    assert only_table(table).cell(1, 1).text == cell.replace("; ", ";\n")
    assert only_table(DisplayTable("", ("Row", "a"), (Row(("r", cell)),))).cell(1, 1).text == cell
