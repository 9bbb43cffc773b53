"""A second opinion on Cox models by lifelines, and by statsmodels where ties are Breslow's."""

import warnings

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from lifelines.exceptions import ConvergenceError
from scipy.special import chdtrc

from core.analyses.cox import Cox
from core.proof.numbers.cox import coefficient_names, cox_models, cox_numbers
from core.proof.numbers.curves import Numbers, estimate
from core.proof.opinions.opinion import LIFELINES, STATSMODELS, Opinion, opinions_on
from core.proof.python.phreg import fit_phreg
from core.stats.cox_model import CoxModel
from core.stats.firth import FirthModel

PRECISION = {"precision": 1e-12, "r_precision": 1e-15}
NORMAL = 1.959963984540054
NEWTON = "The library stops its search for the maximum earlier than Ballad does."
BRESLOW = "lifelines has Efron’s method for ties only: the models with Breslow’s are those of statsmodels."
FIRTH = "Neither lifelines nor statsmodels has Firth’s penalised likelihood: the R script has it."
UNBOUNDED = "Neither library fits a model with a coefficient that cannot be estimated."


def second_opinion_on_cox(result: Cox) -> tuple[tuple[Opinion, ...], tuple[str, ...]]:
    """Hazard ratios, limits, P and events of each model a library can fit, and why it cannot fit others.

    lifelines fits them, statsmodels those with Breslow's method for ties.
    """
    here = cox_numbers(result)
    there: Numbers = {}
    models = cox_models(result)
    penalised = {name for name, model in models.items() if isinstance(model, FirthModel)}
    ordinary = {name: model for name, model in models.items() if name not in penalised}
    fitted = {name: model for name, model in ordinary.items() if model.estimable.all()}
    for name, model in fitted.items():
        there |= _fitted(result, model, name)
    breslow = result.ties == "breslow"
    sentences = (BRESLOW,) * (breslow and bool(fitted)) + (FIRTH,) * bool(penalised)
    opinions = opinions_on(here, there, STATSMODELS if breslow else LIFELINES, lambda _: NEWTON)
    return opinions, sentences + (UNBOUNDED,) * (len(fitted) < len(ordinary))


def _fitted(result: Cox, model: CoxModel, name: str) -> Numbers:
    """The numbers of one model; none where the search of lifelines does not end."""
    observed = model.outcomes
    seen = np.full(model.n, True) if observed.entry is None else observed.time > observed.entry
    outcome = observed.among(seen)
    columns = model.design.columns().T[seen]
    fit = fit_phreg if result.ties == "breslow" else fit_lifelines
    found = fit(columns, outcome.time, outcome.event.astype(int), entry=outcome.entry, strata=outcome.strata)
    numbers: Numbers = {f"{name}, events": float(outcome.event.sum())} if np.isfinite(found).all() else {}
    labels = coefficient_names(result, model, name) if numbers else []
    for label, coef, error in zip(labels, *(found / model.design.scale), strict=bool(labels)):
        lower, upper = np.exp(coef + np.array([-1, 1]) * NORMAL * error)
        numbers |= estimate(f"{label}, HR", np.exp(coef), lower, upper)
        numbers[f"{label}, P"] = float(chdtrc(1, (coef / error) ** 2))
    return numbers


def fit_lifelines(
    columns: np.ndarray,
    time: np.ndarray,
    event: np.ndarray,
    *,
    entry: np.ndarray | None = None,
    strata: np.ndarray | None = None,
) -> np.ndarray:
    """Coefficients and standard errors (2, k) of `columns` (n, k) by Efron's method; nan where there is no maximum."""
    names = [f"x{place}" for place in range(columns.shape[1])]
    frame = pd.DataFrame(columns, columns=names).assign(stop=time, status=event)
    given: dict[str, object] = {}
    if entry is not None:
        frame["start"], given["entry_col"] = entry, "start"
    if strata is not None:
        frame["stratum"], given["strata"] = strata, ["stratum"]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitter = CoxPHFitter().fit(frame, "stop", "status", fit_options=PRECISION, **given)
    except ConvergenceError:
        return np.full((2, len(names)), np.nan)
    return np.stack([fitter.params_.loc[names], fitter.standard_errors_.loc[names]])
