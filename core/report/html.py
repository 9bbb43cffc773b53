"""The report as one page of HTML that asks nothing of anyone: figures are drawings within it, tables real ones."""

import re
from collections.abc import Iterator
from html import escape
from itertools import count

from core.charts.export.files import Plate
from core.charts.export.paper import FONT
from core.report.layout import lies, part_lies
from core.report.report import LACKING, METHODS, Progress, Report
from core.report.section import Part, Section
from core.tables.display import STYLE, DisplayTable
from core.tables.export.cells import clean, map_texts
from core.tables.export.html import PAPER, POLICY
from core.tables.export.word import SHORT

LOOK = f"""
:root {{ color-scheme: light; }}
body {{ max-width: 54rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.45; }}
h1 {{ font-size: 1.7rem; }}
h2 {{ font-size: 1.3rem; margin: 2.4rem 0 0.6rem; border-bottom: 1px solid #999; }}
h3 {{ font-size: 1.05rem; margin: 1.6rem 0 0.4rem; }}
nav ul {{ columns: 2; padding-left: 1.2rem; }}
nav a {{ color: inherit; }}
figure {{ margin: 1.2rem 0 1.6rem; }}
figure svg {{ width: 100%; height: auto; }}
figure svg text {{ font-family: "{FONT}", Arial, Helvetica, sans-serif; }}
figure .title {{ font-weight: 600; margin: 0 0 0.4rem; }}
figcaption {{ font-size: 0.85rem; }}
.facts {{ margin: 0.2rem 0; }}
@page {{ size: A4; margin: 18mm; }}
@page wide {{ size: A4 landscape; }}
@media print {{
  body {{ max-width: none; margin: 0; padding: 0; font-size: 10pt; }}
  nav {{ display: none; }}
  h2, h3, figure .title, caption {{ break-after: avoid; }}
  figure, tr, p, .short {{ break-inside: avoid; }}
  figure svg {{ max-height: 22cm; }}
  thead {{ display: table-header-group; }}
  .ballad-table {{ overflow: visible; }}
  .ballad-table table {{ font-size: 8pt; }}
  .ballad-table td {{ white-space: normal; }}
  .ballad-table td, .ballad-table th {{ padding: 0.2rem 0.5rem 0.2rem 0; }}
  .ballad-table td.prose, .ballad-table tbody th {{ min-width: 0; }}
  .ballad-table footer p {{ font-size: 7.5pt; }}
  .wide {{ page: wide; }}
}}
"""
_NAMED = re.compile(r'(id="|url\(#|href="#)(?=[^"])')
_NAMESPACE = re.compile(r' xmlns(:\w+)?="[^"]*"')


def write_html(report: Report, progress: Progress) -> str:
    """The whole page; every text is escaped."""
    figures = count(1)
    body = [f"<h1>{_text(report.title)}</h1>", *(f'<p class="facts">{_text(fact)}</p>' for fact in report.facts)]
    body.append(_contents(report))
    for place, section in enumerate(report.sections):
        progress(place / len(report.sections), section.title)
        body += [f'<section id="{_anchor(place)}">', *_parts(section, report, figures), "</section>"]
    body += _closing(report)
    return (
        '<!DOCTYPE html>\n<html lang="en-US"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{_text(report.title)}</title><style>{STYLE}{PAPER}{LOOK}</style></head>"
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )


def _contents(report: Report) -> str:
    lines = [
        f'<li><a href="#{_anchor(place)}">{_text(one.title)}</a></li>' for place, one in enumerate(report.sections)
    ]
    lines.append(f'<li><a href="#methods">{METHODS}</a></li>')
    if report.lacking:
        lines.append(f'<li><a href="#lacking">{LACKING}</a></li>')
    return f'<nav aria-label="Contents"><ul>{"".join(lines)}</ul></nav>'


def _anchor(place: int) -> str:
    return f"section-{place + 1}"


def _closing(report: Report) -> Iterator[str]:
    yield f'<section id="methods"><h2>{METHODS}</h2>'
    yield from map(_paragraph, report.methods)
    yield "</section>"
    if report.lacking:
        yield f'<section id="lacking"><h2>{LACKING}</h2><ul>'
        yield from (f"<li>{_text(text)}</li>" for text in report.lacking)
        yield "</ul></section>"


def _parts(section: Section, report: Report, figures: Iterator[int]) -> Iterator[str]:
    """The heading of the section stands with its first part, on the side where that lies so when printed."""
    for place, part in enumerate(section.parts):
        yield '<div class="wide">' if part_lies(part) else "<div>"
        yield "" if place else f"<h2>{_text(section.title)}</h2>"
        yield from _part(part, report, figures)
        yield "</div>"


def _part(part: Part, report: Report, figures: Iterator[int]) -> Iterator[str]:
    if part.title:
        yield f"<h3>{_text(part.title)}</h3>"
    yield from map(_paragraph, part.sentences)
    yield from (_figure(plate, report.drawings.svg(plate), next(figures)) for plate in part.plates)
    for table in part.tables:
        wide = lies(table) and not part_lies(part)
        yield f'<div class="wide">{_table(table)}</div>' if wide else _table(table)


def _figure(plate: Plate, svg: str, number: int) -> str:
    """The drawing with names of its own: clips and gradients of two drawings on one page must not be mixed up."""
    svg = _NAMED.sub(rf"\1figure{number}-", _NAMESPACE.sub("", svg))
    title, caption = _text(plate.title), _text(plate.caption)
    named = svg.replace("<svg", f'<svg role="img" aria-label="{title}"', 1)
    return f'<figure><p class="title">{title}</p>{named}<figcaption>{caption}</figcaption></figure>'


def _table(table: DisplayTable) -> str:
    short = ' class="short"' if len(table.rows) < SHORT else ""
    return f"<div{short}>{map_texts(table, clean).to_html()}</div>"


def _paragraph(text: str) -> str:
    return f"<p>{_text(text)}</p>"


def _text(text: str) -> str:
    return escape(clean(text))
