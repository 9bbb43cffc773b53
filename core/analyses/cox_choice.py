"""Which columns may enter a Cox model, which may not and why, and which ones enter the multivariable model."""

from dataclasses import dataclass

import numpy as np

from core.analyses.cox_rows import CoxRows
from core.cohort import FEWEST_COMPARED, Cohort
from core.derived import INTERVALS
from core.dictionary import Field
from core.endpoints import Endpoint
from core.stats.cox_model import CoxModel
from core.view import View
from core.workbook.level_texts import read_number

FIRST_CHOICES = ("age_years", "salvage_status", "ph_status", "mab_sequence", "cytogenetic_risk", "extramedullary")
MOST_FIRST = 4

OUTCOME, NO_VALUE, ONE_LEVEL, MANY_LEVELS, NUMBERS_AS_TEXT, FREE_TEXT, DATE = (
    "outcome", "no value", "one level", "many levels", "numbers as text", "free text", "date",
)  # fmt: skip
"""Why a column cannot be a covariate."""

MOSTLY = 0.8
"""A column of texts of which this share are numbers was meant to be one of numbers."""

FEWEST_TO_TELL = 10
SAME_AS_TIME = 0.999
"""With this many patients a covariate that tells all events from all others, or follows time this closely, is the
outcome by another name."""


@dataclass(frozen=True)
class Entry:
    """Whether a covariate enters the multivariable model. `p` is its univariable likelihood-ratio P.

    `is_outcome` covariates never enter.
    """

    field: Field
    enters: bool
    p: float
    is_outcome: bool = False


def covariates_offered(cohort: Cohort, endpoint: Endpoint) -> tuple[Field, ...]:
    """The columns that may enter a model: numbers, and choices with two to twelve levels among the patients."""
    return tuple(field for field in cohort.columns.values() if not why_no_covariate(cohort, field, endpoint))


def why_no_covariate(cohort: Cohort, field: Field, endpoint: Endpoint) -> str:
    """One of the reasons of this module why a column cannot be a covariate of this endpoint; empty where it can."""
    if field.is_outcome or INTERVALS.get(field.name, ("", ""))[1] in endpoint.dates:
        return OUTCOME
    if not cohort.has(field.name):
        return NO_VALUE
    if field.is_number or cohort.can_compare(field):
        return ""
    if field.kind == "date":
        return DATE
    return NUMBERS_AS_TEXT if is_number_as_text(cohort, field) else _why_no_levels(cohort, field)


def _why_no_levels(cohort: Cohort, field: Field) -> str:
    if not field.is_choice:
        return FREE_TEXT
    return ONE_LEVEL if len(cohort.observed_levels(field.name)) < FEWEST_COMPARED else MANY_LEVELS


def columns_not_offered(cohort: Cohort, endpoint: Endpoint, view: View) -> tuple[tuple[Field, str], ...]:
    """The extra columns, and what the view asks for, that cannot be covariates, each with the reason."""
    reasons = ((field, why_no_covariate(cohort, field, endpoint)) for field in cohort.columns.values())
    return tuple(
        (field, reason)
        for field, reason in reasons
        if reason and (field.origin == "extra" or field.slug in view.covariates)
    )


def is_number_as_text(cohort: Cohort, field: Field) -> bool:
    """Whether most distinct texts of an extra column are numbers, but not all, so that it was not read as one."""
    if field.origin != "extra" or field.is_number or field.kind == "date":
        return False
    texts = cohort.patients[field.name].dropna().astype(str).unique()
    numbers = [read_number(text) is not None for text in texts]
    return len(texts) > FEWEST_COMPARED and MOSTLY <= np.mean(numbers) < 1


def choose_covariates(offered: tuple[Field, ...], view: View) -> View:
    """The view with the covariates among those offered.

    A view without any begins with the known prognostic ones, or the first extra columns of the sheet.
    """
    wanted = [field.slug for field in offered if field.slug in view.covariates]
    known = [field.slug for field in offered if field.name in FIRST_CHOICES]
    extra = [field.slug for field in offered if field.origin == "extra" and field.is_worded]
    return view.change(covariates=tuple(wanted or (known or extra)[:MOST_FIRST]))


def entries_of(
    fields: tuple[Field, ...], single: tuple[CoxModel, ...], disguised: tuple[Field, ...], view: View
) -> tuple[Entry, ...]:
    """Who enters the multivariable model: all, those with a P below the threshold, or those named by hand."""
    entries = []
    for field, model in zip(fields, single, strict=True):
        p = model.likelihood_ratio.p
        wanted = {"all": True, "p": p < view.enter_below, "hand": field.slug in view.entered}[view.enter]
        entries.append(Entry(field, bool(wanted) and field not in disguised, p, field in disguised))
    return tuple(entries)


def is_outcome_in_disguise(cohort: Cohort, field: Field, rows: CoxRows) -> bool:
    """Whether an extra column tells exactly who had the event, or is the time itself, in ten patients or more."""
    known = cohort.known(field.name)[rows.patient]
    event, time = rows.event[known].astype(bool), rows.time[known]
    if field.origin != "extra" or min(event.sum(), (~event).sum()) < 2 or known.sum() < FEWEST_TO_TELL:
        return False
    if field.is_number:
        values = cohort.numbers(field.name)[rows.patient][known]
        varies = np.ptp(values) > 0 and np.ptp(time) > 0
        return bool(varies and np.corrcoef(values, time)[0, 1] > SAME_AS_TIME)
    codes = cohort.codes(field.name)[rows.patient][known]
    return len(np.unique(codes)) == 2 and not np.isin(codes[event], codes[~event]).any()
