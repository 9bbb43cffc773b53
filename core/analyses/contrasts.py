"""Arms against the first one: the difference of their shares and the odds ratio, printed before any P."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.stats.odds_ratio import conditional_odds_ratio
from core.stats.two_by_two import Contrast, risk_difference


@dataclass(frozen=True)
class Versus:
    """An arm against the first one: its share minus the first's with Newcombe limits, and the odds ratio.

    The odds ratio is the conditional one of Fisher's test with exact limits. nan where an arm has nobody, and where
    nobody or everybody of both has the answer there is no odds ratio.
    """

    label: str
    difference: Contrast
    odds_ratio: Contrast


def contrast_arms(labels: Sequence[str], counts: np.ndarray) -> tuple[Versus, ...]:
    """Every arm but the first against the first; `counts` has a row an arm: how many with the answer, and without."""
    pairs = ((labels[arm], counts[[arm, 0]]) for arm in range(1, len(labels)))
    return tuple(Versus(label, risk_difference(pair), conditional_odds_ratio(pair)) for label, pair in pairs)
