"""The Python lines for the tab of models of the Relapse and NRM page: cause-specific Cox models by statsmodels."""

from core.proof.numbers.competing_tabs import FINE_GRAY, CompetingTabs, model_names, named_models
from core.proof.python.text import COX, UNBOUNDED
from core.stats.cox_model import CoxModel

IMPORTS = """
import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.duration.hazard_regression import PHReg
"""
TELL = """

def tell_model(name, data, columns, coefficients):
    b, se, _ = cox(data, columns)
    say(name + ", patients", len(data))
    say(name + ", events", (data["status"] == 1).sum())
    for what, *one in zip(coefficients, b, se):
        say_ratio(what, *one)


complete = d.dropna(subset={names})
"""
MODEL = """
data = complete.assign(status=(complete["status"] == {cause}).astype(int))
tell_model({name!r}, data, [{columns}], {labels})
"""
BEYOND = (
    "\n# Neither lifelines nor statsmodels has Gray's test or the Fine-Gray model: the R script gives them by cuminc"
    "\n# and crr of the package cmprsk.\n"
)


def competing_tabs_script_in_python(tabs: CompetingTabs) -> str:
    """Lines that go after those of the incidences and print the cause-specific models of `competing_tab_numbers`."""
    models = {name: model for name, model in named_models(tabs).items() if name != FINE_GRAY}
    if not models:
        return BEYOND
    labels = (f"# covariate {place}: {one.label!a}\n" for place, one in enumerate(tabs.models.covariates, start=1))
    text = f"\n# Models of these covariates:\n{''.join(labels)}{IMPORTS}{COX.format(ties=tabs.ties)}"
    text += TELL.format(names=repr(list(tabs.columns.values())))
    return text + "".join(_model(tabs, name, model) for name, model in models.items()) + BEYOND


def _model(tabs: CompetingTabs, name: str, model: CoxModel) -> str:
    if not model.estimable.all():
        return UNBOUNDED.format(name=name)
    columns = []
    for one in model.design.terms:
        column = f'data["{tabs.columns[one.term.name]}"]'
        columns += [f"{column} == {level + 1}" for level in one.levels] or [column]
    cause = 1 if model is tabs.models.event else 2
    labels = list(model_names(tabs, model, name))
    return MODEL.format(cause=cause, name=name, columns=", ".join(columns), labels=labels)
