"""The report as a zip: every figure as PNG and PDF, the tables as one Excel workbook, the text."""

import io
import zipfile

from core.report.report import LACKING, METHODS, Progress, Report
from core.report.section import Part
from core.tables.export.cells import clean
from core.tables.export.excel import write_excel_book

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every file within: the same report gives the same zip."""


def write_bundle(report: Report, progress: Progress) -> bytes:
    """The zip; figures are two columns wide. A PDF is sharp at any size."""
    files = {"report.txt": write_report_text(report).encode()}
    if report.tables:
        progress(0.0, "Tables")
        files["tables.xlsx"] = write_excel_book(report.tables, numbers=True)
    for number, plate in enumerate(report.plates, start=1):
        progress((number - 1) / len(report.plates), f"Figure {number}")
        files[f"figure_{number}.png"] = report.drawings.png(plate)
        files[f"figure_{number}.pdf"] = report.drawings.pdf(plate)
    return pack(files)


def pack(files: dict[str, bytes]) -> bytes:
    """These files by name in a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name, EARLIEST), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def write_report_text(report: Report) -> str:
    """The words of the report: facts, results, the captions of the figures, methods, what is not in it."""
    parts = [_lines(report.title, *report.facts)]
    for section in report.sections:
        first, *others = section.parts
        parts += [_lines(section.title, *_said(first)), *(_lines(*_said(part)) for part in others)]
    parts.append(_lines(METHODS, *report.methods))
    if report.lacking:
        parts.append(_lines(LACKING, *report.lacking))
    return "\n\n".join(parts) + "\n"


def _said(part: Part) -> tuple[str, ...]:
    captions = (f"{plate.title}. {plate.caption}" for plate in part.plates)
    titles = (table.title for table in part.tables)
    return (*filter(None, (part.title,)), *part.sentences, *captions, *titles)


def _lines(*texts: str) -> str:
    """A line a text, whatever the names in it hold."""
    return "\n".join(map(clean, texts))
