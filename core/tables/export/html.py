"""Tables as a page of HTML that stands alone, looks as on the screen and asks nothing of anyone."""

from html import escape

from core.tables.display import STYLE, DisplayTable
from core.tables.export.cells import map_texts, mark_as_text

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
PAPER = """
body { font-family: Arial, Helvetica, sans-serif; margin: 2rem; color: #000; background: #fff; }
.ballad-table th, .ballad-table td { mso-number-format: "\\@"; }
"""
"""Black on white; the last rule tells a spreadsheet that opens the page that every cell is text."""


def write_html(table: DisplayTable) -> str:
    """The whole page; every text is escaped, and one a spreadsheet would run stands after an apostrophe."""
    table = map_texts(table, mark_as_text)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(table.title or 'Table')}</title><style>{STYLE}{PAPER}</style></head>"
        f"<body>{table.to_html()}</body></html>\n"
    )
