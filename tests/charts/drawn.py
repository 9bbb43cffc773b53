"""Where the texts of a drawing stand: read off its SVG, measured in the font of paper."""

import re
from xml.etree import ElementTree

from PIL import ImageFont

from core.dictionary import DATA

_MOVED = re.compile(r"translate\(([-\d.]+),([-\d.]+)\)")
SHIFTS = {"end": 1.0, "middle": 0.5}


def font(size: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The font of paper in this size."""
    return ImageFont.truetype(DATA / "fonts" / f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf", size)


def text_spans(svg: str) -> tuple[float, list[tuple[str, float, float]]]:
    """The width of the drawing, and every text with where it begins and ends from left to right."""
    root = ElementTree.fromstring(svg)
    found: list[tuple[str, float, float]] = []
    _walk(root, 0.0, found)
    return float(root.get("viewBox").split()[2]), found


def _walk(element: ElementTree.Element, left: float, found: list[tuple[str, float, float]]) -> None:
    moved = _MOVED.search(element.get("transform", ""))
    left += float(moved[1]) if moved else 0.0
    if element.tag.endswith("}text") and element.text:
        size = float(element.get("font-size").removesuffix("px"))
        width = font(size, bold=element.get("font-weight") in ("bold", "600")).getlength(element.text)
        start = left - width * SHIFTS.get(element.get("text-anchor"), 0.0)
        found.append((element.text, start, start + width))
    for child in element:
        _walk(child, left, found)
