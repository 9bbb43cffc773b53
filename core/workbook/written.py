"""The day a workbook was last written, as its own properties say."""

import datetime
import io
import re
import zipfile

from core.workbook.package import ZIP_ERRORS

PROPERTIES = "docProps/core.xml"
MOST_BYTES = 100_000
WRITTEN = re.compile(rb"<dcterms:(modified|created)[^>]*>\s*(\d{4}-\d{2}-\d{2})T")
ONE_DAY = datetime.timedelta(days=1)


def written_on(data: bytes) -> datetime.date | None:
    """The day an .xlsx file was last changed, else made, and one more, for the time is that of another time zone.

    None where the file does not say so or is of another kind. The bytes must have passed the checks of a package.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(PROPERTIES) as part:
            said = {what: day.decode() for what, day in WRITTEN.findall(part.read(MOST_BYTES))}
        return datetime.date.fromisoformat(said.get(b"modified") or said[b"created"]) + ONE_DAY
    except (*ZIP_ERRORS, KeyError, OverflowError):
        return None
