"""Which rows a baseline table has, and who has no value in one of them: missing, or never to have one."""

from dataclasses import dataclass

import numpy as np

from core.analyses.selection import Groups
from core.cohort import Cohort
from core.dictionary import Field, dictionary
from core.view import View

STUDY_FIELDS = (
    "age_years", "age_group", "sex", "ecog", "all_subtype", "ph_status", "cytogenetic_risk", "karyotype", "tp53",
    "crlf2", "extramedullary", "cns_disease", "wbc", "mab1_bm_blasts_pct", "mab1_disease_burden", "disease_status",
    "salvage_status", "prior_lines", "cr1_months", "prior_hsct", "prior_car_t", "regimen", "mab_sequence",
    "mab1_to_mab2_days", "interim_therapy",
)  # fmt: skip
"""What the first tables of the five studies report, in the order of a printed table."""

RELAPSE_MARKERS = ("cd19_at_relapse", "cd22_at_relapse")
BETWEEN_ANTIBODIES = ("interim_therapy", "interim_lines")
AFTER_TRANSPLANT = ("gvhd_prophylaxis", "agvhd_grade", "cgvhd")

MADE_OF = {"age_group": {"age_years"}, "salvage_status": {"salvage_line"}, "mab_sequence": {"mab1", "mab2"}}
"""Derived choices and what decides them: one tested by the other would give a P that means nothing."""


@dataclass(frozen=True)
class Absent:
    """Patients of each arm without a value: those it is missing of, and those who cannot have one.

    The latter never had what it is about, the date field `without`: who was not transplanted has no donor, and is
    not missing one. None where a value of the field may be asked of everybody.
    """

    missing: tuple[int, ...]
    not_applicable: tuple[int, ...]
    without: Field | None


def rows_offered(cohort: Cohort) -> dict[str, Field]:
    """The fields that can be rows, by slug, in the order of the sheet."""
    return {field.slug: field for field in cohort.columns.values() if cohort.can_tabulate(field)}


def study_rows(cohort: Cohort, compare: str = "") -> tuple[str, ...]:
    """The rows of the study table that this cohort has, without the one the groups are made of."""
    fields = [cohort.columns[name] for name in STUDY_FIELDS if name in cohort]
    return tuple(field.slug for field in fields if cohort.can_tabulate(field) and field.slug != compare)


def chosen_rows(cohort: Cohort, view: View) -> tuple[str, ...]:
    """The rows the view asks for: the visitor's own or those of the study table."""
    return view.table_rows if view.table == "mine" else study_rows(cohort, view.compare)


def with_fields(rows: tuple[str, ...], slugs: list[str]) -> tuple[str, ...]:
    """Rows for these fields, in their order, each with the summary it has among the rows before."""
    summaries = {row.partition(".")[0]: row for row in rows}
    return tuple(summaries.get(slug, slug) for slug in slugs)


def with_summary(rows: tuple[str, ...], slug: str, summary: str) -> tuple[str, ...]:
    """The rows with another summary for this number."""
    return tuple(f"{slug}.{summary}" if row.partition(".")[0] == slug else row for row in rows)


def with_one_summary(rows: tuple[str, ...], cohort: Cohort, summary: str) -> tuple[str, ...]:
    """The rows with the same summary for every number."""
    slugs = [row.partition(".")[0] for row in rows]
    return tuple(f"{slug}.{summary}" if cohort.by_slug(slug).is_number else slug for slug in slugs)


def moved(rows: tuple[str, ...], slug: str, by: int) -> tuple[str, ...]:
    """The rows with the one of this field so many places further down, at most to an end."""
    place = next(place for place, row in enumerate(rows) if row.partition(".")[0] == slug)
    others = [*rows[:place], *rows[place + 1 :]]
    others.insert(min(max(place + by, 0), len(others)), rows[place])
    return tuple(others)


def explains(one: Field, other: Field) -> bool:
    """Whether the two fields are one, or one is derived from the other."""
    return one.name == other.name or one.name in MADE_OF.get(other.name, ()) or other.name in MADE_OF.get(one.name, ())


def absent(cohort: Cohort, arms: Groups, field: Field) -> Absent:
    """Who of each arm has no value of the field, and why."""
    unknown, never = (arms.codes >= 0) & ~cohort.known(field.name), never_applicable(cohort, field)
    masks = (unknown & ~never, unknown & never)
    missing, not_applicable = (tuple(np.bincount(arms.codes[some], minlength=len(arms)).tolist()) for some in masks)
    return Absent(missing, not_applicable, dictionary()[_needed(field)] if any(not_applicable) else None)


def never_applicable(cohort: Cohort, field: Field) -> np.ndarray:
    """Who cannot have a value of the field, because what it is about never happened to them; a mask."""
    happened = _happened(cohort, _needed(field))
    return ~happened if happened is not None else np.zeros(len(cohort), dtype=bool)


def _needed(field: Field) -> str:
    """The date of what must have happened to a patient before the field can have a value; empty where nothing must."""
    if field.origin == "extra" or field.name == "hsct":
        return ""
    if field.origin == "derived":
        return field.known_at if field.is_number else ""
    if field.name.startswith("mab2") or field.name in BETWEEN_ANTIBODIES:
        return "mab2_start"
    if field.name.startswith("hsct_") or field.name in AFTER_TRANSPLANT:
        return "hsct_date"
    return "mab1_progression" if field.name in RELAPSE_MARKERS else ""


def _happened(cohort: Cohort, date: str) -> np.ndarray | None:
    """To whom what has this date happened; None where the cohort cannot tell."""
    signs = [cohort.known(date)] if date in cohort else []
    if date == "hsct_date" and "hsct" in cohort:
        # Not known whether transplanted is no reason to have no donor.
        signs.append(~cohort.is_level("hsct", "no"))
    if date == "mab2_start" and "mab2" in cohort:
        signs.append(cohort.known("mab2"))
    return np.logical_or.reduce(signs) if signs else None
