"""The parts of an .xlsx or .xlsm file: looked at once, within limits, before a parser sees them."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree import ElementTree

from core.workbook.archive import ZIP_ERRORS, broken
from core.workbook.fast_reader import FastBook, load
from core.workbook.first_look import look_at

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
NEVER_READ = ("customxml/", "docprops/")
"""Folders of what other programs keep in a workbook, for instance the whole of a query in one text."""

MACROS = "xl/vbaProject.bin"
ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True)
class SheetPart:
    """A worksheet of the package: its name, where its XML is, and what a first look at the XML found."""

    name: str
    path: str
    has_values: bool
    needs_a_look: bool


@dataclass(frozen=True)
class Package:
    """An .xlsx file that passed the checks."""

    data: bytes = field(repr=False)
    archive: zipfile.ZipFile = field(repr=False)
    sheets: tuple[SheetPart, ...]
    starts_1904: bool

    @cached_property
    def fast(self) -> FastBook:
        """The workbook as the fast reader has it; its shared strings are parsed once, however many sheets are read."""
        return load(self.data)

    @property
    def has_macros(self) -> bool:
        """Whether the workbook brings programs, which are never run."""
        return MACROS in self.archive.namelist()

    def sheet(self, name: str) -> SheetPart:
        """The sheet of this name."""
        return next(part for part in self.sheets if part.name == name)

    def part(self, path: str) -> bytes:
        """A part, empty where the package has none of this name; raises WorkbookError where it is damaged."""
        try:
            return self.archive.read(path) if path in self.archive.namelist() else b""
        except ZIP_ERRORS as error:
            raise broken() from error

    def targets(self, path: str) -> Iterator[tuple[str, str, str]]:
        """The id, the kind and the part of each relation a part has; raises WorkbookError where they are damaged."""
        folder, name = posixpath.split(path)
        text = self.part(f"{folder}/_rels/{name}.rels")
        for relation in xml(text) if text else ():
            target = posixpath.normpath(posixpath.join(f"/{folder}", relation.get("Target", ""))).lstrip("/")
            yield relation.get("Id", ""), relation.get("Type", "").rpartition("/")[2], target


def open_package(data: bytes, archive: zipfile.ZipFile) -> Package:
    """The package of an .xlsx file, with a first look at every part that is XML and no other program's.

    Every such part is looked at as if it were a sheet, for a hostile file may keep its sheets anywhere; others are
    never read, and a sheet among them is none. Raises WorkbookError for a DOCTYPE, a text longer than any cell can
    hold, a sheet whose cells span more than 16 million places, and damage.
    """
    names = [name for name in archive.namelist() if name.lower().endswith((".xml", ".rels"))]
    names = [name for name in names if not name.lower().startswith(NEVER_READ)]
    looks = {name: look_at(archive, name) for name in names}
    bare = Package(data, archive, (), starts_1904=False)
    starts_1904, paths = _sheet_paths(bare)
    sheets = [
        SheetPart(name, path, looks[path].has_values, looks[path].needs_a_look)
        for name, path in paths.items()
        if path in looks
    ]
    return Package(data, archive, tuple(sheets), starts_1904)


def xml(text: bytes) -> ElementTree.Element:
    """A small part, parsed; raises WorkbookError where it is damaged."""
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise broken() from error


def _sheet_paths(package: Package) -> tuple[bool, dict[str, str]]:
    """Whether dates count from 1904, and the part of each sheet by its name."""
    targets = {identity: target for identity, _, target in package.targets(WORKBOOK)}
    paths, starts_1904 = {}, False
    for element in xml(package.part(WORKBOOK)).iter():
        kind = element.tag.rpartition("}")[2]
        if kind == "workbookPr":
            starts_1904 = element.get("date1904") in {"1", "true", "on"}
        if kind == "sheet":
            identity = element.get(ID) or element.get(STRICT_ID) or ""
            paths[element.get("name", "")] = targets.get(identity, "")
    return starts_1904, paths
