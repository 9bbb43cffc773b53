"""Cure: does follow-up allow to speak of it, and which share of the patients may be cured?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.stats.cox_model import NO_EVENTS
from core.stats.event_table import EventTable
from core.stats.parametric import ParametricFit, fit_parametric

NO_PLATEAU = "nobody was followed beyond the last event"
SHORT_PLATEAU = "the plateau is short beside the follow-up"
FEW_ON_PLATEAU = "few patients were followed beyond the last event"
SHORT_FOLLOW_UP = "events went on too close to the last one for so short a plateau"

# The plateau must be at least this share of the follow-up, and be that of at least so many patients.
SMALLEST_PLATEAU_SHARE = 0.2
FEWEST_ON_PLATEAU = 5

# Follow-up is sufficient where the probability of Maller and Zhou is below this.
SUFFICIENT_FOLLOW_UP = 0.05


@dataclass(frozen=True)
class CurePlausibility:
    """Whether the data have a plateau that a cure model may be fitted to; times in the unit of the table.

    The times are nan without events or patients.
    """

    plausible: bool
    reasons: tuple[str, ...]  # why not; empty where plausible
    last_event: float
    followed_to: float
    plateau: float  # from the last event to the end of follow-up
    plateau_share: float  # of the follow-up, a proportion in [0, 1]
    n_on_plateau: int  # followed beyond the last event
    maller_zhou: float  # small where follow-up is sufficient


@dataclass(frozen=True)
class CureFit:
    """A cure fraction with its limits, proportions in [0, 1]; nan where `fit.reason` says why there is none.

    To be shown with its warning unless `plausibility.plausible`.
    """

    fraction: float
    lower: float
    upper: float
    fit: ParametricFit
    plausibility: CurePlausibility


def fit_cure(table: EventTable, times: ArrayLike, level: float = 0.95) -> CureFit:
    """The share of patients cured in a mixture cure model, the others having Weibull times to the event.

    Arguments, limits and errors as fit_parametric. Boag (1949); R's flexsurvcure(dist = "weibull", mixture = TRUE).
    """
    fit = fit_parametric(table, "weibull mixture cure", times, level)
    fraction = fit.parameters.set_index("parameter").loc["cure fraction"]
    return CureFit(
        fraction=float(fraction["estimate"]),
        lower=float(fraction["lower"]),
        upper=float(fraction["upper"]),
        fit=fit,
        plausibility=cure_is_plausible(table),
    )


def cure_is_plausible(table: EventTable) -> CurePlausibility:
    """Whether follow-up is long enough, beyond enough patients' last event, to speak of cure.

    Everybody in the table is one cohort. Four things are asked: that somebody was followed beyond the last event,
    that the plateau after it is at least a fifth of the follow-up, that it is that of at least five patients, and
    that Maller and Zhou's probability is below 0.05. The last is (1 - N / n)^n, with N the events in the stretch
    before the last event that is as long as the plateau, the last one included: had the patients not cured gone
    on having events, some were to be expected on the plateau. The first three are rules of thumb.
    Maller and Zhou (1992), Biometrika 79, 731-739.
    """
    events, n = table.events.sum(axis=0), int(table.n.sum())
    with_events = table.times[events > 0]
    if not len(with_events):
        followed_to = float(table.times[-1]) if len(table.times) else np.nan
        return CurePlausibility(False, (NO_EVENTS,), np.nan, followed_to, np.nan, np.nan, 0, np.nan)
    last_event, followed_to = float(with_events[-1]), float(table.times[-1])
    plateau = followed_to - last_event
    share = plateau / followed_to if followed_to > 0 else 0.0
    n_on_plateau = int(table.censored.sum(axis=0)[table.times > last_event].sum())
    recent = int(events[table.times > last_event - plateau].sum())
    maller_zhou = float((1 - recent / n) ** n)
    asked = {
        NO_PLATEAU: n_on_plateau > 0,
        SHORT_PLATEAU: share >= SMALLEST_PLATEAU_SHARE or not n_on_plateau,
        FEW_ON_PLATEAU: n_on_plateau >= FEWEST_ON_PLATEAU or not n_on_plateau,
        SHORT_FOLLOW_UP: maller_zhou < SUFFICIENT_FOLLOW_UP or not n_on_plateau,
    }
    reasons = tuple(reason for reason, met in asked.items() if not met)
    return CurePlausibility(
        plausible=not reasons,
        reasons=reasons,
        last_event=last_event,
        followed_to=followed_to,
        plateau=plateau,
        plateau_share=share,
        n_on_plateau=n_on_plateau,
        maller_zhou=maller_zhou,
    )
