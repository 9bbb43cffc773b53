"""A closer look at the XML of a sheet: only the rows that show a sign of something are parsed."""

import re
from collections import Counter
from collections.abc import Iterator
from types import MappingProxyType
from xml.parsers import expat

from core.workbook.archive import broken, chunks
from core.workbook.faults import Faults
from core.workbook.first_look import FAULTS, SPELLINGS, shows
from core.workbook.letters import column_number
from core.workbook.package import STYLES, Package, SheetPart, xml

ROW_END = re.compile(rb"</(?:\w+:)?row\s*>")
ROW_NUMBER = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br\s*=\s*[\"'](\d{1,7})[\"']")
DATA_END = re.compile(rb"</(?:\w+:)?sheetData")
ROW_START = re.compile(rb"<(?:\w+:)?row[\s/>]")
COMMENT = re.compile(rb"<(?:\w+:)?(?:comment|threadedComment)[\s>]")
COMMENT_KINDS = {"comments", "threadedComment"}
PERCENT_FORMATS = {"9", "10"}
QUOTED = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]")
ROWS_FOR_FORMATS = 1000
MOSTLY = 0.5


def look_closer(package: Package, sheet: SheetPart) -> tuple[Faults, frozenset[int]]:
    """The faults of one sheet, and the columns whose filled cells, in the first thousand rows, mostly show percent.

    Raises WorkbookError where the XML is damaged.
    """
    percent = _percent_styles(package)
    comments = _count_comments(package, sheet)
    if not (sheet.needs_a_look or percent):
        return Faults(comments=comments), frozenset()
    scan = _Scan(percent)
    for piece in _pieces(package, sheet):
        scan.take(piece, sheet.needs_a_look)
        if not sheet.needs_a_look and scan.rows_seen > ROWS_FOR_FORMATS:
            break
    faults = Faults(
        MappingProxyType(scan.errors), frozenset(scan.without_value), frozenset(scan.hidden_rows),
        frozenset(scan.hidden_columns), comments,
    )  # fmt: skip
    return faults, frozenset(column for column, count in scan.percent.items() if count > MOSTLY * scan.filled[column])


def _percent_styles(package: Package) -> frozenset[str]:
    """The numbers of the cell styles that show a percentage."""
    text = package.part(STYLES)
    if not text:
        return frozenset()
    formats, places = set(PERCENT_FORMATS), []
    for element in xml(text).iter():
        kind = element.tag.rpartition("}")[2]
        if kind == "numFmt" and "%" in QUOTED.sub("", element.get("formatCode", "")):
            formats.add(element.get("numFmtId", ""))
        if kind == "cellXfs":
            places = [style.get("numFmtId", "") for style in element]
    return frozenset(str(place) for place, number in enumerate(places) if number in formats)


def _count_comments(package: Package, sheet: SheetPart) -> int:
    """How many cells bear a comment; a threaded comment is kept as a plain one too."""
    counts = Counter()
    for _, kind, path in package.targets(sheet.path):
        if kind in COMMENT_KINDS:
            counts[kind] += len(COMMENT.findall(package.part(path)))
    return counts["comments"] or counts["threadedComment"]


def _pieces(package: Package, sheet: SheetPart) -> Iterator[bytes]:
    """The XML of a sheet, cut after each row; what comes before the first row stands with it."""
    rest = b""
    for chunk in chunks(package.archive, sheet.path):
        rest += chunk
        begin = 0
        for end in ROW_END.finditer(rest):
            yield rest[begin : end.end()]
            begin = end.end()
        rest = rest[begin:]
    yield rest


class _Scan:
    """The handlers of expat; a cell without an address stands right of the one before it."""

    def __init__(self, percent_styles: frozenset[str]) -> None:
        self.errors: dict[tuple[int, int], str] = {}
        self.without_value: set[tuple[int, int]] = set()
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.percent: Counter[int] = Counter()
        self.filled: Counter[int] = Counter()
        self.rows_seen = 0
        self._percent_styles = percent_styles
        self._row = self._column = 0
        self._is_error = self._has_formula = self._in_value = False
        self._value = self._style = ""

    def take(self, piece: bytes, wanted: bool) -> None:
        """Parse a piece if it shows a sign or is among the first rows, else only count its rows."""
        self.rows_seen += 1
        formats = bool(self._percent_styles) and self.rows_seen <= ROWS_FOR_FORMATS
        if formats or (wanted and _calls_for_it(piece)):
            self._parse(piece)
            return
        begin = ROW_START.search(piece)
        number = ROW_NUMBER.match(piece, begin.start()) if begin else None
        self._row = int(number[1]) - 1 if number else self._row
        self._row += len(ROW_START.findall(piece)) if piece.count(b"row") > 2 else bool(begin)

    def _parse(self, piece: bytes) -> None:
        """One piece as a document of its own."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        begin = ROW_START.search(piece)
        before, rows = (piece[: begin.start()], piece[begin.start() :]) if begin else (piece, b"")
        for column in re.finditer(rb"<(?:\w+:)?col\s[^>]*>", before):
            self._take_column(column[0])
        try:
            parser.Parse(b"<rows>" + DATA_END.split(rows)[0] + b"</rows>", True)
        except expat.ExpatError as error:
            raise broken() from error

    def _take_column(self, tag: bytes) -> None:
        said = dict(re.findall(rb"(\w+)\s*=\s*[\"']([^\"']*)[\"']", tag))
        if (
            said.get(b"hidden") in {b"1", b"true"}
            and said.get(b"min", b"").isdigit()
            and said.get(b"max", b"").isdigit()
        ):
            self.hidden_columns |= set(range(int(said[b"min"]), min(int(said[b"max"]), 16_384) + 1))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self._row, self._column = _number(attributes.get("r"), self._row + 1), 0
                if attributes.get("hidden") in {"1", "true"}:
                    self.hidden_rows.add(self._row)
            case "c":
                letters = attributes.get("r", "").rstrip("0123456789")
                self._column = column_number(letters) if letters else self._column + 1
                self._is_error, self._has_formula, self._value = attributes.get("t") == "e", False, ""
                self._style = attributes.get("s", "0")
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
            case "c":
                self._end_cell()

    def _end_cell(self) -> None:
        if self._is_error:
            self.errors[self._row, self._column] = self._value
        elif self._has_formula and not self._value:
            self.without_value.add((self._row, self._column))
        elif self._value and self._percent_styles and self.rows_seen <= ROWS_FOR_FORMATS:
            self.filled[self._column] += 1
            self.percent[self._column] += self._style in self._percent_styles


def _calls_for_it(piece: bytes) -> bool:
    """Whether a piece shows a sign. Formulas that all have a value after them, as Excel writes it, are none."""
    if shows(piece, SPELLINGS) or shows(piece, FAULTS):
        return True
    formulas = piece.count(b"<f")
    valued = piece.count(b"</f><v>") + piece.count(b"/><v>") if formulas else 0
    return formulas > valued or (formulas > 0 and b"<v></v>" in piece)


def _number(said: str | None, otherwise: int) -> int:
    return int(said) if said and said.isascii() and said.isdigit() else otherwise
