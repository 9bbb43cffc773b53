"""The formats a figure can be had in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import vl_convert

from core.charts.export.paper import Width, draw_on_paper
from core.charts.export.powerpoint import write_slide
from core.charts.figure import Figure


@dataclass(frozen=True, eq=False)
class Plate:
    """A figure ready for paper: in light colours, with its title and the sentences that stand below it."""

    figure: Figure
    title: str
    caption: str


@dataclass(frozen=True)
class FigureFormat:
    """A kind of file: what it is called, how its name ends, its media type, and what writes it."""

    label: str
    ending: str
    mime: str
    write: Callable[[Plate, Width], bytes]


def write_svg(plate: Plate, width: Width) -> bytes:
    """The drawing with its letters as text."""
    return draw_on_paper(plate.figure, width).encode()


def write_pdf(plate: Plate, width: Width) -> bytes:
    """The drawing on a page of its own size, its font within."""
    return vl_convert.svg_to_pdf(draw_on_paper(plate.figure, width, "pt"))


def write_png(plate: Plate, width: Width, ppi: int) -> bytes:
    """The drawing with so many pixels per inch."""
    return vl_convert.svg_to_png(draw_on_paper(plate.figure, width, "pt"), ppi=ppi)


def write_powerpoint(plate: Plate, width: Width) -> bytes:
    """A slide with the drawing, its title and its caption."""
    return write_slide(write_png(plate, width, 600), plate.title, plate.caption)


FIGURE_FORMATS = (
    FigureFormat("PNG, 300 ppi", "300ppi.png", "image/png", partial(write_png, ppi=300)),
    FigureFormat("PNG, 600 ppi", "600ppi.png", "image/png", partial(write_png, ppi=600)),
    FigureFormat("SVG", "svg", "image/svg+xml", write_svg),
    FigureFormat("PDF", "pdf", "application/pdf", write_pdf),
    FigureFormat(
        "PowerPoint",
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        write_powerpoint,
    ),
)
