"""A second opinion on landmark and time-dependent comparisons by lifelines and statsmodels, from states."""

import warnings

import numpy as np
import pandas as pd
from lifelines import CoxTimeVaryingFitter
from lifelines.exceptions import ConvergenceError
from scipy.special import chdtrc
from statsmodels.duration.survfunc import survdiff

from core.analyses.hazard_ratios import HazardRatio
from core.analyses.landmark import LandmarkSurvival
from core.proof.numbers.curves import Numbers, estimate
from core.proof.numbers.late import LateComparison, compares_all, late_numbers
from core.proof.opinions.cox import BRESLOW, NEWTON, NORMAL, PRECISION, UNBOUNDED
from core.proof.opinions.curves import FLAT, curve_numbers, stopped
from core.proof.opinions.opinion import LIFELINES, STATSMODELS, Opinion, opinions_on
from core.proof.python.phreg import fit_phreg
from core.proof.tables.times import AnalysisTable
from core.stats.logrank import LogRank

SAME = 1.5e-8
"""Times closer than this are one time."""
NOT_DRAWN = (
    "Times at which a half or a quarter of a group is left are not compared: patients enter a group as time passes."
)


def second_opinion_on_late(table: AnalysisTable, late: LateComparison) -> tuple[tuple[Opinion, ...], tuple[str, ...]]:
    """Curves and hazard ratios by lifelines, tests by statsmodels, and sentences on what they cannot compute."""
    here, ways = late_numbers(late), ways_of(table, late.panel.landmark)
    from_landmark = isinstance(late.result, LandmarkSurvival)
    shown = ways["landmark" if from_landmark else "time-dependent"]
    curves = _curves(table, late, shown)
    test = late.result.logrank if from_landmark else late.result.mantel_byar
    tests = _tested("test", shown, test)
    ratios, sentences = _ratios_of("curves", late, shown, late.result.ratios, 1)
    for one in late.panel.estimates:
        rows = ways[one.method]
        curves |= {f"{one.method}, patients": float(rows["patient"].nunique())}
        curves |= {f"{one.method}, events": float((rows["status"] == 1).sum())}
        tests |= _tested(f"{one.method}, test", rows, one.test)
        found, unsaid = _ratios_of(one.method, late, rows, one.ratios, late.place(late.panel.reference))
        ratios |= found
        sentences += unsaid
    sentences += [] if from_landmark else [NOT_DRAWN]
    sentences += stopped(curves)
    opinions = (
        *opinions_on(here, curves, LIFELINES, lambda name: FLAT if "alive" in name or "median" in name else ""),
        *opinions_on(here, tests, STATSMODELS),
        *opinions_on(here, ratios, LIFELINES if late.ties == "efron" else STATSMODELS, lambda _: NEWTON),
    )
    return opinions, tuple(dict.fromkeys(sentences))


def ways_of(table: AnalysisTable, month: float) -> dict[str, pd.DataFrame]:
    """Rows of follow-up with `entry`, `time`, `status` and `group` by method; the landmark in months."""
    d = table.frame.assign(entry=table.frame["entry"] if table.enters_late else 0.0)
    landmark = month * table.per_month
    edge = landmark + SAME * max(1.0, landmark)
    kept, seen = d[d["time"] > edge], d[d["time"] > d["entry"]]
    moves = (seen["change"] > seen["entry"]) & (seen["change"] < seen["time"])
    first = seen.assign(
        group=seen["after"].where(seen["change"] <= seen["entry"], seen["before"]),
        time=seen["change"].where(moves, seen["time"]),
        status=seen["status"].mask(moves, 0),
    )
    later = seen[moves]
    later = later.assign(group=later["after"], entry=later["change"])
    return {
        "naive": d.assign(group=d["after"]),
        "landmark": kept.assign(
            group=kept["after"].where(kept["change"] <= edge, kept["before"]),
            time=kept["time"] - landmark,
            entry=(kept["entry"] - landmark).clip(lower=0),
        ),
        "time-dependent": pd.concat([first, later], ignore_index=True),
    }


def _curves(table: AnalysisTable, late: LateComparison, rows: pd.DataFrame) -> Numbers:
    """Patients, events and milestones of each group, and quartiles where patients are in it from the start."""
    found: Numbers = {}
    for arm in late.result.groups:
        place = late.place(arm.label)
        months = arm.milestones["time"].to_numpy()
        one = rows[rows["group"] == place]
        numbers = curve_numbers(one, table.per_month, months, late.interval == "log-log")
        found |= {f"group {place}, {name}": value for name, value in numbers.items()}
    return found


def _tested(name: str, rows: pd.DataFrame, test: LogRank | None) -> Numbers:
    """The log-rank or Mantel-Byar test, by statsmodels' survdiff, which stops on groups never at risk together."""
    if not compares_all(test, rows["group"].nunique()):
        return {}
    late = {"entry": rows["entry"].to_numpy()} if rows["entry"].any() else {}
    died = (rows["status"] == 1).to_numpy(dtype=int)
    chisq, p = survdiff(rows["time"].to_numpy(), died, rows["group"].to_numpy(), **late)
    return {f"{name}, chi-square": float(chisq), f"{name}, P": float(p)}


def _ratios_of(
    name: str, late: LateComparison, rows: pd.DataFrame, ratios: tuple[HazardRatio, ...], reference: int
) -> tuple[Numbers, list[str]]:
    """The hazard ratios of the groups by a model of rows (start, stop], and what there is to say of them."""
    if not all(one.estimable for one in ratios):
        return {}, [UNBOUNDED]
    places = sorted(rows["group"].unique())
    if not ratios or len(places) < 2:
        return {}, []
    others = [place for place in places if place != (reference if reference in places else places[0])]
    seen = rows[rows["time"] > rows["entry"]]
    fit = _by_lifelines if late.ties == "efron" else _by_statsmodels
    fitted = fit(seen, np.column_stack([seen["group"] == place for place in others]).astype(float))
    found: Numbers = {}
    for place, coef, error in zip(others, *fitted, strict=True):
        limits = np.exp(coef + np.array([-1, 1]) * NORMAL * error)
        group = f"{name}, hazard ratio of group {place}"
        found |= estimate(group, np.exp(coef), *limits) | {f"{group}, P": float(chdtrc(1, (coef / error) ** 2))}
    if not np.isfinite(fitted).all():
        return {}, [UNBOUNDED]
    return found, [] if late.ties == "efron" else [BRESLOW]


def _by_lifelines(rows: pd.DataFrame, columns: np.ndarray) -> np.ndarray:
    """Coefficients and standard errors (2, k) by lifelines' model of covariates that change."""
    names = [f"x{place}" for place in range(columns.shape[1])]
    frame = pd.DataFrame(columns, columns=names, index=rows.index)
    frame = frame.join(rows[["patient", "entry", "time"]]).assign(status=rows["status"] == 1)
    settings = {"id_col": "patient", "event_col": "status", "start_col": "entry", "stop_col": "time"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitter = CoxTimeVaryingFitter().fit(frame, **settings, fit_options=PRECISION)
    except ConvergenceError:
        return np.full((2, len(names)), np.nan)
    return np.stack([fitter.params_.loc[names], fitter.standard_errors_.loc[names]])


def _by_statsmodels(rows: pd.DataFrame, columns: np.ndarray) -> np.ndarray:
    died = (rows["status"] == 1).to_numpy(dtype=int)
    return fit_phreg(columns, rows["time"].to_numpy(), died, entry=rows["entry"].to_numpy())
