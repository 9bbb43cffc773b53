"""The tables of a comparison: the chosen test by arm, all tests, pairs of arms, survival at fixed times."""

import math

import pandas as pd

from core.analyses.chosen_test import ChosenTest
from core.analyses.compared import FEWEST_EVENTS
from core.analyses.comparisons import Comparisons
from core.analyses.hazard_ratios import HazardRatio
from core.formats import (
    DASH,
    format_number,
    format_p,
    format_percent,
    format_percent_interval,
    format_plain,
    format_ratio,
)
from core.tables.cox_table import REASONS
from core.tables.display import DisplayTable, Row
from core.words.comparison import (
    ADJUSTMENT_NAMES,
    chosen_name,
    doubt_sentence,
    name_of_test,
    ratios_sentence,
    strata_sentence,
    trend_sentence,
    weights_phrase,
)

CHOSEN_MARK = "chosen"


def observed_table(result: Comparisons) -> DisplayTable:
    """A row an arm: patients, events, and the observed and expected sums the chosen test compares, with the HR."""
    chosen = result.chosen
    weighted = chosen.test not in ("logrank", "trend")
    sums = ("Weighted observed", "Weighted expected") if weighted else ("Observed", "Expected")
    columns = (result.title or "Group", "n", "Events", *sums, "Hazard ratio (95 % CI)")
    ratios = {one.label: one for one in result.ratios}
    rows = tuple(_observed(chosen, place, ratios) for place in range(len(chosen.labels)))
    notes = (strata_sentence(chosen), ratios_sentence(result), doubt_sentence(chosen))
    return DisplayTable(f"{chosen_name(chosen)}: observed and expected events", columns, rows, notes)


def all_tests_table(result: Comparisons) -> DisplayTable:
    """A row a test: what it weighs, chi-square, degrees of freedom and P; the chosen one says so."""
    columns = ("Test", "Weighs", "χ²", "df", "P")
    stratified = bool(result.chosen.strata.title)
    rows = tuple(_test(one, stratified) for one in result.tests.itertuples(index=False))
    notes = (
        "All on the same patients. Decide on a test before seeing its P: the smallest of several is not a P.",
        "ρ and γ are the exponents of the Fleming-Harrington weights S^ρ (1 − S)^γ, S the survival of all together.",
        trend_sentence(result.chosen.labels, result.scores),
        doubt_sentence(result.chosen),
    )
    return DisplayTable("All tests side by side", columns, rows, notes)


def pairs_table(result: Comparisons) -> DisplayTable:
    """A row a pair of arms: hazard ratio, P of the two alone, and P adjusted for the number of pairs."""
    chosen, adjustment = result.chosen, ADJUSTMENT_NAMES[result.adjust]
    weights = "logrank" if chosen.test == "trend" else chosen.test
    name = name_of_test(weights, chosen.rho, chosen.gamma, bool(chosen.strata.title))
    columns = (result.title or "Groups", "Hazard ratio (95 % CI)", "χ²", "P", f"P adjusted ({adjustment})")
    few = chosen.arms_with_few_events
    rows = tuple(_pair(pair, few) for pair in result.pairs.itertuples(index=False))
    notes = (
        f"{name} test and Cox model of the two groups alone; adjusted for {int(result.pairs['p'].notna().sum())} "
        f"comparisons ({adjustment}). Limits are not adjusted.",
        f"Grey: fewer than {FEWEST_EVENTS} events in one of the two, P is only a rough guide." if few else "",
    )
    return DisplayTable("Every pair of groups", columns, rows, notes)


def differences_table(title: str, milestones: pd.DataFrame) -> DisplayTable:
    """A row a fixed time and arm: survival of it and of the first arm, their difference with limits, and P."""
    reference = milestones["reference_label"].iloc[0] if len(milestones) else ""
    columns = ("Time", title or "Group", "Survival, %", f"{reference}, %", "Difference, points (95 % CI)", "P")
    rows = tuple(_difference(at) for at in milestones.itertuples(index=False))
    notes = (
        f"Group minus {reference}, in percentage points: Kaplan-Meier, log-log limits of both combined (hybrid method "
        "of Zou and Donner 2008). P by the test on the log(−log) scale (Klein and others 2007), "
        "not adjusted for the number of times and groups.",
        f"“{DASH}”: one of the two was not followed so long, or nobody or everybody has had the event by then.",
    )
    return DisplayTable("Survival at fixed times compared", columns, rows, notes)


def _observed(chosen: ChosenTest, place: int, ratios: dict[str, HazardRatio]) -> Row:
    label = chosen.labels[place]
    sums = (format_number(chosen.observed[place], 2), format_number(chosen.expected[place], 2))
    counts = (f"{chosen.n[place]:,}", f"{chosen.n_events[place]:,}")
    return Row((label, *counts, *sums, "1 (reference)" if not place else _ratio(ratios.get(label))))


def _ratio(one: HazardRatio | None) -> str:
    if one is None:
        return DASH
    return format_ratio(one.hr, one.lower, one.upper) if one.estimable else f"not estimable: {REASONS[one.reason]}"


def _test(one, stratified: bool) -> Row:
    name = name_of_test(one.test, one.rho, one.gamma, stratified)
    mark = f", {CHOSEN_MARK}" if one.chosen else ""
    figures = (format_number(one.chisq, 2), str(one.df) if one.df else DASH, format_p(one.p))
    return Row((f"{name}{mark}", weights_phrase(one.test, one.rho, one.gamma), *figures), heading=bool(one.chosen))


def _pair(pair, few: tuple[str, ...]) -> Row:
    figures = (format_ratio(pair.hr, pair.lower, pair.upper), format_number(pair.chisq, 2))
    cells = (f"{pair.label} vs {pair.reference}", *figures, format_p(pair.p), format_p(pair.p_adjusted))
    return Row(cells, muted=pair.label in few or pair.reference in few)


def _difference(at) -> Row:
    p = format_p(at.p) if math.isfinite(at.p) else DASH
    survivals = (format_percent(at.survival), format_percent(at.reference_survival))
    difference = format_percent_interval(at.difference, at.lower, at.upper)
    return Row((f"{format_plain(at.time)} months", at.label, *survivals, difference, p))
