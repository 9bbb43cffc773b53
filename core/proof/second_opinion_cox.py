"""A second opinion on Cox models by lifelines, whose Newton steps stop at a precision of their own."""

import warnings

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from lifelines.exceptions import ConvergenceError

from core.analyses.cox import Cox
from core.proof.cox_numbers import coefficient_names, cox_models, cox_numbers
from core.proof.numbers import Numbers
from core.proof.opinion import LIFELINES, Opinion, opinions_on
from core.stats.cox_model import CoxModel
from core.stats.firth import FirthModel

PRECISION = {"precision": 1e-12}
NORMAL = 1.959963984540054
NEWTON = "lifelines stops its search for the maximum earlier than Ballad does."
BRESLOW = "lifelines has Efron’s method for ties only."
FIRTH = "Neither lifelines nor statsmodels has Firth’s penalised likelihood: the R script has it."
UNBOUNDED = "lifelines fits no model with a coefficient that cannot be estimated."


def second_opinion_on_cox(result: Cox) -> tuple[tuple[Opinion, ...], tuple[str, ...]]:
    """Hazard ratios, limits, P and events of each model lifelines can fit, and why it cannot fit others."""
    here = cox_numbers(result)
    if result.ties != "efron":
        return (), (BRESLOW,)
    there: Numbers = {}
    not_fitted = False
    models = cox_models(result)
    penalised = {name for name, model in models.items() if isinstance(model, FirthModel)}
    for name, model in models.items():
        if name in penalised:
            continue
        if not model.estimable.all():
            not_fitted = True
            continue
        there |= _fitted(result, model, name)
    return opinions_on(here, there, LIFELINES, lambda _: NEWTON), (FIRTH,) * bool(penalised) + (UNBOUNDED,) * not_fitted


def _fitted(result: Cox, model: CoxModel, name: str) -> Numbers:
    """The numbers of one model; none where the search of lifelines does not end."""
    columns = [f"x{place}" for place in range(len(model.beta))]
    frame = pd.DataFrame(model.design.columns().T, columns=columns)
    observed = model.outcomes
    frame["stop"], frame["status"] = observed.time, observed.event.astype(int)
    given: dict[str, object] = {}
    if observed.entry is not None:
        frame["start"], given["entry_col"] = observed.entry, "start"
    if observed.strata is not None:
        frame["stratum"], given["strata"] = observed.strata, ["stratum"]
    frame = frame[frame["stop"] > frame.get("start", -1)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitter = CoxPHFitter().fit(frame, "stop", "status", fit_options=PRECISION, **given)
    except ConvergenceError:
        return {}
    coef = fitter.params_.loc[columns].to_numpy() / model.design.scale
    error = fitter.standard_errors_.loc[columns].to_numpy() / model.design.scale
    found: Numbers = {f"{name}, events": float(frame["status"].sum())}
    for place, label in enumerate(coefficient_names(result, model, name)):
        limits = np.exp(coef[place] + np.array([-1, 1]) * NORMAL * error[place])
        found |= {f"{label}, HR": float(np.exp(coef[place])), f"{label}, HR, lower": float(limits[0])}
        found |= {f"{label}, HR, upper": float(limits[1]), f"{label}, P": float(fitter.summary["p"].iloc[place])}
    return found
