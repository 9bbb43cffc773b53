"""The report as a zip: every figure as PNG and PDF, the tables as one Excel workbook, the text."""

import io
import zipfile

from core.charts.export.files import write_pdf, write_png
from core.charts.export.paper import WIDTHS
from core.report.report import Report
from core.tables.export.cells import clean
from core.tables.export.excel import write_excel_book

PPI = 300
"""The PDF beside each PNG is sharp at any size."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every file within: the same report gives the same zip."""


def write_bundle(report: Report) -> bytes:
    """The zip; figures are two columns wide."""
    files = {"report.txt": write_report_text(report).encode()}
    if report.tables:
        files["tables.xlsx"] = write_excel_book(report.tables)
    for number, plate in enumerate(report.plates, start=1):
        files[f"figure_{number}.png"] = write_png(plate, WIDTHS["two"], PPI)
        files[f"figure_{number}.pdf"] = write_pdf(plate, WIDTHS["two"])
    return pack(files)


def pack(files: dict[str, bytes]) -> bytes:
    """These files by name in a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name, EARLIEST), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def write_report_text(report: Report) -> str:
    """The words of the report: facts, results, the captions of the figures, methods."""
    parts = [_lines(report.title, *report.facts)]
    for section in report.sections:
        captions = [f"{plate.title}. {plate.caption}" for plate in section.plates]
        parts.append(_lines(section.title, *section.sentences, *captions))
    parts.append(_lines("Statistical methods", report.methods))
    return "\n\n".join(parts) + "\n"


def _lines(*texts: str) -> str:
    """A line a text, whatever the names in it hold."""
    return "\n".join(map(clean, texts))
