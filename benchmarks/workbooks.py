"""From the bytes of a workbook to a typed cohort, beside pandas reading the same bytes into a frame of raw cells."""

import datetime
import io
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from openpyxl import Workbook

from benchmarks.measure import Row, side_by_side
from core.dictionary import Field, dictionary
from core.workbook.importing import read_workbook

COLUMNS, EXTRA = 60, 12
SIZES = (110, 10_000)
LIMITS = {"openpyxl": 5, "calamine": 1}
WHAT = "workbook to cohort, 60 columns"


def workbook_rows() -> list[Row]:
    """Ours types, checks and derives; the others only read the cells."""
    rows = []
    for n in SIZES:
        data = make_workbook(n)
        issues = read_workbook(data, "made_up.xlsx").cohort.issues
        print(f"workbook of {n:,} rows: {len(data) / 1e6:.1f} MB, {len(issues)} issues", flush=True)
        calls = {"": partial(read_workbook, data, "made_up.xlsx")}
        calls |= {engine: partial(_read_with_pandas, data, engine) for engine in LIMITS}
        times = {name: measured.ms for name, measured in side_by_side(calls).items()}
        for engine, limit in LIMITS.items():
            rows.append(Row(WHAT, n, times[""], f"pandas + {engine}", times[engine], limit=limit))
    return rows


def _read_with_pandas(data: bytes, engine: str) -> pd.DataFrame:
    return pd.read_excel(io.BytesIO(data), engine=engine)


def make_workbook(n: int, seed: int = 1) -> bytes:
    """An .xlsx of the dictionary's first fields under their usual headings, and some columns nobody knows.

    Dates are in the order of the dictionary, so that no patient dies before the treatment; a tenth of the cells
    are empty.
    """
    draw = np.random.default_rng(seed)
    fields = [field for field in dictionary().sheet_fields if not field.name.startswith(("os_", "efs_", "rfs_"))]
    known = fields[: COLUMNS - EXTRA]
    columns = [_column(field, place, n, draw) for place, field in enumerate(known)]
    columns += [[f"kind {code}" for code in draw.integers(0, 4, n)] for _ in range(EXTRA)]
    headings = [field.label for field in known] + [f"Laboratory {place}" for place in range(EXTRA)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Patients")
    sheet.append(headings)
    for row in zip(*columns, strict=True):
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _column(field: Field, place: int, n: int, draw: np.random.Generator) -> list:
    if field.name == "patient_id":
        return [f"P{number:06d}" for number in range(n)]
    make: dict[str, Callable[[], list]] = {
        "number": lambda: draw.uniform(5, 90, n).round(1).tolist(),
        "integer": lambda: draw.integers(1, 5, n).tolist(),
        "date": lambda: _dates(place, n, draw),
    }
    values = make.get(field.kind, lambda: draw.choice(list(field.values) or ["a", "b", "c"], n).tolist())()
    empty = draw.random(n) < 0.1
    return [None if gone else value for value, gone in zip(values, empty, strict=True)]


def _dates(place: int, n: int, draw: np.random.Generator) -> list[datetime.datetime]:
    """A month and a half between one column and the next."""
    start = datetime.datetime(2012, 1, 1) + datetime.timedelta(days=45 * place)
    return [start + datetime.timedelta(days=int(days)) for days in draw.integers(0, 40, n)]
