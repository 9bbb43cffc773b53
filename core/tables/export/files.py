"""The formats a table can be had in, and the names of the files."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from core.tables.display import DisplayTable
from core.tables.export.csv import write_csv
from core.tables.export.excel import write_excel
from core.tables.export.html import write_html
from core.tables.export.latex import write_latex
from core.tables.export.text import write_text
from core.tables.export.word import write_word
from core.view import View

OFFICE = "application/vnd.openxmlformats-officedocument"
LONGEST_NAME = 120


@dataclass(frozen=True)
class Format:
    """A kind of file: what it is called, how its name ends, its media type, and what writes it."""

    label: str
    extension: str
    mime: str
    write: Callable[[DisplayTable], str | bytes]


FORMATS = (
    Format("Word", "docx", f"{OFFICE}.wordprocessingml.document", write_word),
    Format("Excel", "xlsx", f"{OFFICE}.spreadsheetml.sheet", write_excel),
    Format("CSV", "csv", "text/csv", write_csv),
    Format("HTML", "html", "text/html", write_html),
    Format("LaTeX", "tex", "application/x-tex", write_latex),
    Format("Text", "txt", "text/plain", write_text),
)


def with_note(table: DisplayTable, note: str) -> DisplayTable:
    """The table with one note more; the table itself where the note is empty."""
    return replace(table, notes=(*table.notes, note)) if note else table


def file_name(key: str, view: View, extension: str) -> str:
    """A name that says which table of which question: "ballad-survival_medians-os-by-cd19_at_relapse-filtered.docx".

    It is made of words of Ballad's own alone: a column that only this workbook has is "extra", a filter "filtered".
    """
    by = "extra" if view.compare.startswith("x-") else view.compare
    parts = ["ballad", key, view.endpoint, by and f"by-{by}", "filtered" if view.filters else ""]
    name = "-".join(re.sub(r"[^a-z0-9_-]+", "_", part.lower()) for part in parts if part)
    return f"{name[:LONGEST_NAME]}.{extension}"
