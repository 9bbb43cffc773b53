"""The flow of responses: bars of the first and of the second antibody, and bands of patients between them."""

import numpy as np

from core.analyses.best_response import ResponseFlow
from core.charts.alluvial_chart import Column, Paths, alluvial_chart
from core.charts.figure import Figure
from core.charts.response_colours import FILLS
from core.charts.theme import Mode

HEADINGS = ("First antibody", "Second antibody")


def response_flow_chart(result: ResponseFlow, mode: Mode) -> Figure:
    """The figure of a flow, in the colours of the responses to the first antibody."""
    sides = zip(HEADINGS, (result.first, result.second), strict=True)
    columns = [Column(heading, levels, tuple(FILLS[level] for level in levels)) for heading, levels in sides]
    paths = Paths(np.argwhere(result.counts), result.counts[result.counts > 0])
    return alluvial_chart(columns, paths, 0, mode)
