"""Results of curves as a manuscript says them: "Median OS was 6.4 months (95% CI, 4.1–NR)"."""

from collections.abc import Sequence

import pandas as pd

from core.analyses.hazard_ratios import HazardRatio
from core.analyses.incidence import CompetingRisks
from core.analyses.landmark import LandmarkSurvival
from core.analyses.survival import GroupSurvival, Survival
from core.analyses.time_dependent import TimeDependentSurvival
from core.endpoints import Endpoint
from core.formats import format_number, format_p_equation, in_sentence, listed
from core.stats.logrank import LogRank
from core.words.comparison import chosen_sentence, doubt_sentence
from core.words.incidence import causes_in_sentence
from core.words.patients import patients
from core.words.result_phrases import by_group, median_phrase, percent_phrase, ratio_phrase

MILESTONE = 12
"""The month at which survival and incidence are told in a sentence; all milestones stand in the tables."""


def survival_results(result: Survival) -> tuple[str, ...]:
    """How many had the event, the medians, survival at a year, follow-up and the test."""
    followed = [(median_phrase(arm.follow_up), arm.label) for arm in result.groups]
    said = [
        f"{_analysed(result.n)} for {in_sentence(result.endpoint.title)}; {result.n_events:,} had the event.",
        _medians(result.groups, result.endpoint),
        _at_a_year(result.groups, result.endpoint),
        f"Median follow-up was {by_group(followed)}.",
        *([chosen_sentence(result.test), doubt_sentence(result.test)] if len(result.groups) > 1 else []),
    ]
    return tuple(filter(None, said))


def landmark_results(result: LandmarkSurvival) -> tuple[str, ...]:
    """Medians and survival at a year, both counted from the landmark, the test and the hazard ratios."""
    since = "Counted from the landmark, "
    at_year = _at_a_year(result.groups, result.endpoint)
    said = [
        since + in_sentence(_medians(result.groups, result.endpoint)),
        since + at_year if at_year else "",
        _test("Log-rank test", result.logrank),
        ratios_results(result.ratios),
    ]
    return tuple(filter(None, said))


def time_dependent_results(result: TimeDependentSurvival) -> tuple[str, ...]:
    """How many changed group, the test and the hazard ratios."""
    said = [
        f"{_analysed(result.n)} for {in_sentence(result.endpoint.title)}; {result.n_events:,} had the event, and "
        f"{result.n_changing:,} changed group while followed.",
        _test("Mantel-Byar test", result.mantel_byar),
        ratios_results(result.ratios),
    ]
    return tuple(filter(None, said))


def ratios_results(ratios: Sequence[HazardRatio]) -> str:
    """The hazard ratios that can be estimated, against the first group; nothing without any."""
    told = [(ratio_phrase(one.hr, one.lower, one.upper, one.p), one.label) for one in ratios if one.estimable]
    if not told:
        return ""
    named = listed([f"{phrase} in {label}" for phrase, label in told])
    return f"Against {ratios[0].reference}, the hazard ratio was {named}."


def incidence_results(result: CompetingRisks) -> tuple[str, ...]:
    """How many had which event, both incidences at a year, and Gray's tests."""
    event, competing = causes_in_sentence(result.endpoint)
    n_events, n_competing = (sum(getattr(arm, name) for arm in result.groups) for name in ("n_events", "n_competing"))
    said = [
        f"{_analysed(result.n)}; first came {event} in {n_events:,}, "
        f"{competing.removesuffix(' first')} in {n_competing:,}."
    ]
    for place, cause in enumerate((event, competing)):
        at_year = [
            (text, arm.label) for arm in result.groups if (text := _at_month(arm.milestones[place], "incidence"))
        ]
        if at_year:
            told = _named(at_year, len(result.groups))
            said.append(f"The cumulative incidence of {cause} at {MILESTONE} months was {told}.")
    for cause, test in zip((event, competing), result.gray, strict=False):
        said.append(f"Gray's test, {cause}: {format_p_equation(test.p)}.")
    return tuple(said)


def _analysed(n: int) -> str:
    return f"{patients(n)} {'was' if n == 1 else 'were'} analysed"


def _medians(groups: tuple[GroupSurvival, ...], endpoint: Endpoint) -> str:
    told = [(median_phrase(arm.median), f"{arm.label} (n = {arm.n:,})") for arm in groups]
    return f"Median {endpoint.short} was {by_group(told)}."


def _at_a_year(groups: tuple[GroupSurvival, ...], endpoint: Endpoint) -> str:
    told = [(text, arm.label) for arm in groups if (text := _at_month(arm.milestones, "survival"))]
    return f"{endpoint.short} at {MILESTONE} months was {_named(told, len(groups))}." if told else ""


def _named(told: list[tuple[str, str]], groups: int) -> str:
    """The numbers with their groups, where there are several groups, though only one of them has a number."""
    return by_group(told) if groups == 1 or len(told) > 1 else f"{told[0][0]} in {told[0][1]}"


def _at_month(milestones: pd.DataFrame, name: str) -> str:
    rows = milestones[milestones["time"] == MILESTONE]
    return percent_phrase(*rows[[name, "lower", "upper"]].iloc[0]) if len(rows) else ""


def _test(name: str, test: LogRank | None) -> str:
    if test is None or not test.df:
        return ""
    return f"{name}: χ² {format_number(test.chisq, 2)} on {test.df} df, {format_p_equation(test.p)}."
