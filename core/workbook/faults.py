"""What the values of a sheet do not show: error cells, formulas without a stored value, hidden rows.

The fast reader gives the first two as empty cells; here they are named, in one pass over the sheet's XML.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from xml.parsers import expat

from core.workbook.package import ZIP_ERRORS, Package, SheetPart, broken, column_number

Place = tuple[int, int]


@dataclass(frozen=True)
class Faults:
    """Error cells with what they show, formulas without a value, by (row, column) from 1; and hidden rows."""

    errors: Mapping[Place, str] = field(default_factory=lambda: MappingProxyType({}))
    without_value: frozenset[Place] = frozenset()
    hidden_rows: frozenset[int] = frozenset()


def find_faults(package: Package, sheet: SheetPart) -> Faults:
    """The faults of one sheet; nothing is parsed when the first look saw none of their signs."""
    if not sheet.needs_a_look:
        return Faults()
    scan = _Scan()
    try:
        with package.archive.open(sheet.path) as stream:
            scan.parser.ParseFile(stream)
    except (expat.ExpatError, *ZIP_ERRORS) as error:
        raise broken() from error
    return Faults(MappingProxyType(scan.errors), frozenset(scan.without_value), frozenset(scan.hidden_rows))


class _Scan:
    """The handlers of one pass; a cell without an address stands right of the one before it."""

    def __init__(self) -> None:
        self.errors: dict[Place, str] = {}
        self.without_value: set[Place] = set()
        self.hidden_rows: set[int] = set()
        self._row = self._column = 0
        self._is_error = self._has_formula = self._in_value = False
        self._value = ""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self._row, self._column = int(attributes.get("r", self._row + 1)), 0
                if attributes.get("hidden") in {"1", "true"}:
                    self.hidden_rows.add(self._row)
            case "c":
                letters = attributes.get("r", "").rstrip("0123456789")
                self._column = column_number(letters) if letters else self._column + 1
                self._is_error, self._has_formula, self._value = attributes.get("t") == "e", False, ""
            case "f":
                self._has_formula = True
            case "v" | "is":
                self._in_value = True

    def _text(self, text: str) -> None:
        if self._in_value:
            self._value += text

    def _end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "v" | "is":
                self._in_value = False
            case "c" if self._is_error:
                self.errors[self._row, self._column] = self._value
            case "c" if self._has_formula and not self._value:
                self.without_value.add((self._row, self._column))
