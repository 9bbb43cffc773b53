"""Results of responses as a manuscript says them: how many responded, how soon, for how long, by which antigen."""

import math
from collections.abc import Sequence

from core.analyses.response import OVERALL, Response
from core.analyses.response_duration import ResponseDuration
from core.analyses.response_times import TimeToResponse
from core.formats import format_p_equation, in_sentence, listed
from core.words.result_phrases import by_group, median_phrase, share_phrase, spread_phrase


def response_results(result: Response) -> tuple[str, ...]:
    """The overall response of each group, and the test."""
    return _overall(result, f"The overall response to the {in_sentence(result.antibody)}")


def times_results(times: Sequence[TimeToResponse]) -> tuple[str, ...]:
    """The median time to response of each group with its range."""
    told = [(spread_phrase(one.median, one.shortest, one.longest, "days"), one.label) for one in times if one.n]
    return (f"Median time to response was {by_group(told)}.",) if told else ()


def duration_results(result: ResponseDuration) -> tuple[str, ...]:
    """The median duration of response of each group."""
    told = [(median_phrase(arm.median), arm.label) for arm in result.survival.groups]
    return (f"Median duration of response was {by_group(told)}.",)


def antigen_results(results: Sequence[Response]) -> tuple[str, ...]:
    """The overall response to the second antibody by the status of each antigen."""
    said = []
    for result in results:
        said += _overall(result, f"{result.title}: the overall response to the {in_sentence(result.antibody)}")
    return tuple(said)


def _overall(result: Response, what: str) -> tuple[str, ...]:
    rung = next((one for one in result.rungs if one.label == OVERALL), None)
    if rung is None:
        return ()
    several = len(rung.arms) > 1
    told = [
        share_phrase(arm.k, arm.n, arm.lower, arm.upper) + (f" in {label}" if several else "")
        for label, arm in zip(result.labels, rung.arms, strict=True)
        if arm.n
    ]
    test = f" ({format_p_equation(rung.test.p)})" if rung.test is not None and math.isfinite(rung.test.p) else ""
    return (f"{what} was {listed(told)}{test}.",) if told else ()
