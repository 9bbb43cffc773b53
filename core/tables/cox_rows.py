"""The rows of a Cox model: a number, a factor with its reference, a curve at chosen values, effects within levels."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analyses.cox_rows import PatientsOfModel
from core.analyses.cox_terms import label_of, observed_quantiles
from core.dictionary import Field
from core.formats import format_plain
from core.stats.contrasts import HazardRatio, hazard_ratio_between
from core.stats.cox_model import CoxModel
from core.stats.design import TermColumns
from core.stats.shapes import PerDoubling, PerUnit, RestrictedCubicSpline
from core.stats.terms import Factor, Shaped

NO_OTHER_LEVEL = "no other level"
QUARTILES = (0.25, 0.5, 0.75)
SINGULAR = {"years": "year", "days": "day", "months": "month", "lines": "line", "cycles": "cycle"}
POWERS = {"1e9/L": "× 10⁹/L"}

Counts = tuple[int, int]


@dataclass(frozen=True)
class HazardRow:
    """One line of a model: a covariate's name, a level or a number; `estimate` is None for names and references."""

    label: str
    n: int | None = None
    n_events: int | None = None
    estimate: pd.Series | None = None
    reference: bool = False
    is_level: bool = False


def hazard_rows(
    model: CoxModel, covariates: tuple[Field, ...], patients: PatientsOfModel | None = None
) -> list[HazardRow]:
    """The rows of a model in the order of its covariates: a factor as its name, its reference and its levels."""
    return [row for field in covariates for row in rows_of(model, field, patients)]


def rows_of(model: CoxModel, field: Field, patients: PatientsOfModel | None = None) -> list[HazardRow]:
    """The rows of one covariate of a model; none where it is not in the model.

    `patients` counts who is in them where a patient may have several rows. Of two covariates that interact, one has
    its effect within the levels of the other, which then has no rows of its own.
    """
    columns = _columns_of(model, field.name)
    if columns is None:
        return []
    crossed = interaction_of(model, field.name)
    if crossed is not None:
        return _within_rows(model, field, crossed, patients) if subject_of(crossed).term.name == field.name else []
    if isinstance(columns.term, Factor):
        return _factor_rows(model, field, columns, patients)
    if isinstance(columns.term, Shaped) and isinstance(columns.term.shape, RestrictedCubicSpline):
        return _curve_rows(model, field, columns, patients)
    (estimate,) = _estimates(model, columns)
    n = estimate["n"] if patients is None else patients.n
    return [HazardRow(f"{field.label}, {per_unit(field, columns)}", n, estimate["n_events"], estimate)]


def interaction_of(model: CoxModel, name: str) -> TermColumns | None:
    """The interaction a term is part of, None where it is in none."""
    return next((c for c in model.design.terms if name in (part.term.name for part in c.parts)), None)


def subject_of(crossed: TermColumns) -> TermColumns:
    """Whose effect is told within the levels of the other: the first term, unless it alone has levels."""
    first, second = crossed.parts
    return second if isinstance(first.term, Factor) and not isinstance(second.term, Factor) else first


def context_of(crossed: TermColumns) -> TermColumns:
    """Within the levels of which term, or at which values of it, the effect of the other is told."""
    return next(part for part in crossed.parts if part is not subject_of(crossed))


def per_unit(field: Field, columns: TermColumns) -> str:
    """What the hazard ratio of a number is of: "per 1 year", "per 10 %", "per doubling", "per level"."""
    shape = getattr(columns.term, "shape", PerUnit())
    if not field.is_number:
        return "per level"
    if isinstance(shape, PerDoubling):
        return "per doubling"
    unit = POWERS.get(field.unit, field.unit)
    return f"per {format_plain(shape.unit)} {SINGULAR.get(unit, unit) if shape.unit == 1 else unit}".strip()


def _columns_of(model: CoxModel, name: str) -> TermColumns | None:
    return next((columns for columns in model.design.terms if columns.term.name == name), None)


def _estimates(model: CoxModel, columns: TermColumns) -> list[pd.Series]:
    """The rows of the coefficients of a term, by place: looking for its name takes longer than all the rest."""
    place = next(i for i, one in enumerate(model.design.terms) if one is columns)
    return [model.coefficients.iloc[i] for i in np.flatnonzero(model.design.owner == place)]


def _factor_rows(
    model: CoxModel, field: Field, columns: TermColumns, patients: PatientsOfModel | None
) -> list[HazardRow]:
    term, reference = columns.term, columns.reference
    n, n_events = columns.level_counts(), columns.level_counts(model.event)

    def counts(place: int) -> Counts:
        level = term.levels[place]
        return int(n[place] if patients is None else patients.in_level[field.name, level]), int(n_events[place])

    rows = [HazardRow(field.label_with_unit if field.is_number else field.label)]
    if reference is not None:
        rows.append(HazardRow(term.levels[reference], *counts(reference), reference=True, is_level=True))
    estimates = _estimates(model, columns)
    if not columns.levels:
        return [*rows, HazardRow(NO_OTHER_LEVEL, model.n, model.n_events, estimates[0], is_level=True)]
    return rows + [
        HazardRow(term.levels[place], *counts(place), estimate, is_level=True)
        for place, estimate in zip(columns.levels, estimates, strict=True)
    ]


def _curve_rows(
    model: CoxModel, field: Field, columns: TermColumns, patients: PatientsOfModel | None
) -> list[HazardRow]:
    """The hazard at chosen values over that at the reference among them; all patients stand behind each."""
    n = model.n if patients is None else patients.n
    reference = columns.term.shown[0]
    rows = [HazardRow(f"{field.label}, as a curve")]
    for value in sorted(columns.term.shown):
        found = hazard_ratio_between(model, {field.name: value}, {field.name: reference})
        same = value == reference
        estimate = None if same else _series(found)
        rows.append(HazardRow(_at(value, field), n, model.n_events, estimate, reference=same, is_level=True))
    return rows


def _within_rows(
    model: CoxModel, field: Field, crossed: TermColumns, patients: PatientsOfModel | None
) -> list[HazardRow]:
    """The effect of a covariate within each level of the other, or at its quartiles."""
    subject, context = subject_of(crossed), context_of(crossed)
    other = context.term.name
    if isinstance(context.term, Factor):
        present = [level for place, level in enumerate(context.term.levels) if place not in context.dropped]
        contexts = {level: level for level in present}
    else:
        values = np.asarray(context.term.values, dtype=float)[model.rows]
        contexts = {format_plain(value): value for value in observed_quantiles(values, QUARTILES)}
    rows = [HazardRow(f"{field.label} within {label_of(other)}")]
    for words, value in contexts.items():
        counts = _counter(model, subject, context, value, patients)
        for label, level, one, reference in _steps(field, subject):
            estimate = hazard_ratio_between(
                model, {field.name: one, other: value}, {field.name: reference, other: value}
            )
            rows.append(HazardRow(f"{words}: {label}", *counts(level), _series(estimate), is_level=True))
    return rows


def _steps(field: Field, subject: TermColumns) -> list[tuple[str, int | None, float | str, float | str]]:
    """What is compared of a covariate: in words, the place of the level, its value and that of the reference."""
    term = subject.term
    if isinstance(term, Factor):
        reference = term.levels[subject.reference]
        return [(f"{term.levels[p]} vs {reference}", p, term.levels[p], reference) for p in subject.levels]
    if isinstance(term, Shaped) and isinstance(term.shape, RestrictedCubicSpline):
        reference, *others = term.shown
        return [(f"{_at(value, field)} vs {format_plain(reference)}", None, value, reference) for value in others]
    if isinstance(term, Shaped) and isinstance(term.shape, PerDoubling):
        return [(per_unit(field, subject), None, 2.0, 1.0)]
    return [(per_unit(field, subject), None, getattr(getattr(term, "shape", None), "unit", 1.0), 0.0)]


def _counter(
    model: CoxModel, subject: TermColumns, context: TermColumns, value: float | str, patients: PatientsOfModel | None
) -> Callable[[int | None], Counts]:
    """Patients, or rows, and events by the level of the subject within this level of the context."""
    inside = np.ones(model.n, dtype=bool)
    if isinstance(context.term, Factor):
        inside = context.pattern == context.term.levels.index(value)

    def counts(level: int | None) -> Counts:
        there = inside if level is None else inside & (subject.pattern == level)
        n = int(there.sum()) if patients is None else patients.among(there)
        return n, int(model.event[there].sum())

    return counts


def _at(value: float, field: Field) -> str:
    unit = POWERS.get(field.unit, field.unit)
    return f"{format_plain(value)} {unit}".strip()


def _series(found: HazardRatio) -> pd.Series:
    return pd.Series(vars(found))
