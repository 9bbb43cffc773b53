"""How long a response took to come, in days from the start of the antibody, among the responders."""

from dataclasses import dataclass

import numpy as np

from core.analyses.response import read_answers
from core.analyses.selection import Selection, group
from core.view import View


@dataclass(frozen=True)
class TimeToResponse:
    """One arm: its responders, those of them with both dates, median and range in days; nan where nobody has them."""

    label: str
    responders: int
    n: int
    median: float
    shortest: float
    longest: float


def times_to_response(selection: Selection, view: View) -> tuple[TimeToResponse, ...]:
    """The time to response to the antibody of the view, an arm each; nothing where the cohort has not both dates.

    A response dated before the start of the antibody is an error of the data and left out.
    """
    cohort, antibody = selection.cohort, view.antibody
    start, response = f"{antibody}_start", f"{antibody}_response_date"
    if not (cohort.has(start) and cohort.has(response)):
        return ()
    days = cohort.days(response) - cohort.days(start)
    responded = read_answers(cohort, antibody).responded
    arms = group(selection, view.compare).of(responded)
    return tuple(_one_arm(label, days[arms.codes == arm]) for arm, label in enumerate(arms.labels))


def _one_arm(label: str, days: np.ndarray) -> TimeToResponse:
    known = days[days >= 0]
    if not len(known):
        return TimeToResponse(label, len(days), 0, np.nan, np.nan, np.nan)
    return TimeToResponse(label, len(days), len(known), float(np.median(known)), float(known.min()), float(known.max()))
