"""The numbers of a result, each by a name that scripts give it too: "group 1, median, lower"."""

import pandas as pd

from core.analyses.incidence import CompetingRisks
from core.analyses.survival import GroupSurvival, Survival

Numbers = dict[str, float]
QUARTILES = {0.25: "75 % alive at", 0.5: "median", 0.75: "25 % alive at"}
CAUSES = ("event", "competing event")


def survival_numbers(result: Survival) -> Numbers:
    """Patients, events, quartiles, milestones and follow-up of each group in months, and the test."""
    found: Numbers = {}
    for place, arm in enumerate(result.groups, start=1):
        found |= {f"group {place}, {name}": value for name, value in arm_numbers(arm).items()}
    if result.test.df:
        found |= {"test, chi-square": result.test.chisq, "test, P": result.test.p}
    return found


def arm_numbers(arm: GroupSurvival) -> Numbers:
    """Patients, events, quartiles, milestones and follow-up of one group."""
    found: Numbers = {"patients": arm.n, "events": arm.n_events}
    for row in arm.quantiles.itertuples(index=False):
        found |= estimate(QUARTILES[row.probability], row.time, row.lower, row.upper)
    followed = arm.follow_up
    follow_up = estimate("median follow-up", followed["time"], followed["lower"], followed["upper"])
    return found | milestone_numbers(arm) | follow_up


def milestone_numbers(arm: GroupSurvival) -> Numbers:
    """Survival at milestones of one group."""
    found: Numbers = {}
    for row in arm.milestones.itertuples(index=False):
        found |= estimate(f"alive at {row.time:g} months", row.survival, row.lower, row.upper)
    return found


def incidence_numbers(result: CompetingRisks) -> Numbers:
    """Patients, events of both causes, incidences at milestones of each group, and Gray's tests."""
    found: Numbers = {}
    for place, arm in enumerate(result.groups, start=1):
        group = f"group {place}"
        counts = {"patients": arm.n, "events": arm.n_events, "competing events": arm.n_competing}
        found |= {f"{group}, {name}": float(count) for name, count in counts.items()}
        for cause, milestones in zip(CAUSES, arm.milestones, strict=True):
            found |= _incidences(f"{group}, {cause}", milestones)
    for cause, test in zip(CAUSES, result.gray, strict=False):
        if test.df:
            found |= {f"Gray's test, {cause}, chi-square": test.chisq, f"Gray's test, {cause}, P": test.p}
    return found


def _incidences(name: str, milestones: pd.DataFrame) -> Numbers:
    found: Numbers = {}
    for row in milestones.itertuples(index=False):
        found |= estimate(f"{name} by {row.time:g} months", row.incidence, row.lower, row.upper)
    return found


def estimate(name: str, value: float, lower: float, upper: float) -> Numbers:
    """A number with its limits."""
    return {name: float(value), f"{name}, lower": float(lower), f"{name}, upper": float(upper)}
