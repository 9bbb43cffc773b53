"""An OpenDocument spreadsheet (.ods): one pass over its XML, for what makes it unsafe and what its values hide."""

import zipfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from xml.parsers import expat

from core.workbook.archive import ZIP_ERRORS, broken, chunks
from core.workbook.errors import WorkbookError
from core.workbook.faults import Faults
from core.workbook.first_look import MAX_CELLS, FirstLook, scattered
from core.workbook.preflight import PASSWORD, SAVE_AS

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
MOST_SPACES = 32_767
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOSTLY = 0.5


@dataclass
class OdsTable:
    """What was seen of one sheet; places are (row, column) from 1, a merge its first and last row and column."""

    last_row: int = 0
    last_column: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    comments: int = 0
    filled: Counter[int] = field(default_factory=Counter)
    percent: Counter[int] = field(default_factory=Counter)

    @property
    def faults(self) -> Faults:
        """The faults of the sheet."""
        return Faults(
            MappingProxyType(self.errors),
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            comments=self.comments,
        )

    @property
    def percent_columns(self) -> frozenset[int]:
        """The columns whose filled cells mostly hold a percentage."""
        return frozenset(column for column, count in self.percent.items() if count > MOSTLY * self.filled[column])


def look_at_ods(archive: zipfile.ZipFile) -> Mapping[str, OdsTable]:
    """The sheets of an OpenDocument spreadsheet by name.

    Raises WorkbookError for another OpenDocument file, a password, a DOCTYPE, a text longer than any cell can hold,
    a sheet whose cells span more than 16 million places (repeated cells counted), and damage.
    """
    names = set(archive.namelist())
    try:
        kind = archive.read("mimetype") if "mimetype" in names else SPREADSHEET
        manifest = archive.read(MANIFEST) if MANIFEST in names else b""
    except ZIP_ERRORS as error:
        raise broken() from error
    if not kind.startswith(SPREADSHEET):
        raise WorkbookError("The file is an OpenDocument file, but no spreadsheet.", SAVE_AS)
    if b"encryption-data" in manifest:
        raise WorkbookError(*PASSWORD)
    look, scan = FirstLook(), _Scan()
    try:
        for chunk in chunks(archive, CONTENT):
            look.see(chunk)
            scan.parser.Parse(chunk, False)
        scan.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise broken() from error
    return dict(scan.tables)


class _Scan:
    """The handlers of one pass."""

    def __init__(self) -> None:
        self.tables: dict[str, OdsTable] = defaultdict(OdsTable)
        self._table = OdsTable()
        self._row = self._column = self._column_defined = 0
        self._rows = self._cells = 1
        self._kind = ""
        self._in_text = self._in_comment = False
        self._text = ""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._take_text

    def _start(self, name: str, said: dict[str, str]) -> None:
        match name:
            case "table:table":
                self._table = self.tables[said.get("table:name", "")]
                self._row = self._column_defined = 0
            case "table:table-column":
                self._start_column(said)
            case "table:table-row":
                self._rows, self._column = _times(said, "table:number-rows-repeated"), 0
                if _hidden(said):
                    self._table.hidden_rows |= set(range(self._row + 1, min(self._row + self._rows, MOST_ROWS) + 1))
            case "table:table-cell" | "table:covered-table-cell":
                self._start_cell(said)
            case "office:annotation":
                self._in_comment = True
                self._table.comments += 1
            case "text:p":
                self._in_text = not self._in_comment
            case "text:s" if _times(said, "text:c") > MOST_SPACES:
                raise WorkbookError("A cell of the workbook holds more text than any cell can.", SAVE_AS)

    def _start_column(self, said: dict[str, str]) -> None:
        count = _times(said, "table:number-columns-repeated")
        if _hidden(said):
            last = min(self._column_defined + count, MOST_COLUMNS)
            self._table.hidden_columns |= set(range(self._column_defined + 1, last + 1))
        self._column_defined += count

    def _start_cell(self, said: dict[str, str]) -> None:
        self._cells, self._text = _times(said, "table:number-columns-repeated"), ""
        self._kind = said.get("calcext:value-type") or said.get("office:value-type", "")
        rows, columns = _times(said, "table:number-rows-spanned"), _times(said, "table:number-columns-spanned")
        if rows > 1 or columns > 1:
            row, column = self._row + 1, self._column + 1
            self._table.merges.append((row, column, row + rows - 1, column + columns - 1))

    def _take_text(self, text: str) -> None:
        if self._in_text:
            self._text += text

    def _end(self, name: str) -> None:
        match name:
            case "office:annotation":
                self._in_comment = False
            case "text:p":
                self._in_text = False
            case "table:table-cell" | "table:covered-table-cell":
                self._end_cell()
            case "table:table-row":
                self._row += self._rows

    def _end_cell(self) -> None:
        table, column = self._table, self._column + 1
        self._column += self._cells
        if not (self._kind or self._text):
            return
        table.last_row = max(table.last_row, self._row + self._rows)
        table.last_column = max(table.last_column, self._column)
        if table.last_row * table.last_column > MAX_CELLS:
            raise scattered()
        if self._kind == "error":
            table.errors[self._row + 1, column] = self._text
        table.filled[column] += 1
        table.percent[column] += self._kind == "percentage"


def _times(said: dict[str, str], name: str) -> int:
    """A count an attribute gives, 1 where it gives none."""
    count = said.get(name, "1")
    return int(count) if count.isascii() and count.isdigit() and len(count) < 12 else 1


def _hidden(said: dict[str, str]) -> bool:
    return said.get("table:visibility", "visible") != "visible"
