"""Survival as sentences: the test, the medians, the caption of the figure."""

from core.analyses.chosen_test import TWO_GROUPS
from core.analyses.survival import Survival
from core.formats import format_median, in_sentence
from core.words.comparison import chosen_caption, doubt_sentence
from core.words.immortal_time import late_sentence
from core.words.observation import observation_sentence

INTERVAL_PHRASES = {
    "log-log": "on the log-log scale",
    "log": "on the log scale (as R)",
    "plain": "on the plain scale",
    "beta-product": "by the beta product method (Fay and others 2013)",
}
INTERVAL_NAMES = {"log-log": "log-log", "log": "log (as R)", "plain": "plain", "beta-product": "beta product"}
NO_BETA_PRODUCT = "The beta product method is for a group of fewer than 30 without late entry; shown instead: log-log."


def medians_sentence(result: Survival) -> str:
    """The medians with their limits, as a results section would say them."""
    said = [
        f"{format_median(*arm.median[['time', 'lower', 'upper']])} months"
        + (f" ({arm.label})" if len(result.groups) > 1 else "")
        for arm in result.groups
    ]
    return f"Median {in_sentence(result.endpoint.title)}, with 95 % CI: {'; '.join(said)}."


def survival_caption(result: Survival, interval: str) -> str:
    """What the figure is, how its numbers were computed, and what makes it misleading, so that it travels with it."""
    parts = [
        f"{result.endpoint.title}, Kaplan-Meier. 95 % confidence intervals {INTERVAL_PHRASES[interval]}.",
        "Ticks mark censored patients; a curve fades where fewer than 5 patients, or 10 % of its group, remain.",
        "NR, not reached. Follow-up by the reverse Kaplan-Meier method. 1 month = 30.4375 days.",
        observation_sentence(result.endpoint),
        *([f"Immortal time: {late_sentence(result.late)}"] if result.late else []),
        *filter(None, [arms_sentence(result), chosen_caption(result.test), doubt_sentence(result.test)]),
    ]
    return " ".join(filter(None, parts))


def arms_sentence(result: Survival) -> str:
    """Which arms are not drawn and whether a comparison is left, or nothing where all are there."""
    if not result.empty_arms:
        return ""
    alone = f" {TWO_GROUPS}" if len(result.groups) < 2 else ""
    return f"No patient with a time in: {', '.join(result.empty_arms)}.{alone}"
