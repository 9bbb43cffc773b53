"""From the bytes of a workbook to a typed cohort, beside pandas reading the same bytes into a frame of raw cells."""

import datetime
import io
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl import Workbook

from benchmarks.measure import Row, side_by_side
from core.dictionary import Field, dictionary
from core.workbook.importing import read_workbook

COLUMNS, EXTRA = 60, 12
SIZES = (110, 10_000)
PROMISED = 100_000
LIMITS = {"openpyxl": 5, "calamine": 1}
MEMORY_LIMITS = {"openpyxl": 2}
WHAT = "workbook to cohort, 60 columns"
ONCE = "workbook to cohort, 60 columns, in a process of its own"
MEMORY = "most memory it needs beside the imports"
PROJECT = Path(__file__).parents[1]
READERS = {
    "": "from core.workbook.importing import read_workbook as read; arguments = (data, 'made_up.xlsx')",
    "openpyxl": "from benchmarks.workbooks import read_with_pandas as read; arguments = (data, 'openpyxl')",
    "calamine": "from benchmarks.workbooks import read_with_pandas as read; arguments = (data, 'calamine')",
}
APART = """
import gc, resource, sys, time
import openpyxl, pandas, python_calamine
data = sys.stdin.buffer.read()
{reader}
most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before, start = most(), time.process_time()
kept = read(*arguments)
print((time.process_time() - start) * 1000, (most() - before) / 1024)
"""
"""Processor time in ms and memory in MB of one reading; the system must count the memory in KB, as Linux does."""


def workbook_rows() -> list[Row]:
    """Ours types, checks and derives; the others only read the cells."""
    rows = []
    for n in SIZES:
        data = make_workbook(n)
        issues = read_workbook(data, "made_up.xlsx").cohort.issues
        print(f"workbook of {n:,} rows: {len(data) / 1e6:.1f} MB, {len(issues)} issues", flush=True)
        calls = {"": partial(read_workbook, data, "made_up.xlsx")}
        calls |= {engine: partial(read_with_pandas, data, engine) for engine in LIMITS}
        times = {name: measured.ms for name, measured in side_by_side(calls).items()}
        for engine, limit in LIMITS.items():
            rows.append(Row(WHAT, n, times[""], f"pandas + {engine}", times[engine], limit=limit))
    return [*rows, *_rows_apart(SIZES[-1], ("openpyxl", "calamine")), *_rows_apart(PROMISED, ("calamine",))]


def _rows_apart(n: int, others: tuple[str, ...]) -> list[Row]:
    """One reading each in a process of its own: the size promised, and the memory, which no other way tells.

    openpyxl is not asked for the size promised: it would take minutes.
    """
    if sys.platform != "linux":
        print("Memory of a reading: skipped, it is measured on Linux alone.", flush=True)
        return []
    data = make_workbook(n)
    found = {name: _apart(data, READERS[name]) for name in ("", *others)}
    ours = found[""]
    print(f"{n:,} rows: {len(data) / 1e6:.1f} MB, {n / ours[0] * 1000:,.0f} rows a second", flush=True)
    times = [Row(ONCE, n, ours[0], f"pandas + {name}", found[name][0], limit=LIMITS[name]) for name in others]
    memory = [
        Row(MEMORY, n, ours[1], f"pandas + {name}", found[name][1], limit=MEMORY_LIMITS.get(name), unit="MB")
        for name in others
    ]
    return times + memory


def _apart(data: bytes, reader: str) -> tuple[float, float]:
    """Processor time in ms and memory in MB."""
    code = APART.format(reader=reader)
    done = subprocess.run([sys.executable, "-c", code], input=data, cwd=PROJECT, capture_output=True, check=True)
    milliseconds, megabytes = map(float, done.stdout.split())
    return milliseconds, megabytes


def read_with_pandas(data: bytes, engine: str) -> pd.DataFrame:
    """The first sheet as pandas reads it."""
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
