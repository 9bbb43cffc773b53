"""The flow of patients as a diagram: boxes from the cohort down to the patients analysed, who left beside them.

Heights are pixels, as many as the lines of text need; widths are shares of the figure, and lines are broken so that
they fit the narrowest column of a journal.
"""

import textwrap
from dataclasses import dataclass, field
from functools import lru_cache

import altair as alt
import pandas as pd

from core.analyses.flow import Flow, Step
from core.charts.figure import Figure
from core.charts.theme import LABEL_SIZE, THEMES, Mode, configure
from core.words.flow import analysed_label, box_text, left_heading, number_in

LINE, PAD, GAP = 16, 8, 26
MAIN, SIDE = (0.0, 0.46), (0.52, 1.0)
LETTER = 0.0147
"""The share of the narrowest column that a letter takes."""
MOST_BOXES = 4
"""More groups than this stand in one box, a line each."""
GROUP_GAP = 0.03
DOWNWARDS, RIGHTWARDS = "M0,0L-0.5,-1.2L0.5,-1.2Z", "M0,0L-1.2,-0.5L-1.2,0.5Z"
"""Heads of arrows, their tips where the arrow ends."""


@dataclass
class _Canvas:
    """The parts of the drawing so far: boxes, lines of text, rules, heads of arrows."""

    boxes: list[tuple] = field(default_factory=list)
    lines: list[tuple] = field(default_factory=list)
    rules: list[tuple] = field(default_factory=list)
    heads: list[tuple] = field(default_factory=list)

    def box(self, across: tuple[float, float], top: float, lines: list[str], *, centred: bool) -> float:
        """A box with its lines; the height it takes."""
        height = _height(lines)
        self.boxes.append((*across, top, top + height))
        x = sum(across) / 2 if centred else across[0] + LETTER
        middles = (top + PAD + LINE * (place + 0.5) for place in range(len(lines)))
        self.lines += [(x, y, line, centred) for y, line in zip(middles, lines, strict=True)]
        return height

    def arrow(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """A rule with a head, downwards or to the right."""
        self.rules.append((*start, *end))
        self.heads.append((*end, DOWNWARDS if start[0] == end[0] else RIGHTWARDS))

    def frames(self) -> dict[str, pd.DataFrame]:
        """A frame a kind of part, as the specification names them."""
        return {
            "boxes": pd.DataFrame(self.boxes, columns=["x", "x2", "y", "y2"]),
            "lines": pd.DataFrame(self.lines, columns=["x", "y", "text", "centred"]),
            "rules": pd.DataFrame(self.rules, columns=["x", "y", "x2", "y2"]),
            "heads": pd.DataFrame(self.heads, columns=["x", "y", "shape"]),
        }


def flow_chart(flow: Flow, mode: Mode) -> Figure:
    """The diagram; it is as high as its boxes."""
    canvas, trunk = _Canvas(), sum(MAIN) / 2
    bottom = canvas.box(MAIN, 0.5, _step_lines(flow, 0), centred=True)
    for place, step in list(enumerate(flow.steps))[1:]:
        top = bottom + _draw_left(canvas, step, bottom, trunk)
        canvas.arrow((trunk, bottom), (trunk, top))
        bottom = top + canvas.box(MAIN, top, _step_lines(flow, place), centred=True)
    if flow.groups:
        bottom = _draw_groups(canvas, flow, bottom, trunk)
    return Figure({**_specification(mode), "height": bottom + 1}, canvas.frames())


def _step_lines(flow: Flow, place: int) -> list[str]:
    return [*_wrapped(analysed_label(flow, place), MAIN), number_in(flow.steps[place].n)]


def _draw_left(canvas: _Canvas, step: Step, bottom: float, trunk: float) -> float:
    """The box of those who left, on the way down from `bottom`; the height of the way."""
    if not step.left:
        return GAP
    lines = _wrapped(left_heading(step), SIDE)
    for reason, n in step.left:
        lines += _wrapped(box_text(f"{reason[:1].upper()}{reason[1:]}", n), SIDE, indent="\u2002")
    top = bottom + GAP / 2
    height = canvas.box(SIDE, top, lines, centred=False)
    canvas.arrow((trunk, top + height / 2), (SIDE[0], top + height / 2))
    return height + GAP


def _draw_groups(canvas: _Canvas, flow: Flow, bottom: float, trunk: float) -> float:
    """The groups in a row below the last step, or in one box where they are many; the bottom of the drawing."""
    texts = [box_text(label, n) for label, n in flow.groups]
    if len(texts) > MOST_BOXES:
        lines = [line for text in (f"{flow.title}:", *texts) for line in _wrapped(text, MAIN)]
        canvas.arrow((trunk, bottom), (trunk, bottom + GAP))
        return bottom + GAP + canvas.box(MAIN, bottom + GAP, lines, centred=True)
    spans = _spans(len(texts))
    wrapped = [_wrapped(text, span) for text, span in zip(texts, spans, strict=True)]
    tallest = max(len(lines) for lines in wrapped)
    rail, top = bottom + GAP / 2, bottom + 1.25 * GAP
    middles = [sum(span) / 2 for span in spans]
    canvas.rules += [(trunk, bottom, trunk, rail), (min(*middles, trunk), rail, max(*middles, trunk), rail)]
    for span, middle, lines in zip(spans, middles, wrapped, strict=True):
        canvas.arrow((middle, rail), (middle, top))
        canvas.box(span, top, lines + [""] * (tallest - len(lines)), centred=True)
    return top + _height([""] * tallest)


def _spans(boxes: int) -> list[tuple[float, float]]:
    """Where boxes of a row stand: below those above them, or evenly where they are more than two."""
    if boxes <= 2:
        return [MAIN, SIDE][:boxes]
    width = (1 - GROUP_GAP * (boxes - 1)) / boxes
    return [(place * (width + GROUP_GAP), place * (width + GROUP_GAP) + width) for place in range(boxes)]


def _wrapped(text: str, across: tuple[float, float], indent: str = "") -> list[str]:
    """The text in lines that fit a box; the number of patients is never torn apart."""
    letters = max(8, int((across[1] - across[0] - 2 * LETTER) / LETTER))
    kept = text.replace("(n = ", "(n\u00a0=\u00a0")
    return textwrap.wrap(kept, letters, subsequent_indent=indent) or [""]


def _height(lines: list[str]) -> float:
    return LINE * len(lines) + 2 * PAD


@lru_cache(maxsize=2)
def _specification(mode: Mode) -> dict:
    theme = THEMES[mode]
    ink = alt.value(theme.ink)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    y = alt.Y("y:Q", axis=None, scale=None)

    def part(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name=name))

    boxes = part("boxes").mark_rect(strokeWidth=1, fillOpacity=0, opacity=1)
    heads = part("heads").mark_point(filled=True, size=100, opacity=1)
    lines = [
        part("lines")
        .mark_text(align=align, baseline="middle", fontSize=LABEL_SIZE)
        .transform_filter(f"datum.centred === {centred}")
        .encode(x=x, y=y, text="text:N", color=ink)
        for align, centred in (("center", "true"), ("left", "false"))
    ]
    chart = alt.layer(
        part("rules").mark_rule(strokeWidth=1).encode(x=x, x2="x2:Q", y=y, y2="y2:Q", color=ink),
        boxes.encode(x=x, x2="x2:Q", y=y, y2="y2:Q", stroke=ink),
        heads.encode(x=x, y=y, shape=alt.Shape("shape:N", scale=None), color=ink),
        *lines,
    )
    return configure(chart.properties(height=100), mode).to_dict()
