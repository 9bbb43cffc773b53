"""Tables as comma-separated values: UTF-8 with the mark by which Excel knows it; headings in the first line."""

import csv
import io

from core.tables.display import DisplayTable
from core.tables.export.cells import indented_lines, map_texts, mark_as_text


def write_csv(table: DisplayTable) -> bytes:
    """Headings and rows, then, after an empty line, title and notes in the first column."""
    table = map_texts(table, mark_as_text)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerows(indented_lines(table))
    below = [text for text in (table.title, *table.notes) if text]
    writer.writerows([[], *([text] for text in below)] if below else [])
    return buffer.getvalue().encode("utf-8-sig")
