"""Residuals of a Cox model: what each row adds to the gradient, and each event to what is seen of its time."""

from __future__ import annotations

import numpy as np

from core.stats.partial_likelihood import PartialLikelihood, Point


def score_residuals(likelihood: PartialLikelihood, point: Point) -> np.ndarray:
    """(p, m) The share of each row of the risk sets in the gradient, times its weight; they add up to it.

    With dM the martingale residual of a row at an event time, the sum over times of (x - mean) dM. With Efron's
    method a row with the event has the hazard and the mean of each of its divisors, less what is taken off there:
    R's residuals(coxph, "score", weighted = TRUE); Therneau & Grambsch, Modeling Survival Data, 2000, ch. 4.6.
    """
    risk, slots = likelihood.risk, likelihood.slots
    hazard = slots.weight / point.divisors
    increments = slots.sums(hazard, 2)
    residuals = likelihood.rows[1:] * risk.sums_until_last(increments[0])
    mean_increments = [slots.sums(hazard * mean, 2) for mean in means(likelihood, point)]
    for j, increment in enumerate(mean_increments):
        residuals[j] -= risk.sums_until_last(increment[0])
    residuals *= -point.weighted
    at_event = schoenfeld_residuals(likelihood, point) * risk.event_weight
    if slots.powers is not None:
        cells = risk.event_cells
        taken_off = np.array([increment[1] for increment in mean_increments]).reshape(-1, risk.n_cells)
        hazard_taken_off = likelihood.event_rows[1:] * increments[1].take(cells) - taken_off.take(cells, axis=1)
        at_event += hazard_taken_off * point.weighted_events
    residuals[:, risk.events] += at_event
    return residuals


def schoenfeld_residuals(likelihood: PartialLikelihood, point: Point) -> np.ndarray:
    """(p, e) For each event, its covariates less their mean among those at risk, in the order of the event cells.

    For tied events with Efron's method the mean over their divisors; without weights in front, as in R.
    """
    risk, slots = likelihood.risk, likelihood.slots
    mean = means(likelihood, point)
    if slots.powers is not None:
        mean = np.add.reduceat(mean, slots.starts, axis=-1) / np.add.reduceat(risk.deaths, risk.event_starts)
    return likelihood.event_rows[1:] - mean.take(risk.event_cells, axis=1)


def means(likelihood: PartialLikelihood, point: Point) -> np.ndarray:
    """(p, slots) The covariates' mean over each divisor, weighted by the hazard."""
    slots = likelihood.slots
    if slots.powers is None:
        return point.at_risk[1:] / point.divisors
    tied = slots.powers[1] * point.tied[1:].take(slots.cell, axis=1)
    return (point.at_risk[1:].take(slots.cell, axis=1) - tied) / point.divisors
