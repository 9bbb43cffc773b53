"""Whatever the bytes: a cohort or a WorkbookError, never anything else."""

import io
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.workbook import Reading, WorkbookError, list_sheets, read_workbook
from core.workbook.killable import read_apart
from tests.workbook.making import text, xlsx
from tests.workbook.other_formats import every_format

FORMATS = every_format()
GOOD = xlsx([("ID", "Age", "mAb1 start", "OS"), ("1", 40, "2020-01-02", 3), ("2", "#N/A", "=1+1", 5)])
CELLS = st.one_of(
    st.none(), st.text(max_size=8), st.integers(-(10**6), 10**6), st.booleans(), st.dates(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["NA", "1/2/2020", "13/02/2020", "1,5", "<3", "0:LIVING", "yes", "CR", "S2", "-99", "1e400", "²"]),
)  # fmt: skip
HEADS = ["ID", "Age", "Sex", "mAb2", "mAb1 start", "OS", "OS_STATUS", "Status", "Arm", "Age", "CD22", "Name", "x", ""]


def loads_or_refuses(data: bytes) -> Reading | None:
    try:
        reading = read_workbook(data, "file")
    except WorkbookError:
        return None
    assert len(reading.cohort) >= 1
    assert reading.sheets == list_sheets(data, "file")
    return reading


@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\xff\xfeI\x00D")
@example(b'"')
@example(b"\x0c\n0")
@example(b"PK\x05\x06" + bytes(18))
def test_any_bytes_load_or_are_refused(data):
    loads_or_refuses(data)


@given(st.text(st.sampled_from('ID,;\tAge1\n\r"0-= '), max_size=60))
def test_any_text_loads_or_is_refused(body):
    loads_or_refuses(b"ID,Age\n" + body.encode())


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
@settings(max_examples=150)
def test_a_workbook_with_one_byte_changed_loads_or_is_refused(place, byte):
    loads_or_refuses(GOOD[:place] + bytes([byte]) + GOOD[place + 1 :])


@given(st.integers(0, len(GOOD)))
def test_a_workbook_cut_anywhere_loads_or_is_refused(length):
    loads_or_refuses(GOOD[:length])


@given(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"]),
       st.data())  # fmt: skip
@settings(max_examples=150)
def test_a_workbook_with_a_damaged_part_loads_or_is_refused(name, data):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == name:
                place = data.draw(st.integers(0, len(content)))
                content = (
                    content[:place] + data.draw(st.binary(max_size=6)) + content[place + data.draw(st.integers(0, 9)) :]
                )
            new.writestr(part, content)
    loads_or_refuses(stream.getvalue())


@given(st.lists(st.lists(CELLS, min_size=len(HEADS), max_size=len(HEADS)), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_any_cells_under_known_headings_keep_every_patient(rows):
    named = [[f"P{number}", 40, *row[2:]] for number, row in enumerate(rows)]
    data = text([HEADS, *named])
    reading = loads_or_refuses(data)
    assert len(reading.cohort) == len(rows) if reading else b"\x00" in data


@given(st.sampled_from(sorted(FORMATS)), st.integers(0, 20_000), st.binary(min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_file_of_any_format_with_a_few_bytes_changed_loads_or_is_refused(ending, place, new):
    """In the process that may die of it, as in the app: damage in a binary format can ask for any amount of memory."""
    data = FORMATS[ending]
    place %= len(data)
    try:
        reading = read_apart(data[:place] + new + data[place + len(new) :], "file")
    except WorkbookError:
        return
    assert len(reading.cohort) >= 1


@given(st.sampled_from(["xlsb", "ods"]), st.data())
@settings(max_examples=60, deadline=None)
def test_an_archive_of_another_format_with_a_damaged_part_loads_or_is_refused(ending, data):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FORMATS[ending])) as old, zipfile.ZipFile(stream, "w") as new:
        damaged = data.draw(st.sampled_from(old.namelist()))
        for part in old.namelist():
            content = old.read(part)
            if part == damaged:
                place = data.draw(st.integers(0, len(content)))
                content = content[:place] + data.draw(st.binary(max_size=4)) + content[place + 2 :]
            new.writestr(part, content)
    try:
        reading = read_apart(stream.getvalue(), "file")
    except WorkbookError:
        return
    assert len(reading.cohort) >= 1


def test_a_refusal_does_not_hide_a_mistake_of_the_program(monkeypatch):
    def fail(*_arguments: object) -> None:
        raise TypeError("a mistake")

    monkeypatch.setattr("core.workbook.importing.match_columns", fail)
    with pytest.raises(TypeError):
        read_workbook(GOOD, "x.xlsx")
