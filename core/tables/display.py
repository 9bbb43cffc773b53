"""A table as a journal prints it: headings, rows, notes, all of them text. HTML is made here, and escaped."""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Row:
    """The text of each cell, the first naming the row; `inset` rows belong to the row above, `muted` ones are grey."""

    cells: tuple[str, ...]
    inset: bool = False
    muted: bool = False
    heading: bool = False


@dataclass(frozen=True)
class DisplayTable:
    """Column headings, rows and notes, all as text.

    On screen the cells of a `stacked` table break after a semicolon, so that limits stand below their share and a
    wide table fits the page.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    stacked: bool = False

    def to_html(self) -> str:
        """The table as HTML with every text escaped: safe to show whatever the workbook held."""
        head = "".join(f'<th scope="col">{escape(column)}</th>' for column in self.columns)
        body = "".join(_row_html(row, len(self.columns), self.stacked) for row in self.rows)
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes if note)
        caption = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        return (
            f'<div class="ballad-table"><table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
            f"<footer>{notes}</footer></div>"
        )


def _row_html(row: Row, width: int, stacked: bool) -> str:
    classes = " ".join(name for name in ("inset", "muted", "heading") if getattr(row, name))
    first, *rest = row.cells
    span = f' colspan="{width}"' if not rest and width > 1 else ""
    cells = "".join(f"<td{PROSE if _is_prose(cell, stacked) else ''}>{_cell_html(cell, stacked)}</td>" for cell in rest)
    return f'<tr class="{classes}"><th scope="row"{span}>{escape(first)}</th>{cells}</tr>'


def _is_prose(cell: str, stacked: bool) -> bool:
    """Whether a cell may break anywhere: one too long for a line, where it does not break at its semicolons."""
    return len(cell) > LONGEST_CELL and not (stacked and "; " in cell)


def _cell_html(cell: str, stacked: bool) -> str:
    return ";<br>".join(map(escape, cell.split("; "))) if stacked else escape(cell)


LONGEST_CELL = 36
PROSE = ' class="prose"'

STYLE = """
.ballad-table { overflow-x: auto; margin: 0.25rem 0 1rem; }
.ballad-table table { border-collapse: collapse; font-size: 0.92rem; width: 100%; font-variant-numeric: tabular-nums; }
.ballad-table caption { text-align: left; font-weight: 600; padding: 0 0 0.35rem; caption-side: top; }
.ballad-table thead th { border-top: 2px solid currentColor; border-bottom: 1px solid currentColor; }
.ballad-table tbody tr:last-child > * { border-bottom: 2px solid currentColor; }
.ballad-table th, .ballad-table td { padding: 0.28rem 0.9rem 0.28rem 0; text-align: left; vertical-align: top; }
.ballad-table th { font-weight: 400; }
.ballad-table thead th, .ballad-table tr.heading th { font-weight: 600; }
.ballad-table td { white-space: nowrap; }
.ballad-table td.prose { white-space: normal; min-width: 12rem; }
.ballad-table tbody th { min-width: 7rem; }
.ballad-table tr.heading th:not([colspan]) { white-space: nowrap; max-width: 0; }
.ballad-table tr.inset th { padding-left: 1.2rem; }
.ballad-table tr.muted { opacity: 0.65; }
.ballad-table footer p { font-size: 0.82rem; opacity: 0.8; margin: 0.3rem 0 0; }
"""
"""The style sheet of the tables: three rules, as journals draw them, in the colour of the page's text."""
