"""A second opinion: the numbers on the screen computed once more by lifelines and statsmodels, from the analysis table.

Known differences are explained, not hidden; where neither library can compute a number there is no second opinion on
it. The libraries take long to import: whoever asks imports this module then.
"""

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.exceptions import StatError
from lifelines.utils import qth_survival_time
from statsmodels.duration.survfunc import CumIncidenceRight, survdiff

from core.analyses.incidence import CompetingRisks
from core.analyses.survival import Survival
from core.proof.numbers.curves import CAUSES, Numbers, incidence_numbers, survival_numbers
from core.proof.opinions.opinion import LIFELINES, STATSMODELS, Opinion, opinions_on
from core.proof.tables.times import AnalysisTable

FLAT = (
    "Where the curve runs at exactly this height, R and Ballad take the middle of the run, "
    "lifelines the first time at it or the next one below."
)
EMPTIED = "lifelines draws no curve of a group in which all have died before others enter it."
TIES = "lifelines moves tied times apart at random before it computes."


def second_opinion_on_survival(
    table: AnalysisTable, result: Survival, interval: str
) -> tuple[tuple[Opinion, ...], tuple[str, ...]]:
    """Quartiles and milestones of each group by lifelines, whose limits are log-log, and the test by statsmodels.

    With sentences on what these cannot compute.
    """
    here = survival_numbers(result)
    there: Numbers = {}
    log_log = interval == "log-log"
    for place, arm in enumerate(result.groups, start=1):
        months = arm.milestones["time"].to_numpy()
        there |= _named(place, curve_numbers(_group(table, place), table.per_month, months, log_log))
    opinions = opinions_on(here, there, LIFELINES, lambda name: FLAT if "alive" in name or "median" in name else "")
    return (*opinions, *opinions_on(here, _test(table, result), STATSMODELS)), tuple(stopped(there))


def second_opinion_on_incidence(table: AnalysisTable, result: CompetingRisks) -> tuple[Opinion, ...]:
    """Incidences at milestones by statsmodels and by the Aalen-Johansen estimate of lifelines; none with late entry."""
    if table.enters_late:
        return ()
    here = incidence_numbers(result)
    exact, jittered = _incidences(table, result, _cumulative_incidence), _incidences(table, result, _aalen_johansen)
    return (*opinions_on(here, exact, STATSMODELS), *opinions_on(here, jittered, LIFELINES, lambda _: TIES))


def _incidences(
    table: AnalysisTable, result: CompetingRisks, estimate: Callable[[pd.Series, pd.Series, int], pd.Series]
) -> Numbers:
    """Incidences at milestones of each group and cause by a function of times in months, status and cause."""
    found: Numbers = {}
    for place, arm in enumerate(result.groups, start=1):
        group = _group(table, place)
        for number, cause in enumerate(CAUSES, start=1):
            curve = estimate(group["time"] / table.per_month, group["status"], number)
            for month in arm.milestones[0]["time"]:
                found[f"group {place}, {cause} by {month:g} months"] = _at(curve, month)
    return found


def _cumulative_incidence(time: pd.Series, status: pd.Series, cause: int) -> pd.Series:
    """The incidence of one cause from time zero on, by statsmodels; 0 where nobody has it."""
    with np.errstate(divide="ignore", invalid="ignore"):  # of standard errors, which are not asked for
        fitted = CumIncidenceRight(time.to_numpy(), status.to_numpy())
    heights = fitted.cinc[cause - 1] if cause <= len(fitted.cinc) else np.zeros(len(fitted.times))
    return pd.Series([0.0, *heights], index=[0.0, *fitted.times])


def _group(table: AnalysisTable, place: int) -> pd.DataFrame:
    return table.frame[table.frame["group"] == place]


def _named(place: int, numbers: Numbers) -> Numbers:
    return {f"group {place}, {name}": value for name, value in numbers.items()}


def stopped(there: Numbers) -> list[str]:
    """What there is to say of groups whose patients are counted and of whom there is no curve."""
    counted = [name.removesuffix("patients") for name in there if name.startswith("group") and "patients" in name]
    return [EMPTIED] if any(f"{group}median" not in there for group in counted) else []


def curve_numbers(group: pd.DataFrame, per_month: float, months: np.ndarray, with_limits: bool) -> Numbers:
    """Patients, events, quartiles and milestones of the rows of one group, with log-log limits where asked for.

    Only the counts where lifelines stops, as it does when all of a group have died and others enter it later.
    """
    died = (group["status"] == 1).astype(int)
    entry = group["entry"] / per_month if "entry" in group and group["entry"].any() else None
    found: Numbers = {"patients": len(group), "events": float(died.sum())}
    try:
        fitted = KaplanMeierFitter().fit(group["time"] / per_month, died, entry=entry)
    except StatError:
        return found
    survival = fitted.survival_function_["KM_estimate"]
    for name, left in (("75 % alive at", 0.75), ("median", 0.5), ("25 % alive at", 0.25)):
        found[name] = _finite(qth_survival_time(left, survival))
    limits = fitted.confidence_interval_
    for month in months:
        name = f"alive at {month:g} months"
        found[name] = _at(survival, month)
        if with_limits and 0 < found[name] < 1:
            found[f"{name}, lower"], found[f"{name}, upper"] = (_at(limits[column], month) for column in limits)
    return found


def _test(table: AnalysisTable, result: Survival) -> Numbers:
    """The test by statsmodels' survdiff, for the weights it has."""
    if not statsmodels_has(table, result):
        return {}
    kept = table.frame.dropna()
    columns = {"strata": kept["stratum"].to_numpy(dtype=int)} if "stratum" in kept else {}
    columns |= {"entry": kept["entry"].to_numpy()} if table.enters_late else {}
    weight = STATSMODELS_WEIGHTS[result.test.test]
    died = (kept["status"] == 1).to_numpy(dtype=int)
    chisq, p = survdiff(kept["time"].to_numpy(), died, kept["group"].to_numpy(), weight_type=weight, **columns)
    return {"test, chi-square": float(chisq), "test, P": float(p)}


def statsmodels_has(table: AnalysisTable, result: Survival) -> bool:
    """Whether survdiff has the test: its weights, and not late entry and strata at once, on which it stops.

    Nor has it a test where some groups are never at risk together.
    """
    test, both = result.test, table.enters_late and "stratum" in table.frame
    together = test.df and test.df == np.count_nonzero(test.n) - 1
    return bool(together) and test.test in STATSMODELS_WEIGHTS and not both


STATSMODELS_WEIGHTS = {"logrank": None, "gehan": "gb", "tarone_ware": "tw"}


def _aalen_johansen(time: pd.Series, status: pd.Series, cause: int) -> pd.Series:
    fitter = AalenJohansenFitter(calculate_variance=False, seed=0)
    with warnings.catch_warnings():  # of ties, of which the explanation tells
        warnings.simplefilter("ignore")
        return fitter.fit(time, status, event_of_interest=cause).cumulative_density_.iloc[:, 0]


def _at(curve: pd.Series, month: float) -> float:
    """The height of a step curve at a time."""
    return float(curve[curve.index <= month + 1e-9].iloc[-1])


def _finite(time: float) -> float:
    return float(time) if np.isfinite(time) else float("nan")
