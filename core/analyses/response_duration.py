"""How long responses lasted: Kaplan-Meier from response to relapse, progression or death, among the responders."""

from dataclasses import dataclass, field, replace

from core.analyses.compared import Compared, compare_groups
from core.analyses.immortal_time import LateKnowledge, late_knowledge
from core.analyses.response import read_answers
from core.analyses.selection import Selection
from core.analyses.survival import Survival, intervals_offered, survival_of
from core.clock import read_clock
from core.endpoints import Endpoint, available
from core.fitting import bounded
from core.view import IntervalType, View

DURATION = "dor"


@dataclass(frozen=True)
class ResponseDuration:
    """The duration of response of the responders, as survival from the response.

    `responders` are counted among the selected in the groups, with or without a date; `others` have a date of response
    and no response, and are left out. `late` is set where the comparison was known only after the response: then all
    are one group. `interval` is the type of the limits, `compared` the responders on their clock.
    """

    survival: Survival
    responders: int
    others: int
    late: LateKnowledge | None
    interval: IntervalType
    compared: Compared = field(repr=False, compare=False)


def duration_endpoint(selection: Selection, view: View) -> Endpoint | None:
    """Duration of response to the antibody of the view between its bounds of observation; None without its dates."""
    origin = f"{view.antibody}_response"
    found = (one for one in available(selection.cohort) if (one.id, one.origin) == (DURATION, origin))
    endpoint = next(found, None)
    return bounded(endpoint, view) if endpoint else None


def duration_of_response(selection: Selection, view: View) -> ResponseDuration | None:
    """How long the responses to the antibody of the view lasted; None where the cohort cannot tell."""
    endpoint = duration_endpoint(selection, view)
    if endpoint is None:
        return None
    cohort, responded = selection.cohort, read_answers(selection.cohort, view.antibody).responded
    responders = replace(selection, patients=selection.patients & responded)
    clock = read_clock(endpoint, cohort)
    late = late_knowledge(responders, clock, view.compare)
    asked = view.change(compare="") if late else view
    compared = compare_groups(responders, endpoint, asked.compare)
    offered = intervals_offered(compared)
    interval = view.interval if view.interval in offered else offered[0]
    return ResponseDuration(
        survival=survival_of(compared, asked.change(interval=interval, test="logrank", strata="", extra_rows=())),
        responders=responders.n,
        others=int((selection.patients & ~responded & cohort.known(f"{view.antibody}_response_date")).sum()),
        late=late,
        interval=interval,
        compared=compared,
    )
