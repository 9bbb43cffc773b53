"""The event table of a centre: counts by whole months, written to be shared where no row of a patient may be."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from core.analyses.compared import Compared
from core.analyses.immortal_time import late_knowledge
from core.endpoints import SHEET, Endpoint, FollowUp
from core.stats.event_table import event_table
from core.view import EndpointId, HappeningSlug, OriginSlug
from core.words.centre_files import BEYOND, COMPETES, LATE, late_groups

VERSION = 2
MOST_MONTHS, MOST_GROUPS, MOST_PATIENTS = 1_200, 12, 100_000
LONGEST_LABEL, LONGEST_SENTENCE = 200, 4_000
FEW = 5
"""A count below this may tell who it is."""
STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)


def readable(text: str) -> str:
    """The text on one line, without characters that are not printed."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _label(text: str) -> str:
    if not (said := readable(text)):
        raise ValueError("The name is empty.")
    return said


Count = Annotated[int, Field(ge=0, le=MOST_PATIENTS)]
Month = Annotated[int, Field(ge=0, le=MOST_MONTHS)]
Label = Annotated[str, Field(max_length=LONGEST_LABEL), AfterValidator(_label)]
Sentence = Annotated[str, Field(max_length=LONGEST_SENTENCE), AfterValidator(readable)]
Counts = Annotated[tuple[Count, ...], Field(max_length=MOST_MONTHS + 1)]
Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{10}$")]


class GroupCounts(BaseModel):
    """One group: at each month those at risk just before, and those with the event or censored in it."""

    model_config = STRICT
    label: Label
    months: Annotated[tuple[Month, ...], Field(min_length=1, max_length=MOST_MONTHS + 1)]
    at_risk: Counts
    events: Counts
    censored: Counts

    @model_validator(mode="after")
    def _adds_up(self) -> "GroupCounts":
        columns = (self.months, self.at_risk, self.events, self.censored)
        if len({len(column) for column in columns}) > 1 or (np.diff(self.months) <= 0).any():
            raise ValueError("The columns do not fit together.")
        leaving = np.add(self.events, self.censored)
        if not np.array_equal(np.cumsum(leaving[::-1])[::-1], self.at_risk) or not 0 < self.at_risk[0] <= MOST_PATIENTS:
            raise ValueError("The counts do not add up.")
        return self


class LeftOut(BaseModel):
    """How many of the patients the filters keep are in no group, and why."""

    model_config = STRICT
    reason: Label
    patients: Annotated[int, Field(ge=1, le=MOST_PATIENTS)]


class CentreTable(BaseModel):
    """The event table of a centre, with what it is a table of.

    `label` is the endpoint and `patients` the filters, in words; `cohort` tells this cohort from others.
    """

    model_config = STRICT
    ballad: Literal["event table"] = "event table"
    version: Literal[2] = VERSION
    centre: Label
    cohort: Fingerprint
    synthetic: bool
    patients: Sentence
    endpoint: EndpointId
    label: Label
    short: Label
    origin: OriginSlug | Literal["sheet"]
    censored_at: Annotated[tuple[HappeningSlug, ...], Field(max_length=14)] = ()
    until: date | None = None
    horizon: Annotated[float, Field(gt=0, le=600, allow_inf_nan=False)] | None = None
    compared_by: Annotated[str, Field(max_length=LONGEST_LABEL), AfterValidator(readable)]
    groups: Annotated[tuple[GroupCounts, ...], Field(min_length=1, max_length=MOST_GROUPS)]
    left_out: Annotated[tuple[LeftOut, ...], Field(max_length=MOST_GROUPS)] = ()

    @model_validator(mode="after")
    def _fits(self) -> "CentreTable":
        if len(set(self.labels)) < len(self.labels):
            raise ValueError("Two groups bear one name.")
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the groups."""
        return tuple(group.label for group in self.groups)

    @property
    def asked(self) -> Endpoint:
        """The endpoint with its time zero and the bounds of observation."""
        bounds = FollowUp("", self.censored_at, self.until, self.horizon)
        return Endpoint(self.endpoint, self.label, self.short, self.origin, follow_up=bounds)

    @property
    def small_groups(self) -> tuple[str, ...]:
        """The groups of fewer than 5 patients."""
        return tuple(group.label for group in self.groups if group.at_risk[0] < FEW)

    @property
    def has_few(self) -> bool:
        """Whether in some month fewer than 5 of a group leave, so that a step is the time of one or a few patients."""
        return any(0 < count < FEW for group in self.groups for count in np.add(group.events, group.censored))


def why_not_exported(compared: Compared, compare: str) -> str:
    """Why these patients, compared by the field of this slug, have no table to pool; empty where they have one."""
    if compared.enters_late:
        return LATE
    if compared.clock.endpoint.competing:
        return COMPETES
    if late := late_knowledge(compared.selection, compared.clock, compare):
        return late_groups(late)
    return "" if _fits(compared) else BEYOND


def _fits(compared: Compared) -> bool:
    labels, endpoint = tuple(map(readable, compared.labels)), compared.clock.endpoint
    longest = max(map(len, (*labels, compared.arms.title, endpoint.label)), default=0)
    latest = float(np.max(compared.time, initial=0)) / compared.per_month
    distinct = len(set(labels)) == len(labels) <= MOST_GROUPS and all(labels)
    return distinct and longest <= LONGEST_LABEL and latest <= MOST_MONTHS and len(compared.time) <= MOST_PATIENTS


def centre_table(compared: Compared, centre: str) -> CentreTable:
    """The counts of these patients, times rounded to whole months (halves to the even one)."""
    cohort, endpoint = compared.selection.cohort, compared.clock.endpoint
    bounds = endpoint.follow_up
    dated = endpoint.origin != SHEET
    return CentreTable(
        centre=centre,
        cohort=cohort.fingerprint,
        synthetic=cohort.source.synthetic,
        patients=readable(compared.selection.sentence)[:LONGEST_SENTENCE],
        endpoint=endpoint.id,
        label=endpoint.label,
        short=endpoint.short,
        origin=endpoint.origin,
        censored_at=bounds.censored_at if dated else (),
        until=bounds.until if dated else None,
        horizon=bounds.months,
        compared_by=compared.arms.title,
        groups=_groups(compared),
        left_out=tuple(LeftOut(reason=reason, patients=n) for reason, n in compared.left_out),
    )


def _groups(compared: Compared) -> tuple[GroupCounts, ...]:
    months = np.rint(compared.time / compared.per_month)
    table = event_table(months, compared.event, compared.codes, groups=len(compared.labels))
    groups = []
    for place, label in enumerate(compared.labels):
        own = table.group(place)
        columns = (own.times.astype(int), own.at_risk[0], own.events[0], own.censored[0])
        names = ("months", "at_risk", "events", "censored")
        groups.append(GroupCounts(label=label, **{n: tuple(c.tolist()) for n, c in zip(names, columns, strict=True)}))
    return tuple(groups)


def counts_of(table: CentreTable, labels: Sequence[str], months: int) -> np.ndarray:
    """How many were censored and had the event (groups, 2, months) in the groups of these labels; none in others."""
    counts = np.zeros((len(labels), 2, months), dtype=np.int64)
    for group in table.groups:
        counts[labels.index(group.label)][:, list(group.months)] = group.censored, group.events
    return counts
