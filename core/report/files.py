"""The kinds of document a report can be had as."""

from collections.abc import Callable
from dataclasses import dataclass

from core.report.bundle import write_bundle
from core.report.html import write_html
from core.report.powerpoint import write_powerpoint
from core.report.report import Progress, Report
from core.report.word import write_word
from core.tables.export.files import OFFICE


@dataclass(frozen=True)
class ReportFormat:
    """A kind of document: what it is called, how its name ends, its media type, and what writes it."""

    label: str
    extension: str
    mime: str
    write: Callable[[Report, Progress], bytes | str]


REPORT_FORMATS = {
    one.extension: one
    for one in (
        ReportFormat("Word", "docx", f"{OFFICE}.wordprocessingml.document", write_word),
        ReportFormat("HTML", "html", "text/html", write_html),
        ReportFormat("PowerPoint", "pptx", f"{OFFICE}.presentationml.presentation", write_powerpoint),
        ReportFormat("Figures, tables and text (zip)", "zip", "application/zip", write_bundle),
    )
}
