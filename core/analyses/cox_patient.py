"""Survival that the multivariable Cox model predicts for patients whose covariates are chosen. Times in months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.analyses.cox import Cox
from core.analyses.selection import Selection
from core.analyses.survival import MILESTONE_MONTHS, ticks_with_numbers
from core.clock import read_clock
from core.dictionary import Field
from core.endpoints import Endpoint
from core.stats.cox_model import CoxModel
from core.stats.cox_prediction import PredictedSurvival, has_no_maximum, predict_survival
from core.stats.design import Factor, TermColumns
from core.stats.event_table import EventTable, event_table
from core.stats.firth import FirthModel
from core.stats.kaplan_meier import Curve, Interval, milestones, quantiles
from core.view import IntervalType

MOST_PATIENTS = 3
NO_MODEL, NO_EVENTS, KNOWN_LATER, COMPETING, STRATIFIED = "no model", "no events", "known later", "competing", "strata"

Values = Mapping[str, float | str]


@dataclass(frozen=True)
class Asked:
    """A covariate whose value is asked for: its field, and the `levels` somebody has, or the `span` of a number.

    `usual` are values to begin with: the median or the reference first, then others that differ from it if there are.
    """

    field: Field
    levels: tuple[str, ...]
    span: tuple[float, float]
    usual: tuple[float | str, ...]

    def fitting(self, value: float | str | None) -> float | str:
        """The value where it can be one of this covariate, else the usual one."""
        fits = value in self.levels if self.levels else isinstance(value, float) and np.isfinite(value)
        return value if fits else self.usual[0]

    def is_outside(self, value: float | str) -> bool:
        """Whether a number lies outside what the model has seen."""
        return not self.levels and not self.span[0] <= value <= self.span[1]


@dataclass(frozen=True, eq=False)
class PatientCurve:
    """What is predicted for one patient; `unknown` where it rests on an estimate that runs away, and nothing is known.

    `median` and `milestones` have the columns of `core.stats.kaplan_meier`.
    """

    values: Values
    curve: Curve
    median: pd.Series
    milestones: pd.DataFrame
    unknown: bool


@dataclass(frozen=True, eq=False)
class Prediction:
    """The curves of the patients asked for, over the follow-up of the `n` patients of the model."""

    endpoint: Endpoint
    interval: Interval
    ties: str
    n: int
    n_events: int
    patients: tuple[PatientCurve, ...]
    ticks: np.ndarray
    at_risk: np.ndarray
    is_firth: bool


def why_not_predicted(result: Cox) -> str:
    """One of the reasons of this module, or an empty string where survival can be predicted."""
    model = result.multivariable
    if model is None:
        return NO_MODEL
    if result.endpoint.competing:
        return COMPETING
    if result.time_dependent or result.late:
        return KNOWN_LATER
    if model.outcomes.strata is not None:
        return STRATIFIED
    return "" if model.n_events else NO_EVENTS


def asked_covariates(result: Cox) -> tuple[Asked, ...]:
    """The covariates of the multivariable model, in its order, with what may be chosen of each."""
    model = result.multivariable
    fields = {field.name: field for field in result.covariates}
    return tuple(
        _asked(columns, model, fields[columns.term.name])
        for columns in model.design.terms
        if columns.term.name in fields
    )


def first_values(asked: Sequence[Asked], patient: int) -> dict[str, float | str]:
    """What a patient begins with: medians and references; the second and third differ in the first covariate."""
    values = {one.field.name: one.usual[0] for one in asked}
    if asked:
        first = asked[0]
        values[first.field.name] = first.usual[min(patient, len(first.usual) - 1)]
    return values


def predict_patients(
    result: Cox, selection: Selection, patients: Sequence[Values], interval: IntervalType
) -> Prediction:
    """Survival of patients with these values of every covariate; the result must not be one of `why_not_predicted`.

    Limits by the beta product are those of Kaplan-Meier curves alone: log-log ones stand for them.
    """
    model = result.multivariable
    interval = "log-log" if interval == "beta-product" else interval
    outcomes = model.outcomes
    everybody = np.zeros(model.n, dtype=int)
    table = event_table(outcomes.time, outcomes.event, everybody, groups=1, entry=outcomes.entry)
    per_month = read_clock(result.endpoint, selection.cohort).per_month
    predicted = predict_survival(model, patients, table.times, interval=interval)
    ticks, at_risk = ticks_with_numbers(table, per_month)
    months = replace(table, times=table.times / per_month)
    return Prediction(
        endpoint=result.endpoint,
        interval=interval,
        ties=model.ties,
        n=model.n,
        n_events=model.n_events,
        patients=tuple(
            _patient(values, predicted, place, months, has_no_maximum(model, values))
            for place, values in enumerate(patients)
        ),
        ticks=ticks,
        at_risk=at_risk,
        is_firth=isinstance(model, FirthModel),
    )


def _asked(columns: TermColumns, model: CoxModel, field: Field) -> Asked:
    term = columns.term
    if isinstance(term, Factor):
        present = [place for place in range(len(term.levels)) if place not in columns.dropped]
        others = [place for place in present if place != columns.reference]
        usual = tuple(term.levels[place] for place in (columns.reference, *others))
        return Asked(field, tuple(term.levels[place] for place in present), (np.nan, np.nan), usual)
    values = np.asarray(term.values, dtype=float)[model.rows]
    others = np.quantile(values, [0.75, 0.25], method="nearest")
    usual = tuple(dict.fromkeys(float(value) for value in (np.median(values), *others)))
    return Asked(field, (), (float(values.min()), float(values.max())), usual)


def _patient(
    values: Values, predicted: PredictedSurvival, place: int, table: EventTable, unknown: bool
) -> PatientCurve:
    """One curve at the times of the table, in months, with its median and milestones."""
    nothing = np.full(len(table.times), np.nan)
    curve = Curve(
        n=int(table.n[0]),
        time=table.times,
        at_risk=table.at_risk[0],
        events=table.events[0],
        censored=table.censored[0],
        survival=predicted.survival[place],
        std_err=predicted.std_err[place],
        lower=predicted.lower[place],
        upper=predicted.upper[place],
        cumulative_hazard=predicted.cumulative_hazard[place],
        std_err_cumulative_hazard=nothing,
        interval=predicted.interval,
        level=predicted.level,
    )
    months = np.array([month for month in MILESTONE_MONTHS if month <= table.times[-1]])
    return PatientCurve(values, curve, quantiles(curve, (0.5,)).iloc[0], milestones(curve, months), unknown)
