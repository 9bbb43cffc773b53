"""The numbers of Cox models, each by a name that scripts give it too: "multivariable, covariate 2, level 3, HR"."""

from core.analyses.cox import Cox
from core.proof.numbers.curves import Numbers
from core.stats.cox_model import CoxModel
from core.stats.design import TermColumns
from core.stats.shapes import RestrictedCubicSpline
from core.stats.terms import Factor, Shaped


def cox_models(result: Cox) -> dict[str, CoxModel]:
    """The models by name, those without a row or a coefficient left out."""
    named = {
        f"univariable, covariate {place}": model for place, model in enumerate(result.univariable, start=1) if model.n
    }
    if result.multivariable is not None:
        named["multivariable"] = result.multivariable
    return {name: model for name, model in named.items() if model.likelihood_ratio.df}


def cox_numbers(result: Cox) -> Numbers:
    """Of each model rows' patients, events, hazard ratios with limits and P, likelihood-ratio test and concordance.

    Those of a model of Firth's are its own: profile limits and penalised likelihood ratios. What is not estimable has
    no number; neither have the coefficients of a curve, or of a model with interactions, which nobody shows as they
    are.
    """
    found: Numbers = {}
    for name, model in cox_models(result).items():
        tested, test = f"{name}, likelihood ratio", model.likelihood_ratio
        found |= {f"{name}, events": float(model.n_events), f"{tested}, chi-square": test.chisq, f"{tested}, P": test.p}
        found[f"{name}, concordance"] = model.concordance.c
        for place, label in enumerate(coefficient_names(result, model, name)):
            if label:
                row = model.coefficients.iloc[place]
                ratio = {"HR": row.hr, "HR, lower": row.lower, "HR, upper": row.upper, "P": row.p}
                found |= {f"{label}, {what}": float(value) for what, value in ratio.items()}
    return found


def coefficient_names(result: Cox, model: CoxModel, name: str) -> list[str]:
    """What each coefficient of a model is called, by its place; empty for those without a number."""
    covariates = [field.name for field in result.covariates]
    names: list[str] = []
    for columns in model.design.terms:
        if columns.parts or any(other.parts for other in model.design.terms) or is_curve(columns):
            names += [""] * len(columns.table)
            continue
        covariate = f"covariate {covariates.index(columns.term.name) + 1}"
        term = name if name.endswith(covariate) else f"{name}, {covariate}"
        levels = [f"{term}, level {level + 1}" for level in columns.levels]
        names += levels if isinstance(columns.term, Factor) and levels else [term]
    return [label if known else "" for label, known in zip(names, model.estimable, strict=True)]


def is_curve(columns: TermColumns) -> bool:
    """Whether the columns of a term are those of a spline, which no two programs choose alike."""
    return isinstance(columns.term, Shaped) and isinstance(columns.term.shape, RestrictedCubicSpline)
