"""What the tabs of the Relapse and NRM page show: pairs of groups by Gray's test, and models; the numbers by name."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analyses.compared import Compared
from core.analyses.competing_models import CompetingModels, covariates_chosen, fit_competing_models, terms_of
from core.analyses.cox_frame import r_name
from core.analyses.incidence import CompetingRisks, gray_pairwise
from core.proof.numbers.curves import CAUSES, Numbers, estimate
from core.proof.tables.times import AnalysisTable, time_table
from core.stats.cox_model import CoxModel
from core.stats.terms import Factor
from core.view import View

FINE_GRAY = "Fine-Gray"


@dataclass(frozen=True, eq=False)
class CompetingTabs:
    """Gray's test of each pair of groups by cause, empty with two groups or without a test, and the models.

    `columns` are the names of the covariates in the table, by their own, `levels` the labels of those that are
    choices, by their name in the table.
    """

    pairs: tuple[pd.DataFrame, ...]
    adjust: str
    models: CompetingModels
    columns: dict[str, str]
    levels: dict[str, tuple[str, ...]]
    ties: str


def competing_tabs_of(compared: Compared, result: CompetingRisks, view: View) -> tuple[CompetingTabs, AnalysisTable]:
    """Both tabs, and the analysis table with a column for each covariate: numbers, or the place of a level from 1."""
    paired = gray_pairwise(compared) if result.gray and len(result.groups) > 2 else ()
    models = fit_competing_models(compared, view.change(covariates=covariates_chosen(compared, view)))
    levels: dict[str, tuple[str, ...]] = {}
    columns: dict[str, object] = {}
    for field, term in terms_of(compared, models.covariates).items():
        name = r_name(field)
        if isinstance(term, Factor):
            levels[name] = term.levels
            columns[name] = pd.array(np.where(term.codes < 0, pd.NA, term.codes + 1), dtype="Int64")
        else:
            columns[name] = term.values
    names = {field.name: r_name(field) for field in models.covariates}
    return CompetingTabs(paired, view.adjust, models, names, levels, view.ties), time_table(compared, view, columns)


def named_models(tabs: CompetingTabs) -> dict[str, CoxModel]:
    """The models there are, by the name their numbers have."""
    models = (tabs.models.fine_gray, tabs.models.event, tabs.models.competing)
    names = (FINE_GRAY, *(f"cause-specific, {cause}" for cause in CAUSES))
    return {name: model for name, model in zip(names, models, strict=True) if model is not None and model.n}


def model_names(tabs: CompetingTabs, model: CoxModel, name: str) -> Iterator[str]:
    """What each coefficient of a model is called, in their order."""
    places = {field.name: place for place, field in enumerate(tabs.models.covariates, start=1)}
    for columns in model.design.terms:
        covariate = f"{name}, covariate {places[columns.term.name]}"
        yield from [f"{covariate}, level {level + 1}" for level in columns.levels] or [covariate]


def competing_tab_numbers(tabs: CompetingTabs) -> Numbers:
    """Gray's test of each pair, and patients, events, and estimable hazard ratios with limits and P of each model."""
    found: Numbers = {}
    for cause, pairs in zip(CAUSES, tabs.pairs, strict=False):
        for row in pairs.itertuples(index=False):
            name = f"Gray's test, {cause}, groups {int(row.a) + 1} and {int(row.b) + 1}"
            found |= {f"{name}, chi-square": row.chisq, f"{name}, P": row.p}
            found[f"{name}, P adjusted"] = getattr(row, f"p_{tabs.adjust}")
    for name, model in named_models(tabs).items():
        found |= {f"{name}, patients": float(model.n), f"{name}, events": float(model.n_events)}
        rows = zip(model_names(tabs, model, name), model.coefficients.itertuples(index=False), strict=True)
        for label, row in rows:
            if row.estimable:
                found |= estimate(f"{label}, HR", row.hr, row.lower, row.upper) | {f"{label}, P": float(row.p)}
    return found
