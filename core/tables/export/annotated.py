"""The workbook that was loaded, given back with its problems: cells coloured and commented, and a sheet of issues.

For the one who keeps the sheet. Every cell is as it was, columns that name the patient included; a cell that was text
is text again, whatever it begins with.
"""

import re
from collections import defaultdict
from copy import copy

from openpyxl.cell import Cell
from openpyxl.cell.cell import TYPE_STRING
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from core.cohort import SEVERITIES, Issue, Severity
from core.tables.export.cells import clean, starts_a_formula
from core.tables.export.excel import write_text_cell
from core.tables.export.originals import Original, original_workbook, written_cells
from core.workbook.mapping import Reading
from core.workbook.own_sheets import ISSUES, LEGEND

AUTHOR, SIGNATURE = "Ballad", "Ballad found here:"
COLOURS: dict[Severity, str] = {"error": "FFF4B6B0", "warning": "FFFFE699", "note": "FFD6E4F5"}
MEANINGS: dict[Severity, str] = {
    "error": "Something cannot be: a contradiction, or a value no patient can have.",
    "warning": "Something should be looked at: it was read as missing, or is rarely true.",
    "note": "Something to know; nothing may be wrong.",
}
HEADINGS = ("Severity", "Cell or column", "Heading", "What was found", "Why it matters", "What Ballad did", "Rule")
WIDTHS = (10, 22, 24, 56, 44, 40, 28)
ABOUT = (
    "This is the workbook as it was loaded, with Ballad's findings as colours, comments and the sheet of issues.",
    "No cell was changed. Columns that name patients are in it as before, although Ballad itself never kept them: "
    "treat this file like the original.",
    "Correct the cells and load the workbook again; Ballad takes its own marks away before it makes new ones. "
    "Charts of the original may be missing in this copy.",
)
TOO_LARGE = ("The workbook is too large to be given back with its marks; here are its issues alone.",)
MOST_IN_A_COMMENT = 5
COMMENT_SIZE = (150, 380)
HEADING_ROWS = 40
CELL = re.compile(r"(?P<sheet>.*)!(?P<column>[A-Z]{1,3})(?P<row>\d*)", re.DOTALL)
TEXT_CELL = re.compile(r"(?:row (?P<row>\d+), )?column '(?P<heading>.*)'", re.DOTALL)


def annotate_workbook(data: bytes, name: str, reading: Reading) -> bytes:
    """The workbook in these bytes as .xlsx, with the issues of its cohort in it. `reading` is what was made of them.

    Loaded again it gives the same cohort. An .xlsx file is kept with its formats, formulas and other sheets; of
    another format, or of one too large to be edited, the cells are copied into a new workbook.
    """
    original = original_workbook(data, name, reading)
    if not original.sheets:
        original.book.remove(original.book.active)
    _unmark(original.book)
    _keep_texts(original.book)
    marks: dict[tuple[str, str], list[Issue]] = defaultdict(list)
    places = [_place(issue.where, original, reading) for issue in reading.cohort.issues]
    for issue, place in zip(reading.cohort.issues, places, strict=True):
        if place:
            marks[place].append(issue)
    for (sheet, address), issues in marks.items():
        _mark(original.book[sheet][address], issues)
    _write_issues(original.book, reading, places)
    _write_legend(original.book, reading)
    return original.save()


def _place(where: str, original: Original, reading: Reading) -> tuple[str, str] | None:
    """The sheet and the cell an issue is about; of a column the cell of its heading; None where there is none."""
    if (found := CELL.fullmatch(where)) and found["sheet"] in original.sheets:
        sheet, letter, row = original.sheets[found["sheet"]], found["column"], found["row"]
        heading = next((column.heading for column in reading.columns if column.letter == letter), "")
    elif (found := TEXT_CELL.fullmatch(where)) and reading.sheet in original.sheets:
        sheet, heading = original.sheets[reading.sheet], found["heading"]
        letter = next((column.letter for column in reading.columns if column.heading == heading), "")
        line = int(found["row"] or 0)
        row = str(original.rows.get(line, "")) if line else ""
    else:
        return None
    address = f"{letter}{row}" if row else _heading_cell(original.book[sheet], letter, heading)
    return (sheet, address) if letter and address else None


def _heading_cell(sheet: Worksheet, letter: str, heading: str) -> str:
    """The address of the heading over a column, empty where it does not stand there in these words."""
    rows = range(1, min(sheet.max_row, HEADING_ROWS) + 1) if letter else ()
    addresses = (f"{letter}{row}" for row in rows)
    return next((one for one in addresses if " ".join(str(sheet[one].value).split()) == heading), "")


def _mark(cell: Cell, issues: list[Issue]) -> None:
    worst = min((issue.severity for issue in issues), key=SEVERITIES.index)
    cell.fill = PatternFill("solid", fgColor=COLOURS[worst])
    if not isinstance(cell, Cell):  # the hidden part of a merged cell bears no comment
        return
    said = [f"{issue.severity.capitalize()}: {issue.what}.\nWhy: {issue.why}.\nDone: {issue.done}." for issue in issues]
    more = [f"{len(said) - MOST_IN_A_COMMENT} more: see {ISSUES}."] if len(said) > MOST_IN_A_COMMENT else []
    texts = [cell.comment.text, ""] if cell.comment else []
    text = "\n".join([*texts, SIGNATURE, "\n\n".join([*said[:MOST_IN_A_COMMENT], *more])])
    height, width = COMMENT_SIZE
    cell.comment = Comment(text, cell.comment.author if cell.comment else AUTHOR, height, width)


def _unmark(book: Workbook) -> None:
    """Take away what an earlier annotation put in."""
    for name in (ISSUES, LEGEND):
        if name in book.sheetnames:
            book.remove(book[name])
    for cell in (cell for sheet in book.worksheets for cell in written_cells(sheet)):
        if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in COLOURS.values():
            cell.fill = PatternFill()
        if cell.comment and SIGNATURE in cell.comment.text:
            before = cell.comment.text.partition(SIGNATURE)[0].strip()
            cell.comment = Comment(before, cell.comment.author) if before else None


def _keep_texts(book: Workbook) -> None:
    """Mark every text a spreadsheet would take for a formula if it were typed in again."""
    for cell in (cell for sheet in book.worksheets for cell in written_cells(sheet)):
        if cell.data_type == TYPE_STRING and starts_a_formula(str(cell.value)):
            cell.quotePrefix = True


def _write_issues(book: Workbook, reading: Reading, places: list[tuple[str, str] | None]) -> None:
    sheet = book.create_sheet(ISSUES)
    headings = {column.field: column.heading for column in reading.columns if column.field}
    _write_row(sheet, 1, HEADINGS, bold=True)
    both = zip(reading.cohort.issues, places, strict=True)
    for row, (issue, place) in enumerate(sorted(both, key=lambda one: SEVERITIES.index(one[0].severity)), start=2):
        heading = headings.get(issue.field, "")
        texts = (issue.severity, issue.where, heading, issue.what, issue.why, issue.done, issue.rule)
        _write_row(sheet, row, texts)
        if row == 2 or issue.severity != sheet.cell(row - 1, 1).value:
            sheet.cell(row, 1).fill = PatternFill("solid", fgColor=COLOURS[issue.severity])
        if place:
            title, address = place
            sheet.cell(row, 2).hyperlink = Hyperlink(f"B{row}", location=f"{quote_sheetname(title)}!{address}")
    sheet.auto_filter.ref = sheet.dimensions
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFG", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width


def _write_legend(book: Workbook, reading: Reading) -> None:
    sheet = book.create_sheet(LEGEND)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 12, 100
    for row, severity in enumerate(SEVERITIES, start=1):
        _write_row(sheet, row, (severity.capitalize(), MEANINGS[severity]))
        sheet.cell(row, 1).fill = PatternFill("solid", fgColor=COLOURS[severity])
    fingerprint = f"Fingerprint of the cohort: {reading.cohort.fingerprint}."
    about = ABOUT if len(book.worksheets) > 2 else TOO_LARGE
    for row, sentence in enumerate((*about, fingerprint), start=len(SEVERITIES) + 2):
        _write_row(sheet, row, ("", sentence))


def _write_row(sheet: Worksheet, row: int, texts: tuple[str, ...], *, bold: bool = False) -> None:
    """Texts in a row; from the third row on in the style of the row above, which is far faster than a style anew."""
    for column, text in enumerate(texts, start=1):
        said = clean(text)
        if row > 2 and not starts_a_formula(said) and not sheet.cell(row - 1, column).quotePrefix:
            cell = sheet.cell(row, column)
            cell.value, cell.data_type = said or None, TYPE_STRING
            cell._style = copy(sheet.cell(row - 1, column)._style)
        else:
            cell = write_text_cell(sheet, row, column, said)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=bold)
