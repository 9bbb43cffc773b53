"""Naive, landmark and time-dependent estimates side by side, and the hazard ratios of one of them."""

from core.analyses.bias_panel import BiasPanel, MethodEstimate
from core.analyses.hazard_ratios import HazardRatio
from core.formats import DASH, format_p, format_p_equation, format_ratio
from core.tables.cox_table import REASONS
from core.tables.display import DisplayTable, Row
from core.words.immortal_time import months, panel_sentence

TESTS = {"naive": "Log-rank", "landmark": "Log-rank", "time-dependent": "Mantel-Byar"}
QUESTIONS = {
    "naive": "From time zero, as if known then (misleading)",
    "landmark": "From {}, by what was known then",
    "time-dependent": "Time-dependent, each patient in each group while in it",
}


def panel_table(panel: BiasPanel) -> DisplayTable:
    """A row a method with its patients, events and test, below it a row a group with its hazard ratio and P."""
    columns = ("Analysis", "n", "Events", f"HR against {panel.reference} (95 % CI)", "P (Wald)", "Test of groups")
    rows = [row for estimate in panel.estimates for row in _method(estimate, panel)]
    return DisplayTable("The same comparison three ways", columns, tuple(rows), (panel_sentence(panel),))


def ratios_table(ratios: tuple[HazardRatio, ...], note: str) -> DisplayTable:
    """A row a group: its patients and events, hazard ratio against the first group, and P."""
    reference = ratios[0].reference if ratios else ""
    columns = ("Group", "n", "Events", f"HR against {reference} (95 % CI)", "P (Wald)")
    rows = tuple(Row((one.label, f"{one.n:,}", f"{one.n_events:,}", *_estimate(one))) for one in ratios)
    return DisplayTable("Hazard ratios", columns, rows, (note,))


def _method(estimate: MethodEstimate, panel: BiasPanel) -> list[Row]:
    question = QUESTIONS[estimate.method].format(months(panel.landmark))
    test = f"{TESTS[estimate.method]} {format_p_equation(estimate.test.p)}" if estimate.test else DASH
    muted = estimate.method == "naive"
    alone = "" if estimate.ratios else "one group only"
    first = Row((question, f"{estimate.n:,}", f"{estimate.n_events:,}", alone, "", test), muted=muted)
    return [first, *(_group(one, panel.reference, muted) for one in estimate.ratios)]


def _group(one: HazardRatio, reference: str, muted: bool) -> Row:
    """One group; it says so where it is compared with another group than the column is."""
    label = one.label if one.reference == reference else f"{one.label}, against {one.reference}"
    return Row((label, f"{one.n:,}", f"{one.n_events:,}", *_estimate(one), ""), inset=True, muted=muted)


def _estimate(one: HazardRatio) -> tuple[str, str]:
    if not one.estimable:
        return f"not estimable: {REASONS[one.reason]}", DASH
    return format_ratio(one.hr, one.lower, one.upper), format_p(one.p)
