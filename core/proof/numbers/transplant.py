"""What the page on transplant and toxicity counts, line by line, and its numbers by names that scripts give too."""

from dataclasses import dataclass

import numpy as np

from core.analyses.sections import Count, Measure, Section
from core.analyses.selection import Selection, group
from core.analyses.toxicity import count_deaths, count_early_deaths, count_toxicity
from core.analyses.toxicity_records import BANDS, ToxicEvent, ToxicityRecords, count_toxicity_records
from core.analyses.transplant import antibody_in_words, count_transplants, given_antibody
from core.proof.numbers.counts import compared_numbers, plain, proportion_numbers
from core.proof.numbers.curves import Numbers
from core.stats.association import FEWEST_EXPECTED, FEWEST_PATIENTS, Association
from core.view import View

EVERYBODY = "all"
NOT_GRADED = 9
"""How the table of patients writes the worst grade of an event that has none."""


@dataclass(frozen=True, eq=False)
class CountedTable:
    """One table of the page: how its columns of the table of patients begin, its sections, its groups.

    `groups` are the numbers of its groups, from 1, among all groups of the selected patients: a group of which nobody
    is in the table is not in it. Empty where nothing is compared.
    """

    key: str
    title: str
    sections: tuple[Section, ...]
    groups: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class RecordedTable:
    """The toxicity sheet, its groups as those of the other tables, and who is counted, a mask over the cohort."""

    found: ToxicityRecords
    groups: tuple[int, ...]
    counted: np.ndarray


@dataclass(frozen=True, eq=False)
class TransplantPage:
    """Every table of the page that counts patients, in its order; `origin` is the antibody in words."""

    tables: tuple[CountedTable, ...]
    recorded: RecordedTable | None
    labels: tuple[str, ...]
    compared_by: str
    origin: str


@dataclass(frozen=True, eq=False)
class Line:
    """One line of a table: its column in the table of patients, and how its numbers begin."""

    column: str
    name: str
    row: Count | Measure


def read_transplant_page(selection: Selection, view: View) -> TransplantPage:
    """The page of a view whose antibody the cohort has."""
    cohort, arms = selection.cohort, group(selection, view.compare)
    found = count_transplants(selection, view)
    toxicity, deaths = count_toxicity(selection, view), count_deaths(selection, view)
    early = count_early_deaths(selection, view)
    parts = [
        ("transplant", "transplant", found.labels, found.before if "hsct" in cohort else ()),
        ("after", "after transplant", found.labels_after, found.after if "hsct" in cohort else ()),
        ("toxicity", "toxicity", toxicity.labels, toxicity.sections),
        ("deaths", "deaths", deaths.labels, deaths.sections),
        *((f"early{place}", f"early deaths {place}", one.labels, (one.section,)) for place, one in enumerate(early, 1)),
    ]
    tables = (
        CountedTable(key, title, sections, tuple(arms.labels.index(label) + 1 for label in labels[1:]))
        for key, title, labels, sections in parts
    )
    return TransplantPage(
        tables=tuple(table for table in tables if table.sections),
        recorded=_recorded(selection, view, arms.labels),
        labels=arms.labels,
        compared_by=arms.title,
        origin=antibody_in_words(cohort, view.antibody),
    )


def _recorded(selection: Selection, view: View, labels: tuple[str, ...]) -> RecordedTable | None:
    found = count_toxicity_records(selection, view)
    if found is None:
        return None
    counted = selection.patients & given_antibody(selection.cohort, view.antibody)
    return RecordedTable(found, tuple(labels.index(label) + 1 for label in found.labels[1:]), counted)


def event_names(recorded: RecordedTable) -> list[tuple[str, str, ToxicEvent]]:
    """Each event: its column in the table of patients, how its numbers begin, and itself."""
    events = enumerate(recorded.found.events, start=1)
    return [(f"event_{place}", f"event {place} {plain(event.name)}", event) for place, event in events]


def lines_of(table: CountedTable) -> list[Line]:
    """The lines of all sections, in order."""
    return [
        Line(f"{table.key}_{place}_{line}", f"{table.title} {place}.{line} {plain(row.label)}", row)
        for place, section in enumerate(table.sections, start=1)
        for line, row in enumerate(section.rows, start=1)
    ]


def lines_tested_together(table: CountedTable) -> list[tuple[str, list[Line], Association]]:
    """Where the lines of a section are tested as one table: the name of the test, those lines, and the test."""
    lines = {id(line.row): line for line in lines_of(table)}
    return [
        (f"{table.title} {place} {plain(section.title)}", [lines[id(row)] for row in answers(section)], section.test)
        for place, section in enumerate(table.sections, start=1)
        if section.test is not None
    ]


def answers(section: Section) -> list[Count]:
    """The lines that count patients of the denominator, who are each in one of them where they are tested together."""
    return [row for row in section.rows if isinstance(row, Count) and not row.muted]


def columns_of_table(table: CountedTable | RecordedTable) -> tuple[str, ...]:
    """All patients and the groups."""
    return (EVERYBODY, *(f"group {place}" for place in range(1, len(table.groups) + 1)))


def asked_for(test: Association) -> bool | None:
    """Whether the page has Fisher's test (True) or chi-squared (False) against the rule; None where it follows it."""
    if test.too_large_for_fisher:
        return False
    by_rule = not test.smallest_expected >= FEWEST_EXPECTED or test.n < FEWEST_PATIENTS
    return True if test.test == "Fisher" and not by_rule else None


def transplant_numbers(page: TransplantPage) -> Numbers:
    """Counts with their shares and limits, medians with quartiles and ranges, differences, odds ratios and P."""
    found: Numbers = {}
    for table in page.tables:
        for line in lines_of(table):
            found |= _measure(line, table) if isinstance(line.row, Measure) else _count(line, table)
        found |= {f"{name}, P": float(test.p) for name, _, test in lines_tested_together(table)}
    return found | (_events(page.recorded) if page.recorded is not None else {})


def _events(recorded: RecordedTable) -> Numbers:
    """Any grade with its limits, the bands, those without a grade, and grade 3 and more, which is compared."""
    found: Numbers = {}
    for _, name, event in event_names(recorded):
        for column, counts in zip(columns_of_table(recorded), event.groups, strict=True):
            found |= proportion_numbers(f"{name}, any grade, {column}", counts.any_grade)
            bands = zip((plain(band) for band in BANDS), counts.bands, strict=True)
            found |= {f"{name}, {band}, {column}": float(count) for band, count in bands}
            found[f"{name}, not graded, {column}"] = float(counts.ungraded)
            found |= proportion_numbers(f"{name}, severe, {column}", counts.severe)
        found |= compared_numbers(f"{name}, severe", event.versus, event.test)
    return found


def _count(line: Line, table: CountedTable) -> Numbers:
    found: Numbers = {}
    for column, proportion in zip(columns_of_table(table), line.row.columns, strict=True):
        name = f"{line.name}, {column}"
        counts = {f"{name}, k": float(proportion.k), f"{name}, n": float(proportion.n)}
        found |= counts if line.row.muted else proportion_numbers(name, proportion)
    return found | compared_numbers(line.name, line.row.versus, line.row.test)


def _measure(line: Line, table: CountedTable) -> Numbers:
    found: Numbers = {}
    for column, spread in zip(columns_of_table(table), line.row.columns, strict=True):
        (lower, upper), (lowest, highest) = spread.quartiles, spread.range
        numbers = {"n": float(spread.n), "median": spread.median, "lower quartile": lower, "upper quartile": upper}
        numbers |= {"lowest": lowest, "highest": highest}
        found |= {f"{line.name}, {column}, {what}": value for what, value in numbers.items()}
    return found


def values_by_column(page: TransplantPage) -> dict[str, np.ndarray]:
    """The columns of the table of patients, of the whole cohort."""
    columns = {line.column: line.row.values for table in page.tables for line in lines_of(table)}
    if page.recorded is not None:
        for column, _, event in event_names(page.recorded):
            columns[column] = np.where(page.recorded.counted, np.nan_to_num(event.worst, nan=NOT_GRADED), np.nan)
    return columns
