"""Comparisons as sentences: which test, on whom, what it weighs, and how far its P can be trusted."""

from collections.abc import Sequence

from core.analyses.chosen_test import ChosenTest
from core.analyses.compared import FEWEST_EVENTS
from core.analyses.comparisons import Comparisons
from core.formats import format_number, format_p_equation, format_plain
from core.words.immortal_time import late_sentence
from core.words.patients import patients

TEST_NAMES = {
    "logrank": "Log-rank",
    "gehan": "Gehan-Breslow-Wilcoxon",
    "tarone_ware": "Tarone-Ware",
    "peto_peto": "Peto-Peto",
    "peto_peto_modified": "Peto-Peto, modified",
    "fleming_harrington": "Fleming-Harrington",
    "trend": "Log-rank test for trend",
}
ADJUSTMENT_NAMES = {"holm": "Holm", "bh": "Benjamini-Hochberg", "bonferroni": "Bonferroni"}
NOT_STRATIFIED = "not stratified"

_WEIGHTS = {
    "logrank": "every event alike",
    "gehan": "early events most: the number at risk",
    "tarone_ware": "early events more: the square root of the number at risk",
    "peto_peto": "early events more: survival of all groups together",
    "peto_peto_modified": "the same, a little less where few are at risk",
    "trend": "every event alike; the groups in their order",
}


def name_of_test(test: str, rho: float = 0.0, gamma: float = 0.0, stratified: bool = False) -> str:
    """The name as a reader writes it: "Log-rank", "Fleming-Harrington (ρ = 0, γ = 1)", "Stratified log-rank"."""
    name = TEST_NAMES[test]
    if test == "fleming_harrington":
        name = f"{name} (ρ = {format_plain(rho)}, γ = {format_plain(gamma)})"
    return f"Stratified {_within_sentence(name)}" if stratified else name


def chosen_name(chosen: ChosenTest) -> str:
    """The name of the test the view asks for."""
    return name_of_test(chosen.test, chosen.rho, chosen.gamma, bool(chosen.strata.title))


def weights_phrase(test: str, rho: float, gamma: float) -> str:
    """What a test weighs: which differences between curves it sees best."""
    if test != "fleming_harrington":
        return _WEIGHTS[test]
    if not (rho or gamma):
        return _WEIGHTS["logrank"]
    return "late events more" if not rho else "early events more" if not gamma else "events in the middle more"


def corner_sentence(chosen: ChosenTest) -> str:
    """The test as it stands in the figure: "Log-rank P = .48"; empty where nothing is compared."""
    return "" if chosen.refused else f"{chosen_name(chosen)} {format_p_equation(chosen.p)}"


def chosen_sentence(chosen: ChosenTest) -> str:
    """The test with its chi-square, as a results section would say it; why there is none where there is none."""
    if chosen.refused:
        return chosen.refused
    if not chosen.df:
        return (
            f"{_with_test(chosen_name(chosen))}: P not estimable, as no event happened while two groups were at risk."
        )
    chisq = f"χ² {format_number(chosen.chisq, 2)} on {chosen.df} df"
    return f"{_with_test(chosen_name(chosen))}: {chisq}, {format_p_equation(chosen.p)}."


def chosen_caption(chosen: ChosenTest) -> str:
    """How the P in the figure came about, for its caption; empty where nothing is compared."""
    if chosen.refused:
        return ""
    parts = [f"P by the {_within_sentence(_with_test(chosen_name(chosen)))}."]
    return " ".join(filter(None, [*parts, strata_sentence(chosen), trend_sentence(chosen.labels, chosen.scores)]))


def strata_sentence(chosen: ChosenTest) -> str:
    """By what the test is stratified and whom that leaves out, or nothing."""
    strata = chosen.strata
    if not strata.title:
        return ""
    total = len(strata.tables)
    said = f"Stratified by {strata.title}: {total} {'stratum' if total == 1 else 'strata'}"
    if strata.comparing < total:
        said += f", {strata.comparing} of them with patients of two groups or more"
    left_out = f"; {patients(strata.left_out)} without a value left out of the test" if strata.left_out else ""
    return f"{said}{left_out}."


def trend_sentence(labels: Sequence[str], scores: Sequence[int]) -> str:
    """The order a test for trend takes the groups in, or nothing."""
    if not scores:
        return ""
    order = ", ".join(f"{label} ({score})" for label, score in zip(labels, scores, strict=True))
    return f"Trend over {order}: it means something only where that is an order."


def doubt_sentence(chosen: ChosenTest) -> str:
    """Why the P is only a rough guide, or nothing."""
    few = chosen.arms_with_few_events
    if chosen.refused or not few:
        return ""
    return (
        f"Fewer than {FEWEST_EVENTS} events in {', '.join(few)}: "
        f"the {_within_sentence(chosen_name(chosen))} P is only a rough guide."
    )


def late_strata_sentence(chosen: ChosenTest) -> str:
    """The warning that the strata were not known at time zero, or nothing."""
    return f"Strata: {late_sentence(chosen.strata.late)}" if chosen.strata.late else ""


def ratios_sentence(result: Comparisons) -> str:
    """Where the hazard ratios of the arms come from."""
    stratified = f", stratified by {result.chosen.strata.title}" if result.chosen.strata.title else ""
    return f"Hazard ratios against {result.chosen.labels[0]} by a Cox model{stratified}, with 95 % Wald limits."


def _with_test(name: str) -> str:
    return name if name.endswith("trend") else f"{name} test"


def _within_sentence(name: str) -> str:
    """The name inside a sentence: log-rank and stratified are no names of people."""
    return name[:1].lower() + name[1:] if name.startswith(("Log-rank", "Stratified")) else name
