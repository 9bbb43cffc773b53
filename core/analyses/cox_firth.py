"""Firth's penalised likelihood for the models of the Cox page: where it is needed, and the models with it."""

from dataclasses import dataclass, replace

from core.analyses.cox import Cox
from core.stats.cox_model import CoxModel
from core.stats.firth import CURED_BY_FIRTH, FirthModel, firth_of, needs_firth
from core.view import FirthUse


@dataclass(frozen=True)
class RunsAway:
    """A coefficient without an ordinary estimate that Firth's method has: of a level, or of a number (None).

    `reference` is what the level is compared with; `reason` as in `core.stats.cox_model`. `where` are the models it
    runs away in: "univariable", "multivariable" or both.
    """

    term: str
    level: str | None
    reference: str | None
    reason: str
    where: tuple[str, ...]


def running_away(result: Cox) -> tuple[RunsAway, ...]:
    """Every coefficient of the ordinary models that Firth's penalty makes finite, in the order of the models."""
    found: dict[tuple[str, str | None], RunsAway] = {}
    for where, models in _models(result).items():
        for model in models:
            references = dict(zip(model.references["term"], model.references["level"], strict=True))
            rows = model.coefficients[model.coefficients["reason"].isin(CURED_BY_FIRTH)]
            for row in rows.itertuples():
                key = row.term, row.level
                before = found.get(key, RunsAway(row.term, row.level, references.get(row.term), row.reason, ()))
                found[key] = replace(before, where=tuple(dict.fromkeys((*before.where, where))))
    return tuple(found.values())


def with_firth(result: Cox, use: FirthUse) -> Cox:
    """The result with Firth's models instead of the ordinary ones that need them, or of all where `use` is "all".

    A model that Firth's method cannot fit stays as it is.
    """
    if use == "off":
        return result
    together = result.multivariable
    return replace(
        result,
        univariable=tuple(_penalised(model, use) for model in result.univariable),
        multivariable=None if together is None else _penalised(together, use),
    )


def firth_models(result: Cox) -> tuple[tuple[str, ...], bool]:
    """Which models of a result are Firth's: the names of the covariates of univariable ones, and the multivariable."""
    single = tuple(
        field.name
        for field, model in zip(result.covariates, result.univariable, strict=True)
        if isinstance(model, FirthModel)
    )
    return single, isinstance(result.multivariable, FirthModel)


def _models(result: Cox) -> dict[str, tuple[CoxModel, ...]]:
    together = () if result.multivariable is None else (result.multivariable,)
    return {"univariable": result.univariable, "multivariable": together}


def _penalised(model: CoxModel, use: FirthUse) -> CoxModel:
    wanted = use == "all" or needs_firth(model)
    if not wanted or not model.n_events:
        return model
    try:
        return firth_of(model)
    except ValueError:
        return model
