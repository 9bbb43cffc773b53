"""Where Firth's likelihood is largest, with some coefficients held fixed, and where its profile has fallen so far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dposv

from core.stats.firth_likelihood import PenalizedLikelihood, Place

MOST_STEPS = 200
MOST_HALVINGS = 30
CONVERGED = 1e-12  # relative gain of the penalised likelihood that rounding can leave to be had
EXACT = 1e-20  # the same, where the climb ends
LONGEST_STEP = 10.0  # standard deviations of a covariate
TOO_SHORT_TO_LEARN = 1e-7  # steps over which the slopes differ by little more than rounding
SAME_LIMIT = 1e-6  # relative step of a limit after which the parabola through it is exact
FARTHEST = 3.0  # how many times as far from the estimate the next guess of a limit may be


@dataclass(frozen=True, eq=False)
class Summit:
    """The highest place found, and what the climb learned of the curvature of the penalty, minus its Hessian (p, p)."""

    place: Place
    learned: np.ndarray
    converged: bool

    @property
    def curvature(self) -> np.ndarray:
        """(p, p) Minus the Hessian of the penalised likelihood, as far as it is known."""
        return self.place.information + self.learned


def highest(objective: PenalizedLikelihood) -> Summit:
    """The maximum over all coefficients, from 0."""
    p = len(objective.start.beta)
    return _climb(objective, objective.start, np.zeros((p, p)), np.ones(p, dtype=bool))


def highest_without(objective: PenalizedLikelihood, top: Summit, absent: np.ndarray) -> Summit:
    """The maximum with the coefficients marked in `absent` (p,) bool held at 0; the penalty stays that of all."""
    found = _follow(objective, top, absent, -top.place.beta[absent])
    if found is not None:
        return found
    return _climb(objective, objective.start, np.zeros_like(top.learned), ~absent)


def profile_limit(objective: PenalizedLikelihood, top: Summit, j: int, direction: int, drop: float) -> float:
    """Where, going up (1) or down (-1) from the estimate, the profile of coefficient `j` has fallen by `drop`.

    The profile maximises over the other coefficients. Its slope and curvature at each guess give a parabola
    whose root is the next; guesses outside what is known to enclose the limit are replaced by the middle of it.
    Infinite where the likelihood leaves the range of floating point numbers before it has fallen so far.
    """
    chosen = np.arange(len(top.place.beta)) == j
    target = top.place.penalized - drop
    here, distance, inside, outside, fallen = top, 0.0, 0.0, np.inf, False
    guess = np.sqrt(2 * drop * top.place.variance[j, j])
    for _ in range(MOST_STEPS):
        there = _follow(objective, here, chosen, direction * (guess - distance))
        if there is not None:
            here, distance = there, guess
            step = _step_to(target, here, chosen, direction)
            if abs(step) <= SAME_LIMIT * distance:
                return top.place.beta[j] + direction * (distance + step)
        if there is not None and there.place.penalized >= target:
            inside = guess
        else:
            outside, fallen = guess, there is not None
        farthest = FARTHEST * inside if outside == np.inf else outside
        guess = distance + _step_to(target, here, chosen, direction)
        if not inside < guess < farthest:
            guess = farthest if outside == np.inf else (inside + outside) / 2
    return top.place.beta[j] + direction * (inside if fallen else np.inf)


def _climb(objective: PenalizedLikelihood, place: Place, learned: np.ndarray, free: np.ndarray) -> Summit:
    """Newton's method with step-halving over the `free` coefficients.

    The information is the curvature of the likelihood; that of the penalty is learned from its slopes.
    """
    gain, scale = 0.0, max(abs(place.penalized), 1.0)
    for _ in range(MOST_STEPS):
        step = np.zeros(len(free))
        step[free] = _newton_step(place, learned, free)
        gain = place.slope @ step / 2
        if gain <= EXACT * scale:
            break
        there = _advance(objective, place, step, place.penalized - CONVERGED * scale)
        if there is None:
            break
        learned = _relearned(learned, there.beta - place.beta, place.penalty_slope - there.penalty_slope)
        place = there
    return Summit(place, learned, bool(gain <= CONVERGED * scale))


def _newton_step(place: Place, learned: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Uphill always: where what was learned makes the curvature indefinite, the information alone counts."""
    if not free.any():
        return np.zeros(0)
    among = np.ix_(free, free)
    for curvature in (place.information + learned, place.information):
        _, step, failed_at = dposv(curvature[among], place.slope[free])
        if not failed_at:
            break
    return step


def _advance(objective: PenalizedLikelihood, place: Place, step: np.ndarray, at_least: float) -> Place | None:
    """The step, halved until the penalised likelihood does not fall; None where no part of it helps."""
    step = step * min(1.0, LONGEST_STEP / np.abs(step).max())
    for _ in range(MOST_HALVINGS):
        there = objective.at(place.beta + step)
        if there is not None and there.penalized >= at_least:
            return there
        step = step / 2
    return None


def _relearned(learned: np.ndarray, step: np.ndarray, change: np.ndarray) -> np.ndarray:
    """The symmetric matrix nearest by rank one that takes `step` to `change` (Nocedal & Wright, 2006, ch. 6.2)."""
    missed = change - learned @ step
    along = missed @ step
    if np.abs(step).max() < TOO_SHORT_TO_LEARN or abs(along) <= 1e-8 * np.linalg.norm(missed) * np.linalg.norm(step):
        return learned
    return learned + np.outer(missed, missed) / along


def _follow(objective: PenalizedLikelihood, summit: Summit, fixed: np.ndarray, by: np.ndarray | float) -> Summit | None:
    """The maximum after the coefficients `fixed` (p,) bool have moved `by`; None where there is none to be found."""
    beta = summit.place.beta.copy()
    beta[fixed] += by
    beta[~fixed] += _response(summit, fixed) @ np.atleast_1d(by)
    near = objective.at(beta)
    found = None if near is None else _climb(objective, near, summit.learned, ~fixed)
    return found if found is not None and found.converged else None


def _response(summit: Summit, fixed: np.ndarray) -> np.ndarray:
    """How far the free coefficients move with each of the `fixed` (p,) ones along the ridge: (free, fixed)."""
    free = ~fixed
    if not free.any():
        return np.zeros((0, fixed.sum()))
    for curvature in (summit.curvature, summit.place.information):
        _, response, failed_at = dposv(curvature[np.ix_(free, free)], -curvature[np.ix_(free, fixed)])
        if not failed_at:
            break
    return response


def _step_to(target: float, summit: Summit, chosen: np.ndarray, direction: int) -> float:
    """Outward to where the parabola of the profile takes the value `target`; nan where it nowhere does."""
    curvature, response = summit.curvature, _response(summit, chosen)
    bend = float((curvature[chosen][:, chosen] + curvature[chosen][:, ~chosen] @ response)[0, 0])
    slope = direction * float(summit.place.slope[chosen][0])
    excess = summit.place.penalized - target
    inner = slope**2 + 2 * bend * excess
    return 2 * excess / (np.sqrt(inner) - slope) if inner > 0 else np.nan
