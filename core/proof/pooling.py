"""Centres that compare curves without sharing a patient: tables of counts by whole months, written, read and pooled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.analyses.compared import Compared
from core.stats.event_table import EventTable, event_table
from core.stats.logrank import LogRank, compare_logrank

LARGEST_FILE = 1_000_000
MOST_MONTHS, MOST_GROUPS, MOST_PATIENTS = 1_200, 12, 100_000
LONGEST_LABEL = 200
STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)

LATE = "Patients who enter late cannot be pooled: the table of counts does not tell who entered when."
COMPETES = "An endpoint something competes with cannot be pooled: the table has one kind of event."
BEYOND = (
    "These patients cannot be pooled: a table has at most 12 groups with names of at most 200 characters, 1,200 months "
    "and 100,000 patients."
)
TOO_LARGE = "A file is too large to be an event table of Ballad."
NOT_A_TABLE = "A file is not an event table of Ballad, or is damaged: ask the centre to export it again."
NEWER = "A file was written by another version of Ballad: use the same version in all centres."
ONE_ALONE = "Choose the files of at least two centres."
OTHER_ENDPOINT = "The centres do not have the same endpoint: export the same one in all of them."
OTHER_GROUPS = "The centres do not have the same groups: compare by the same column with the same levels."
SAME_CENTRE = "Two files bear the same name of a centre: leave one out, or name them differently."

Count = Annotated[int, Field(ge=0, le=MOST_PATIENTS)]
Month = Annotated[int, Field(ge=0, le=MOST_MONTHS)]
Label = Annotated[str, Field(min_length=1, max_length=LONGEST_LABEL)]
Counts = Annotated[tuple[Count, ...], Field(max_length=MOST_MONTHS + 1)]


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


class CentreTable(BaseModel):
    """The event table of a centre, with what it is a table of."""

    model_config = STRICT
    ballad: Literal["event table"] = "event table"
    version: Literal[1] = 1
    centre: Label
    endpoint: Label
    compared_by: Annotated[str, Field(max_length=LONGEST_LABEL)]
    groups: Annotated[tuple[GroupCounts, ...], Field(min_length=1, max_length=MOST_GROUPS)]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the groups."""
        return tuple(group.label for group in self.groups)

    @property
    def has_few(self) -> bool:
        """Whether in some month fewer than 5 of a group leave, so that a step is the time of one or a few patients."""
        return any(0 < count < 5 for group in self.groups for count in np.add(group.events, group.censored))


@dataclass(frozen=True, eq=False)
class Pooled:
    """Tables of centres, whose groups are the same, and all of them as one; `refused` says why there is none."""

    centres: tuple[CentreTable, ...] = ()
    by_centre: tuple[EventTable, ...] = ()
    together: EventTable | None = None
    refused: str = ""

    @property
    def test(self) -> LogRank:
        """The log-rank test of the groups, stratified by centre."""
        return compare_logrank(self.by_centre)


def why_not_exported(compared: Compared) -> str:
    """Why these patients have no table to pool; empty where they have one."""
    if compared.enters_late:
        return LATE
    if compared.clock.endpoint.competing:
        return COMPETES
    return "" if _fits(compared) else BEYOND


def _fits(compared: Compared) -> bool:
    longest = max(map(len, (*compared.labels, compared.arms.title, compared.clock.endpoint.title)), default=0)
    latest = float(np.max(compared.time, initial=0)) / compared.per_month
    fits = len(compared.labels) <= MOST_GROUPS and longest <= LONGEST_LABEL and all(compared.labels)
    return fits and latest <= MOST_MONTHS and len(compared.time) <= MOST_PATIENTS


def centre_table(compared: Compared, centre: str) -> CentreTable:
    """The counts of these patients, times rounded to whole months (halves to the even one)."""
    months = np.rint(compared.time / compared.per_month)
    table = event_table(months, compared.event, compared.codes, groups=len(compared.labels))
    groups = []
    for place, label in enumerate(compared.labels):
        own = table.group(place)
        columns = (own.times.astype(int), own.at_risk[0], own.events[0], own.censored[0])
        names = ("months", "at_risk", "events", "censored")
        groups.append(GroupCounts(label=label, **{n: tuple(c.tolist()) for n, c in zip(names, columns, strict=True)}))
    title = compared.clock.endpoint.title
    return CentreTable(centre=centre, endpoint=title, compared_by=compared.arms.title, groups=tuple(groups))


def pool_files(files: Sequence[bytes]) -> Pooled:
    """The files of several centres, pooled; refused with a sentence where one is no table or they do not fit."""
    centres = []
    for data in files:
        if len(data) > LARGEST_FILE:
            return Pooled(refused=TOO_LARGE)
        try:
            centres.append(CentreTable.model_validate_json(data))
        except ValidationError as error:
            other_version = any(one["loc"] == ("version",) for one in error.errors(include_input=False))
            return Pooled(refused=NEWER if other_version else NOT_A_TABLE)
    return pool(tuple(centres))


def pool(centres: tuple[CentreTable, ...]) -> Pooled:
    """Tables of centres pooled; refused where endpoint or groups differ, or one is there twice."""
    if len(centres) < 2:
        return Pooled(refused=ONE_ALONE)
    if len({one.endpoint for one in centres}) > 1:
        return Pooled(refused=OTHER_ENDPOINT)
    if len({(one.compared_by, one.labels) for one in centres}) > 1:
        return Pooled(refused=OTHER_GROUPS)
    if len({one.centre for one in centres}) < len(centres):
        return Pooled(refused=SAME_CENTRE)
    rows = [_rows(one) for one in centres]
    groups = len(centres[0].groups)
    tables = tuple(event_table(*one, groups=groups) for one in rows)
    together = event_table(*(np.concatenate(part) for part in zip(*rows, strict=True)), groups=groups)
    return Pooled(centres, tables, together)


def _rows(centre: CentreTable) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Month, status and group of somebody for each count: what the counts tell, in any order."""
    parts = []
    for place, group in enumerate(centre.groups):
        for status, counts in ((1, group.events), (0, group.censored)):
            months = np.repeat(np.array(group.months, dtype=float), counts)
            parts.append((months, np.full(len(months), status), np.full(len(months), place)))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))
