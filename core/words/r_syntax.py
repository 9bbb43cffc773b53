"""A Cox model as R would write it."""

import json
from collections.abc import Iterable

from core.analyses.cox import Cox
from core.analyses.cox_frame import r_name, time_names
from core.analyses.cox_terms import CovariateForm
from core.dictionary import Field
from core.formats import format_plain
from core.stats.cox_model import CoxModel
from core.stats.design import TermColumns
from core.stats.terms import Factor

WIDEST = 100


def coxph_call(result: Cox) -> str:
    """The call of R's `survival::coxph` that gives the multivariable model; empty without one.

    `patients` is the frame of `core.analyses.cox_frame`: choices are factors with the levels in the order shown.
    """
    model = result.multivariable
    if model is None:
        return ""
    outcome = f"Surv({', '.join(time_names(result.endpoint, result.unit, result.rows.entry is not None))})"
    return coxph_of(result, model, outcome, "patients", result.interactions)


def coxph_of(result: Cox, model: CoxModel, outcome: str, data: str, pairs: tuple[tuple[Field, Field], ...] = ()) -> str:
    """The call of R's `survival::coxph` for one of the models of a result; `outcome` and `data` are text of R.

    Without the covariates of which one level is left, on which R stops.
    """
    columns = {one.term.name: one for one in model.design.terms if not one.has_one_level}
    forms = {one.field: one for one in result.forms}
    terms = {field: _term(forms[field], columns[field.name]) for field in forms if field.name in columns}
    crossed = [f"{terms[first]}:{terms[second]}" for first, second in pairs if first in terms and second in terms]
    strata = [f"strata({', '.join(r_name(field) for field in result.strata)})"] if result.strata else []
    return _laid_out(outcome, [*terms.values(), *crossed, *strata], f'data = {data}, ties = "{result.ties}")')


def _laid_out(outcome: str, terms: list[str], end: str) -> str:
    """One line where it fits, else a line a term."""
    line = f"coxph({outcome} ~ {' + '.join(terms)}, {end}"
    if len(line) <= WIDEST:
        return line
    joined = " +\n        ".join(terms)
    return f"coxph({outcome} ~\n        {joined},\n      {end}"


def _term(covariate: CovariateForm, columns: TermColumns) -> str:
    name, form = r_name(covariate.field), covariate.form
    if isinstance(columns.term, Factor):
        if not covariate.field.is_number:
            return _releveled(name, columns, json.dumps(columns.term.levels[columns.reference], ensure_ascii=False))
        cut = f"cut({name}, c(-Inf, {_numbers(covariate.places)}, Inf), right = FALSE)"
        return _releveled(cut, columns, str(columns.reference + 1))
    if form.kind == "spline":
        first, *inner, last = covariate.places
        return f"splines::ns({name}, knots = c({_numbers(inner)}), Boundary.knots = c({_numbers((first, last))}))"
    if form.kind == "per" and form.numbers != (1.0,):
        return f"I({name} / {_numbers(form.numbers)})"
    return {"doubling": f"log2({name})", "trend": f"as.integer({name})"}.get(form.kind, name)


def _releveled(name: str, columns: TermColumns, reference: str) -> str:
    """The factor with its reference, where that is not its first level."""
    return f"relevel({name}, ref = {reference})" if columns.reference else name


def _numbers(values: Iterable[float]) -> str:
    return ", ".join(format_plain(value).replace("−", "-") for value in values)
