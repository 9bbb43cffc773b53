"""A figure on paper: as wide as a column of a journal, black on white, in the font that comes with Ballad."""

import re
from dataclasses import dataclass
from typing import Literal

import vl_convert

from core.charts.figure import Figure
from core.dictionary import DATA

FONT = "Liberation Sans"
"""Free, and as wide as Arial, which journals ask for; its files are in `data/fonts`."""

vl_convert.register_font_directory(str(DATA / "fonts"))

_SIZE = re.compile(r'width="(\d+(?:\.\d+)?)" height="(\d+(?:\.\d+)?)"')
MILLIMETRES_PER_INCH = 25.4
POINTS_PER_MILLIMETRE = 72 / MILLIMETRES_PER_INCH


@dataclass(frozen=True)
class Width:
    """A width a journal prints figures in; `pixels` wide they are drawn, so that letters come out at 6 to 8 points.

    A figure that stretches is drawn `height` pixels high between its axes.
    """

    label: str
    millimetres: float
    pixels: int
    height: int


WIDTHS = {
    "one": Width("One column (85 mm)", 85, 460, 340),
    "two": Width("Two columns (178 mm)", 178, 760, 400),
}


def draw_on_paper(figure: Figure, width: Width, unit: Literal["mm", "pt"] = "mm") -> str:
    """The figure, which must be one in light colours, as SVG of this width, its letters text in the font of paper.

    Its size is told in millimetres, as drawing programs read it, or in points without their name, as the writers of
    PDF and PNG read it. Nothing is fetched while it is drawn.
    """
    complete = figure.with_values()
    config = {key: value for key, value in complete["config"].items() if key != "background"} | {"font": FONT}
    size = {"width": width.pixels, **({"height": width.height} if figure.stretches else {})}
    svg = vl_convert.vegalite_to_svg(
        {**complete, **size, "config": config, "background": "white"}, allowed_base_urls=[]
    )
    return _sized(svg, width.millimetres, unit)


def _sized(svg: str, millimetres: float, unit: Literal["mm", "pt"]) -> str:
    """The drawing with another outer size; its own coordinates stay."""
    drawn = _SIZE.search(svg)
    across = millimetres * (1 if unit == "mm" else POINTS_PER_MILLIMETRE)
    down = across * float(drawn[2]) / float(drawn[1])
    name = unit if unit == "mm" else ""
    return f'{svg[: drawn.start()]}width="{across:.2f}{name}" height="{down:.2f}{name}"{svg[drawn.end() :]}'
