"""What a file is, by its content and not by its name, before anything parses it."""

import re
import struct
from typing import Literal

from core.workbook.errors import WorkbookError

MAX_BYTES = 25 * 2**20

OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_HEADER_SIZE = 512
ROOT_ENTRY = "Root Entry".encode("utf-16-le")
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
BOOK_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
OTHER_STREAMS: tuple[tuple[bytes, str], ...] = (
    ("WordDocument".encode("utf-16-le"), "a Word document"),
    ("PowerPoint Document".encode("utf-16-le"), "a PowerPoint presentation"),
    ("__substg1.0_".encode("utf-16-le"), "an Outlook message"),
)
CUT_OFF = ("The workbook is damaged or was cut off.", "Open it in Excel, save it again and load that.")
PASSWORD = ("The workbook is protected by a password.", "Remove the password in the program it is from, and save it.")
SAVE_AS = "Save it in Excel as .xlsx or .csv and load that."

FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"SQLite format 3", "a database"),
    (b"$FL2", "an SPSS file"),
    (b"PAR1", "a Parquet file"),
    (b"\x09\x00\x04\x00", "a workbook of Excel 2"),
    (b"\x09\x02\x06\x00", "a workbook of Excel 3"),
    (b"\x09\x04\x06\x00", "a workbook of Excel 4"),
    (b"\x09\x08", "a bare stream of an old workbook"),
)
# The first record of the globals of a workbook of Excel 5 or later, and others by their numbers.
FIRST_RECORD = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00")
FILE_PASS, END_OF_RECORDS = 0x2F, 0x0A
RECORDS_LOOKED_AT = 512
MARKUP = re.compile(rb"\s*<(?:html|!doctype|\?xml|table|head|meta)", re.IGNORECASE)


def file_kind(data: bytes) -> Literal["zip", "xls", "text"]:
    """Whether bytes are a zip archive, as most workbooks are, an old Excel workbook, or to be read as delimited text.

    Raises WorkbookError for an empty or oversized file, a password-protected workbook, and for anything that is
    plainly something else, whatever its name says.
    """
    if not data:
        raise WorkbookError("The file is empty.", "Export it again and load the new file.")
    if len(data) > MAX_BYTES:
        raise WorkbookError(
            f"The file is larger than {MAX_BYTES // 2**20} MB.", "Load the sheet with the patients alone."
        )
    if data.startswith(OLE_HEADER):
        return _ole_kind(data)
    if data.startswith(b"PK"):
        return "zip"
    for magic, meaning in FOREIGN:
        if data.startswith(magic):
            raise WorkbookError(f"The file is {meaning}, whatever its name says.", SAVE_AS)
    if MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")[:512]):
        raise WorkbookError("The file is a web page or XML under the name of a spreadsheet.", SAVE_AS)
    return "text"


def _ole_kind(data: bytes) -> Literal["xls"]:
    if ENCRYPTED_PART in data:
        raise WorkbookError(*PASSWORD)
    for stream, meaning in OTHER_STREAMS:
        if stream in data:
            raise WorkbookError(f"The file is {meaning}, whatever its name says.", SAVE_AS)
    if any(stream in data for stream in BOOK_STREAMS):
        if _is_encrypted(data):
            raise WorkbookError(*PASSWORD)
        return "xls"
    if _has_directory(data):
        raise WorkbookError("The file is in an old Office format and holds no workbook.", SAVE_AS)
    raise WorkbookError(*CUT_OFF)


def _has_directory(data: bytes) -> bool:
    """Whether the list of what the file holds stands where its header says, and whole ([MS-CFB] 2.2 and 2.6)."""
    if len(data) < OLE_HEADER_SIZE:
        return False
    shift, sector = min(struct.unpack_from("<H", data, 30)[0], 12), struct.unpack_from("<I", data, 48)[0]
    return data.startswith(ROOT_ENTRY, (sector + 1) << shift) and len(data) >= (sector + 2) << shift


def _is_encrypted(data: bytes) -> bool:
    """Whether a record FilePass ([MS-XLS] 2.4.117) stands among the first records of the workbook."""
    for start in FIRST_RECORD.finditer(data):
        place, end = start.start(), start.start() + RECORDS_LOOKED_AT
        while place + 4 <= min(end, len(data)):
            kind, size = struct.unpack_from("<HH", data, place)
            if kind == FILE_PASS:
                return True
            if kind == END_OF_RECORDS:
                break
            place += 4 + size
    return False
