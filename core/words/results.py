"""Results as a manuscript says them: "Median OS was 6.4 months (95% CI, 4.1–NR)"."""

import math

from core.analyses.incidence import CompetingRisks, GroupIncidence
from core.analyses.response import OVERALL, Response
from core.analyses.survival import GroupSurvival, Survival
from core.formats import (
    DASH,
    NOT_REACHED,
    format_interval,
    format_number,
    format_p_equation,
    format_percent,
    in_sentence,
    listed,
)
from core.words.comparison import chosen_sentence, doubt_sentence
from core.words.incidence import causes_in_sentence
from core.words.patients import patients

MILESTONE = 12
"""The month at which survival and incidence are told in a sentence; all milestones stand in the tables."""


def survival_results(result: Survival) -> tuple[str, ...]:
    """How many had the event, the medians, survival at a year, follow-up and the test."""
    short = result.endpoint.short
    several = len(result.groups) > 1
    medians = [_with_group(_median(arm.median), arm, several, told=True) for arm in result.groups]
    at_year = [_with_group(text, arm, several) for arm in result.groups if (text := _survival_at(arm))]
    followed = [_with_group(_median(arm.follow_up), arm, several) for arm in result.groups]
    said = [
        f"{patients(result.n)} were analysed for {in_sentence(result.endpoint.title)}; "
        f"{result.n_events:,} had the event.",
        f"Median {short} was {listed(medians)}.",
        f"{short} at {MILESTONE} months was {listed(at_year)}." if at_year else "",
        f"Median follow-up was {listed(followed)}.",
        *([chosen_sentence(result.test), doubt_sentence(result.test)] if several else []),
    ]
    return tuple(filter(None, said))


def incidence_results(result: CompetingRisks) -> tuple[str, ...]:
    """How many had which event, both incidences at a year, and Gray's tests."""
    event, competing = causes_in_sentence(result.endpoint)
    several = len(result.groups) > 1
    n_events, n_competing = (sum(getattr(arm, name) for arm in result.groups) for name in ("n_events", "n_competing"))
    said = [
        f"{patients(result.n)} were analysed; first came {event} in {n_events:,}, "
        f"{competing.removesuffix(' first')} in {n_competing:,}."
    ]
    for place, cause in enumerate((event, competing)):
        at_year = [_with_group(text, arm, several) for arm in result.groups if (text := _incidence_at(arm, place))]
        if at_year:
            said.append(f"The cumulative incidence of {cause} at {MILESTONE} months was {listed(at_year)}.")
    for cause, test in zip((event, competing), result.gray, strict=False):
        said.append(f"Gray's test, {cause}: {format_p_equation(test.p)}.")
    return tuple(said)


def response_results(result: Response) -> tuple[str, ...]:
    """The overall response of each group, and the test."""
    rung = next((one for one in result.rungs if one.label == OVERALL), None)
    if rung is None or not any(arm.n for arm in rung.arms):
        return ()
    several = len(rung.arms) > 1
    shares = []
    for label, arm in zip(result.labels, rung.arms, strict=True):
        if arm.n:
            limits = format_interval(100 * arm.lower, 100 * arm.upper)
            share = f"{format_percent(arm.k / arm.n)}% ({arm.k:,} of {arm.n:,}; 95% CI, {limits})"
            shares.append(f"{share} in {label}" if several else share)
    test = f" ({format_p_equation(rung.test.p)})" if rung.test is not None and math.isfinite(rung.test.p) else ""
    antibody = in_sentence(result.antibody)
    return (f"The overall response to the {antibody} was {listed(shares)}{test}.",)


def _with_group(text: str, arm: GroupSurvival | GroupIncidence, several: bool, told: bool = False) -> str:
    """The number with its group where there are several; `told` names how many are in it."""
    size = f" (n = {arm.n:,})" if told else ""
    return f"{text} in {arm.label}{size}" if several else text


def _median(found) -> str:
    limits = format_interval(found["lower"], found["upper"], missing=NOT_REACHED)
    told = "" if limits == DASH else f" (95% CI, {limits})"
    return (f"{format_number(found['time'])} months" if math.isfinite(found["time"]) else "not reached") + told


def _survival_at(arm: GroupSurvival) -> str:
    rows = arm.milestones[arm.milestones["time"] == MILESTONE]
    return _percent(rows.iloc[0], "survival") if len(rows) else ""


def _incidence_at(arm: GroupIncidence, cause: int) -> str:
    rows = arm.milestones[cause][arm.milestones[cause]["time"] == MILESTONE]
    return _percent(rows.iloc[0], "incidence") if len(rows) else ""


def _percent(row, name: str) -> str:
    limits = format_interval(100 * row["lower"], 100 * row["upper"])
    return f"{format_percent(row[name])}%" + ("" if limits == DASH else f" (95% CI, {limits})")
