"""Immortal time: is the grouping known at time zero, or only later, and then when for each patient?"""

from dataclasses import dataclass

import numpy as np

from core.analyses.selection import Groups, Selection, group
from core.clock import Clock
from core.dictionary import Field, dictionary
from core.endpoints import ORIGINS, SHEET
from core.formats import in_sentence
from core.stats.landmark import changes_later, state_at
from core.view import View

NAIVE, LANDMARK, TIME_DEPENDENT = "naive", "landmark", "time-dependent"
TIME_ZERO_OF_SHEET = "time zero of the sheet"

NO_TIME_ZERO = "the endpoint has no date of time zero"
NO_DATES = "no dates of the change"
"""Why nobody can say when the value of a patient became known: the endpoint comes from a time and a status column, or
the date field is not in the cohort; that nobody has a date is an answer for a yes/no field, but not for others."""


@dataclass(frozen=True)
class LateKnowledge:
    """A variable that became known after time zero in `patients` of those on the clock.

    `origin` is time zero in words. Without the dates that tell (`dated`), every patient with a value is counted:
    it may have become known later, and nothing in the cohort says that it did not.
    """

    field: Field
    known_at: Field
    origin: str
    patients: int
    dated: bool


@dataclass(frozen=True, eq=False)
class States:
    """The state of each patient of the cohort before and from the time it may change, in the unit of the clock.

    `labels` are the states anybody compared is ever in; for a variable known late the first is the state before it
    is known. `before` and `after` are places among them, -1 for a patient who is not compared; `change` is the time
    of the change, nan for a patient without one. `left_out` names the selected patients who are not compared by
    reason. `known_at` is the field of the date of change, None where the state is known at time zero. Where
    `refused` says why no change can be dated, nobody is compared.
    """

    title: str
    labels: tuple[str, ...]
    before: np.ndarray
    after: np.ndarray
    change: np.ndarray
    left_out: tuple[tuple[str, int], ...]
    known_at: Field | None
    refused: str = ""

    @property
    def compared(self) -> np.ndarray:
        """The patients who are in a state, as a mask."""
        return self.before >= 0

    def at(self, time: float) -> Groups:
        """The arms as they are at this time, all labels kept."""
        return Groups(self.title, self.labels, state_at(time, self.before, self.after, self.change))

    def finally_known(self) -> Groups:
        """The arms as if everything were known from the start: what a naive comparison takes for granted."""
        return self.at(np.inf)

    def change_after(self, time: float) -> np.ndarray:
        """The patients whose state changes some time after this, as a mask."""
        return changes_later(time, self.before, self.after, self.change)


def late_knowledge(selection: Selection, clock: Clock, slug: str) -> LateKnowledge | None:
    """What makes comparing by this field from time zero unfair, or None where its values are known by then.

    Patients who are to be transplanted cannot die before it: counted as transplanted from time zero, they are
    given time in which they were immortal. The same holds for response, MRD, a second antibody.
    """
    field = selection.cohort.by_slug(slug) if slug else None
    if field is None or not field.known_at:
        return None
    from_sheet = clock.endpoint.origin == SHEET
    dated = not from_sheet and field.known_at in selection.cohort
    if dated:
        later = selection.cohort.days(field.known_at) > ORIGINS[clock.endpoint.origin].days(selection.cohort)
    else:
        later = selection.cohort.known(field.name)
    patients = int(np.sum(later & selection.patients & clock.included))
    words = TIME_ZERO_OF_SHEET if from_sheet else ORIGINS[clock.endpoint.origin].label
    return LateKnowledge(field, dictionary()[field.known_at], words, patients, dated) if patients else None


def read_states(selection: Selection, clock: Clock, slug: str) -> States:
    """Who is in which state before and after its change, for the field with this slug; an empty slug is one state.

    A field known at time zero never changes. One known late begins for everybody with its "no" where it is a yes/no
    field, else with a state of its own: not yet. There stays who has the "no"; in the state "not yet", who has
    neither value nor date, as who was never transplanted has no donor, and who has a level that no patient of the
    whole cohort has a date for, as those who did not respond have no date of response. Left out and counted is any
    other value without its date, and a date without its value.
    """
    field = selection.cohort.by_slug(slug) if slug else None
    if field is None or not field.known_at:
        return _known_at_zero(selection, clock, slug)
    known_at = dictionary()[field.known_at]
    if clock.endpoint.origin == SHEET:
        return _refused(selection, field, known_at, NO_TIME_ZERO)
    dated = field.known_at in selection.cohort if field.kind == "yes/no" else selection.cohort.has(field.known_at)
    if not dated:
        return _refused(selection, field, known_at, NO_DATES)
    return _known_late(selection, clock, field, known_at)


def event_in_words(date: Field) -> str:
    """What happens at a date field, to stand after "not yet" and "no date of": "allogeneic transplant"."""
    words = date.label.removeprefix("Date of ").removesuffix(" started")
    return in_sentence(words)


def _known_at_zero(selection: Selection, clock: Clock, slug: str) -> States:
    arms = group(selection, slug)
    codes = np.where(clock.included, arms.codes, -1)
    undated = np.full(len(codes), np.nan)
    return _states(selection, clock, arms.title, arms.labels, (codes, codes, undated))


def _known_late(selection: Selection, clock: Clock, field: Field, known_at: Field) -> States:
    cohort = selection.cohort
    codes = cohort.codes(field.name).astype(int)
    date = cohort.days(known_at.name)
    dated, known = ~np.isnan(date), codes >= 0
    labels = tuple(level.label for level in field.levels)
    if field.kind == "yes/no":
        no = field.values.index("no")
        stays, before, after = codes == no, np.full(len(codes), no), codes
    else:
        level_is_dated = np.bincount(codes[known & dated], minlength=len(labels) + 1) > 0
        stays = np.where(known, ~level_is_dated[codes], ~dated)
        before, after = np.zeros_like(codes), codes + 1
        labels = (f"Not yet: {event_in_words(known_at)}", *labels)
    gap = known & ~stays & ~dated
    compared = selection.patients & clock.included & (known | stays) & ~gap
    states = (
        np.where(compared, before, -1),
        np.where(compared, np.where(stays, before, after), -1),
        np.where(compared & ~stays, date - ORIGINS[clock.endpoint.origin].days(cohort), np.nan),
    )
    return _states(selection, clock, field.label, labels, states, gap, known_at)


def _states(
    selection: Selection,
    clock: Clock,
    title: str,
    labels: tuple[str, ...],
    states: tuple[np.ndarray, np.ndarray, np.ndarray],
    no_date: np.ndarray | bool = False,
    known_at: Field | None = None,
) -> States:
    """The states somebody is ever in, and everybody else by reason: off the clock, then without a value or date."""
    before, after, change = states
    on_clock = selection.patients & clock.included
    n_gaps, n_uncompared = int((on_clock & no_date).sum()), int((on_clock & (before < 0)).sum())
    reasons = [(f"no value of {title}", n_uncompared - n_gaps)]
    reasons += [(f"no date of {event_in_words(known_at)}", n_gaps)] if known_at else []
    taken = np.bincount(np.concatenate([before, after]) + 1, minlength=len(labels) + 1)[1:] > 0
    place = np.append(np.cumsum(taken) - 1, -1)
    return States(
        title=title,
        labels=tuple(label for label, found in zip(labels, taken, strict=True) if found),
        before=place[before],
        after=place[after],
        change=change,
        left_out=(*clock.why_left_out(selection.patients), *((reason, n) for reason, n in reasons if n)),
        known_at=known_at,
    )


def _refused(selection: Selection, field: Field, known_at: Field, reason: str) -> States:
    nobody = np.full(len(selection.cohort), -1)
    return States(field.label, (), nobody, nobody, np.full(len(nobody), np.nan), (), known_at, reason)


def timing_of(refused: str, view: View, analyses: tuple[str, ...] = (TIME_DEPENDENT, LANDMARK, NAIVE)) -> str:
    """How a comparison by something known only later is made: as the view asks, else the first of these analyses.

    Where no date tells (`refused`) there is only the naive one; empty where that was not asked for.
    """
    if refused:
        return NAIVE if view.timing == NAIVE else ""
    return view.timing if view.timing in analyses else analyses[0]
