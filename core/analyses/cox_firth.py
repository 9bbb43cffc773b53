"""Firth's penalised likelihood for the models of the Cox page: where it is needed, and the models with it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.analyses.cox import Cox
from core.stats.cox_model import NO_EVENT_IN_REFERENCE, CoxModel
from core.stats.firth import CURED_BY_FIRTH, FirthModel, firth_of, needs_firth
from core.view import FirthUse


@dataclass(frozen=True)
class RunsAway:
    """Coefficients of a term without an ordinary estimate, which Firth's method has, for one `reason` of `cox_model`.

    `levels` are those without events, the reference among them, or those whose estimate runs away; none of a number.
    `where` are the models it happens in: "univariable", "multivariable" or both.
    """

    term: str
    levels: tuple[str, ...]
    reason: str
    where: tuple[str, ...]


def running_away(result: Cox) -> tuple[RunsAway, ...]:
    """What runs away in the ordinary models and Firth's penalty makes finite, in the order of the models."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for where, model, term, level, reason in _estimates_running_away(result):
        references = dict(zip(model.references["term"], model.references["level"], strict=True))
        concerned = references[term] if reason == NO_EVENT_IN_REFERENCE else level
        said = found.setdefault((term, reason), {"levels": [], "where": []})
        said["levels"] += [concerned] if concerned else []
        said["where"].append(where)
    return tuple(
        RunsAway(term, tuple(dict.fromkeys(said["levels"])), reason, tuple(dict.fromkeys(said["where"])))
        for (term, reason), said in found.items()
    )


def _estimates_running_away(result: Cox) -> Iterator[tuple[str, CoxModel, str, str | None, str]]:
    for where, models in _models(result).items():
        for model in filter(_can_penalise, models):
            rows = model.coefficients[model.coefficients["reason"].isin(CURED_BY_FIRTH)]
            for row in rows.itertuples():
                yield where, model, row.term, row.level, row.reason


def is_beyond_firth(model: CoxModel | None) -> bool:
    """Whether an estimate of a model runs away that the penalty cannot mend: it has more coefficients than events."""
    return model is not None and needs_firth(model) and not _can_penalise(model)


def with_firth(result: Cox, use: FirthUse) -> Cox:
    """The result with Firth's models instead of the ordinary ones that need them, or of all where `use` is "all".

    A model without events, or with more coefficients than events, stays as it is.
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
    return firth_of(model) if wanted and _can_penalise(model) else model


def _can_penalise(model: CoxModel) -> bool:
    return 0 < len(model.estimable) <= model.n_events
