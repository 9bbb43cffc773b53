"""The Python script behind the Cox page: PHReg of statsmodels for each covariate alone and for those together."""

from core.analyses.cox import Cox
from core.analyses.cox_frame import r_name
from core.analyses.cox_terms import CovariateForm
from core.proof.numbers.cox import coefficient_names, cox_models
from core.proof.python.text import COX, UNBOUNDED, reading_in_python
from core.proof.tables.cox import CoxTable
from core.stats.cox_model import CoxModel
from core.stats.design import TermColumns
from core.stats.firth import FirthModel
from core.stats.terms import Factor

IMPORTS = """import numpy as np
import pandas as pd
from scipy.stats import chi2, norm
from statsmodels.duration.hazard_regression import PHReg"""

ROWS = """d = d.rename(columns={"start": "entry", "stop": "time"})
# A row a patient, from when the patient came under observation; and rows cut where a covariate changes.
by_patient = d.groupby("patient")
patients = d.drop_duplicates("patient", keep="last").assign(entry=by_patient["entry"].transform("first"))
rows = d[d["time"] > d["entry"]]
"""

TELL = """

def complete(data, names):
    kept = data.dropna(subset=names)
    return kept[kept["time"] > kept["entry"]] if kept["entry"].any() else kept


def strata_of(data, names):
    return data.groupby(names).ngroup().to_numpy() if names else np.zeros(len(data), dtype=int)


def group_of(x, starts):
    # The place of the group of a number; each group but the lowest begins at one of these.
    return pd.Series(np.searchsorted(starts, x, side="right"), index=x.index)


def spline(x, knots):
    # A restricted cubic spline in Harrell's columns: another program may choose others, of the same curve.
    *inner, near, last = knots
    cube = {knot: np.maximum(x - knot, 0) ** 3 for knot in knots}
    bends = [
        cube[k] - cube[near] * (last - k) / (last - near) + cube[last] * (near - k) / (last - near) for k in inner
    ]
    return [x, *(bend / (last - knots[0]) ** 2 for bend in bends)]


def concordance(data, score, strata):
    # Harrell's C: of those at risk at an event, who has the higher hazard has it first; equal hazards count one half.
    entry, time, died = (data[name].to_numpy() for name in ("entry", "time", "status"))
    same = 1e-10 * (score.max() - score.min())
    won = pairs = 0.0
    for i in np.flatnonzero(died):
        others = (time > time[i]) | ((time == time[i]) & (died == 0))
        higher = score[i] - score[others & (entry < time[i]) & (strata == strata[i])]
        won += (higher > same).sum() + 0.5 * (abs(higher) <= same).sum()
        pairs += len(higher)
    return won / pairs


def tell(name, data, columns, coefficients, stratified=()):
    strata = strata_of(data, list(stratified))
    b, se, fit = cox(data, columns, strata)
    test = 2 * (fit.llf - fit.model.loglike(np.zeros(len(b))))
    say(name + ", events", (data["status"] == 1).sum())
    say(name + ", likelihood ratio, chi-square", test)
    say(name + ", likelihood ratio, P", chi2.sf(test, len(b)))
    say(name + ", concordance", concordance(data, np.column_stack(columns).astype(float) @ b, strata))
    for what, *one in zip(coefficients, b, se):
        if what:
            say_ratio(what, *one)
"""
FIRTH = "\n# {name}: no library of Python used here has Firth's penalised likelihood: see the R script.\n"
MODEL = """
data = complete({data}, {names})
tell({name!r}, data, [
{columns}
], {coefficients}{strata})
"""


def cox_script_in_python(table: CoxTable, result: Cox) -> str:
    """A script that prints, under the names of `cox_numbers`, those of the models that statsmodels can fit."""
    text = reading_in_python(table.unit, IMPORTS) + ROWS + COX.format(ties=result.ties) + TELL + "\n"
    for place, field in enumerate(result.covariates, start=1):
        text += f"\n# covariate {place}: {field.label!a}"
        labels = table.levels.get(r_name(field))
        text += f", levels {', '.join(map(ascii, labels))}" if labels else ""
    text += "\n"
    for name, model in cox_models(result).items():
        if isinstance(model, FirthModel):
            text += FIRTH.format(name=name)
        else:
            text += _model(result, model, name, table) if model.estimable.all() else UNBOUNDED.format(name=name)
    return text


def _model(result: Cox, model: CoxModel, name: str, table: CoxTable) -> str:
    forms = {one.field.name: one for one in result.forms}
    names = [columns.term.name for columns in model.design.terms if not columns.parts]
    fields = [one.field for one in result.forms if one.field.name in names]
    changing = any(late.field in fields for late in result.time_dependent)
    columns = (line for one in model.design.terms for line in _columns(one, forms, table))
    strata = tuple(r_name(field) for field in result.strata)
    return MODEL.format(
        data="rows" if changing else "patients",
        names=repr([r_name(field) for field in fields]),
        name=name,
        columns="\n".join(f"    {column}," for column in columns),
        coefficients=repr(coefficient_names(result, model, name)),
        strata=f", {strata!r}" if strata else "",
    )


def _columns(columns: TermColumns, forms: dict[str, CovariateForm], table: CoxTable) -> list[str]:
    """The columns of one term as Python has them."""
    if columns.parts:
        first, second = (", ".join(_columns(part, forms, table)) for part in columns.parts)
        return [f"*(a * b for a in [{first}] for b in [{second}])"]
    covariate = forms[columns.term.name]
    name, form = r_name(covariate.field), covariate.form
    column = f'data["{name}"]'
    if isinstance(columns.term, Factor):
        if covariate.field.is_number:
            return [f"group_of({column}, {list(covariate.places)}) == {place}" for place in columns.levels]
        labels = table.levels[name]
        return [f"{column} == {labels.index(columns.term.levels[place]) + 1}" for place in columns.levels]
    if form.kind == "spline":
        return [f"*spline({column}, {list(covariate.places)})"]
    if form.kind == "per" and form.numbers != (1.0,):
        return [f"{column} / {form.numbers[0]!r}"]
    return [f"np.log2({column})" if form.kind == "doubling" else column]
