"""The rows of a forest plot: covariates as headings, their levels, and a mark for each model that is drawn."""

from dataclasses import dataclass, replace

import numpy as np

from core.analyses.cox import Cox
from core.formats import format_p, format_ratio
from core.tables.cox_table import HazardRow, hazard_rows
from core.view import ForestModels

SINGLE, TOGETHER = 0, 1
REFERENCE = "Reference"


@dataclass(frozen=True)
class ForestMark:
    """The hazard ratio of one model: numbers for the axis, nan where there is no estimate, and texts beside it."""

    model: int
    hr: float
    lower: float
    upper: float
    figures: str
    p: str
    reference: bool = False


@dataclass(frozen=True)
class ForestRow:
    """A line of the plot; `group` counts the covariates, a heading names one and bears no mark."""

    label: str
    group: int
    counts: str = ""
    is_level: bool = False
    marks: tuple[ForestMark, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether the row only names its covariate."""
        return not self.marks


def forest_rows(result: Cox, models: ForestModels) -> tuple[ForestRow, ...]:
    """The rows of the univariable models, of the multivariable one, or of both side by side.

    With both, patients and events are those of the univariable models. Empty where there is no such model.
    """
    if models == "multivariable":
        return _rows(result, together=True) if result.multivariable is not None else ()
    rows = _rows(result, together=False)
    if models == "univariable" or result.multivariable is None:
        return rows
    also = {(row.group, row.label): row for row in _rows(result, together=True)}
    beside = [_with_marks(row, also.pop((row.group, row.label), row)) for row in rows]
    return tuple(sorted((*beside, *also.values()), key=lambda row: row.group))


def _rows(result: Cox, together: bool) -> tuple[ForestRow, ...]:
    models = [result.multivariable] * len(result.covariates) if together else result.univariable
    counted = [result.together_patients] * len(models) if together else result.single_patients
    per_covariate = zip(models, result.covariates, counted, strict=True)
    return tuple(
        _row(row, group, TOGETHER if together else SINGLE)
        for group, (model, field, patients) in enumerate(per_covariate)
        for row in hazard_rows(model, (field,), patients)
    )


def _row(row: HazardRow, group: int, model: int) -> ForestRow:
    if row.n is None:
        return ForestRow(row.label, group)
    counts = f"{row.n:,} / {row.n_events:,}"
    return ForestRow(row.label, group, counts, row.is_level, (_mark(row, model),))


def _mark(row: HazardRow, model: int) -> ForestMark:
    if row.reference:
        return ForestMark(model, 1.0, np.nan, np.nan, REFERENCE, "", reference=True)
    hr, lower, upper = (float(row.estimate[name]) for name in ("hr", "lower", "upper"))
    p = format_p(float(row.estimate["p"])) if row.estimate["estimable"] else ""
    return ForestMark(model, hr, lower, upper, format_ratio(hr, lower, upper), p)


def _with_marks(row: ForestRow, other: ForestRow) -> ForestRow:
    """The row with the marks of the same row of another model; a reference is said once."""
    if other is row or all(mark.reference for mark in (*row.marks, *other.marks)):
        return row
    return replace(row, marks=(*row.marks, *other.marks))
