"""The same questions put to core, lifelines and statsmodels: functions that answer and return figures.

Each is prepared with patients and then called again and again; only the calls are timed. What is returned (median
days of the first group, chi-squared, coefficient of age) tells whether all have answered the same question. A library
that has no answer to a question lacks it here.
"""

import warnings
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import qth_survival_times
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from benchmarks.patients import FIVE, LEVELS, TWELVE, Patients
from benchmarks.questions import (
    COX,
    FINE_GRAY,
    HORIZON,
    INCIDENCE,
    KAPLAN_MEIER,
    LANDMARK_MONTHS,
    LANDMARKS,
    LOGRANK,
    MANTEL_BYAR,
    QUARTILES,
    RESTRICTED_MEAN,
    TICKS,
    TOLD_MONTH,
    UNIVARIABLE,
)
from benchmarks.sheets import followed_cohort
from core.analyses.compared import compare_groups
from core.analyses.landmark import landmark_range
from core.analyses.selection import select
from core.endpoints import available
from core.stats.counting_process import split_at_change
from core.stats.cox import fit_cox, univariable
from core.stats.cumulative_incidence import fit_cumulative_incidence
from core.stats.design import Factor, Numeric, Term
from core.stats.event_table import event_table
from core.stats.fine_gray import fit_fine_gray
from core.stats.gray import compare_gray
from core.stats.kaplan_meier import fit_kaplan_meier, numbers_at_risk, quantiles
from core.stats.logrank import compare_logrank
from core.stats.restricted_mean import fit_restricted_means
from core.view import View

Task = Callable[[], float]


def ours(patients: Patients) -> dict[str, Task]:
    """Every question to core, each from the columns of the cohort."""
    time, event, group = patients.time, patients.event, patients.group

    def kaplan_meier() -> float:
        table = event_table(time, event, group, groups=3)
        medians = [quantiles(curve) for curve in fit_kaplan_meier(table)]
        numbers_at_risk(table, TICKS)
        return float(medians[0]["time"].iloc[1])

    def restricted_mean() -> float:
        means = fit_restricted_means(event_table(time, event, group, groups=3), HORIZON, carry_flat=True)
        return float(means.groups["restricted_mean"].iloc[0])

    return {
        KAPLAN_MEIER: kaplan_meier,
        LOGRANK: lambda: compare_logrank(event_table(time, event, group, groups=3)).chisq,
        INCIDENCE: partial(_incidence, patients),
        COX: lambda: float(fit_cox(time, event, _terms(patients, FIVE)).coefficients["coef"].iloc[0]),
        UNIVARIABLE: lambda: float(univariable(time, event, _terms(patients, TWELVE))[0].coefficients["coef"].iloc[0]),
        RESTRICTED_MEAN: restricted_mean,
        MANTEL_BYAR: partial(_mantel_byar, patients),
        LANDMARKS: _landmarks(patients),
        FINE_GRAY: lambda: float(
            fit_fine_gray(time, patients.status, _terms(patients, FIVE)).coefficients["coef"].iloc[0]
        ),
    }


def _incidence(patients: Patients) -> float:
    """Incidence and variance of both causes in each group, and Gray's test of both, as `cuminc` answers."""
    table = event_table(patients.time, patients.status, patients.group, groups=3, causes=2)
    for cause in (1, 2):
        fit_cumulative_incidence(table, cause, variance="gray")
    first, _ = (compare_gray(table, cause) for cause in (1, 2))
    return first.chisq


def _mantel_byar(patients: Patients) -> float:
    """The events after transplant less those expected; the rows are cut anew at every call."""
    never, ever = np.zeros(len(patients), dtype=int), np.ones(len(patients), dtype=int)
    rows = split_at_change(patients.time, patients.event, never, ever, patients.change)
    table = event_table(rows.stop, rows.event, rows.state, groups=2, entry=rows.start)
    fit_kaplan_meier(table)
    test = compare_logrank(table)
    return float(test.observed[1] - test.expected[1])


def _landmarks(patients: Patients) -> Task:
    """The hazard ratio of transplant at the landmarks, each with its limits and P, read off a cohort of dates."""
    cohort = followed_cohort(patients)
    slug = cohort.columns["hsct"].slug
    compared = compare_groups(select(cohort, View()), available(cohort)[0], slug)

    def landmarks() -> float:
        return float(landmark_range(compared.selection, compared.clock, slug, LANDMARK_MONTHS)["hr"][TOLD_MONTH])

    return landmarks


def lifelines(patients: Patients) -> dict[str, Task]:
    """What lifelines answers, indicator columns made beforehand."""
    time, event, group = patients.time, patients.event, patients.group
    groups = [group == code for code in range(3)]

    def kaplan_meier() -> float:
        medians = []
        for chosen in groups:
            curve = KaplanMeierFitter().fit(time[chosen], event[chosen])
            qth_survival_times(1 - QUARTILES, curve.survival_function_)
            qth_survival_times(1 - QUARTILES, curve.confidence_interval_)
            curve.event_table["at_risk"].reindex(TICKS, method="bfill", fill_value=0)
            medians.append(curve.median_survival_time_)
        return medians[0]

    def cox(frame: pd.DataFrame) -> float:
        return CoxPHFitter().fit(frame, "time", "event").summary["coef"].iloc[0]

    return {
        KAPLAN_MEIER: kaplan_meier,
        LOGRANK: lambda: multivariate_logrank_test(time, group, event).test_statistic,
        COX: partial(cox, _indicators(patients, FIVE).assign(time=time, event=event)),
        UNIVARIABLE: _all(
            [partial(cox, _indicators(patients, [name]).assign(time=time, event=event)) for name in TWELVE]
        ),
    }


def statsmodels(patients: Patients) -> dict[str, Task]:
    """What statsmodels answers, indicator columns made beforehand.

    It has no pointwise limits of the curve: standard errors and the limits of the quartiles are what it is asked.
    """
    time, event, group = patients.time, patients.event, patients.group
    groups = [group == code for code in range(3)]

    def kaplan_meier() -> float:
        medians = []
        for chosen in groups:
            curve = SurvfuncRight(time[chosen], event[chosen])
            quartiles = [(curve.quantile(share), curve.quantile_ci(share, method="cloglog")) for share in QUARTILES]
            np.append(curve.n_risk, 0)[np.searchsorted(curve.surv_times, TICKS)]
            medians.append(quartiles[1][0])
        return medians[0]

    def cox(frame: pd.DataFrame) -> float:
        fitted = PHReg(time, frame, status=event, ties="efron").fit()
        fitted.conf_int()
        return fitted.params[0]

    return {
        KAPLAN_MEIER: kaplan_meier,
        LOGRANK: lambda: survdiff(time, event, group)[0],
        COX: partial(cox, _indicators(patients, FIVE)),
        UNIVARIABLE: _all([partial(cox, _indicators(patients, [name])) for name in TWELVE]),
    }


def quietly(task: Task) -> Task:
    """The task without its warnings: few patients make the libraries talk."""

    def run() -> float:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return task()

    return run


def _all(tasks: list[Task]) -> Task:
    """All of the tasks as one, which answers as the first."""

    def run() -> float:
        figures = [task() for task in tasks]
        return figures[0]

    return run


def _terms(patients: Patients, names: tuple[str, ...]) -> list[Term]:
    return [
        Factor(name, values.to_numpy(), tuple(str(level) for level in range(LEVELS[name])))
        if name in LEVELS
        else Numeric(name, values.to_numpy())
        for name, values in patients.covariates[list(names)].items()
    ]


def _indicators(patients: Patients, names: tuple[str, ...] | list[str]) -> pd.DataFrame:
    """A column per number and per level of a factor but the first."""
    factors = [name for name in names if name in LEVELS]
    return pd.get_dummies(patients.covariates[list(names)], columns=factors, drop_first=True, dtype=float)
