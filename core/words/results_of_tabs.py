"""Results of the tabs under the curves: fixed times, restricted means, hazards by year, conditional survival."""

import math

import pandas as pd

from core.analyses.comparisons import Comparisons
from core.analyses.conditional_survival import ConditionalSurvival
from core.analyses.follow_up import PATIENT_YEARS, Maturity
from core.analyses.restricted_mean import RestrictedMean
from core.endpoints import Endpoint
from core.formats import format_interval, format_number, format_percent, format_plain, listed
from core.words.conditional_survival import still_phrase
from core.words.result_phrases import by_group, months_phrase, percent_phrase, with_limits
from core.words.results import MILESTONE, ratios_results

FURTHER = 12
"""Conditional survival is told in a sentence for so many months further."""


def comparison_results(result: Comparisons, endpoint: Endpoint) -> tuple[str, ...]:
    """The hazard ratios, and the differences at a year; all fixed times stand in the table."""
    return tuple(filter(None, (ratios_results(result.ratios), _differences(result.milestones, endpoint))))


def restricted_mean_results(result: RestrictedMean) -> tuple[str, ...]:
    """The restricted means of the groups, and their differences from the first."""
    means = [
        (months_phrase(arm.restricted_mean, arm.lower, arm.upper), label)
        for label, arm in zip(result.labels, result.means.groups.itertuples(), strict=True)
    ]
    short, tau = result.endpoint.short, format_plain(result.tau)
    said = [f"Restricted mean {short} up to {tau} months was {by_group(means)}."]
    contrasts = result.means.contrasts
    found = contrasts[contrasts["measure"] == "difference"] if len(result.labels) > 1 else contrasts.iloc[:0]
    differences = [
        f"{months_phrase(one.estimate, one.lower, one.upper, one.p)} in {result.labels[int(one.group)]}"
        for one in found.itertuples()
        if math.isfinite(one.estimate)
    ]
    if differences:
        said.append(f"Against {result.labels[0]}, the difference was {listed(differences)}.")
    return tuple(said)


def hazard_results(result: Maturity) -> tuple[str, ...]:
    """The hazard of the first year; the others stand in the table."""
    first = result.hazards[(result.hazards["start"] == 0) & (result.hazards["person_time"] > 0)]
    told = [
        (with_limits(format_number(year.hazard), format_interval(year.lower, year.upper)), year.label)
        for year in first.itertuples()
    ]
    if not told:
        return ()
    return (f"Events per {PATIENT_YEARS} patient-years in the first year: {by_group(told)}.",)


def conditional_results(result: ConditionalSurvival) -> tuple[str, ...]:
    """For each month given, survival for a year more of those still at risk then."""
    said = []
    for given in result.given:
        rows = result.rows[(result.rows["given"] == given) & (result.rows["time"] == given + FURTHER)]
        told = [
            (percent_phrase(row.survival, row.lower, row.upper), row.label)
            for row in rows.itertuples()
            if math.isfinite(row.survival)
        ]
        if told:
            still = still_phrase(result.endpoint).lower()
            who = f"Of patients {still} at {format_plain(given)} months"
            said.append(f"{who}, {by_group(told)} were so at {format_plain(given + FURTHER)} months.")
    return tuple(said)


def _differences(milestones: pd.DataFrame, endpoint: Endpoint) -> str:
    rows = milestones[milestones["time"] == MILESTONE] if len(milestones) else milestones
    told = [
        with_limits(
            f"{format_percent(row.difference)} percentage points", _points(row.lower, row.upper), row.p
        ) + f" in {row.label}"
        for row in rows.itertuples()
        if math.isfinite(row.difference)
    ]  # fmt: skip
    if not told:
        return ""
    reference = rows["reference_label"].iloc[0]
    return f"Against {reference}, {endpoint.short} at {MILESTONE} months differed by {listed(told)}."


def _points(lower: float, upper: float) -> str:
    return format_interval(100 * lower, 100 * upper)
