"""The zip archive most workbooks are: what holds of every one, before a parser sees its parts."""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator

from core.workbook.errors import WorkbookError
from core.workbook.preflight import CUT_OFF, SAVE_AS

MAX_PARTS = 500
MAX_INFLATED = 400 * 2**20
CHUNK = 2**20
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)

OTHER_PACKAGES = (
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("Index/Document.iwa", "a Numbers document"),
)


def broken() -> WorkbookError:
    """The error of a workbook that cannot be read to its end."""
    return WorkbookError(*CUT_OFF)


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive in these bytes, if its directory is one a program that saves workbooks may have written.

    Raises WorkbookError for more than 500 parts, parts that together unpack to more than 400 MiB (by the directory:
    a part that is larger than it says is found out when it is read), a password, two parts of one name, a name
    that leads out of the archive, and damage.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_ERRORS as error:
        raise broken() from error
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise WorkbookError(f"The file has more than {MAX_PARTS} parts.", "Copy the patients' sheet to a new one.")
    if any(part.flag_bits & 1 for part in parts):
        raise WorkbookError("The file is a zip archive with a password.", SAVE_AS)
    if sum(part.file_size for part in parts) > MAX_INFLATED:
        raise WorkbookError(
            f"The file unpacks to more than {MAX_INFLATED // 2**20} MB.", "Load the patients' sheet alone."
        )
    if max(Counter(part.filename.casefold() for part in parts).values(), default=0) > 1:
        raise WorkbookError("The file holds two parts of one name, which no spreadsheet program writes.", SAVE_AS)
    if any(_leads_out(part.orig_filename) for part in parts):
        raise WorkbookError("The file holds a part whose name leads out of it.", SAVE_AS)
    return archive


def not_a_workbook(names: set[str]) -> WorkbookError:
    """What an archive with these parts is, where it is no workbook."""
    meaning = next((meaning for name, meaning in OTHER_PACKAGES if name in names), "")
    if meaning:
        return WorkbookError(f"The file is {meaning}, not a workbook.", SAVE_AS)
    if any(name.lower().endswith((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv")) for name in names):
        return WorkbookError("The file is a zip archive with a workbook inside.", "Unpack it and load the workbook.")
    return WorkbookError("The file is a zip archive without a workbook.", SAVE_AS)


def chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part, unpacked a mebibyte at a time; raises WorkbookError where it is damaged or larger than it says."""
    try:
        with archive.open(name) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except ZIP_ERRORS as error:
        raise broken() from error


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/")
