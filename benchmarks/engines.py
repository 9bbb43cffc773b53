"""The same four questions put to core.stats, lifelines and statsmodels: functions that answer and return figures.

Each is prepared with patients and then called again and again; only the calls are timed. What is returned (median
days of the first group, chi-squared, coefficient of age) tells whether all have answered the same question.
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

from benchmarks.patients import FIVE, LEVELS, TICKS, TWELVE, Patients
from core.stats.cox import fit_cox, univariable
from core.stats.design import Factor, Numeric, Term
from core.stats.event_table import event_table
from core.stats.kaplan_meier import fit_kaplan_meier, numbers_at_risk, quantiles
from core.stats.logrank import compare_logrank

KAPLAN_MEIER = "KM, limits, quartiles, at risk"
LOGRANK = "log-rank"
COX = "Cox, 5 covariates, Efron"
UNIVARIABLE = "12 univariable Cox"
TASKS = (KAPLAN_MEIER, LOGRANK, COX, UNIVARIABLE)

QUARTILES = np.array([0.25, 0.5, 0.75])

Task = Callable[[], float]


def ours(patients: Patients) -> dict[str, Task]:
    """The four questions to core.stats, each from the columns of the cohort."""
    time, event, group = patients.time, patients.event, patients.group

    def kaplan_meier() -> float:
        table = event_table(time, event, group, groups=3)
        medians = [quantiles(curve) for curve in fit_kaplan_meier(table)]
        numbers_at_risk(table, TICKS)
        return float(medians[0]["time"].iloc[1])

    return {
        KAPLAN_MEIER: kaplan_meier,
        LOGRANK: lambda: compare_logrank(event_table(time, event, group, groups=3)).chisq,
        COX: lambda: float(fit_cox(time, event, _terms(patients, FIVE)).coefficients["coef"].iloc[0]),
        UNIVARIABLE: lambda: float(univariable(time, event, _terms(patients, TWELVE))[0].coefficients["coef"].iloc[0]),
    }


def lifelines(patients: Patients) -> dict[str, Task]:
    """The four questions to lifelines, indicator columns made beforehand."""
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
    """The four questions to statsmodels, indicator columns made beforehand.

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
