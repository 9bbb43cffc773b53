"""How every figure of Ballad looks: colours for light and dark, dashes, fonts, and the configuration of Altair.

Colours are those of Okabe and Ito (2008), told apart by readers with any colour vision; on dark ground the dark
ones are replaced by lighter ones of the same hue. Dashes repeat the distinction for print in grey.
"""

from dataclasses import dataclass
from typing import Literal

import altair as alt

Mode = Literal["light", "dark"]

FONT = "Source Sans, sans-serif"
LABEL_SIZE = 12


@dataclass(frozen=True)
class Theme:
    """Ink for text and axes, faint ink for grid and captions, paper, a shade of it, and the colours of the arms."""

    ink: str
    faint: str
    rule: str
    paper: str
    shade: str
    arms: tuple[str, ...]


THEMES: dict[Mode, Theme] = {
    "light": Theme(
        ink="#1a1a1a",
        faint="#5f6368",
        rule="#d9dce1",
        paper="#ffffff",
        shade="#f3f5f7",
        arms=("#0072B2", "#D55E00", "#009E73", "#A9578A", "#9A6A00", "#2F86B5", "#5B5B5B", "#000000"),
    ),
    "dark": Theme(
        ink="#f2f2f2",
        faint="#a9afb8",
        rule="#3b4048",
        paper="#0e1117",
        shade="#191d25",
        arms=("#56B4E9", "#F28E4B", "#3CCB9F", "#DFA0C4", "#E6B422", "#A3D4F2", "#B8B8B8", "#FFFFFF"),
    ),
}

DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [12, 4], [4, 4], [1, 3], [6, 2, 2, 2, 2, 2])


def arm_colours(mode: Mode, arms: int) -> list[str]:
    """A colour an arm; they repeat past the eighth, where the dashes still differ in pairs."""
    colours = THEMES[mode].arms
    return [colours[arm % len(colours)] for arm in range(arms)]


def arm_dashes(arms: int) -> list[list[int]]:
    """A dash pattern an arm, the first one solid."""
    return [DASHES[arm % len(DASHES)] for arm in range(arms)]


def configure(chart: alt.LayerChart, mode: Mode) -> alt.LayerChart:
    """The chart in the dress of a journal figure: two axis lines, outward ticks, no grid, no frame.

    Only axes and texts are told to a screen reader: shapes would be a thousand vertices by their internal names, and
    describing each of them is a sixth of the time Vega needs to draw a figure again. The tables have the numbers.
    """
    theme = THEMES[mode]
    return (
        chart.properties(autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
        .configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_mark(aria=False)
        .configure_text(aria=True)
        .configure_axis(
            grid=False,
            domainColor=theme.ink,
            tickColor=theme.ink,
            labelColor=theme.ink,
            titleColor=theme.ink,
            labelFontSize=LABEL_SIZE,
            titleFontSize=13,
            titleFontWeight="normal",
            tickSize=5,
            domainWidth=1,
        )
    )
