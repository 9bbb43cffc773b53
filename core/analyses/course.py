"""One patient's course: treatments, what happened, laboratory values and the end of follow-up, day by day.

Sheets of courses, laboratory values and toxicities are used where the workbook has them; what they do not tell
comes from the patient's own row. Days are counted from the first antibody, or from the first thing recorded.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.analyses.course_records import labs_of, mrd_events, toxicities_of, treatments_of
from core.analyses.course_row import ALIVE, DEATH, TOXICITY, antibodies_of, happenings_of, undated_of
from core.analyses.course_things import Event, Labs, Treatment
from core.clock import DAYS_PER_MONTH, read_clock
from core.cohort import Cohort
from core.endpoints import available

Origin = Literal["first antibody", "first record", "start of follow-up"]
FIRST_ANTIBODY, FIRST_RECORD, START = "first antibody", "first record", "start of follow-up"
SAME_COURSE = 31
"""A start in a row and one on the sheet of courses, of one antibody, are one start if so few days lie between them."""


@dataclass(frozen=True, eq=False)
class Course:
    """What is known of one patient, in order of time.

    Days are float: since 1970 where `dated`, else from the start of follow-up; `zero` is the day the axis begins
    at, and `origin` what that was. `last` is the last day anything is known of. `undated` are what is known without
    a date (what, value).
    """

    treatments: tuple[Treatment, ...]
    events: tuple[Event, ...]
    labs: tuple[Labs, ...]
    undated: tuple[tuple[str, str], ...]
    origin: Origin
    zero: float
    last: float
    dated: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the patient can be put on an axis of time."""
        return not (self.treatments or self.events or self.labs)

    @property
    def first(self) -> float:
        """The first day anything is known of."""
        return min(_days(self.treatments, self.events, self.labs), default=self.zero)


def course_of(cohort: Cohort, patient: int) -> Course:
    """The course of the patient in this place of the cohort."""
    undated, labs = undated_of(cohort, patient), labs_of(cohort, patient)
    recorded, transplants = treatments_of(cohort, patient)
    treatments = (*recorded, *(one for one in antibodies_of(cohort, patient) if not _told(one, recorded)))
    events = _once((*transplants, *mrd_events(labs), *toxicities_of(cohort, patient), *happenings_of(cohort, patient)))
    days = _days(treatments, events, labs)
    if not days:
        return _without_dates(cohort, patient, undated)
    ends = [one.end for one in treatments if np.isfinite(one.end)]
    antibodies = [one.start for one in treatments if one.kind != "other"]
    return Course(
        treatments=tuple(sorted(treatments, key=lambda one: one.start)),
        events=tuple(sorted(events, key=lambda one: (one.day, one.kind in (DEATH, ALIVE)))),
        labs=labs,
        undated=undated,
        origin=FIRST_ANTIBODY if antibodies else FIRST_RECORD,
        zero=min(antibodies, default=min(days)),
        last=max((*days, *ends)),
    )


def _days(treatments: Iterable[Treatment], events: Iterable[Event], labs: Iterable[Labs]) -> list[float]:
    of_labs = [float(day) for one in labs for day in one.days]
    return [*(one.start for one in treatments), *(one.day for one in events), *of_labs]


def _told(antibody: Treatment, recorded: tuple[Treatment, ...]) -> bool:
    """Whether the sheet of courses tells of this antibody already."""
    return any(one.kind == antibody.kind and abs(one.start - antibody.start) <= SAME_COURSE for one in recorded)


def _once(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Each kind of event once a day; the first one told stays, as a sheet of records tells more than a row."""
    told: dict[tuple[str, float, str], Event] = {}
    for one in events:
        told.setdefault((one.kind, one.day, one.label if one.kind == TOXICITY else ""), one)
    return tuple(told.values())


def _without_dates(cohort: Cohort, patient: int, undated: tuple[tuple[str, str], ...]) -> Course:
    """The end of follow-up of a patient without any date, where the sheet has a time of overall survival."""
    for endpoint in available(cohort):
        if endpoint.id == "os":
            clock = read_clock(endpoint, cohort)
            if clock.included[patient]:
                day, dead = float(clock.time[patient] / clock.per_month * DAYS_PER_MONTH), clock.event[patient]
                end = Event(DEATH, "Died", day) if dead else Event(ALIVE, "Alive at last contact", day)
                return Course((), (end,), (), undated, START, 0.0, day, dated=False)
    return Course((), (), (), undated, START, 0.0, 0.0, dated=False)
