"""The ribbon of treatment: the stages from the first antibody to the outcome, and the patients between them."""

from core.analyses.best_response import NOT_RECORDED
from core.analyses.sequence import ALIVE, DEAD, NO_SECOND, Sequence
from core.charts.alluvial_chart import Column, Paths, alluvial_chart
from core.charts.figure import Figure
from core.charts.theme import THEMES, Mode

ABSENT = (NOT_RECORDED, NO_SECOND)
OUTCOMES = {ALIVE: 0, DEAD: 6}
"""The colours of the outcome by their place among those of the arms: blue and grey."""


def ribbon_chart(result: Sequence, mode: Mode) -> Figure:
    """The figure; bands have the colour of the last stage, which is the outcome where it is recorded."""
    last = len(result.stages) - 1
    columns = [
        Column(stage.heading, stage.levels, tuple(_fills(stage.levels, mode, coloured=place == last)))
        for place, stage in enumerate(result.stages)
    ]
    return alluvial_chart(columns, Paths(result.paths, result.numbers), last, mode)


def _fills(levels: tuple[str, ...], mode: Mode, *, coloured: bool) -> list[str]:
    """Paper for what is not there; ink for the rest, or the colours of the last stage."""
    theme = THEMES[mode]
    return [
        theme.paper if level in ABSENT else theme.arms[OUTCOMES.get(level, place)] if coloured else theme.ink
        for place, level in enumerate(levels)
    ]
