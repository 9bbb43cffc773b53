"""The same patients in sheets of every shape."""

import openpyxl

from core.workbook import Mapping
from core.workbook.orientation import IN_COLUMNS
from tests.workbook import layouts
from tests.workbook.corpus.base import (
    ENGLISH,
    FIELDS,
    PATIENTS,
    Book,
    Cell,
    as_text,
    beside,
    expected,
    sheet,
    turned,
)
from tests.workbook.corpus.dates import SINCE_1900, serial
from tests.workbook.making import text, xlsx
from tests.workbook.other_formats import ods, ods_row, xlsb

FAMILY = "layouts"
HEAD, *BODY = sheet()
ORIENTATION = frozenset({("orientation", "layout")})
TURN = Mapping(layout={"orientation": IN_COLUMNS})
LAYOUT_FIELDS = tuple(layouts.HEADINGS)
AS_LAYOUT = [{name: one.get(name) for name in LAYOUT_FIELDS} for one in PATIENTS]
ID_BETWEEN = 3


REDCAP_MARKS = frozenset(
    {"patient_complete", "course_complete", "redcap_event_name", "redcap_repeat_instance", "redcap_repeat_instrument"}
)


def of_layout(write, asked: str = "", dropped: frozenset[str] = frozenset()) -> Book:
    """A book of one of the layouts other tests use too."""
    written = write(AS_LAYOUT)
    names = [name for name in LAYOUT_FIELDS if any(one[name] for one in AS_LAYOUT) or not written.has_courses]
    values = expected([name for name in names if name in FIELDS])
    values |= {name: [None] * len(PATIENTS) for name in names if name not in FIELDS}
    return Book(
        FAMILY, write.__name__.replace("_", " "), lambda: written.data, values,
        frozenset({(asked, "layout")} if asked else ()), Mapping(layout=written.layout), dropped,
        grows=bool(asked),
    )  # fmt: skip


def as_ods(rows: list[list[Cell]]) -> bytes:
    """An OpenDocument sheet of texts and numbers."""
    return ods("".join(ods_row(*("" if cell is None else cell for cell in row)) for row in rows))


def hidden_rows(book: openpyxl.Workbook) -> None:
    """A hidden row, a hidden column."""
    book.active.row_dimensions[4].hidden = True
    book.active.column_dimensions["C"].hidden = True


def with_error_cells(book: openpyxl.Workbook) -> None:
    """Cells of the second antibody's start and of the salvage line that hold errors, and a hidden row."""
    hidden_rows(book)
    book.active.cell(5, FIELDS.index("mab2_start") + 1).value = "#REF!"
    book.active.cell(5, FIELDS.index("mab2_start") + 1).data_type = "e"


def filtered(book: openpyxl.Workbook) -> None:
    """A filter, frozen panes and a comment."""
    book.active.auto_filter.ref = "A1:T13"
    book.active.freeze_panes = "B2"
    book.active["C3"].comment = openpyxl.comments.Comment("checked", "x")


def titled(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Titles above and an empty column before."""
    return [["B-ALL registry", None, None], ["last change:", "by hand"], [], *([None, *row] for row in rows)]


def two_of_a_heading() -> list[list[Cell]]:
    """Title rows, an offset, the age twice, names and telephone numbers."""
    rows = beside(sheet(dates=as_text("%d.%m.%Y")), "Age", [one["age_years"] + 1 for one in PATIENTS])
    rows = beside(rows, "Patient name", [f"Muster {letter}" for letter in "ABCDEFGHIJKL"], 1)
    return titled(beside(rows, "Phone", [f"+41 61 555 12 {number}" for number in range(10, 22)], 2))


def with_subtotals() -> list[list[Cell]]:
    """A total after each six patients, and the number of patients below."""
    total = ["Total", None, None]
    return [HEAD, *BODY[:6], total, *BODY[6:], total, [], ["n = 12"]]


BOOKS = (
    *(of_layout(write) for write in (layouts.plain, layouts.offset, layouts.titled, layouts.blank_rows,
                                     layouts.repeated_headings, layouts.with_footer, layouts.two_rows_merged,
                                     layouts.two_rows)),
    of_layout(layouts.redcap, dropped=REDCAP_MARKS),
    of_layout(layouts.treatment_lines, "rows"),
    of_layout(layouts.courses_apart, "antibodies"),
    of_layout(layouts.columns_apart, "sheets: Second"),
    Book(FAMILY, "binary workbook", lambda: xlsb(sheet()), expected()),
    Book(FAMILY, "OpenDocument with serial numbers", lambda: as_ods(sheet(dates=serial(SINCE_1900))), expected()),
    Book(
        FAMILY, "patients in columns of an OpenDocument sheet, serial numbers",
        lambda: as_ods(turned(sheet(dates=serial(SINCE_1900)))), expected(), ORIENTATION, TURN, grows=True,
    ),
    Book(
        FAMILY, "patients in columns of a text, day first",
        lambda: text(turned(sheet(dates=as_text("%d/%m/%Y"))), "\t", "utf-16"), expected(), ORIENTATION, TURN,
        grows=True,
    ),
    Book(FAMILY, "totals between the patients", lambda: xlsx(with_subtotals()), expected()),
    Book(FAMILY, "hidden row and column", lambda: xlsx(sheet(), change=hidden_rows), expected(), warnings=1),
    Book(FAMILY, "errors in cells, hidden row and column", lambda: xlsx(sheet(), change=with_error_cells), expected(),
         warnings=2),
    Book(FAMILY, "filter, panes and a comment", lambda: xlsx(sheet(), change=filtered), expected()),
    Book(
        FAMILY, "titles, an offset, two columns of one heading, names and phones", lambda: xlsx(two_of_a_heading()),
        expected() | {"extra:Age (2)": [one["age_years"] + 1 for one in PATIENTS]},
        dropped=frozenset({"Patient name", "Phone"}), warnings=1,
    ),
    Book(
        FAMILY, "headings over two lines in one cell",
        lambda: xlsx(sheet({name: heading.replace(" ", "\n") for name, heading in ENGLISH.items()})), expected(),
    ),
    Book(
        FAMILY, "headings in capitals with underscores",
        lambda: text(sheet({name: heading.upper().replace(" ", "_") for name, heading in ENGLISH.items()})), expected(),
    ),
    Book(FAMILY, "columns turned round", lambda: xlsx([row[::-1] for row in sheet()]), expected()),
    Book(FAMILY, "an index column without a heading", lambda: text(beside(sheet(), "", list(range(12)), 0)),
         expected() | {"extra:Column A": list(range(12))}),
    Book(FAMILY, "the names of the fields", lambda: text(sheet({name: name for name in FIELDS})), expected()),
    Book(FAMILY, "a first line that names the delimiter",
         lambda: b"sep=|\r\n" + text(sheet(), "|"), expected()),
)  # fmt: skip
