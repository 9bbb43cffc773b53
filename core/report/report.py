"""A report: a title, whom it is about, the sections chosen, the methods paragraph, the date and the fingerprint."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from core.bundled import SYNTHETIC
from core.charts.export.files import Plate
from core.report.methods import methods_paragraph
from core.report.section import Asked, Section
from core.report.sections import cox_section, patients_section, response_section, transplant_section
from core.report.time_sections import incidence_section, survival_section
from core.tables.display import DisplayTable
from core.words.patients import whom_sentence

SECTIONS: dict[str, tuple[str, Callable[[Asked], Section]]] = {
    "patients": ("Patients", patients_section),
    "survival": ("Survival", survival_section),
    "relapse": ("Relapse and NRM", incidence_section),
    "response": ("Response", response_section),
    "cox": ("Cox models", cox_section),
    "transplant": ("Transplant and toxicity", transplant_section),
}
"""The sections there are, by key: the name shown and what makes it."""

Progress = Callable[[float, str], None]


@dataclass(frozen=True, eq=False)
class Report:
    """What every document of the report says; `facts` are the lines under the title."""

    title: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    methods: str

    @property
    def plates(self) -> tuple[Plate, ...]:
        """All figures in their order; the first is Figure 1."""
        return tuple(plate for section in self.sections for plate in section.plates)

    @property
    def tables(self) -> tuple[DisplayTable, ...]:
        """All tables in their order; the first is Table 1."""
        return tuple(table for section in self.sections for table in section.tables)


def make_report(asked: Asked, chosen: tuple[str, ...], today: date, progress: Progress) -> Report:
    """The report of these sections, its figures and tables numbered; `progress` hears the share done and of what.

    A section that cannot be computed says why, and the rest is there.
    """
    made = []
    for place, key in enumerate(chosen):
        name, make = SECTIONS[key]
        progress(place / len(chosen), name)
        made.append(_made(name, make, asked))
    sections = _numbered(tuple(made))
    cohort = asked.selection.cohort
    facts = (
        f"Cohort: {cohort.source.label}. Fingerprint {cohort.fingerprint}.",
        whom_sentence(asked.selection),
        f"Made on {today.isoformat()}.",
        SYNTHETIC if cohort.source.synthetic else "",
    )
    return Report("Ballad report", tuple(filter(None, facts)), sections, methods_paragraph(sections))


def _made(name: str, make: Callable[[Asked], Section], asked: Asked) -> Section:
    try:
        found = make(asked)
    except ValueError as refusal:
        return Section(name, (f"This part could not be computed: {str(refusal).rstrip('.')}.",))
    return replace(found, sentences=tuple(filter(None, found.sentences)), methods=tuple(filter(None, found.methods)))


def _numbered(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections with "Figure 1." and "Table 1." before the titles, counted through the report."""
    figures, tables, done = 0, 0, []
    for one in sections:
        plates = tuple(
            Plate(plate.figure, f"Figure {figures + place}. {plate.title}", plate.caption)
            for place, plate in enumerate(one.plates, start=1)
        )
        numbered = tuple(
            replace(table, title=f"Table {tables + place}. {table.title or one.title}")
            for place, table in enumerate(one.tables, start=1)
        )
        figures, tables = figures + len(plates), tables + len(numbered)
        done.append(replace(one, plates=plates, tables=numbered))
    return tuple(done)
