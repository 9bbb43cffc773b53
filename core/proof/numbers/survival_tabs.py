"""What the tabs under the curves of the Survival page show, and its numbers by name."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from core.analyses.chosen_test import ChosenTest
from core.analyses.compared import Compared
from core.analyses.comparisons import Comparisons, compare_arms
from core.analyses.conditional_survival import ConditionalSurvival, conditional_survival_of
from core.analyses.follow_up import Maturity, follow_up_of
from core.analyses.restricted_mean import RestrictedMean, restricted_mean_of
from core.proof.numbers.curves import Numbers, estimate
from core.view import View

MEASURES = {"difference": "minus group 1", "ratio": "over group 1", "time_lost_ratio": "time lost over group 1"}


@dataclass(frozen=True, eq=False)
class SurvivalTabs:
    """The tabs of comparisons, restricted means, follow-up and conditional survival, of the same patients."""

    comparisons: Comparisons
    means: RestrictedMean
    follow_up: Maturity
    conditional: ConditionalSurvival
    ties: str


def tabs_of(compared: Compared, view: View) -> SurvivalTabs:
    """All four, computed as the page does."""
    asked = (compared, view)
    return SurvivalTabs(
        compare_arms(*asked),
        restricted_mean_of(*asked),
        follow_up_of(*asked),
        conditional_survival_of(*asked),
        view.ties,
    )


def tab_numbers(tabs: SurvivalTabs) -> Numbers:
    """Every number of the tabs; those that are not estimable have none."""
    parts = (_of_comparisons, _of_pairs, _of_differences, _of_means, _of_follow_up, _of_hazards, _of_conditional)
    return {name: value for part in parts for name, value in part(tabs).items()}


def name_of_weights(test: str, rho: float, gamma: float) -> str:
    """A test among all tests: "gehan", "fleming_harrington 0 1"."""
    return f"{test} {rho:g} {gamma:g}" if test == "fleming_harrington" else test


def known_milestones(tabs: SurvivalTabs) -> Iterator[tuple[float, int, list[float]]]:
    """Of conditional survival the months given, the places of groups from 1, and the later months each is known at."""
    rows = tabs.conditional.rows
    if len(rows):
        known = rows[rows["survival"].notna() & (rows["time"] > rows["given"])]
        for (given, group), found in known.groupby(["given", "group"]):
            yield float(given), int(group) + 1, found["time"].tolist()


def _of_comparisons(tabs: SurvivalTabs) -> Numbers:
    found: Numbers = {}
    chosen: ChosenTest = tabs.comparisons.chosen
    for place, sums in enumerate(zip(chosen.observed, chosen.expected, strict=True), start=1):
        found |= {
            f"test, group {place}, {name}": float(n) for name, n in zip(("observed", "expected"), sums, strict=True)
        }
    for ratio in tabs.comparisons.ratios:
        if ratio.estimable:
            name = f"groups, hazard ratio of group {chosen.labels.index(ratio.label) + 1}"
            found |= estimate(name, ratio.hr, ratio.lower, ratio.upper) | {f"{name}, P": ratio.p}
    for row in tabs.comparisons.tests.itertuples(index=False):
        name = f"all tests, {name_of_weights(row.test, row.rho, row.gamma)}"
        found |= {f"{name}, chi-square": float(row.chisq), f"{name}, P": float(row.p)}
    return found


def _of_pairs(tabs: SurvivalTabs) -> Numbers:
    found: Numbers = {}
    labels = tabs.comparisons.chosen.labels
    for row in tabs.comparisons.pairs.itertuples(index=False):
        first, second = labels.index(row.reference) + 1, labels.index(row.label) + 1
        name = f"groups {first} and {second}"
        found |= {f"{name}, chi-square": row.chisq, f"{name}, P": row.p, f"{name}, P adjusted": row.p_adjusted}
        if pd.notna(row.hr):
            found |= estimate(f"{name}, hazard ratio of group {second}", row.hr, row.lower, row.upper)
    return found


def _of_differences(tabs: SurvivalTabs) -> Numbers:
    found: Numbers = {}
    for row in tabs.comparisons.milestones.itertuples(index=False):
        name = f"alive at {row.time:g} months, group {int(row.group) + 1}"
        ratio = row.cumulative_hazard_ratio, row.cumulative_hazard_ratio_lower, row.cumulative_hazard_ratio_upper
        found |= estimate(f"{name} minus group 1", row.difference, row.lower, row.upper)
        found |= estimate(f"{name}, ratio of cumulative hazards", *ratio) | {f"{name}, P": float(row.p)}
    return found


def _of_means(tabs: SurvivalTabs) -> Numbers:
    found: Numbers = {}
    if tabs.means.means is None:
        return found
    for place, row in enumerate(tabs.means.means.groups.itertuples(index=False), start=1):
        found |= estimate(f"group {place}, restricted mean", row.restricted_mean, row.lower, row.upper)
        found |= estimate(f"group {place}, time lost", row.time_lost, row.time_lost_lower, row.time_lost_upper)
    for row in tabs.means.means.contrasts.itertuples(index=False):
        name = f"restricted mean, group {int(row.group) + 1} {MEASURES[row.measure]}"
        found |= estimate(name, row.estimate, row.lower, row.upper) | {f"{name}, P": float(row.p)}
    return found


def _of_follow_up(tabs: SurvivalTabs) -> Numbers:
    found: Numbers = {}
    result = tabs.follow_up
    for place, arm in enumerate(result.arms.itertuples(index=False), start=1):
        found |= {f"group {place}, longest follow-up": float(arm.last_time)}
        found |= {f"group {place}, 10 % at risk up to": float(arm.last_time_10_percent)}
        if result.tie_rules_differ:
            limits = arm.median_events_first, arm.lower_events_first, arm.upper_events_first
            found |= estimate(f"group {place}, median follow-up, events first", *limits)
    for row in result.informative.itertuples(index=False):
        found[f"group {int(row.group) + 1}, informative at {row.time:g} months"] = float(row.informative)
    return found


def _of_hazards(tabs: SurvivalTabs) -> Numbers:
    found: Numbers = {}
    for row in tabs.follow_up.hazards.itertuples(index=False):
        name = f"group {int(row.group) + 1}, year {row.end / 12:g}"
        if row.person_time > 0:
            counts = {"at risk at its start": row.at_risk, "events": row.events, "patient-years": row.patient_years}
            found |= {f"{name}, {what}": float(count) for what, count in counts.items()}
            found |= estimate(f"{name}, hazard", row.hazard, row.lower, row.upper)
    return found


def _of_conditional(tabs: SurvivalTabs) -> Numbers:
    rows = tabs.conditional.rows
    found: Numbers = {}
    for given, place, months in known_milestones(tabs):
        own = rows[(rows["given"] == given) & (rows["group"] == place - 1)].set_index("time")
        for month in months:
            row, name = own.loc[month], f"group {place}, given {given:g} months, alive at {month:g} months"
            found |= estimate(name, row["survival"], row["lower"], row["upper"])
    return found
