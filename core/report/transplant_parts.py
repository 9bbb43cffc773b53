"""The section of transplant and toxicity: who was transplanted, what followed, grades, deaths and their causes."""

from functools import partial

from core.analyses.sections import Section as Counts
from core.analyses.selection import Selection
from core.analyses.toxicity import count_deaths, count_early_deaths, count_toxicity
from core.analyses.toxicity_records import count_toxicity_records
from core.analyses.transplant import antibody_view, count_transplants
from core.report.section import Asked, MakePart, Part
from core.tables.display import DisplayTable
from core.tables.sections_table import section_differences_table, sections_table
from core.tables.toxicity_table import toxicity_table
from core.view import View
from core.words.methods_of_tabs import counts_methods
from core.words.results_of_patients import counts_results
from core.words.transplant import (
    NO_DEATHS,
    NO_TOXICITY,
    NO_TRANSPLANT,
    NOBODY,
    after_notes,
    death_notes,
    early_death_notes,
    records_notes,
    toxicity_notes,
    transplant_notes,
)


def transplant_parts(asked: Asked) -> tuple[MakePart, ...]:
    """What the page Transplant and toxicity shows, of the antibody it would show."""
    view = antibody_view(asked.selection.cohort, asked.view)
    return tuple(partial(make, asked.selection, view) for make in (_transplant, _after, _toxicity, _deaths))


def _transplant(selection: Selection, view: View) -> Part:
    if "hsct" not in selection.cohort:
        return Part(lacking=(NO_TRANSPLANT,))
    found = count_transplants(selection, view)
    notes = transplant_notes(found, view.limits)
    return Part(
        "Transplant",
        sentences=counts_results(found.labels, found.before[:1]),
        tables=_counts("Transplant", found.labels, found.n, found.before, notes),
        methods=(counts_methods(found.labels[1:], view.limits),),
    )


def _after(selection: Selection, view: View) -> Part | None:
    if "hsct" not in selection.cohort:
        return None
    found = count_transplants(selection, view)
    if not found.after:
        return None if found.n_after[0] else Part(lacking=(NOBODY,))
    notes = after_notes(found, view.limits)
    tables = _counts("After transplant", found.labels_after, found.n_after, found.after, notes)
    return Part("After transplant", tables=tables)


def _toxicity(selection: Selection, view: View) -> Part:
    toxic, recorded = count_toxicity(selection, view), count_toxicity_records(selection, view)
    tables: tuple[DisplayTable, ...] = ()
    if toxic.sections:
        tables += _counts("Toxicity", toxic.labels, toxic.n, toxic.sections, toxicity_notes(toxic, view.limits))
    if recorded:
        tables += (toxicity_table(recorded, records_notes(recorded, view.limits)),)
    if not tables:
        return Part(lacking=(NO_TOXICITY,))
    return Part(
        "Toxicity",
        sentences=counts_results(
            toxic.labels, toxic.sections, only=("Any grade", "Grade 3 and more", "SOS at any time")
        ),
        tables=tables,
        methods=(counts_methods(toxic.labels[1:], view.limits),),
    )


def _deaths(selection: Selection, view: View) -> Part:
    """Deaths and their causes, and those in the first weeks."""
    deaths, tables = count_deaths(selection, view), ()
    if deaths.sections:
        tables = _counts("Deaths", deaths.labels, deaths.n, deaths.sections, death_notes(deaths, view.limits))
    for early in count_early_deaths(selection, view):
        title = f"Early deaths: {early.origin}"
        tables += _counts(title, early.labels, early.n, (early.section,), early_death_notes(early, view.limits))
    return Part(
        "Deaths",
        sentences=counts_results(deaths.labels, deaths.sections[:1]),
        tables=tables,
        methods=(counts_methods(deaths.labels[1:], view.limits),) if tables else (),
        lacking=() if deaths.sections else (NO_DEATHS,),
    )


def _counts(
    title: str, labels: tuple[str, ...], n: tuple[int, ...], sections: tuple[Counts, ...], notes: tuple[str, ...]
) -> tuple[DisplayTable, ...]:
    """The counts of these sections, and the differences between more than two groups."""
    differences = section_differences_table(f"{title}: differences between the groups", labels, sections, notes)
    return (sections_table(title, labels, n, sections, notes), *([differences] if differences else []))
