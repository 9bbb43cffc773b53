"""The report as one page of HTML that asks nothing of anyone: figures are drawings within it, tables real ones."""

import re
from html import escape

from core.charts.export.files import Plate
from core.charts.export.paper import FONT, WIDTHS, draw_on_paper
from core.report.report import Report
from core.report.section import Section
from core.tables.display import STYLE
from core.tables.export.cells import clean, map_texts
from core.tables.export.html import PAPER, POLICY

LOOK = f"""
body {{ max-width: 52rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.45; }}
figure {{ margin: 1.5rem 0; }}
figure svg {{ width: 100%; height: auto; }}
figure svg text {{ font-family: "{FONT}", Arial, Helvetica, sans-serif; }}
figcaption {{ font-size: 0.85rem; }}
h3 {{ font-size: 1rem; margin: 0 0 0.4rem; }}
@media print {{ figure, tr {{ break-inside: avoid; }} }}
"""
_NAMED = re.compile(r'(id="|url\(#|href="#)(?=[^"])')
_NAMESPACE = re.compile(r' xmlns(:\w+)?="[^"]*"')


def write_html(report: Report) -> str:
    """The whole page; every text is escaped."""
    figures = iter(range(1, len(report.plates) + 1))
    body = [f"<h1>{_text(report.title)}</h1>", *map(_paragraph, report.facts)]
    for section in report.sections:
        body += _section(section, figures)
    body += ["<h2>Statistical methods</h2>", _paragraph(report.methods)]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{_text(report.title)}</title><style>{STYLE}{PAPER}{LOOK}</style></head>"
        f"<body>{''.join(body)}</body></html>\n"
    )


def _section(section: Section, figures) -> list[str]:
    drawn = [_figure(plate, next(figures)) for plate in section.plates]
    tables = [map_texts(table, clean).to_html() for table in section.tables]
    return [f"<h2>{_text(section.title)}</h2>", *map(_paragraph, section.sentences), *drawn, *tables]


def _figure(plate: Plate, number: int) -> str:
    """The drawing with names of its own: clips and gradients of two drawings on one page must not be mixed up."""
    svg = _NAMESPACE.sub("", draw_on_paper(plate.figure, WIDTHS["two"]))
    svg = _NAMED.sub(rf"\1figure{number}-", svg)
    title, caption = _text(plate.title), _text(plate.caption)
    return f"<figure><h3>{title}</h3>{svg}<figcaption>{caption}</figcaption></figure>"


def _paragraph(text: str) -> str:
    return f"<p>{_text(text)}</p>"


def _text(text: str) -> str:
    return escape(clean(text))
