"""What is laid over Kaplan-Meier curves: figures as studies printed them, and fitted parametric curves."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from core.analyses.models import FittedModel
from core.charts.time_figure import HEIGHT
from core.endpoints import Endpoint
from core.published import PublishedPoint
from core.words.published import patients_of, printed_figure, printed_where

POINT_COLUMNS = (
    "months", "height", "lower", "upper", "left", "right", "open", "across", "up", "number", "label", "figure",
)  # fmt: skip
MODEL_COLUMNS = ("months", "height", "arm", "part")

# Pixels: a figure is placed as if the plot were so wide; a mark reaches so far, and to the right its number.
WIDTH = 800.0
LANE = 22.0
MARK, NUMBER = 7.0, 14.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Spot:
    """Where a figure stands, left, right, bottom and top in pixels: its mark alone, and with its limits."""

    is_median: bool
    mark: Box
    whole: Box

    def meets(self, other: "_Spot") -> bool:
        """Whether two figures are not to be told apart: limits that run different ways may cross."""
        return _meet(self.mark, other.mark) or (self.is_median == other.is_median and _meet(self.whole, other.whole))


def points_frame(points: Iterable[PublishedPoint], endpoint: Endpoint, last: float) -> pd.DataFrame:
    """Printed figures to be drawn on an axis that ends at `last` months, in POINT_COLUMNS; none is missing.

    `number` counts them in their order; those past the end of the axis are left out. `lower` and `upper` are limits of
    a milestone, `left` and `right` those of a median; a limit that was not printed ends at the figure, one that was
    not reached (`open`) at the end of the axis. `across` and `up` are pixels by which figures at one place stand apart.
    """
    shown = [(number, point) for number, point in enumerate(points, start=1) if point.months <= last]
    rows, placed = [], []
    for number, point in shown:
        lane = _free_lane(point, last, placed)
        placed.append(_spot(point, lane, last))
        across, up = (0.0, -LANE * lane) if point.is_median else (LANE * lane, 0.0)
        what = f"{printed_where(point)} {printed_figure(point)}"
        where = (point.months, point.survival, *_upwards(point), *_sideways(point, last))
        rows.append((*where, _is_open(point), across, up, str(number), patients_of(point, endpoint), what))
    return pd.DataFrame(rows, columns=list(POINT_COLUMNS))


def models_frame(fitted: Iterable[FittedModel | None]) -> pd.DataFrame:
    """The curves of fitted models, one an arm in the order of the arms, in MODEL_COLUMNS; none is missing.

    `part` is "enough" up to the last follow-up of the arm and "few" from there on, where nobody is left and the model
    is extrapolated. Arms without a fit have no curve.
    """
    parts = [_curve_parts(place, one) for place, one in enumerate(fitted) if one is not None]
    drawn = [part for both in parts for part in both if len(part)]
    return pd.concat(drawn, ignore_index=True) if drawn else pd.DataFrame(columns=list(MODEL_COLUMNS))


def _curve_parts(place: int, one: FittedModel) -> tuple[pd.DataFrame, pd.DataFrame]:
    known = one.curve.dropna()
    curve = pd.DataFrame({"months": known["time"].round(4), "height": known["survival"].round(5), "arm": str(place)})
    end = round(one.fit.followed_to, 4)
    return (
        curve[curve["months"] <= end].assign(part="enough"),
        curve[curve["months"] >= end].assign(part="few"),
    )


def _upwards(point: PublishedPoint) -> tuple[float, float]:
    """The limits of a milestone; a median has none upwards."""
    limits = (None, None) if point.is_median else (point.lower, point.upper)
    return tuple(point.survival if limit is None else limit for limit in limits)


def _sideways(point: PublishedPoint, last: float) -> tuple[float, float]:
    """The limits of a median on the axis; a milestone has none sideways."""
    if not point.is_median:
        return point.months, point.months
    left = point.months if point.lower is None else point.lower
    upper = last if _is_open(point) else point.months if point.upper is None else point.upper
    return left, min(upper, last)


def _is_open(point: PublishedPoint) -> bool:
    """Whether a median has a lower limit and no upper one: it was not reached."""
    return point.is_median and point.lower is not None and point.upper is None


def _free_lane(point: PublishedPoint, last: float, placed: list[_Spot]) -> int:
    """How many lanes beside its place a figure stands: 0, 1, -1, 2, … the first in which it meets no other."""
    lanes = [0, *(side * lane for lane in range(1, 2 * len(placed) + 1) for side in (1, -1))]
    return next(lane for lane in lanes if not any(_spot(point, lane, last).meets(other) for other in placed))


def _spot(point: PublishedPoint, lane: int, last: float) -> _Spot:
    x, y = WIDTH * point.months / last, HEIGHT * point.survival
    x, y = (x, y + LANE * lane) if point.is_median else (x + LANE * lane, y)
    mark = (x - MARK, x + NUMBER, y - MARK, y + NUMBER)
    left, right = (WIDTH * month / last for month in _sideways(point, last))
    lower, upper = (HEIGHT * height for height in _upwards(point))
    if point.is_median:
        return _Spot(True, mark, (min(mark[0], left), max(mark[1], right), mark[2], mark[3]))
    return _Spot(False, mark, (mark[0], mark[1], min(mark[2], lower), max(mark[3], upper)))


def _meet(one: Box, other: Box) -> bool:
    across = one[0] < other[1] and other[0] < one[1]
    return across and one[2] < other[3] and other[2] < one[3]
