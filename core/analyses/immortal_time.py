"""Immortal time: is the grouping known at time zero, or only later?"""

from dataclasses import dataclass

import numpy as np

from core.analyses.selection import Selection
from core.clock import Clock
from core.dictionary import Field, dictionary
from core.endpoints import ORIGINS, SHEET

TIME_ZERO_OF_SHEET = "time zero of the sheet"


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
