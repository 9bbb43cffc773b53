"""Where Firth's likelihood is largest, with some coefficients held fixed, and where its profile has fallen so far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh
from scipy.linalg.lapack import dposv

from core.stats.firth_likelihood import PenalizedLikelihood, Place

MOST_STEPS = 100
MOST_HALVINGS = 30
MOST_GUESSES = 60
CONVERGED = 1e-12  # relative gain of the penalised likelihood that rounding can leave to be had
EXACT = 1e-20  # the same, where the climb ends
LONGEST_STEP = 10.0  # standard deviations of a covariate
STEPS_TO_LEARN = 8  # after which what was learned is measured instead
APART = 1e-5  # standard deviations of a covariate between slopes measured
TOO_SHORT_TO_LEARN = 1e-7  # steps over which the slopes differ by little more than rounding
LEAST_CURVATURE = 0.01  # share of the information
SAME_LIMIT = 1e-6  # relative step of a limit after which the parabola through it is exact
FARTHEST = 3.0  # how many times as far from the estimate the next guess of a limit may be


@dataclass(frozen=True, eq=False)
class Summit:
    """The highest place found, and what the climb learned of the curvature of the penalty, minus its Hessian (p, p)."""

    place: Place
    learned: np.ndarray
    converged: bool


def highest(objective: PenalizedLikelihood) -> Summit:
    """The maximum over all coefficients, from 0."""
    p = len(objective.start.beta)
    return _climb(objective, objective.start, np.zeros((p, p)), np.ones(p, dtype=bool))


def highest_without(objective: PenalizedLikelihood, top: Summit, absent: np.ndarray) -> Summit:
    """The maximum with the coefficients marked in `absent` (p,) bool held at 0; the penalty stays that of all."""
    near = objective.at(top.place.beta - _ridge(top.place, absent) @ top.place.beta[absent])
    found = None if near is None else _climb(objective, near, top.learned, ~absent)
    if found is not None and found.converged:
        return found
    again = _climb(objective, objective.start, np.zeros_like(top.learned), ~absent)
    return max((one for one in (found, again) if one is not None), key=lambda one: one.place.penalized)


def profile_limit(objective: PenalizedLikelihood, top: Summit, j: int, direction: int, drop: float) -> float:
    """Where, going up (1) or down (-1) from the estimate, the profile of coefficient `j` has fallen by `drop`.

    The profile maximises over the other coefficients, which start from where the last two guesses point. Its slope
    at these and its height at the last give a parabola whose root is the next guess, or else the middle of what
    encloses the limit. Infinite where the likelihood leaves the range of floating point numbers before.
    """
    chosen = np.arange(len(top.place.beta)) == j
    origin, target = top.place.beta[j], top.place.penalized - drop
    here, distance, slope = top, 0.0, 0.0
    ridge = direction * _ridge(top.place, chosen)[:, 0]
    inside, outside = 0.0, np.inf
    guess = np.sqrt(2 * drop * top.place.variance[j, j])
    for _ in range(MOST_GUESSES):
        near = objective.at(here.place.beta + (guess - distance) * ridge)
        if near is None:
            guess = (distance + guess) / 2
            continue
        there = _climb(objective, near, here.learned, ~chosen)
        ridge = (there.place.beta - here.place.beta) / (guess - distance)
        bend = (slope - direction * there.place.slope[j]) / (guess - distance)
        here, distance, slope = there, guess, direction * there.place.slope[j]
        excess = here.place.penalized - target
        step = _root(excess, slope, bend)
        if abs(step) <= SAME_LIMIT * distance:
            return origin + direction * (distance + step)
        inside, outside = (distance, outside) if excess >= 0 else (inside, distance)
        if outside - inside <= SAME_LIMIT * inside:
            break
        guess = _next_guess(distance + step, inside, outside)
    return origin + direction * (inside if np.isfinite(outside) else np.inf)


def _next_guess(guess: float, inside: float, outside: float) -> float:
    """The guess if it lies between what is known to enclose the limit, as far as that is known; else the middle."""
    farthest = min(outside, FARTHEST * inside) if inside else outside
    if inside < guess < farthest:
        return guess
    return farthest if farthest < outside else (inside + outside) / 2


def _root(height: float, slope: float, bend: float) -> float:
    """Where a parabola that falls outward is 0: height + slope x - bend x^2 / 2, and nan where it is not."""
    inner = slope**2 + 2 * bend * height
    return 2 * height / (np.sqrt(inner) - slope) if inner > 0 and slope < 0 else np.nan


def _ridge(place: Place, fixed: np.ndarray) -> np.ndarray:
    """How all coefficients move with each of the `fixed` (p,) bool ones by the information alone: (p, fixed)."""
    free, columns = ~fixed, np.flatnonzero(fixed)
    ridge = np.zeros((len(fixed), len(columns)))
    ridge[columns, np.arange(len(columns))] = 1.0
    if free.any():
        ridge[free] = dposv(place.information[np.ix_(free, free)], -place.information[np.ix_(free, fixed)])[1]
    return ridge


def _climb(objective: PenalizedLikelihood, place: Place, learned: np.ndarray, free: np.ndarray) -> Summit:
    """Newton's method with step-halving over the `free` coefficients.

    The information is the curvature of the likelihood; that of the penalty is learned from its slopes. The end is
    where nothing is left to be gained, or only rounding, which is told by a gain that no longer shrinks.
    """
    gain, scale = np.inf, max(abs(place.penalized), 1.0)
    for taken in range(1, MOST_STEPS + 1):
        if taken % STEPS_TO_LEARN == 0:
            learned = _measured(objective, place, learned, free)
        step = np.zeros(len(free))
        step[free] = _newton_step(place, learned, free)
        before, gain = gain, place.slope @ step / 2
        if gain <= EXACT * scale or before <= gain <= CONVERGED * scale:
            break
        there = _advance(objective, place, step, place.penalized - CONVERGED * scale)
        if there is None:
            break
        learned = _relearned(learned, there.beta - place.beta, place.penalty_slope - there.penalty_slope, free)
        place = there
    return Summit(place, learned, bool(gain <= CONVERGED * scale))


def _newton_step(place: Place, learned: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Uphill always: where the curvature is not positive, its size counts, in units of the information."""
    slope, among = place.slope[free], np.ix_(free, free)
    if not len(slope):
        return slope
    information = place.information[among]
    _, step, failed_at = dposv(information + learned[among], slope)
    if not failed_at:
        return step
    sizes, vectors = eigh(learned[among], information)
    return vectors @ (vectors.T @ slope / np.maximum(np.abs(1 + sizes), LEAST_CURVATURE))


def _advance(objective: PenalizedLikelihood, place: Place, step: np.ndarray, at_least: float) -> Place | None:
    """The step, halved until the penalised likelihood does not fall; None where no part of it helps."""
    step = step * min(1.0, LONGEST_STEP / np.abs(step).max())
    for _ in range(MOST_HALVINGS):
        there = objective.at(place.beta + step)
        if there is not None and there.penalized >= at_least:
            return there
        step = step / 2
    return None


def _relearned(learned: np.ndarray, step: np.ndarray, change: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Corrected by a matrix of rank one so that it takes `step` to `change` (Nocedal & Wright, 2006, ch. 6.2)."""
    missed = np.where(free, change - learned @ step, 0.0)
    along = missed @ step
    if np.abs(step).max() < TOO_SHORT_TO_LEARN or abs(along) <= 1e-8 * np.linalg.norm(missed) * np.linalg.norm(step):
        return learned
    return learned + np.outer(missed, missed) / along


def _measured(objective: PenalizedLikelihood, place: Place, learned: np.ndarray, free: np.ndarray) -> np.ndarray:
    """The curvature of the penalty between the `free` coefficients, from slopes a little apart."""
    measured = np.zeros_like(learned)
    for j in np.flatnonzero(free):
        beta = place.beta.copy()
        beta[j] += APART
        there = objective.at(beta)
        if there is None:
            return learned
        measured[j, free] = (place.penalty_slope - there.penalty_slope)[free] / APART
    return (measured + measured.T) / 2
