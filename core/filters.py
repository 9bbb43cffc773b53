"""Which patients: filters as data, as a mask and as a sentence.

A filter names its field and its levels by the slugs of an address, never by values of a patient, so a filter
can be sent, stored and shown before any workbook is loaded. It meets the data only in `keep`.
"""

from collections.abc import Callable, Iterable
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.cohort import Cohort
from core.dictionary import MISSING, dictionary
from core.dictionary import Field as CohortField
from core.formats import format_range

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,80}$")]


class Choice(BaseModel):
    """Patients whose value is one of these levels."""

    model_config = ConfigDict(frozen=True)
    kind: Literal["choice"] = "choice"
    field: Slug
    levels: tuple[Slug, ...] = Field(min_length=1, max_length=60)


class Range(BaseModel):
    """Patients whose number lies between the two bounds, both included; None is no bound."""

    model_config = ConfigDict(frozen=True)
    kind: Literal["range"] = "range"
    field: Slug
    low: Annotated[float, Field(allow_inf_nan=False)] | None = None
    high: Annotated[float, Field(allow_inf_nan=False)] | None = None


Filter = Annotated[Choice | Range, Field(discriminator="kind")]


def keep(filters: Iterable[Choice | Range], cohort: Cohort) -> np.ndarray:
    """The patients every filter keeps, as a mask of the cohort's rows. Filters must fit the cohort (see `misfit`)."""
    kept = np.ones(len(cohort), dtype=bool)
    for one in filters:
        kept &= _KEEP[type(one)](one, cohort, cohort.by_slug(one.field))
    return kept


def misfit(one: Choice | Range, cohort: Cohort) -> str | None:
    """Why this filter cannot be applied to this cohort, as a sentence, or None where it can."""
    field = cohort.by_slug(one.field)
    if field is None:
        return f"{field_label(one.field, None)} is not a column of this cohort."
    if isinstance(one, Range) != field.is_number or not (field.is_number or field.is_choice):
        return f"{field.label} cannot be filtered this way in this cohort."
    unknown = unknown_levels(one, field)
    if unknown:
        named = ", ".join(f"“{slug}”" for slug in unknown)
        return f"{field.label} has no level {named} in this cohort."
    return None


def unknown_levels(one: Choice | Range, field: CohortField) -> tuple[str, ...]:
    """The levels of a filter that the field of a cohort has not; a range has none."""
    known = {MISSING, *(level.slug for level in field.levels)}
    return tuple(slug for slug in getattr(one, "levels", ()) if slug not in known)


def sentence(filters: Iterable[Choice | Range], cohort: Cohort | None) -> str:
    """What the filters keep, in words: "Salvage 1 or Salvage 2; age 40 to 60 years". All of them hold at once."""
    said = [_say(one, cohort.by_slug(one.field) if cohort else None) for one in filters]
    return "; ".join(said) if said else "All patients"


def level_counts(field: CohortField, filters: Iterable[Choice | Range], cohort: Cohort) -> dict[str, int]:
    """Patients with each level (by slug, "missing" last) among those the filters on other fields keep."""
    others = keep([one for one in filters if one.field != field.slug], cohort)
    counts = np.bincount(cohort.codes(field.name)[others] + 1, minlength=len(field.levels) + 1)
    return {level.slug: int(n) for level, n in zip(field.levels, counts[1:], strict=True)} | {MISSING: int(counts[0])}


def field_label(slug: str, cohort: Cohort | None) -> str:
    """The label of the field an address calls by this slug; a column nobody knows is called by its slug."""
    field = (cohort.by_slug(slug) if cohort else None) or dictionary().by_slug(slug)
    return field.label if field else f"“{slug.removeprefix('x-')}”"


def _keep_choice(one: Choice, cohort: Cohort, field: CohortField) -> np.ndarray:
    """A look-up table over the codes, shifted by one so that a missing value (-1) has its place."""
    chosen = np.array([MISSING in one.levels, *(level.slug in one.levels for level in field.levels)])
    return chosen[cohort.codes(field.name) + 1]


def _keep_range(one: Range, cohort: Cohort, field: CohortField) -> np.ndarray:
    values = cohort.numbers(field.name)
    low = -np.inf if one.low is None else one.low
    high = np.inf if one.high is None else one.high
    return (values >= low) & (values <= high)


_KEEP: dict[type, Callable[..., np.ndarray]] = {Choice: _keep_choice, Range: _keep_range}


def _say(one: Choice | Range, field: CohortField | None) -> str:
    field = field or dictionary().by_slug(one.field)
    label = field.label if field else field_label(one.field, None)
    if isinstance(one, Range):
        return f"{label} {format_range(one.low, one.high, field.unit if field else '')}"
    labels = {level.slug: level.label for level in field.levels} if field else {}
    return f"{label}: {' or '.join(labels.get(slug, slug) for slug in one.levels)}"
