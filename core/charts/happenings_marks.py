"""How what happened to a patient is marked in a figure of courses: a shape, a colour and a name for each happening.

Response is green, relapse vermilion, transplant and what follows from it purple, the end black (white on dark
ground); shapes tell all of them apart in grey print. Bars of treatment have colours of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, pi, sin

import altair as alt

from core.charts.theme import THEMES, Mode

_RADII = (1, 0.45)
_CORNERS = ((_RADII[corner % 2], corner * pi / 5) for corner in range(10))
_STAR = "M" + "L".join(f"{radius * sin(turn):.3f},{-radius * cos(turn):.3f}" for radius, turn in _CORNERS) + "Z"
_CROSS = "M-.9,-.6L-.6,-.9L0,-.3L.6,-.9L.9,-.6L.3,0L.9,.6L.6,.9L0,.3L-.6,.9L-.9,.6L-.3,0Z"
_ARROW = "M-1,-.22L.1,-.22L.1,-.75L1,0L.1,.75L.1,.22L-1,.22Z"


@dataclass(frozen=True)
class Mark:
    """The slug of a kind of happening, its name in a legend, its shape for Vega, and the place of its colour.

    The place is one of the arms' colours (`core.charts.theme`). `hollow` marks are outlined only.
    """

    slug: str
    label: str
    shape: str
    colour: int
    hollow: bool = False


MARKS = {
    mark.slug: mark
    for mark in (
        Mark("response", "Response", "circle", 2),
        Mark("mrd_negative", "MRD-negative", "circle", 2, hollow=True),
        Mark("relapse", "Relapse or progression", "triangle-down", 1),
        Mark("mrd_positive", "MRD-positive", "triangle-down", 1, hollow=True),
        Mark("car_t", "CAR T cells", "diamond", 5),
        Mark("transplant", "Transplant", _STAR, 3),
        Mark("engraftment", "Engraftment", "diamond", 3, hollow=True),
        Mark("acute_gvhd", "Acute GVHD", "triangle-up", 3),
        Mark("chronic_gvhd", "Chronic GVHD", "triangle-up", 3, hollow=True),
        Mark("sos", "SOS", "square", 3),
        Mark("toxicity", "Toxicity", "square", 6, hollow=True),
        Mark("death", "Died", _CROSS, 7),
        Mark("last_contact", "Last contact, vital status unknown", "cross", 7, hollow=True),
        Mark("alive", "Alive at last contact", _ARROW, 7),
    )
}
"""Every mark, in the order of a legend."""

OF_HAPPENING = {
    "death": "death",
    "mab1_response": "response",
    "mab1_progression": "relapse",
    "mab2_response": "response",
    "mab2_progression": "relapse",
    "car_t": "car_t",
    "hsct": "transplant",
    "engraftment": "engraftment",
    "relapse_after_hsct": "relapse",
    "agvhd_2_4": "acute_gvhd",
    "agvhd_3_4": "acute_gvhd",
    "cgvhd": "chronic_gvhd",
    "sos": "sos",
}
"""The mark of each happening of `core.happenings`; the start of the second antibody is a bar and has none."""

TREATMENTS = {"blinatumomab": 0, "inotuzumab": 4, "other": 6}
"""The bars of treatment: the place of each one's colour; whatever is neither antibody is "other"."""
TREATMENT_LABELS = {"blinatumomab": "Blinatumomab", "inotuzumab": "Inotuzumab", "other": "Other therapy"}


def marks_of(slugs: Iterable[str]) -> tuple[Mark, ...]:
    """The marks somebody needs, each once, in the order of a legend."""
    needed = set(slugs)
    return tuple(mark for slug, mark in MARKS.items() if slug in needed)


def mark_channels(marks: tuple[Mark, ...], mode: Mode, field: str, legend: alt.Legend | None) -> dict:
    """Shape, fill and stroke of marks whose column `field` holds labels of marks; one legend for all three."""
    theme, labels = THEMES[mode], [mark.label for mark in marks]
    colours = [theme.arms[mark.colour] for mark in marks]
    fills = [theme.paper if mark.hollow else colour for mark, colour in zip(marks, colours, strict=True)]
    ranges = {"shape": [mark.shape for mark in marks], "fill": fills, "stroke": colours}
    channels = {"shape": alt.Shape, "fill": alt.Fill, "stroke": alt.Stroke}
    return {
        name: channel(f"{field}:N", scale=alt.Scale(domain=labels, range=ranges[name]), legend=legend)
        for name, channel in channels.items()
    }


def treatment_colours(mode: Mode) -> dict[str, str]:
    """The colour of the bars of each treatment."""
    return {name: THEMES[mode].arms[place] for name, place in TREATMENTS.items()}
