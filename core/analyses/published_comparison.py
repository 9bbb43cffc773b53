"""Published figures beside this cohort's own, and each arm tested against the curve they make. Times in months."""

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from core.analyses.compared import Compared, table_of_arm
from core.analyses.survival import FEWEST_EVENTS, GroupSurvival, Survival
from core.endpoints import Endpoint
from core.published import PublishedPoint, points_for
from core.stats.event_table import EventTable
from core.stats.kaplan_meier import milestones, numbers_at_risk
from core.stats.one_sample_logrank import (
    OneSampleLogRank,
    Reference,
    compare_one_sample,
    reference_from_median,
    reference_from_milestones,
)
from core.stats.times import place_at_or_after
from core.view import View

PAST_FOLLOW_UP = "past the last follow-up"


@dataclass(frozen=True)
class OwnFigure:
    """What an arm has where a study printed a figure, with limits.

    Survival at the printed month, nan past the arm's last follow-up; for a median the own median in months, nan where
    not reached. `at_risk` counts the arm just before the printed month.
    """

    label: str
    value: float
    lower: float
    upper: float
    at_risk: int


@dataclass(frozen=True)
class FigureBeside:
    """A printed figure under its number in the figure, and that of every arm."""

    number: int
    point: PublishedPoint
    own: tuple[OwnFigure, ...]


@dataclass(frozen=True)
class ArmAgainst:
    """An arm tested against a published curve; None where `refused` says why not."""

    label: str
    test: OneSampleLogRank | None
    refused: str

    @property
    def has_few_events(self) -> bool:
        """Whether the events are too few for the chi-squared distribution to be trusted."""
        return self.test is not None and self.test.observed < FEWEST_EVENTS


@dataclass(frozen=True)
class StudyComparison:
    """The chosen figures of one study, group and time zero as one curve, by month, and every arm against it.

    `numbers` are those of the figures, `until` the month up to which the curve is known, infinite from a median alone.
    """

    numbers: tuple[int, ...]
    points: tuple[PublishedPoint, ...]
    until: float
    arms: tuple[ArmAgainst, ...]

    @property
    def only_median(self) -> bool:
        """Whether the curve is exponential, known by its median alone."""
        return all(point.is_median for point in self.points)


@dataclass(frozen=True)
class PublishedComparison:
    """What the tab of published figures shows; `set_aside` are chosen slugs that are not offered."""

    endpoint: Endpoint
    title: str
    offered: tuple[PublishedPoint, ...]
    set_aside: tuple[str, ...]
    figures: tuple[FigureBeside, ...]
    curves: tuple[StudyComparison, ...]


def chosen_points(endpoint: Endpoint, view: View) -> tuple[PublishedPoint, ...]:
    """The published figures the view chose among those offered for the endpoint, in the order chosen."""
    offered = {point.slug: point for point in points_for(endpoint)}
    return tuple(offered[slug] for slug in dict.fromkeys(view.published) if slug in offered)


def compare_with_published(compared: Compared, result: Survival, view: View) -> PublishedComparison:
    """The chosen figures beside those of the arms, and the arms tested against each study and group.

    `result` is what the page shows of the same patients.
    """
    endpoint = compared.clock.endpoint
    offered, chosen = points_for(endpoint), chosen_points(endpoint, view)
    numbered = tuple(enumerate(chosen, start=1))
    known = {point.slug for point in offered}
    return PublishedComparison(
        endpoint=endpoint,
        title=compared.arms.title,
        offered=offered,
        set_aside=tuple(slug for slug in view.published if slug not in known),
        figures=tuple(FigureBeside(number, point, _own(compared, result, point)) for number, point in numbered),
        curves=tuple(_against(compared, tuple(group)) for _, group in groupby(_by_study(numbered), key=_patients)),
    )


def _patients(numbered: tuple[int, PublishedPoint]) -> tuple[str, str, str]:
    """Figures of the same patients from the same time zero make one curve."""
    _, point = numbered
    return point.study, point.group, point.origin


def _by_study(numbered: tuple[tuple[int, PublishedPoint], ...]) -> list[tuple[int, PublishedPoint]]:
    """Figures of the same patients together, by month; those patients first whose figure was chosen first."""
    first = {}
    for one in numbered:
        first.setdefault(_patients(one), len(first))
    return sorted(numbered, key=lambda one: (first[_patients(one)], one[1].months))


def _own(compared: Compared, result: Survival, point: PublishedPoint) -> tuple[OwnFigure, ...]:
    at_risk = numbers_at_risk(compared.table_in_months, [point.months])[:, 0]
    figure = _own_median if point.is_median else _own_survival
    pairs = zip(result.groups, at_risk, strict=True)
    return tuple(OwnFigure(arm.label, *figure(arm, point.months), int(n)) for arm, n in pairs)


def _own_median(arm: GroupSurvival, _: float) -> tuple[float, float, float]:
    return tuple(float(arm.median[name]) for name in ("time", "lower", "upper"))


def _own_survival(arm: GroupSurvival, months: float) -> tuple[float, float, float]:
    if _ends_before(arm.curve.time, months):
        return (np.nan,) * 3
    at = milestones(arm.curve, [months]).iloc[0]
    return tuple(float(at[name]) for name in ("survival", "lower", "upper"))


def _ends_before(times: np.ndarray, month: float) -> bool:
    """Whether the last of some times lies before a month."""
    return bool(place_at_or_after(times, month) == len(times))


def _against(compared: Compared, numbered: tuple[tuple[int, PublishedPoint], ...]) -> StudyComparison:
    points = tuple(point for _, point in numbered)
    reference, refused = None, ""
    try:
        reference = _reference(points)
    except ValueError as refusal:
        refused = str(refusal)
    tables = ((label, table_of_arm(compared, place)) for place, label in enumerate(compared.labels))
    arms = (_one_arm(label, table, reference, refused) for label, table in tables)
    return StudyComparison(
        numbers=tuple(number for number, _ in numbered),
        points=points,
        until=reference.end if reference else points[-1].months,
        arms=tuple(arms),
    )


def _reference(points: tuple[PublishedPoint, ...]) -> Reference:
    """A curve through the figures, a median being survival of a half; exponential from a median alone."""
    if len(points) == 1 and points[0].is_median:
        return reference_from_median(points[0].months)
    return reference_from_milestones([point.months for point in points], [point.survival for point in points])


def _one_arm(label: str, table: EventTable, reference: Reference | None, refused: str) -> ArmAgainst:
    if reference is None:
        return ArmAgainst(label, None, refused)
    if np.isfinite(reference.end) and _ends_before(table.times, reference.end):
        return ArmAgainst(label, None, PAST_FOLLOW_UP)
    return ArmAgainst(label, compare_one_sample(table, reference), "")
