"""Tables as text: parted by tabs, for pasting into Word or a spreadsheet; or aligned, for a letter."""

import textwrap

from core.tables.display import DisplayTable
from core.tables.export.cells import column_widths, indented_lines, map_texts, mark_as_text

RULE = "─"
GAP = "  "
NARROWEST = 72


def write_tabs(table: DisplayTable) -> str:
    """Title, headings, rows and notes, a line each; cells parted by tabs."""
    table = map_texts(table, mark_as_text)
    lines = ["\t".join(cells) for cells in indented_lines(table)]
    return "\n".join([*_title(table), *lines, *table.notes]) + "\n"


def write_text(table: DisplayTable) -> str:
    """The same aligned by spaces, with the three rules of a printed table; notes are wrapped to its width."""
    table = map_texts(table, mark_as_text)
    lines = indented_lines(table)
    widths = column_widths(lines)
    total = sum(widths) + len(GAP) * (len(widths) - 1)
    rule = RULE * max(total, 1)
    head, *rows = [GAP.join(map(str.ljust, cells, widths)).rstrip() for cells in lines]
    notes = [mark_as_text(line) for note in table.notes for line in textwrap.wrap(note, max(total, NARROWEST))]
    return "\n".join([*_title(table), rule, head, rule, *rows, rule, *notes]) + "\n"


def _title(table: DisplayTable) -> list[str]:
    return [table.title] if table.title else []
