"""How each patient moves the score of a Fine-Gray model: the middle of its sandwich variance.

Fine & Gray (JASA 1999), section 4: eta is the patient's own part of the score, psi what the patient adds through the
estimate of the censoring distribution that weights those with a competing event. As R's cmprsk::crr has them.
"""

from __future__ import annotations

import numpy as np

from core.stats.subdistribution import Censoring, SubdistributionRiskSets, from_zero, to_zero


def score_contributions(
    risk: SubdistributionRiskSets, censoring: Censoring, columns: np.ndarray, relative: np.ndarray
) -> np.ndarray:
    """(p, m) What each row of the risk sets adds to the score; `columns` (p, m) and relative hazards (m,) by row."""
    with_one = np.concatenate([np.ones((1, len(relative))), columns])
    sums = risk.sums_at_risk(with_one * relative)
    mean = sums[1:] / sums[0]
    hazard = np.bincount(risk.event_cells, minlength=risk.n_cells) / sums[0]
    own = relative * (risk.sums_until_last(hazard * mean) - columns * risk.sums_until_last(hazard))
    own[:, risk.events] += columns.take(risk.events, axis=1) - mean.take(risk.event_cells, axis=1)
    return own + _through_the_weights(risk, censoring, with_one * relative, sums)


def _through_the_weights(
    risk: SubdistributionRiskSets, censoring: Censoring, weighted: np.ndarray, sums: np.ndarray
) -> np.ndarray:
    """(p, m) psi: for one censored the pull of that time, less for all at risk then what was to be expected.

    `weighted` (1 + p, m) are the rows and `sums` (1 + p, cells) their sums over the risk sets, of ones first. The pull
    of a time is that of those who had a competing event before it, at all later events. With several censoring groups
    crr counts only events of the group itself, where the formula has those of all.
    """
    time, group = censoring.time[risk.rows], censoring.group[risk.rows]
    is_censored = np.ones(len(time), dtype=bool)
    is_censored[np.concatenate([risk.events, *(staying.places for staying in risk.staying)])] = False
    times = np.arange(censoring.at_risk.shape[1])
    next_cell = np.searchsorted(time[risk.events[risk.event_starts]], times)
    psi = np.empty((len(weighted) - 1, len(time)))
    for place, staying in enumerate(risk.staying):
        events = np.bincount(risk.event_cells[group[risk.events] == place], minlength=risk.n_cells)
        hazard = sums / sums[0] * (events / sums[0] * staying.falling)
        before = np.searchsorted(time[staying.places], times)
        stay = from_zero(weighted.take(staying.places, axis=1) * staying.weight).take(before, axis=1)
        come = to_zero(hazard).take(next_cell, axis=1)
        at_risk, censored = np.maximum(censoring.at_risk[place], 1), censoring.censored[place]
        pull = (stay[1:] * come[0] - stay[0] * come[1:]) / at_risk
        expected = np.cumsum(pull * (censored / at_risk), axis=1)
        members = np.flatnonzero(group == place)
        own = time[members]
        psi[:, members] = pull.take(own, axis=1) * is_censored[members] - expected.take(own, axis=1)
    return psi
