"""The door: columns whose values name the patient are left out before anything is kept, whatever their heading."""

from dataclasses import replace

import numpy as np

from core.workbook.identifying import STUDY_NUMBER, says_notes
from core.workbook.identities import BIRTHS, LEAST_NUMBER, SURE, are_births, identity_of
from core.workbook.mapping import EXTRA, Mapping
from core.workbook.matches import Match
from core.workbook.table import Table
from core.workbook.typed import Finding, Typed

FREE_LEVELS = ("regimen", "gvhd_prophylaxis")
REFERENCES = ("mab1_start", "mab2_start", "hsct_date", "last_contact", "death_date")
KEPT = Finding(
    "warning", "a number the hospital may know the patient by is kept as study number",
    "whoever has the hospital's list can tell who a patient is", "kept, as you said",
)  # fmt: skip


def at_the_door(matches: list[Match], table: Table, mapping: Mapping) -> list[Match]:
    """The decisions, with columns left out whose values are names, addresses, numbers of persons or free text.

    Looked at are columns of text: extra ones, free levels and the patient's id; a known field of numbers, dates or
    levels takes nothing else in. Dates that look like birth dates are left out until the user says what they are.
    An answer keeps an extra column with text or dates; nothing keeps e-mail addresses, phone and insurance numbers.
    """
    years = _reference_years(matches, table)
    return [_checked(match, table, mapping, years) for match in matches]


def kept_number(typed: Typed, identity: str) -> Typed:
    """The ids of the patients, with a warning where the heading says that the hospital may know them too."""
    return replace(typed, notes=(*typed.notes, KEPT)) if identity == STUDY_NUMBER else typed


def _checked(match: Match, table: Table, mapping: Mapping, years: np.ndarray) -> Match:
    if match.typed is None:
        return match
    heading, cells, field = table.headings[match.position], table.columns[match.position], match.typed.field
    said = mapping.fields.get(heading) == EXTRA
    if field.origin == "extra" and field.kind == "date":
        if not said and are_births(cells, years):
            reason = (
                "Its dates lie 10 to 90 years before treatment, as birth dates do: not kept unless you say what it is."
            )
            return Match(match.position, "check", reason, identity=BIRTHS)
        return match
    found = identity_of(cells, says_notes(heading)) if _may_hold_anything(match.typed) else ""
    if not found or (said and found not in SURE):
        return match
    return Match(match.position, "dropped", f"Its values look like {found}: not kept.", identity=found)


def _may_hold_anything(typed: Typed) -> bool:
    """Whether any text becomes a value of the field, or a number long enough to be somebody's."""
    field = typed.field
    if field.is_number:
        return field.origin == "extra" and np.nanmax(np.abs(typed.values), initial=0) >= LEAST_NUMBER
    return field.origin == "extra" or field.kind == "text" or field.name in FREE_LEVELS


def _reference_years(matches: list[Match], table: Table) -> np.ndarray:
    """The year of the first antibody per patient, or of the first other date there is; nan where there is none."""
    dated = {match.typed.field.name: match for match in matches if match.typed}
    years = np.full(len(table), np.nan)
    for name in REFERENCES:
        if name in dated:
            match = dated[name]
            days = table.columns[match.position].spread(match.typed.values, np.datetime64("NaT", "D"))
            found = np.where(np.isnat(days), np.nan, days.astype("datetime64[Y]").astype(float) + 1970)
            years = np.where(np.isnan(years), found, years)
    return years
