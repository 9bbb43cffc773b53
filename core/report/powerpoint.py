"""The report as slides: whom it is about, figures with their results beside them, tables, methods last."""

from collections.abc import Iterator

from pptx.presentation import Presentation
from pptx.util import Pt

from core.charts.export.powerpoint import (
    HIGH,
    MARGIN,
    TITLE_ROOM,
    add_figure,
    add_text,
    new_presentation,
    new_slide,
    saved,
)
from core.report.powerpoint_table import add_table
from core.report.report import LACKING, METHODS, Progress, Report
from core.report.section import Part
from core.tables.export.cells import clean, map_texts

LANGUAGE = "en-US"
LETTERS_A_SLIDE, LETTERS_BESIDE, LETTERS_ABOVE = 1100, 620, 500
BODY_SIZE = Pt(16)
BODY_ROOM = HIGH - 2 * MARGIN - TITLE_ROOM


def write_powerpoint(report: Report, progress: Progress) -> bytes:
    """The whole report; a long table or text goes on upon the next slide."""
    presentation = new_presentation(report.title)
    presentation.core_properties.language = LANGUAGE
    _add_words(presentation, report.title, report.facts)
    done = 0
    for section in report.sections:
        for part in section.parts:
            progress(done / max(len(report.plates), 1), section.title)
            _add_part(presentation, section.title, part, report)
            done += len(part.plates)
    _add_words(presentation, METHODS, report.methods)
    _add_words(presentation, LACKING, report.lacking)
    return saved(presentation)


def _add_part(presentation: Presentation, section: str, part: Part, report: Report) -> None:
    """The sentences stand beside the first figure or above the first table, where there is room."""
    words = "\n".join(map(clean, part.sentences))
    room = LETTERS_BESIDE if part.plates else LETTERS_ABOVE if part.tables else 0
    if len(words) > room:
        _add_words(presentation, f"{section}: {part.title}" if part.title else section, part.sentences)
        words = ""
    for plate in part.plates:
        add_figure(presentation, report.drawings.png(plate), clean(plate.title), clean(plate.caption), words)
        words = ""
    for table in part.tables:
        add_table(presentation, map_texts(table, clean), words)
        words = ""


def _add_words(presentation: Presentation, title: str, sentences: tuple[str, ...]) -> None:
    for text in _pages(tuple(map(clean, sentences))):
        add_text(new_slide(presentation, clean(title)), text, MARGIN + TITLE_ROOM, BODY_ROOM, BODY_SIZE)


def _pages(sentences: tuple[str, ...]) -> Iterator[str]:
    """The sentences, a line each, as much on a slide as fits; a long text is parted at its sentences."""
    page: list[str] = []
    for line in (part for text in sentences for part in _short_lines(text)):
        if page and sum(map(len, page)) + len(line) > LETTERS_A_SLIDE:
            yield "\n".join(page)
            page = []
        page.append(line)
    if page:
        yield "\n".join(page)


def _short_lines(text: str) -> list[str]:
    return text.replace(". ", ".\n").split("\n") if len(text) > LETTERS_A_SLIDE else [text]
