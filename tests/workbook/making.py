"""Small workbooks made on the spot."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence

import openpyxl

from core.workbook import Column, Mapping, Reading, read_workbook

Rows = Sequence[Sequence[object]]


def xlsx(*sheets: Rows, names: Sequence[str] = (), change: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    """A workbook with these sheets; `change` may do something to it before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(names[number] if names else f"Sheet{number + 1}")
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def text(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """The rows as delimited text; dates with the year first."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def read(rows: Rows, **answers: object) -> Reading:
    """A sheet with these rows, read with these answers."""
    return read_workbook(xlsx(rows), "cohort.xlsx", mapping=Mapping(**answers))


def read_column(heading: str, cells: Sequence[object], **answers: object) -> Reading:
    """A sheet with ages, ids and one more column C, read with these answers."""
    rows = [("ID", "Age", heading), *((f"P{number}", 50, cell) for number, cell in enumerate(cells, 1))]
    return read(rows, **answers)


def column(reading: Reading, heading: str) -> Column:
    """The column under this heading."""
    return next(one for one in reading.columns if one.heading == heading)


def issues(reading: Reading, field: str = "", severity: str = "") -> list:
    """The issues of a field, of a severity, beside the note that says how a text was read."""
    return [
        issue
        for issue in reading.cohort.issues
        if (not field or issue.field == field)
        and (not severity or issue.severity == severity)
        and not issue.what.startswith("read as ")
    ]


def repacked(data: bytes, **parts: bytes) -> bytes:
    """A workbook with some of its parts exchanged or added; `__` in a name stands for `/`, `_xml` for `.xml`."""
    renamed = {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in renamed:
                new.writestr(name, old.read(name))
        for name, content in renamed.items():
            new.writestr(name, content)
    return stream.getvalue()
