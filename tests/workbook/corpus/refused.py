"""Files that are no cohort, each with the sentence that says why."""

from tests.workbook import hostile
from tests.workbook.corpus.base import Book, sheet
from tests.workbook.hostile import GOOD, OLE
from tests.workbook.making import text, xlsx
from tests.workbook.other_formats import zipped

FAMILY = "refused"
SAID = {
    "nothing": (lambda: b"", "empty"),
    "headings only": (lambda: xlsx(sheet()[:1]), "no rows below its headings"),
    "no heading that is known": (lambda: xlsx([["shoe size", "colour"], [43, "red"]]), "no column that Ballad knows"),
    "the ids only": (lambda: xlsx([row[:1] for row in sheet()]), "no column that Ballad knows"),
    "a workbook cut off": (lambda: xlsx(sheet())[:-900], hostile.DAMAGED),
    "a PDF": (lambda: b"%PDF-1.7 ...", "a PDF document"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n....", "a picture"),
    "a web page called .xls": (lambda: b"<html><table><tr><td>ID</td></tr></table></html>", "web page"),
    "a letter of Word": (lambda: OLE + "WordDocument".encode("utf-16-le"), "a Word document"),
    "a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "a workbook in a zip": (lambda: zipped({"cohort.xlsx": GOOD}), "zip archive with a workbook inside"),
    "a quote that does not close": (lambda: text(sheet()) + b'P13,"41\n', "a quote does not close"),
    **{name: hostile.REFUSED[name] for name in ("a lying size", "entity expansion", "a name that leads out",
                                                "too many parts")},
}  # fmt: skip
BOOKS = tuple(Book(FAMILY, name, make, refused=said) for name, (make, said) in SAID.items())
