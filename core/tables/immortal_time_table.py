"""Naive, landmark and time-dependent estimates side by side, and the hazard ratios of one of them."""

from core.analyses.bias_panel import BiasPanel, MethodEstimate
from core.analyses.hazard_ratios import HazardRatio
from core.formats import DASH, format_number, format_p, format_p_equation, format_ratio
from core.tables.cox_table import REASONS
from core.tables.display import DisplayTable, Row
from core.words.immortal_time import panel_sentence

TESTS = {"naive": "Log-rank", "landmark": "Log-rank", "time-dependent": "Mantel-Byar"}
QUESTIONS = {
    "naive": "From time zero, as if known then (misleading)",
    "landmark": "From {} months, by what was known then",
    "time-dependent": "Time-dependent, each patient in each group while in it",
}


def panel_table(panel: BiasPanel) -> DisplayTable:
    """A row a method and group: patients, events, hazard ratio against the reference, its P, and the test of all."""
    columns = (
        "Analysis",
        "Group",
        "n",
        "Events",
        f"HR against {panel.reference} (95 % CI)",
        "P (Wald)",
        "Test of groups",
    )
    rows = [row for estimate in panel.estimates for row in _method(estimate, panel)]
    return DisplayTable("The same comparison three ways", columns, tuple(rows), (panel_sentence(panel),))


def ratios_table(ratios: tuple[HazardRatio, ...], note: str) -> DisplayTable:
    """A row a group: its patients and events, hazard ratio against the first group, and P."""
    reference = ratios[0].reference if ratios else ""
    columns = ("Group", "n", "Events", f"HR against {reference} (95 % CI)", "P (Wald)")
    rows = tuple(Row((one.label, f"{one.n:,}", f"{one.n_events:,}", *_estimate(one))) for one in ratios)
    return DisplayTable("Hazard ratios", columns, rows, (note,))


def _method(estimate: MethodEstimate, panel: BiasPanel) -> list[Row]:
    question = QUESTIONS[estimate.method].format(format_number(panel.landmark, 0 if panel.landmark % 1 == 0 else 1))
    test = f"{TESTS[estimate.method]} {format_p_equation(estimate.test.p)}" if estimate.test else DASH
    counts = (f"{estimate.n:,}", f"{estimate.n_events:,}")
    muted = estimate.method == "naive"
    if not estimate.ratios:
        return [Row((question, DASH, *counts, "one group only", DASH, test), muted=muted)]
    first, *others = estimate.ratios
    return [
        Row((question, first.label, *counts, *_estimate(first), test), muted=muted),
        *(Row(("", one.label, "", "", *_estimate(one), ""), muted=muted) for one in others),
    ]


def _estimate(one: HazardRatio) -> tuple[str, str]:
    if not one.estimable:
        return f"not estimable: {REASONS[one.reason]}", DASH
    return format_ratio(one.hr, one.lower, one.upper), format_p(one.p)
