"""Every format over every table: nothing is lost, nothing is run, each reads back."""

import csv
import io

import lxml.html
import openpyxl
import pytest
from docx import Document

from core.address import view_at
from core.formats import DASH, format_interval, format_number
from core.tables.display import DisplayTable, Row
from core.tables.export.cells import clean, mark_as_text
from core.tables.export.csv import write_csv
from core.tables.export.files import FORMATS, file_name, with_note
from core.tables.export.html import write_html
from core.tables.export.latex import write_latex
from core.tables.export.text import write_tabs, write_text
from core.view import View
from tests.tables.export.samples import EMPTY, HOSTILE, PRINTED, TABLES, TRAPS, texts

SYNTHETIC = "Synthetic, reconstructed from published figures; not patient data."


def read_back(extension: str, data: str | bytes) -> str:
    """All text of a file, as its readers see it."""
    if extension == "docx":
        document = Document(io.BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    if extension == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)
    if extension == "html":
        return lxml.html.fromstring(data).text_content()
    return data.decode("utf-8-sig") if isinstance(data, bytes) else data


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.label)
@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_format_can_hold_every_table_and_says_what_it_is_told_to(kind, table):
    assert SYNTHETIC in read_back(kind.extension, kind.write(with_note(table, SYNTHETIC)))


@pytest.mark.parametrize("kind", [one for one in FORMATS if one.extension != "tex"], ids=lambda kind: kind.label)
def test_every_text_of_a_table_stands_in_its_file(kind):
    found = read_back(kind.extension, kind.write(PRINTED))
    assert not [text for text in texts(PRINTED) if text not in found]


@pytest.mark.parametrize("kind", [one for one in FORMATS if one.extension != "tex"], ids=lambda kind: kind.label)
def test_the_minus_and_the_dashes_survive(kind):
    printed = (format_number(-1.25), format_interval(4.1, 16.8), DASH)
    table = DisplayTable("", ("a", "b", "c"), (Row(printed),))
    assert all(text in read_back(kind.extension, kind.write(table)) for text in printed)


def test_a_csv_reads_back_cell_by_cell_with_its_notes_below():
    lines = list(csv.reader(io.StringIO(write_csv(PRINTED).decode("utf-8-sig"))))
    assert lines[0] == list(PRINTED.columns)
    assert lines[2] == ["  Male", "1,012", "1 (reference)", ""]
    assert lines[6] == []
    assert lines[7:] == [["Hazard ratios"], ["HR, hazard ratio; χ² 3.20 on 2 df."], ["Efron's method for ties."]]


def test_a_csv_says_that_it_is_utf_8():
    assert write_csv(EMPTY).startswith(b"\xef\xbb\xbf")


def test_no_cell_of_a_csv_or_of_copied_text_is_run():
    cells = [cell for line in csv.reader(io.StringIO(write_csv(HOSTILE).decode("utf-8-sig"))) for cell in line]
    cells += [cell for line in write_tabs(HOSTILE).splitlines() for cell in line.split("\t")]
    cells += write_text(HOSTILE).splitlines()
    assert len(cells) > 150
    assert not [cell for cell in cells if cell.lstrip(" \t\r\n\u00a0")[:1] in set("=+-@＝＋－＠")]


def test_copied_text_has_as_many_cells_in_every_line_as_there_are_columns():
    lines = write_tabs(HOSTILE).splitlines()
    assert {line.count("\t") for line in lines[1 : 2 + len(HOSTILE.rows)]} == {3}


def test_aligned_text_lines_its_columns_up():
    _, rule, head, _, *rows = write_text(PRINTED).splitlines()
    assert set(rule) == {"─"}
    placed = [(rows[1], "1,012", "n"), (rows[2], "17", "n"), (rows[2], "0.42", "HR"), (rows[3], ".048", "P")]
    assert all(row.index(cell) == head.index(name) for row, cell, name in placed)


def test_a_note_that_is_wrapped_never_begins_a_line_that_is_run():
    note = "x" * 70 + " =1+1 " + "y" * 68 + " -1"
    assert [line[:2] for line in write_text(DisplayTable("", ("a",), (), (note,))).splitlines()[4:]] == [
        "xx",
        "'=",
        "yy",
    ]


def test_a_page_of_html_holds_the_texts_and_no_element_of_theirs():
    page = lxml.html.fromstring(write_html(HOSTILE))
    assert {element.tag for element in page.iter()} <= {
        "html", "head", "meta", "title", "style", "body", "div", "table", "caption", "thead", "tbody", "tr", "th",
        "td", "footer", "p",
    }  # fmt: skip
    assert [cell.text_content() for cell in page.iter("td")] == [mark_as_text(trap) for trap in TRAPS for _ in range(3)]


def test_a_page_of_html_asks_nothing_of_anyone_and_its_cells_are_text():
    written = write_html(PRINTED)
    assert "default-src 'none'" in written
    assert 'mso-number-format: "\\@"' in written
    assert "http://" not in written
    assert "https://" not in written


def test_latex_has_the_rules_of_booktabs_and_headings_across():
    written = write_latex(PRINTED)
    assert [written.count(rule) for rule in (r"\toprule", r"\midrule", r"\bottomrule")] == [1, 1, 1]
    assert r"\multicolumn{4}{@{}l@{}}{\textbf{Sex}} \\" in written
    assert r"\hspace{1em}Female & 17 & 0.42 ($-$0.18 to 0.97) & $<$ .001 \\" in written
    assert r"Age, per 10 \% & 29 & 0.99 (0.97–1.02) & .048 \\" in written


def test_a_wide_table_is_turned_on_its_side():
    assert r"\begin{sidewaystable}" in write_latex(TABLES["wide"])
    assert r"\begin{table}" in write_latex(PRINTED)


def test_a_file_is_named_for_its_table_and_its_question_and_never_for_a_value():
    view = View(compare="cd19_at_relapse", endpoint="os")
    assert file_name("survival_medians", view, "docx") == "ballad-survival_medians-os-by-cd19_at_relapse.docx"
    own, _ = view_at({"compare": "x-frau-mueller", "x-site": "koeln"})
    assert file_name("response", own, "csv") == "ballad-response-by-extra-filtered.csv"


def test_an_empty_note_changes_nothing():
    assert with_note(PRINTED, "") is PRINTED


def test_traps_are_really_traps():
    assert sum(clean(trap) != mark_as_text(trap) for trap in TRAPS) == 9
