"""How each covariate enters a Cox model: the form and the reference the view asks for, on these patients."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from core.analyses.cox_rows import CoxRows
from core.cohort import Cohort
from core.dictionary import Field, dictionary
from core.formats import format_group
from core.forms import PER_ONE, Form, form_of, reference_of
from core.stats.cox_model import CoxModel
from core.stats.shapes import PerDoubling, PerUnit, RestrictedCubicSpline, knots_of
from core.stats.terms import Factor, Numeric, Shaped
from core.view import View

ONE_GROUP = "one group"
NO_LOGARITHM = "no logarithm"
NO_CURVE = "no curve"
CHANGES = "changes"
"""Why a form is not taken. A number then enters per unit: all patients in one group, a value that is not above 0, too
few distinct values for a spline. Levels that change while patients are followed have no trend."""

QUANTILES = {"median": (0.5,), "tertiles": (1 / 3, 2 / 3)}
SHOWN_QUANTILES = (0.1, 0.25, 0.75, 0.9)
TINY = 1e-9


@dataclass(frozen=True)
class CovariateForm:
    """A covariate with the form it has in the models; None for the levels of a choice.

    `places` are the first values of the groups but the lowest, or the knots of a spline; `shown` the values at which
    a spline's effect is told, the first of them the reference. `reference` is a level's value, or a group's place.
    `refused` is one of the reasons of this module, empty where the form asked for is the one taken.
    """

    field: Field
    form: Form | None
    places: tuple[float, ...] = ()
    shown: tuple[float, ...] = ()
    reference: str = ""
    refused: str = ""

    def term(self, cohort: Cohort, rows: CoxRows) -> Numeric | Factor | Shaped:
        """The term of a model for these rows."""
        name, patient = self.field.name, rows.patient
        if name in rows.states:
            changing = rows.factor(name)
            label = self.field.level_label(self.reference)
            return replace(changing, reference=changing.levels.index(label) if label in changing.levels else 0)
        if self.field.is_number:
            return self._of_number(cohort.numbers(name)[patient])
        codes = cohort.codes(name)[patient].astype(int)
        if self.form is not None:
            return Numeric(name, np.where(codes < 0, np.nan, codes))
        labels = tuple(level.label for level in self.field.levels)
        values = self.field.values
        return Factor(name, codes, labels, values.index(self.reference) if self.reference in values else 0)

    def _of_number(self, values: np.ndarray) -> Numeric | Factor | Shaped:
        name, form = self.field.name, self.form
        if form == PER_ONE:
            return Numeric(name, values)
        if form.kind == "per":
            return Shaped(name, values, PerUnit(form.numbers[0]))
        if form.kind == "doubling":
            return Shaped(name, values, PerDoubling())
        if form.kind == "spline":
            return Shaped(name, values, RestrictedCubicSpline(self.places), self.shown)
        codes = np.where(np.isnan(values), -1, np.searchsorted(self.places, values, side="right"))
        place = int(self.reference or 1) - 1
        return Factor(name, codes, self.groups, place if place < len(self.groups) else 0)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups a number is taken apart into, in words."""
        bounds = (None, *self.places, None)
        return tuple(format_group(low, high) for low, high in pairwise(bounds))


def form_on(cohort: Cohort, field: Field, view: View, patient: np.ndarray, changes: bool = False) -> CovariateForm:
    """The form the view asks for, with what follows from the values of these patients; per 1 unit where it cannot be.

    `changes` is whether patients change the levels of the covariate while they are followed.

    Each group of tertiles or halves begins at the first value at or above the quantile (R's type 7).
    """
    form, reference = form_of(view.forms, field.slug), reference_of(view.forms, field.slug)
    if not field.is_number:
        asked = next((level.value for level in field.levels if level.slug == reference), "")
        trend = form is not None and form.kind == "trend"
        refused = CHANGES if trend and changes else ""
        return CovariateForm(field, form if trend and not changes else None, reference=asked, refused=refused)
    numbers = cohort.numbers(field.name)[patient]
    values, plain = numbers[np.isfinite(numbers)], CovariateForm(field, PER_ONE)
    if form is None or form.kind in ("per", "trend"):
        return replace(plain, form=form if form and form.kind == "per" else PER_ONE)
    if form.is_grouped:
        return _grouped(replace(plain, form=form, reference=reference if reference.isdigit() else ""), values)
    if form.kind == "doubling":
        return replace(plain, refused=NO_LOGARITHM) if (values <= 0).any() else replace(plain, form=form)
    return _curved(replace(plain, form=form), values)


def _grouped(covariate: CovariateForm, values: np.ndarray) -> CovariateForm:
    """With where groups begin; per unit where all patients are in one."""
    form = covariate.form
    places = form.numbers if form.kind == "cut" else observed_quantiles(values, QUANTILES[form.kind])
    if len(np.unique(np.searchsorted(places, values, side="right"))) < 2:
        return replace(covariate, form=PER_ONE, reference="", refused=ONE_GROUP)
    return replace(covariate, places=places)


def _curved(covariate: CovariateForm, values: np.ndarray) -> CovariateForm:
    """With knots and what is shown; per unit where the values bear no curve."""
    knots = knots_of(values)
    if not knots:
        return replace(covariate, form=PER_ONE, refused=NO_CURVE)
    (median,) = observed_quantiles(values, (0.5,))
    asked = covariate.form.numbers or observed_quantiles(values, SHOWN_QUANTILES)
    return replace(covariate, places=knots, shown=(median, *(value for value in asked if value != median)))


def known_numbers(cohort: Cohort, field: Field) -> np.ndarray:
    """The values of a number in the whole cohort, without the missing ones."""
    values = cohort.numbers(field.name)
    return values[np.isfinite(values)]


def observed_quantiles(values: np.ndarray, quantiles: tuple[float, ...]) -> tuple[float, ...]:
    """For each quantile (R's type 7) the smallest value at or above it: it parts the values as the quantile does."""
    if not len(values):
        return ()
    ascending = np.sort(values)
    wanted = np.quantile(ascending, quantiles)
    found = ascending[np.searchsorted(ascending, wanted - TINY * np.abs(wanted), side="left")]
    return tuple(np.unique(found).tolist())


def term_of(cohort: Cohort, field: Field, used: np.ndarray) -> Numeric | Factor:
    """The column as it stands as a term of a model, for the patients used; the first level is the reference."""
    if field.is_number:
        return Numeric(field.name, cohort.numbers(field.name)[used])
    return Factor(field.name, cohort.codes(field.name)[used].astype(int), tuple(level.label for level in field.levels))


def label_of(name: str) -> str:
    """The label of a term that is a column, by its name alone."""
    return dictionary()[name].label if name in dictionary() else name.removeprefix("extra:")


def term_labels(model: CoxModel) -> dict[str, str]:
    """The label of each term by its name, interactions as "Age × Sex"."""
    return {c.term.name: " × ".join(label_of(part.term.name) for part in c.parts or (c,)) for c in model.design.terms}
