"""What the Cox models of a page are asked: covariates, their dates, strata, and who interacts with whom."""

from dataclasses import dataclass

import numpy as np

from core.analyses.cox_rows import CoxRows, split_at_states
from core.analyses.cox_terms import CovariateForm
from core.analyses.immortal_time import States, late_knowledge, read_states
from core.analyses.selection import Selection
from core.clock import Clock
from core.cohort import Cohort
from core.dictionary import Field
from core.forms import pair_of
from core.stats.terms import Term
from core.view import View

NAIVE = "naive"
NO_STATES = "a number, of which nobody can say what it was before"
"""Why a number known late is taken as it was in the end: it has no value before its date."""

KNOWN_LATER, IS_STRATUM, NOT_TOGETHER, IN_ANOTHER = "known later", "stratum", "not together", "in another"
"""Why something asked of the models is not done: patients cannot be parted into strata by what is known later; what
parts them has no hazard ratio; two
covariates interact only where both are in the multivariable model, and each with one other, so that a hazard ratio
within a level says all."""


@dataclass(frozen=True)
class NotDone:
    """Something asked of the models that they cannot do: the fields it is about, and the reason."""

    fields: tuple[Field, ...]
    reason: str


@dataclass(frozen=True, eq=False)
class Question:
    """What all models share: the forms of the covariates, those with dates, and the stratum of each patient."""

    cohort: Cohort
    forms: dict[Field, CovariateForm]
    dated: dict[Field, States]
    strata: np.ndarray | None
    view: View

    def terms(self, fields: tuple[Field, ...], rows: CoxRows) -> list[Term]:
        """The terms of these covariates for these rows."""
        return [self.forms[field].term(self.cohort, rows) for field in fields]

    def settings(self, rows: CoxRows) -> dict:
        """What a model of these rows is fitted with."""
        strata = None if self.strata is None else self.strata[rows.patient]
        return {"entry": rows.entry, "strata": strata, "ties": self.view.ties}

    def cut(self, rows: CoxRows, fields: tuple[Field, ...]) -> CoxRows:
        """The rows cut where any of these covariates changes."""
        for field in fields:
            if field in self.dated:
                rows = split_at_states(rows, field.name, self.dated[field])
        return rows


def states_of(selection: Selection, clock: Clock, field: Field) -> States:
    """The states of a covariate known late; refused for a number."""
    if not field.is_number:
        return read_states(selection, clock, field.slug)
    nobody = np.full(len(selection.cohort), -1)
    return States(field.label, (), nobody, nobody, np.full(len(nobody), np.nan), (), None, NO_STATES)


def strata_of(selection: Selection, clock: Clock, view: View) -> tuple[tuple[Field, ...], tuple[NotDone, ...]]:
    """The fields patients are parted by, and what of them is not done."""
    asked = tuple(selection.cohort.by_slug(slug) for slug in view.model_strata)
    later = tuple(field for field in asked if late_knowledge(selection, clock, field.slug))
    kept = tuple(field for field in asked if field not in later)
    twice = tuple(field for field in kept if field.slug in view.covariates)
    not_done = [NotDone((field,), KNOWN_LATER) for field in later] + [NotDone((field,), IS_STRATUM) for field in twice]
    return kept, tuple(not_done)


def patients_used(
    selection: Selection, clock: Clock, strata: tuple[Field, ...]
) -> tuple[np.ndarray, tuple[tuple[str, int], ...]]:
    """The patients on the clock with a value of each stratum, and who is left out by reason."""
    used, left_out = selection.patients & clock.included, list(clock.why_left_out(selection.patients))
    for field in strata:
        lacking = used & ~selection.cohort.known(field.name)
        left_out += [(f"no value of {field.label}", int(lacking.sum()))] if lacking.any() else []
        used = used & ~lacking
    return used, tuple(left_out)


def stratum_codes(cohort: Cohort, strata: tuple[Field, ...]) -> np.ndarray | None:
    """The stratum of each patient of the cohort, a combination of levels; of no use where one has no value."""
    if not strata:
        return None
    sizes = [len(field.levels) for field in strata]
    codes = [np.maximum(cohort.codes(field.name).astype(int), 0) for field in strata]
    return np.ravel_multi_index(codes, sizes)


def stratum_labels(strata: tuple[Field, ...]) -> tuple[str, ...]:
    """The strata in words, by their code; empty without strata."""
    labels = [""] if strata else []
    for field in strata:
        labels = [", ".join(filter(None, (before, level.label))) for before in labels for level in field.levels]
    return tuple(labels)


def interacting_pairs(
    cohort: Cohort, view: View, entered: tuple[Field, ...]
) -> tuple[tuple[tuple[Field, Field], ...], tuple[NotDone, ...]]:
    """The pairs that interact, and those that cannot, with the reason."""
    pairs, apart = [], []
    for item in view.interactions:
        pair = tuple(cohort.by_slug(slug) for slug in pair_of(item))
        if not set(pair) <= set(entered):
            apart.append(NotDone(pair, NOT_TOGETHER))
        elif any(set(pair) & set(other) for other in pairs):
            apart.append(NotDone(pair, IN_ANOTHER))
        else:
            pairs.append(pair)
    return tuple(pairs), tuple(apart)
