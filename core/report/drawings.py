"""The figures of a report as drawings, each made once however many documents ask for it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import vl_convert

from core.charts.export.files import Plate
from core.charts.export.paper import WIDTHS, draw_on_paper
from core.charts.figure import Figure

PPI = 300


@dataclass(frozen=True, eq=False)
class Drawings:
    """What was drawn already, by figure: SVG, and the PNG and PDF made of it; two columns of a journal wide."""

    _drawn: dict[tuple[Figure, str], str | bytes] = field(default_factory=dict, repr=False)

    def svg(self, plate: Plate) -> str:
        """The drawing, its size in points."""
        return self._once(plate, "svg", lambda: draw_on_paper(plate.figure, WIDTHS["two"], "pt"))

    def png(self, plate: Plate) -> bytes:
        """The drawing with `PPI` pixels per inch."""
        return self._once(plate, "png", lambda: vl_convert.svg_to_png(self.svg(plate), ppi=PPI))

    def pdf(self, plate: Plate) -> bytes:
        """The drawing on a page of its own size, its font within."""
        return self._once(plate, "pdf", lambda: vl_convert.svg_to_pdf(self.svg(plate)))

    def _once(self, plate: Plate, kind: str, draw: Callable[[], str | bytes]) -> str | bytes:
        key = (plate.figure, kind)
        if key not in self._drawn:
            self._drawn[key] = draw()
        return self._drawn[key]
