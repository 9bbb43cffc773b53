"""Workbooks of synthetic patients, the same bytes every time, whenever they are written."""

import re
import zipfile
from datetime import datetime
from io import BytesIO

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet


def write_workbook(sheets: dict[str, pd.DataFrame], lines: list[str], fixed: datetime) -> bytes:
    """The workbook as bytes: the tables under their titles, then About, dated `fixed` and not today."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, table in sheets.items():
        _fill(workbook.create_sheet(title), table)
    sheet = workbook.create_sheet("About")
    sheet.column_dimensions["A"].width = 110
    for line in lines:
        sheet.append([line])
        sheet.cell(sheet.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet["A1"].font = Font(bold=True)
    workbook.properties.creator = "Ballad"
    workbook.properties.created = fixed
    packed = BytesIO()
    workbook.save(packed)
    return without_clock(packed.getvalue(), fixed)


def _fill(sheet: Worksheet, table: pd.DataFrame) -> None:
    """Headings in bold, dates as dates, whole numbers as whole numbers."""
    sheet.append(list(table.columns))
    for row in table.astype(object).where(table.notna(), None).itertuples(index=False):
        sheet.append([value.to_pydatetime() if isinstance(value, pd.Timestamp) else value for value in row])
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if cell.is_date:
            cell.number_format = "yyyy-mm-dd"
        elif isinstance(cell.value, float) and cell.value.is_integer():
            cell.value = int(cell.value)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = max(11, len(cell.value) + 2)
    sheet.freeze_panes = "B2"


def without_clock(packed: bytes, fixed: datetime) -> bytes:
    """The same workbook with fixed dates in the archive and in its properties, where openpyxl puts today."""
    stamp = rf"\g<1>{fixed:%Y-%m-%dT%H:%M:%SZ}".encode()
    cleaned = BytesIO()
    with zipfile.ZipFile(BytesIO(packed)) as old, zipfile.ZipFile(cleaned, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", stamp, content)
            new.writestr(zipfile.ZipInfo(name, fixed.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return cleaned.getvalue()
