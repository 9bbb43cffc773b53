"""What the Response page shows, and its numbers, each by a name that scripts give it too."""

from dataclasses import dataclass

import numpy as np

from core.analyses.antigen_response import responses_by_antigen
from core.analyses.best_response import BestResponses, ResponseFlow, best_responses, response_flow
from core.analyses.response import Response, Rung, analyse_by_line, analyse_response
from core.analyses.response_duration import ResponseDuration, duration_of_response
from core.analyses.response_times import TimeToResponse, times_to_response
from core.analyses.selection import Selection
from core.proof.numbers.counts import compared_numbers, proportion_numbers
from core.proof.numbers.curves import Numbers, survival_numbers
from core.view import View

DURATION = "duration of response, "
"""How the numbers of how long responses lasted begin."""
BY_ANTIGEN = {"CD19 at relapse": "by CD19", "CD22 at relapse": "by CD22", "CD19 and CD22 at relapse": "by both"}
"""How the numbers of each ladder by an antigen begin, by its title."""


@dataclass(frozen=True, eq=False)
class ResponsePage:
    """Everything counted on the Response page.

    Without a second antibody `flow` is None and `by_line` empty; `lasted` is None where nobody's response has a time.
    """

    ladder: Response
    best: BestResponses
    times: tuple[TimeToResponse, ...]
    lasted: ResponseDuration | None
    flow: ResponseFlow | None
    by_line: tuple[Response, ...]
    by_antigen: tuple[Response, ...]


def read_response_page(selection: Selection, view: View) -> ResponsePage:
    """The page of a view whose antibody and denominator the cohort has."""
    flow, lasted = response_flow(selection), duration_of_response(selection, view)
    return ResponsePage(
        ladder=analyse_response(selection, view),
        best=best_responses(selection, view),
        times=times_to_response(selection, view),
        lasted=lasted if lasted is not None and lasted.survival.n else None,
        flow=flow,
        by_line=analyse_by_line(selection, view) if flow is not None else (),
        by_antigen=responses_by_antigen(selection, view),
    )


def rung_name(rung: Rung) -> str:
    """What is counted and whom it is of: "CR of all given the antibody"."""
    return f"{rung.label} of {rung.denominator}"


def first_rungs(response: Response) -> tuple[Rung, ...]:
    """The rungs of the denominator asked for, which are all that is shown by salvage line."""
    return tuple(rung for rung in response.rungs if rung.denominator == response.rungs[0].denominator)


def response_numbers(page: ResponsePage) -> Numbers:
    """Shares with limits, differences, odds ratios and P of the ladders; counts of responses; days to response."""
    found = _ladder("", page.ladder) | _best(page.best) | _times(page.times)
    if page.lasted is not None:
        found |= {f"{DURATION}{name}": value for name, value in survival_numbers(page.lasted.survival).items()}
    if page.flow is not None:
        found |= _flow(page.flow)
    for response in page.by_line:
        for rung in first_rungs(response):
            for place, arm in enumerate(rung.arms, start=1):
                found |= proportion_numbers(f"{response.antibody}, {rung_name(rung)}, line {place}", arm)
    for response in page.by_antigen:
        found |= _ladder(f"{BY_ANTIGEN[response.title]}, ", response)
    return found


def _ladder(prefix: str, response: Response) -> Numbers:
    found: Numbers = {}
    for rung in response.rungs:
        name = prefix + rung_name(rung)
        for place, arm in enumerate(rung.arms, start=1):
            found |= proportion_numbers(f"{name}, group {place}", arm)
        found |= compared_numbers(name, rung.versus, rung.test)
    return found


def _best(best: BestResponses) -> Numbers:
    return {
        f"best response {level}, group {place}": float(count)
        for level, counts in zip(best.levels, best.counts.T, strict=True)
        for place, count in enumerate(counts.tolist(), start=1)
    }


def _times(times: tuple[TimeToResponse, ...]) -> Numbers:
    found: Numbers = {}
    for place, one in enumerate(times, start=1):
        days = {"with both dates": one.n, "median": one.median, "shortest": one.shortest, "longest": one.longest}
        name = f"days to response, group {place}"
        found |= {f"{name}, {what}": float(value) for what, value in ({"responders": one.responders} | days).items()}
    return found


def _flow(flow: ResponseFlow) -> Numbers:
    counts = np.ndenumerate(flow.counts)
    return {f"from {flow.first[row]} to {flow.second[column]}": float(count) for (row, column), count in counts}
