"""What the five studies printed of survival: milestones and medians with their limits, to lay over a curve.

The facts stand in `data/published/`, one file a study, as printed, misprints included.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.clock import PER_MONTH
from core.dictionary import DATA, dictionary
from core.endpoints import SHEET, Endpoint

_OF_STUDIES = {
    "hsct_after_mab2": "Transplant after the second antibody",
    "hsct_by_landmark": "Transplant by the landmark",
    "salvage_response": "Response to salvage",
}
"""What the studies divided their patients by and the dictionary does not know."""


@dataclass(frozen=True)
class PublishedPoint:
    """One printed figure of survival.

    A milestone is survival (in [0, 1], with `lower` and `upper` as printed) at `months`; a median is survival .5 at
    `months`, its limits are times, printed in `unit`. Limits are None where none were printed. `group` says which
    patients, empty for all of the study; `landmark_months` is set where the clock was restarted at a landmark;
    `remark` says what in the study speaks against the figure.
    """

    slug: str
    study: str
    group: str
    endpoint: str
    origin: str
    kind: str
    months: float
    survival: float
    lower: float | None
    upper: float | None
    landmark_months: float | None = None
    unit: str = "months"
    remark: str = ""

    @property
    def is_median(self) -> bool:
        """Whether it is a median, with limits along the time axis, and no milestone."""
        return self.kind == "median"

    @property
    def label(self) -> str:
        """The study with its group, as a reader is offered it."""
        return f"{self.study}: {self.group}" if self.group else self.study


@cache
def published_points() -> tuple[PublishedPoint, ...]:
    """Every milestone and median of survival the studies printed, in the order of their files."""
    studies = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((DATA / "published").glob("*.json"))]
    return tuple(
        _point(study, fact)
        for study in studies
        for fact in study["facts"]
        if fact["kind"] in ("survival", "median_survival")
    )


def points_for(endpoint: Endpoint) -> tuple[PublishedPoint, ...]:
    """The printed figures of this endpoint from the same time zero, without those from a landmark.

    Where only the sheet knows time zero, those from every time zero are offered, and their label must say which.
    """
    return tuple(
        point
        for point in published_points()
        if point.endpoint == endpoint.id
        and point.landmark_months is None
        and (endpoint.origin in (SHEET, point.origin))
    )


def _point(study: dict[str, Any], fact: dict[str, Any]) -> PublishedPoint:
    median = fact["kind"] == "median_survival"
    per_month = PER_MONTH[fact["unit"]] if median else 1.0
    months = fact["value"] / per_month if median else fact["at_months"]
    scale = per_month if median else 100.0
    lower, upper = (None if limit is None else limit / scale for limit in fact.get("ci", (None, None)))
    return PublishedPoint(
        slug=f"{study['study']}-{fact['id']}".lower(),
        study=study["label"],
        group=_group(fact),
        endpoint=fact["endpoint"].lower(),
        origin=fact["origin"],
        kind="median" if median else "milestone",
        months=float(months),
        survival=0.5 if median else fact["percent"] / 100,
        lower=lower,
        upper=upper,
        landmark_months=fact.get("landmark_months"),
        unit=fact["unit"] if median else "months",
        remark=next((one["text"] for one in study["contradictions"] if one["about"] == fact["id"]), ""),
    )


def _group(fact: dict[str, Any]) -> str:
    return ", ".join(f"{_field(name)} {_levels(name, value)}" for name, value in fact.get("where", {}).items())


def _field(name: str) -> str:
    return dictionary()[name].label if name in dictionary() else _OF_STUDIES[name]


def _levels(name: str, value: str | list[str]) -> str:
    values = value if isinstance(value, list) else [value]
    return " or ".join(dictionary()[name].level_label(one) if name in dictionary() else one for one in values)
