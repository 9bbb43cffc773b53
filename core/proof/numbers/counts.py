"""The numbers of counts by group, each by a name that scripts give it too: "CR of responders, group 1, share"."""

from collections.abc import Sequence

from core.analyses.contrasts import Versus
from core.analyses.response import Proportion
from core.proof.numbers.curves import Numbers, estimate
from core.stats.association import Association
from core.stats.two_by_two import Contrast

LONGEST_NAME = 60
PLAIN_SIGNS = {"–": "-", "—": "-", "≥": ">=", "’": "'"}


def plain(text: str) -> str:
    """A text in one line of plain letters, so that it may stand in the name of a number."""
    for sign, instead in PLAIN_SIGNS.items():
        text = text.replace(sign, instead)
    kept = "".join(sign if " " <= sign <= "~" else "?" for sign in " ".join(text.split()))
    return kept[:LONGEST_NAME].strip()


def proportion_numbers(name: str, proportion: Proportion) -> Numbers:
    """k and n, and the share with its limits, which are nan of nobody."""
    share = proportion.k / proportion.n if proportion.n else float("nan")
    return {
        f"{name}, k": float(proportion.k),
        f"{name}, n": float(proportion.n),
        **estimate(f"{name}, share", share, proportion.lower, proportion.upper),
    }


def compared_numbers(name: str, versus: Sequence[Versus], test: Association | None) -> Numbers:
    """Each group but the first against the first, and the P of all of them."""
    found: Numbers = {}
    for place, one in enumerate(versus, start=2):
        found |= _contrast(f"{name}, group {place} minus group 1", one.difference)
        found |= _contrast(f"{name}, odds ratio of group {place} to group 1", one.odds_ratio)
    return found | ({f"{name}, P": float(test.p)} if test is not None else {})


def _contrast(name: str, contrast: Contrast) -> Numbers:
    return estimate(name, contrast.estimate, contrast.lower, contrast.upper)
