"""Restricted means as sentences."""

from core.analyses.restricted_mean import RestrictedMean
from core.formats import format_at_most, format_plain


def refusal_sentence(result: RestrictedMean) -> str:
    """Why there are no restricted means and which tau there may be; empty where there are."""
    if result.means is not None:
        return ""
    if not result.largest > 0:
        return "Nobody was followed beyond time zero: there is no restricted mean."
    if not result.tau > 0:
        return "A restricted mean needs a horizon τ above 0 months."
    return (
        f"τ = {format_plain(result.tau)} months lies beyond {_follow_up(result)}: "
        f"choose a τ of at most {format_at_most(result.largest)} months."
    )


def horizon_sentence(result: RestrictedMean) -> str:
    """Up to when means are taken, and how far they could be."""
    chosen = ", the largest possible in whole months" if result.at_default else ""
    return (
        f"τ = {format_plain(result.tau)} months{chosen}; the curves are known up to "
        f"{format_at_most(result.largest)} months, the end of {_follow_up(result)}."
    )


def _follow_up(result: RestrictedMean) -> str:
    """Whose follow-up bounds τ: that of the arms it ends in first, or the only one there is."""
    return "follow-up" if len(result.labels) == 1 else f"the follow-up of {' and '.join(result.limiting)}"
