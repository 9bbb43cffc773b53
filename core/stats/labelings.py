"""All ways to hand the groups out again among the patients, or a random sample of them.

Patients carry scores that add up to 0 in each stratum; the groups keep their sizes in each. Where the ways can
be listed, the strata's scores are split in two halves and the ways to fill each half are listed: two halves
make a labeling when their group sizes add up. So two groups cost as much as their halves.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import comb
from scipy.stats import multinomial

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

# At most so many numbers are drawn at a time: some 20 ms.
CHUNK = 1_000_000


@dataclass(frozen=True)
class Stratum:
    """Patients whose groups may be exchanged: how many have each score, and how many are in each group."""

    scores: Floats  # (C,)
    counts: Counts  # (C,)
    sizes: Counts  # (G,)
    sums: Floats  # (G,) of the scores as the groups are

    @cached_property
    def variance(self) -> Floats:
        """(G, G) of the groups' sums of scores over all labelings."""
        n = self.sizes.sum()
        spread = float(self.counts @ self.scores**2) / max(n - 1, 1)
        return spread * (np.diag(self.sizes) - np.outer(self.sizes, self.sizes) / max(n, 1))


@dataclass(frozen=True)
class _Ways:
    """Ways to label some of the patients: W of them, by what they give to every group but the last."""

    members: Counts  # (W, G - 1) in the stratum that is not yet complete
    sums: Floats  # (W, G - 1) of scores, over all strata
    weight: Floats  # (W,) in proportion to the labelings of single patients


@dataclass(frozen=True)
class _Score:
    """Patients with one score, and where their stratum stands while the ways are listed from one side."""

    score: float
    count: int
    sizes: Counts  # (G,) of the stratum
    left: int  # patients of the stratum still without a group afterwards


def listed_sums(strata: list[Stratum], most: int) -> tuple[Floats, Floats] | None:
    """The groups' sums of scores (W, G - 1) in all labelings and their weights (W,); None if more than `most`."""
    ways = _start(strata)
    for place in _in_order(strata):
        ways = _extended(ways, place, most)
        if ways is None:
            return None
    return ways.sums, ways.weight


def share_at_least(strata: list[Stratum], distance: float, most: int) -> float | None:
    """The share of all labelings of two groups in which the first one's sum is at least `distance` from 0.

    `distance` must be above 0. None where a half can be filled in more than `most` ways.
    """
    front, back = _in_order(strata), _in_order(_reversed(strata))
    first = second = _start(strata)
    for _ in range(sum(len(stratum.scores) for stratum in strata)):
        if len(first.weight) <= len(second.weight):
            first = _extended(first, last := next(front), most)
        else:
            second = _extended(second, next(back), most)
        if first is None or second is None:
            return None
    # Where the halves meet inside a stratum, they make up its first group together.
    needed = int(last.sizes[0]) if last.left else 0
    far = total = 0.0
    for members in np.unique(first.members):
        mine, partners = first.members[:, 0] == members, second.members[:, 0] == needed - members
        if partners.any():
            order = np.argsort(second.sums[partners, 0])
            sums = second.sums[partners, 0][order]
            running = np.concatenate([[0.0], np.cumsum(second.weight[partners][order])])
            own, weight = first.sums[mine, 0], first.weight[mine]
            below = running[np.searchsorted(sums, -distance - own, side="right")]
            above = running[-1] - running[np.searchsorted(sums, distance - own, side="left")]
            far += float(weight @ (below + above))
            total += float(weight.sum() * running[-1])
    return far / total


def random_sums(strata: list[Stratum], labelings: int, random: np.random.Generator) -> Iterator[Floats]:
    """The groups' sums of scores in random labelings, (B, G) at a time until there are `labelings`."""
    scores = [np.repeat(stratum.scores, stratum.counts) for stratum in strata]
    starts = [np.concatenate([[0], np.cumsum(stratum.sizes)[:-1]]) for stratum in strata]
    at_a_time = max(1, CHUNK // max(1, sum(map(len, scores))))
    for done in range(0, labelings, at_a_time):
        size = min(at_a_time, labelings - done)
        sums = np.zeros((size, len(strata[0].sizes)))
        for values, start in zip(scores, starts, strict=True):
            shuffled = random.permuted(np.broadcast_to(values, (size, len(values))), axis=1)
            cumulative = np.concatenate([np.zeros((size, 1)), np.cumsum(shuffled, axis=1)], axis=1)
            sums += np.diff(cumulative[:, np.append(start, len(values))], axis=1)
        yield sums


def _start(strata: list[Stratum]) -> _Ways:
    free = len(strata[0].sizes) - 1
    return _Ways(np.zeros((1, free), dtype=np.int64), np.zeros((1, free)), np.ones(1))


def _in_order(strata: list[Stratum]) -> Iterator[_Score]:
    for stratum in strata:
        left = int(stratum.sizes.sum())
        for score, count in zip(stratum.scores.tolist(), stratum.counts.tolist(), strict=True):
            left -= count
            yield _Score(score, count, stratum.sizes, left)


def _reversed(strata: list[Stratum]) -> list[Stratum]:
    return [replace(stratum, scores=stratum.scores[::-1], counts=stratum.counts[::-1]) for stratum in strata[::-1]]


def _extended(ways: _Ways, place: _Score, most: int) -> _Ways | None:
    """The ways with the patients of one more score labelled; None if there are more than `most`."""
    groups = len(place.sizes)
    if len(ways.weight) * comb(place.count + groups - 1, groups - 1) > most:
        return None
    choices = _compositions(place.count, groups)
    choices = choices[(choices <= place.sizes).all(axis=1)]
    # As if labels were drawn independently: in complete labelings that is the same factor everywhere.
    likely = multinomial.pmf(choices, place.count, place.sizes / place.sizes.sum())
    members = (ways.members[:, None, :] + choices[:, :-1]).reshape(-1, groups - 1)
    sums = (ways.sums[:, None, :] + place.score * choices[:, :-1]).reshape(-1, groups - 1)
    weight = (ways.weight[:, None] * likely).ravel()
    in_last_group = place.sizes.sum() - place.left - members.sum(axis=1)
    fits = (members <= place.sizes[:-1]).all(axis=1) & (in_last_group <= place.sizes[-1])
    # A stratum is complete once nobody is left; counting starts again in the next.
    return _Ways(members[fits] * (place.left > 0), sums[fits], weight[fits])


def _compositions(total: int, parts: int) -> Counts:
    """All ways to write `total` as a sum of `parts` counts, one a row."""
    bars = np.array(list(combinations(range(total + parts - 1), parts - 1)), dtype=np.int64)
    edges = np.column_stack([np.full(len(bars), -1), bars, np.full(len(bars), total + parts - 1)])
    return np.diff(edges, axis=1) - 1
