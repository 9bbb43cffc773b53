"""A table of data as Excel or CSV: numbers are numbers, and no text is a formula."""

import csv
import io
from datetime import date
from textwrap import wrap

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.tables.export.cells import clean, mark_as_text
from core.tables.export.excel import BOLD, WIDEST_COLUMN, sheet_name, write_text_cell
from core.tables.export.leaving import Leaving
from core.words.leaving import few_sentence

WRAPPED = Alignment(wrap_text=True, vertical="top")
NARROWEST, WIDTH_OF_NOTES = 8, 100
LINE_HEIGHT = 15


def write_data_excel(leaving: Leaving) -> bytes:
    """A sheet of the data and one of the notes, the warning of small cells first among them."""
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_name(leaving.name)
    for column, heading in enumerate(leaving.frame.columns, start=1):
        cell = write_text_cell(sheet, 1, column, clean(heading))
        cell.font, cell.alignment = BOLD, WRAPPED
        sheet.column_dimensions[get_column_letter(column)].width = _width(heading, leaving.frame.iloc[:, column - 1])
    _make_room(sheet, 1)
    for row, values in enumerate(leaving.frame.itertuples(index=False, name=None), start=2):
        for column, value in enumerate(values, start=1):
            if isinstance(value, str):
                write_text_cell(sheet, row, column, clean(value))
            elif not pd.isna(value):
                sheet.cell(row, column, value)
    sheet.freeze_panes = "A2"
    notes = book.create_sheet("Notes")
    for row, note in enumerate(filter(None, (few_sentence(len(leaving.few)), *leaving.notes, *leaving.few)), start=1):
        write_text_cell(notes, row, 1, clean(note)).alignment = WRAPPED
        notes.column_dimensions["A"].width = WIDTH_OF_NOTES
        _make_room(notes, row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _make_room(sheet: Worksheet, row: int) -> None:
    """Make a row as high as its texts need when they break at the widths of their columns."""
    widths = [int(sheet.column_dimensions[cell.column_letter].width) for cell in sheet[row]]
    lines = [
        len(wrap(str(cell.value), width - 2)) for cell, width in zip(sheet[row], widths, strict=True) if cell.value
    ]
    sheet.row_dimensions[row].height = LINE_HEIGHT * max(lines, default=1)


def _width(heading: str, values: pd.Series) -> int:
    """Characters enough for the longest value and for the longest word of the heading, which may break."""
    longest = max((len(str(value)) for value in values if not pd.isna(value)), default=0)
    word = max(map(len, heading.split()), default=0)
    return min(max(longest, word, NARROWEST) + 2, WIDEST_COLUMN)


def write_data_csv(leaving: Leaving) -> bytes:
    """Headings and rows alone; the notes are on the screen and in the Excel file."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([mark_as_text(heading) for heading in leaving.frame.columns])
    writer.writerows([_plain(value) for value in row] for row in leaving.frame.itertuples(index=False, name=None))
    return buffer.getvalue().encode("utf-8-sig")


def _plain(value: object) -> object:
    if isinstance(value, str):
        return mark_as_text(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, date) and not pd.isna(value):
        return value.isoformat()
    return "" if pd.isna(value) else value
