"""Tables as Excel workbooks: cells are text as it was printed, none a formula; numbers only where asked for."""

import io
import re
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import TYPE_STRING
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.tables.display import DisplayTable, Row
from core.tables.export.cells import clean, filled, map_texts, starts_a_formula, width_of

BOLD, SMALL, GREY = Font(bold=True), Font(size=9), Font(color="595959")
THICK, THIN = Side(style="medium"), Side(style="thin")
TEXT_FORMAT = "@"
WIDEST_COLUMN = 60
_NUMBER = re.compile(r"([−-])?(0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,14}|(?=\.))(\.\d{1,10})?")
"""A number as `core.formats` prints it: "1,204", "−3.30", ".048"; no zeros in front, which would be a code."""
NOT_IN_A_SHEET_NAME = str.maketrans(dict.fromkeys(r"[]:*?/\'", " "))


def write_excel(table: DisplayTable) -> bytes:
    """One sheet: title, headings in bold under a rule, rows, notes below; printed on one page across."""
    return write_excel_book((table,))


def write_excel_book(tables: Sequence[DisplayTable], *, numbers: bool = False) -> bytes:
    """A workbook with a sheet for each of these tables, at least one, in their order.

    With `numbers` a cell that holds a number and nothing else is one, shown with the decimals it was printed with,
    so that it can be computed with; the cells that name rows stay text.
    """
    book = Workbook()
    for place, table in enumerate(tables):
        sheet = book.create_sheet() if place else book.active
        name = sheet_name(clean(table.title))
        taken = {other.title.lower() for other in book.worksheets}
        sheet.title = f"{name[:27]} {place + 1}" if name.lower() in taken else name
        _fill_sheet(sheet, map_texts(table, clean), numbers)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill_sheet(sheet: Worksheet, table: DisplayTable, numbers: bool) -> None:
    width = width_of(table)
    top = 1
    if table.title:
        write_text_cell(sheet, 1, 1, table.title).font = BOLD
        top = 2
    for column, heading in enumerate(filled(table.columns, width), start=1):
        cell = write_text_cell(sheet, top, column, heading)
        cell.font, cell.border = BOLD, Border(top=THICK, bottom=THIN)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for place, row in enumerate(table.rows, start=top + 1):
        _write_row(sheet, place, row, width, numbers)
    bottom = top + len(table.rows)
    for column in range(1, width + 1):
        last = sheet.cell(bottom, column)
        last.border = Border(top=last.border.top, bottom=THICK)
    for place, note in enumerate(table.notes, start=bottom + 1):
        write_text_cell(sheet, place, 1, note).font = SMALL
    _set_up_page(sheet, table, top)


def _write_row(sheet: Worksheet, place: int, row: Row, width: int, numbers: bool) -> None:
    for column, text in enumerate(filled(row.cells, width), start=1):
        found = _NUMBER.fullmatch(text) if numbers and column > 1 else None
        cell = _write_number(sheet, place, column, found) if found else write_text_cell(sheet, place, column, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top", indent=int(row.inset and column == 1))
        if row.heading:
            cell.font = BOLD
        elif row.muted:
            cell.font = GREY


def _write_number(sheet: Worksheet, row: int, column: int, found: re.Match) -> Cell:
    """The number in a cell, with as many decimals and the same marks as it was printed with."""
    sign, whole, decimals = found.groups(default="")
    value = float(f"{'-' if sign else ''}{whole.replace(',', '') or '0'}{decimals}")
    cell = sheet.cell(row, column, value if decimals else int(value))
    thousands = "#,##0" if "," in whole else "0" if whole else ""
    cell.number_format = thousands + (f".{'0' * (len(decimals) - 1)}" if decimals else "")
    return cell


def write_text_cell(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """The text in a cell whose type, format and, where it needs one, apostrophe all say that it is text."""
    cell = sheet.cell(row, column)
    if text:
        cell.value = text
        cell.data_type = TYPE_STRING
    cell.number_format = TEXT_FORMAT
    if starts_a_formula(text):
        cell.quotePrefix = True
    return cell


def _set_up_page(sheet: Worksheet, table: DisplayTable, top: int) -> None:
    for column in range(width_of(table)):
        texts = [table.columns[column : column + 1], *(row.cells[column : column + 1] for row in table.rows)]
        longest = max((len(text) for found in texts for text in found), default=0)
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(longest + 3, WIDEST_COLUMN)
    sheet.freeze_panes = f"A{top + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def sheet_name(title: str) -> str:
    """A title as Excel lets a sheet be called: at most 31 characters and none of those it keeps for itself."""
    return " ".join(title.translate(NOT_IN_A_SHEET_NAME).split())[:31].strip() or "Table"
