"""Write `template.xlsx`: an empty sheet of patients with drop-downs, and a sheet that says what its columns mean.

Run `python data/make_template.py`: the same file every time, made from `dictionary.csv` and `levels.csv`.
"""

import sys
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

sys.path.insert(0, str(Path(__file__).parents[1]))

from make_mskcc import FIXED
from writing import without_clock

from core.dictionary import Field
from core.workbook.own_sheets import DICTIONARY
from core.workbook.template import TEMPLATE, template_fields, template_heading

LAST_ROW = 2_001
FIRST_DAY = "DATE(1950,1,1)"
FIRST_CHOICE = 5
DATE_FORMAT = "yyyy-mm-dd"
HEAD = PatternFill("solid", fgColor="DDEBF7")
FILLED_WITH = {"date": "a date", "number": "a number", "integer": "a whole number", "text": "text"}
TO_READ = ("Column of the sheet Patients", "Filled with", "To know", "Where nothing is known", "Choices")
EMPTY = "leave it empty"


def make() -> bytes:
    """The template as bytes, without any trace of when it was written."""
    book = Workbook()
    patients, meanings = book.active, book.create_sheet(DICTIONARY)
    patients.title = "Patients"
    for place, field in enumerate(template_fields(), start=1):
        _write_heading(patients, place, field)
        _write_meaning(meanings, place + 1, field)
        patients.add_data_validation(_validation(field, place))
    patients.freeze_panes = "B2"
    for place, heading in enumerate(TO_READ, start=1):
        cell = meanings.cell(1, place, heading)
        cell.font, cell.fill = Font(bold=True), HEAD
    for letter, width in zip("ABCDE", (42, 18, 60, 24, 24), strict=True):
        meanings.column_dimensions[letter].width = width
    meanings.freeze_panes = "B2"
    book.properties.creator, book.properties.created = "Ballad", FIXED
    packed = BytesIO()
    book.save(packed)
    return without_clock(packed.getvalue(), FIXED)


def _write_heading(sheet: Worksheet, place: int, field: Field) -> None:
    heading = template_heading(field)
    cell = sheet.cell(1, place, heading)
    cell.font, cell.fill = Font(bold=True), HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    column = sheet.column_dimensions[get_column_letter(place)]
    column.width = 16
    if field.kind == "date":
        column.number_format = DATE_FORMAT


def _write_meaning(sheet: Worksheet, row: int, field: Field) -> None:
    filled = "one of the choices" if field.levels else FILLED_WITH.get(field.kind, "a word")
    choices = [level.label for level in field.levels]
    for place, text in enumerate((template_heading(field), filled, field.note, EMPTY, *choices), start=1):
        cell = sheet.cell(row, place, text or None)
        cell.alignment = Alignment(wrap_text=place == 3, vertical="top")


def _validation(field: Field, place: int) -> DataValidation:
    """What Excel lets into the column: an empty cell, or what the field holds."""
    letter = get_column_letter(place)
    rule = DataValidation(allow_blank=True, errorTitle=field.label, showErrorMessage=True)
    rule.add(f"{letter}2:{letter}{LAST_ROW}")
    if field.levels:
        last = get_column_letter(FIRST_CHOICE + len(field.levels) - 1)
        rule.type = "list"
        rule.formula1 = (
            f"{quote_sheetname(DICTIONARY)}!${get_column_letter(FIRST_CHOICE)}${place + 1}:${last}${place + 1}"
        )
        rule.error = "Choose one of the list, or leave the cell empty."
    elif field.kind == "date":
        rule.type, rule.operator, rule.formula1 = "date", "greaterThanOrEqual", FIRST_DAY
        rule.error = "A date, such as 2021-03-31, or an empty cell."
    elif field.is_number:
        rule.type, rule.operator, rule.formula1 = "whole" if field.kind == "integer" else "decimal", "between", "0"
        rule.formula2 = "100" if field.unit == "%" else "100000"
        rule.error = "A number, or an empty cell."
    else:
        rule.type, rule.operator, rule.formula1 = "textLength", "lessThanOrEqual", "200"
        rule.error = "A short text, or an empty cell."
    return rule


if __name__ == "__main__":
    TEMPLATE.write_bytes(make())
    print(f"Wrote {TEMPLATE.name}.")
