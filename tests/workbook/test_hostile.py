"""Files made to harm are refused with the true reason; strange ones load."""

import io
import zipfile

import pytest

from core.workbook import WorkbookError, read_workbook
from core.workbook.killable import read_apart
from tests.workbook.hostile import EXHAUSTING, GOOD, LOADED, REFUSED, SHEET
from tests.workbook.making import repacked
from tests.workbook.other_formats import every_format

FORMATS = every_format()


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_the_true_reason(name):
    make, said = REFUSED[name]
    with pytest.raises(WorkbookError, match=said):
        read_workbook(make(), "cohort.xlsx")


@pytest.mark.parametrize("name", EXHAUSTING)
def test_a_file_that_would_exhaust_the_computer_is_refused_where_it_is_read_apart(name):
    make, said = EXHAUSTING[name]
    with pytest.raises(WorkbookError, match=said):
        read_apart(make(), "cohort")
    assert len(read_apart(GOOD, "cohort").cohort) == 2


@pytest.mark.parametrize("name", LOADED)
def test_a_strange_workbook_loads(name):
    make, patients = LOADED[name]
    assert len(read_apart(make(), "cohort").cohort) == patients


@pytest.mark.parametrize("ending", ["xlsx", "xlsb", "ods", "xls"])
def test_a_workbook_cut_off_anywhere_is_refused(ending):
    data = FORMATS[ending]
    for length in range(600, len(data) - 600, max(len(data) // 40, 1)):
        with pytest.raises(WorkbookError, match="damaged or was cut off"):
            read_workbook(data[:length], "cohort")


def test_what_other_programs_keep_in_a_workbook_may_be_long():
    query = b"<DataMashup>" + b"A" * (3 * 2**20) + b"</DataMashup>"
    assert len(read_workbook(repacked(GOOD, **{"customXml/item1.xml": query}), "x").cohort) == 2


def test_a_sheet_kept_where_nothing_is_read_is_none():
    relations = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        sheet, text = archive.read(SHEET), archive.read(relations)
    moved = text.replace(b"/xl/worksheets/sheet1.xml", b"/customXml/item1.xml")
    assert moved != text
    with pytest.raises(WorkbookError, match="no cells with content"):
        read_workbook(repacked(GOOD, **{"customXml/item1.xml": sheet, relations: moved}), "x")
