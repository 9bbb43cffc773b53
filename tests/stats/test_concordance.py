"""Harrell's C: every pair counted one by one, and the jackknife from leaving patients out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.stats.concordance import harrell_concordance, ranks_of
from core.stats.rank_counts import RankCounts


def pairs_one_by_one(data):
    """Concordant, discordant, tied_x, tied_y, tied_xy over all pairs, as the definition reads."""
    time, event, score, entry, strata = (data[name] for name in ("time", "event", "score", "entry", "strata"))
    counts = [0, 0, 0, 0, 0]
    for i in np.flatnonzero(event):
        for j in range(len(time)):
            if i == j or strata[i] != strata[j] or not entry[j] < time[i] <= time[j]:
                continue
            if event[j] and time[j] == time[i]:
                counts[3 + (score[i] == score[j])] += i < j
            else:
                counts[0 if score[i] > score[j] else 1 if score[i] < score[j] else 2] += 1
    return counts


@st.composite
def cohorts(draw):
    n = draw(st.integers(1, 25))
    integers = lambda low, high: np.array(draw(st.lists(st.integers(low, high), min_size=n, max_size=n)))  # noqa: E731
    entry = integers(0, 4)
    return {
        "entry": entry,
        "time": entry + integers(1, 6),
        "event": integers(0, 1),
        "strata": integers(0, 1),
        "score": integers(-3, 3).astype(float),
    }


@given(cohorts())
@settings(max_examples=200, deadline=None)
def test_pairs_are_those_counted_one_by_one(data):
    known = {name: data[name] for name in ("entry", "strata")}
    found = harrell_concordance(data["time"], data["event"], data["score"], **known)
    counts = [found.concordant, found.discordant, found.tied_x, found.tied_y, found.tied_xy]
    assert counts == pairs_one_by_one(data)
    comparable = sum(counts[:3])
    if comparable:
        assert found.c == pytest.approx((counts[0] + counts[2] / 2) / comparable, rel=1e-12)
        assert 0 <= found.se <= 1
    else:
        assert np.isnan([found.c, found.se]).all()


@given(cohorts())
@settings(max_examples=50, deadline=None)
def test_the_order_of_rows_does_not_matter(data):
    order = np.random.default_rng(len(data["time"])).permutation(len(data["time"]))
    first = harrell_concordance(data["time"], data["event"], data["score"])
    second = harrell_concordance(data["time"][order], data["event"][order], data["score"][order])
    assert (second.concordant, second.tied_x, second.tied_xy) == (first.concordant, first.tied_x, first.tied_xy)
    assert second.se == pytest.approx(first.se, rel=1e-10, nan_ok=True)


def cohort(n=200, seed=4):
    random = np.random.default_rng(seed)
    score = random.integers(0, 20, n) / 10
    return np.ceil(random.exponential(20 * np.exp(-score))), random.random(n) < 0.6, score


def test_the_standard_error_is_near_that_of_leaving_one_out():
    time, event, score = cohort()
    rest = ~np.eye(len(time), dtype=bool)
    left_out = np.array([harrell_concordance(time[r], event[r], score[r]).c for r in rest])
    jackknife = np.sqrt(((left_out - left_out.mean()) ** 2).sum())
    assert harrell_concordance(time, event, score).se == pytest.approx(jackknife, rel=0.02)


def test_every_patient_twice_as_one_cluster_has_the_same_error():
    time, event, score = cohort()
    patient = np.arange(len(time))
    untied = (time + patient / 1e3, event, score + patient / 1e5)
    once = harrell_concordance(*untied)
    twice = harrell_concordance(*(np.tile(values, 2) for values in untied), cluster=np.tile(patient, 2))
    assert twice.c == pytest.approx(once.c, rel=1e-12)
    assert twice.se == pytest.approx(once.se, rel=1e-12)


def test_the_opposite_score_has_the_opposite_concordance():
    time, event, score = cohort()
    found, opposite = harrell_concordance(time, event, score), harrell_concordance(time, event, -score)
    assert opposite.c == pytest.approx(1 - found.c, rel=1e-12)
    assert opposite.se == pytest.approx(found.se, rel=1e-12)


def test_rounding_of_the_score_breaks_no_tie():
    time, event, score = cohort()
    noisy = score + np.random.default_rng(0).uniform(-1e-14, 1e-14, len(score))
    assert harrell_concordance(time, event, noisy) == harrell_concordance(time, event, score)


def test_a_score_of_minus_infinity_is_the_lowest():
    assert ranks_of(np.array([0.5, -np.inf, 0.5 + 1e-16, 2, -np.inf])).tolist() == [1, 0, 1, 2, 0]


@pytest.mark.parametrize("event", [[0, 0], [0, 1]])
def test_without_a_comparable_pair_there_is_no_concordance(event):
    found = harrell_concordance(np.array([1.0, 2]), np.array(event), np.array([1.0, 2]))
    assert np.isnan([found.c, found.se]).all()


@given(
    st.lists(st.integers(0, 40), max_size=50),
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 70)), max_size=20),
)
@settings(deadline=None)
def test_ranks_below_are_counted_as_one_by_one(ranks, questions):
    ranges = [(*sorted(min(place, len(ranks)) for place in places), rank) for *places, rank in questions]
    since, until, below = np.array(ranges, dtype=int).reshape(-1, 3).T
    found = RankCounts(np.array(ranks, dtype=int)).below(since, until, below)
    assert found.tolist() == [sum(rank < highest for rank in ranks[a:b]) for a, b, highest in ranges]
