"""The log-rank test by permutation in words: when it is of use, what it found, what it assumes."""

import math

from core.analyses.permutation import LATE_ENTRY, PermutationOffer, PermutationTest
from core.formats import format_p_equation, format_p_limits, format_percent
from core.stats.permutation_logrank import FEW_EVENTS
from core.words.patients import patients

BUTTON = "Exact or permutation test"
RUNNING = "Handing the groups out again among the patients …"
VARIANCE = (
    "Each group's observed less expected events are judged by their variance over all ways to hand the groups out (as "
    "R's coin), not event by event as in the usual test: where a group is small the two may differ much."
)
REFUSALS = {
    LATE_ENTRY: "There is no permutation test with late entry: a patient who came under observation later could not "
    "have been in another patient's place.",
}


def offer_sentence(offer: PermutationOffer) -> str:
    """Why the test is offered, or why it cannot be had; empty where it is not needed."""
    if not offer.needed:
        return ""
    events = f"{offer.fewest or 'No'} event{'' if offer.fewest == 1 else 's'} in {offer.arm}"
    few = f"{events}: with fewer than {FEW_EVENTS} in a group the chi-squared P of the log-rank test is approximate."
    if offer.refused:
        return f"{few} {REFUSALS[offer.refused]}"
    return f"{few} The permutation test counts how often chance alone parts the groups as far."


def found_sentence(test: PermutationTest) -> str:
    """The test with its P, how it was computed, and the P of the chi-squared distribution beside it."""
    found = test.found
    name = f"{'stratified ' if test.offer.strata else ''}log-rank test"
    beside = f"The {name} by the chi-squared distribution: {format_p_equation(test.p_chi_squared)}."
    if found.method == "exact":
        return f"Exact permutation {name}: {format_p_equation(found.p)}, of all ways to hand the groups out. {beside}"
    level = format_percent(found.level, 0)
    limits = f"{level} % limits by simulation {format_p_limits(found.lower, found.upper)}"
    return (
        f"Monte Carlo permutation {name}: {format_p_equation(found.p)} ({limits}), of {found.permutations:,} random "
        f"ways to hand the groups out. {beside}"
    )


def assumption_sentence(test: PermutationTest) -> str:
    """That the groups must be censored alike, and whether they look it."""
    found, assumed = test.found, "It assumes that the groups were censored alike"
    if math.isnan(found.censoring_p):
        return f"{assumed}; nothing here speaks against it."
    censoring = f"log-rank test of the censorings {format_p_equation(found.censoring_p)}"
    if found.censoring_differs:
        return f"{assumed}, which is in doubt here ({censoring}): read its P with caution."
    return f"{assumed} ({censoring})."


def strata_sentence(test: PermutationTest) -> str:
    """Within what the groups were handed out and whom that leaves out, or nothing."""
    offer = test.offer
    if not offer.strata:
        return ""
    without = f" Left out: {patients(offer.left_out)} without a value of it." if offer.left_out else ""
    return f"Groups change hands only among patients with the same {offer.strata}.{without}"
