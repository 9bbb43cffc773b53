"""From the sheets of a workbook to a table of patients: which sheet, which way round, what a row is, what is joined."""

from collections.abc import Iterator
from dataclasses import replace

from core.workbook.errors import WorkbookError
from core.workbook.joined import SHEETS, join_sheets
from core.workbook.lines import (
    A_LINE,
    ANTIBODIES,
    ROWS,
    antibodies_of_courses,
    are_repeated,
    find_lines,
    lines_question,
    lines_to_patients,
)
from core.workbook.mapping import Mapping, Question
from core.workbook.meaning import PATIENT_ID, Means
from core.workbook.orientation import IN_COLUMNS, ORIENTATION, orientation_question, transposed
from core.workbook.package import Package
from core.workbook.redcap import redcap_shape
from core.workbook.redcap_boxes import BOXES
from core.workbook.redcap_marks import is_redcap
from core.workbook.shape import Shape
from core.workbook.sheets import RawSheet, TextFile, read_sheet
from core.workbook.table import Table, fields_in_headings, read_table

QUESTIONS = frozenset({ORIENTATION, ROWS, BOXES, ANTIBODIES})
CORE = frozenset({"mab1", "mab1_start", "mab1_response", "last_contact", "death_date", "vital_status", "os_time"})


def is_about_shape(name: str) -> bool:
    """Whether an answer of this name is about which rows are patients and what the sheets are."""
    return name in QUESTIONS or name.startswith(SHEETS)


def choose_sheet(
    opened: Package | TextFile, names: tuple[str, ...], sheet: str, means: Means
) -> tuple[RawSheet, Iterator[RawSheet]]:
    """The sheet of the patients and, to be read when they are needed, the others.

    It is the sheet named, else the one whose headings mean most of what every patient has, then most fields, the
    first of equals.
    """
    if sheet and sheet not in names:
        raise WorkbookError("The workbook has no sheet of that name with content.", "Choose one of its sheets.")
    if sheet or len(names) == 1:
        chosen = read_sheet(opened, sheet or names[0])
        return chosen, (read_sheet(opened, name) for name in names if name != chosen.name)
    sheets = [read_sheet(opened, name) for name in names]
    chosen = max(sheets, key=lambda raw: _weight(raw, means))
    return chosen, (raw for raw in sheets if raw is not chosen)


def _weight(raw: RawSheet, means: Means) -> tuple[int, int, bool]:
    fields = fields_in_headings(raw, means)
    return len(fields & CORE), len(fields - {PATIENT_ID}), bool(fields)


def shape_sheet(raw: RawSheet, others: Iterator[RawSheet], means: Means, mapping: Mapping) -> Shape:
    """The patients of a sheet and what the others say of them, with all that is asked about it."""
    turned = orientation_question(raw, means)
    is_turned = turned is not None and mapping.layout.get(ORIENTATION) == IN_COLUMNS
    table = _table(transposed(raw) if is_turned else raw, means, turned)
    shape = _rows(table, means, mapping)
    shape = join_sheets(shape, others, means, mapping)
    shape = antibodies_of_courses(shape, means, mapping)
    return replace(shape, questions=(*([turned] if turned else []), *shape.questions))


def _table(raw: RawSheet, means: Means, turned: Question | None) -> Table:
    try:
        return read_table(raw, means)
    except WorkbookError as error:
        if turned is None:
            raise
        remedy = "Its patients seem to stand in columns: say whether they do."
        raise WorkbookError("The sheet cannot be read by rows.", remedy, questions=(turned,)) from error


def _rows(table: Table, means: Means, mapping: Mapping) -> Shape:
    """A row a patient: events and repeats of REDCap folded, treatment lines as the user said."""
    if is_redcap(table):
        return redcap_shape(table, means, mapping)
    lines = find_lines(table, means)
    if lines is None or not (are_repeated(table, lines) or "start" in lines.course):
        return Shape(table)
    question = lines_question(table, lines)
    shape = lines_to_patients(table, lines, mapping) if mapping.layout.get(ROWS) == A_LINE else Shape(table)
    return shape.asking(question)
