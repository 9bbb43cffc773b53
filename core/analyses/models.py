"""Parametric models of each arm beside its Kaplan-Meier curve, and the cured share where one may be spoken of.

Times are months. lifelines is imported with the first fit, not before.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.interpolate import CubicSpline

from core.analyses.compared import Compared, table_of_arm
from core.analyses.survival import GroupSurvival, Survival
from core.stats.cure import CurePlausibility, cure_is_plausible
from core.stats.event_table import EventTable
from core.stats.kaplan_meier import milestones
from core.stats.parametric import Distribution, ParametricFit, fit_parametric
from core.stats.times import place_at_or_after
from core.view import ParametricModel

DISTRIBUTIONS: dict[ParametricModel, Distribution] = {
    "exponential": "exponential",
    "weibull": "weibull",
    "lognormal": "log-normal",
    "loglogistic": "log-logistic",
    "cure": "weibull mixture cure",
}
CURE: ParametricModel = "cure"
AT_MONTHS = (12.0, 24.0)

MANY_TIMES = 20_000
"""With more distinct times the models of one arm take seconds."""

# The spread of a median is read off the curve near it: these times of the last follow-up, a few percent apart.
NEAR = np.geomspace(0.001, 30, 300)
WINDOW, FEWEST_NEAR = 1.5, 4
DRAWN_TIMES = 160


@dataclass(frozen=True)
class Estimate:
    """A figure with its limits; nan where there is none."""

    value: float
    lower: float
    upper: float


NONE = Estimate(np.nan, np.nan, np.nan)


@dataclass(frozen=True, eq=False)
class FittedModel:
    """A model of one arm; all estimates are nan where `fit.reason` says why it was not fitted.

    `median` is infinite where more than half are cured; its limits are Wald's on the log scale (R's predict of a
    survreg, type "uquantile"). `at` is survival at AT_MONTHS. `curve` (time, survival) is what is drawn.
    """

    model: ParametricModel
    fit: ParametricFit
    median: Estimate
    at: tuple[Estimate, ...]
    curve: pd.DataFrame


@dataclass(frozen=True, eq=False)
class ArmModels:
    """An arm: what Kaplan and Meier saw, the models fitted, and whether it has a plateau.

    `at` is observed survival at AT_MONTHS, nan past the arm's last follow-up. The cure model is among the fitted only
    where `plausibility.plausible`.
    """

    label: str
    n: int
    n_events: int
    followed_to: float
    median: Estimate
    at: tuple[Estimate, ...]
    fitted: tuple[FittedModel, ...]
    plausibility: CurePlausibility

    @property
    def lowest_aic(self) -> float:
        """The smallest AIC of the models fitted; nan where none was."""
        return min((one.fit.aic for one in self.fitted if not one.fit.reason), default=np.nan)

    @property
    def cure(self) -> FittedModel | None:
        """The cure model, where it may be shown."""
        return next((one for one in self.fitted if one.model == CURE), None)


@dataclass(frozen=True, eq=False)
class Models:
    """What the tab of models shows."""

    title: str
    arms: tuple[ArmModels, ...]

    def of(self, model: ParametricModel) -> tuple[FittedModel | None, ...]:
        """This model of every arm, None where it may not be shown."""
        return tuple(next((one for one in arm.fitted if one.model == model), None) for arm in self.arms)


def takes_long(compared: Compared) -> bool:
    """Whether fitting all models takes so long that the reader should ask for it."""
    return len(compared.table.times) > MANY_TIMES


def fit_models(compared: Compared, result: Survival, progress: Callable[[float], None] | None = None) -> Models:
    """Every model of every arm; `result` is what the page shows of the same patients.

    `progress` is told the share of the arms done.
    """
    arms = []
    for place, arm in enumerate(result.groups):
        arms.append(_fit_arm(table_of_arm(compared, place), arm, _last_tick(result)))
        if progress is not None:
            progress((place + 1) / len(result.groups))
    return Models(compared.arms.title, tuple(arms))


def fit_one_model(compared: Compared, result: Survival, model: ParametricModel) -> tuple[FittedModel | None, ...]:
    """One model of every arm, for the figure; None for a cure model where it may not be shown."""
    tables = [table_of_arm(compared, place) for place in range(len(compared.labels))]
    return tuple(
        None if model == CURE and not cure_is_plausible(table).plausible else _fit(table, model, _last_tick(result))
        for table in tables
    )


def _last_tick(result: Survival) -> float:
    return float(result.ticks[-1])


def _fit_arm(table: EventTable, arm: GroupSurvival, last: float) -> ArmModels:
    plausibility = cure_is_plausible(table)
    offered = [model for model in DISTRIBUTIONS if model != CURE or plausibility.plausible]
    return ArmModels(
        label=arm.label,
        n=arm.n,
        n_events=arm.n_events,
        followed_to=float(arm.curve.time[-1]),
        median=Estimate(*(float(arm.median[name]) for name in ("time", "lower", "upper"))),
        at=tuple(_observed(arm, month) for month in AT_MONTHS),
        fitted=tuple(_fit(table, model, last) for model in offered),
        plausibility=plausibility,
    )


def _observed(arm: GroupSurvival, month: float) -> Estimate:
    if place_at_or_after(arm.curve.time, month) == len(arm.curve.time):
        return NONE
    at = milestones(arm.curve, [month]).iloc[0]
    return Estimate(*(float(at[name]) for name in ("survival", "lower", "upper")))


def _fit(table: EventTable, model: ParametricModel, last: float) -> FittedModel:
    followed_to = float(table.times[-1])
    drawn = np.union1d(last * np.linspace(0, 1, DRAWN_TIMES) ** 1.5, [min(followed_to, last)])
    near = followed_to * NEAR
    fit = fit_parametric(table, DISTRIBUTIONS[model], np.concatenate([AT_MONTHS, drawn, near]))
    first, second = len(AT_MONTHS), len(AT_MONTHS) + len(drawn)
    at, curve, around = fit.curve.iloc[:first], fit.curve.iloc[first:second], fit.curve.iloc[second:]
    return FittedModel(
        model=model,
        fit=fit,
        median=_median(fit, around) if not fit.reason else NONE,
        at=tuple(Estimate(row.survival, row.lower, row.upper) for row in at.itertuples(index=False)),
        curve=curve[["time", "survival"]].reset_index(drop=True),
    )


def _median(fit: ParametricFit, around: pd.DataFrame) -> Estimate:
    """When half have had the event, with the limits that the error of the curve there gives by the delta method."""
    time = _half(fit)
    near = around[
        around["time"].between(time / WINDOW, time * WINDOW) & (around["lower"] > 0) & (around["survival"] < 1)
    ]
    if len(near) < FEWEST_NEAR:
        return Estimate(time, np.nan, np.nan)
    place, log_time = np.log(near["time"]), np.log(time)
    hazard = np.log(-np.log(near["survival"]))
    error = np.log(-np.log(near["lower"])) - hazard  # times the normal quantile of the level
    slope = CubicSpline(place, hazard)(log_time, 1)
    spread = np.sqrt(CubicSpline(place, error**2)(log_time)) / slope
    with np.errstate(over="ignore"):  # a limit that is nowhere
        lower, upper = time * np.exp([-spread, spread])
    return Estimate(time, float(lower), float(upper))


def _half(fit: ParametricFit) -> float:
    """The month at which survival is one half; infinite where more than half are cured."""
    value = fit.parameters.set_index("parameter")["estimate"]
    if fit.distribution == "log-normal":
        return float(np.exp(value["meanlog"]))
    if fit.distribution == "log-logistic":
        return float(value["scale"])
    cured = value.get("cure fraction", 0.0)
    if cured >= 0.5:
        return np.inf
    hazard = -np.log((0.5 - cured) / (1 - cured))
    return float(value["scale"] * hazard ** (1 / value.get("shape", 1.0)))
