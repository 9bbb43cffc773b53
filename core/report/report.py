"""A report: a title, whom it is about, the sections chosen, methods, what is not in it and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from core.bundled import SYNTHETIC
from core.charts.export.files import Plate
from core.fitting import asked_endpoint, offered_endpoints
from core.report.drawings import Drawings
from core.report.methods import methods_paragraphs
from core.report.section import Asked, Part, Section, make_section
from core.report.sections import SECTIONS
from core.tables.display import DisplayTable
from core.view import ReportSection
from core.words.patients import whom_sentence
from core.words.view import view_sentence

TITLE, METHODS, LACKING = "Ballad report", "Statistical methods", "Not in this report"

Progress = Callable[[float, str], None]
"""Hears the share done, 0 to 1, and of what."""


@dataclass(frozen=True, eq=False)
class Report:
    """What every document of the report says.

    `facts` are the lines under the title, `methods` the paragraphs of methods, `lacking` says what the pages could not
    show and why. `drawings` keeps the figures as they were drawn for one document for the next.
    """

    title: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    methods: tuple[str, ...]
    lacking: tuple[str, ...]
    drawings: Drawings = field(repr=False)

    @property
    def plates(self) -> tuple[Plate, ...]:
        """All figures in their order; the first is Figure 1."""
        return tuple(plate for section in self.sections for plate in section.plates)

    @property
    def tables(self) -> tuple[DisplayTable, ...]:
        """All tables in their order; the first is Table 1."""
        return tuple(table for section in self.sections for table in section.tables)


@dataclass(frozen=True, eq=False)
class Draft:
    """The sections of one question as far as they are computed, and their drawings: nothing is made twice.

    A draft outlives a report that was cancelled, and serves reports of other sections and other kinds of document.
    """

    asked: Asked
    _made: dict[ReportSection, Section] = field(default_factory=dict, repr=False)
    _drawings: Drawings = field(default_factory=Drawings, repr=False)

    def report(self, chosen: tuple[ReportSection, ...], today: date, progress: Progress) -> Report:
        """The report of these sections, its figures and tables numbered.

        A part that cannot be computed says why, and the rest is there.
        """
        for place, key in enumerate(chosen):
            progress(place / len(chosen), SECTIONS[key].title)
            if key not in self._made:
                self._made[key] = _section(key, self.asked)
        made = tuple(self._made[key] for key in chosen)
        sections = tuple(_numbered([one for one in made if one.parts]))
        lacking = tuple(f"{one.title}: {text}" for one in made for text in one.lacking)
        return Report(TITLE, _facts(self.asked, today), sections, methods_paragraphs(sections), lacking, self._drawings)


def make_report(asked: Asked, chosen: tuple[ReportSection, ...], today: date, progress: Progress) -> Report:
    """The report of these sections of a question of which nothing is computed yet."""
    return Draft(asked).report(chosen, today, progress)


def _section(key: ReportSection, asked: Asked) -> Section:
    kind = SECTIONS[key]
    try:
        makers = kind.parts(asked)
    except ValueError as refusal:
        return Section(kind.title, lacking=(f"This could not be computed: {str(refusal).rstrip('.')}.",))
    return make_section(kind.title, makers)


def _facts(asked: Asked, today: date) -> tuple[str, ...]:
    cohort = asked.selection.cohort
    question = asked.question
    if endpoint := asked_endpoint(question, offered_endpoints(question, cohort)):
        question = question.change(endpoint=endpoint.id, origin=endpoint.origin)
    facts = (
        f"Cohort: {cohort.source.label}. Fingerprint {cohort.fingerprint}.",
        whom_sentence(asked.selection),
        view_sentence(question, "Question", cohort),
        f"Made on {today.isoformat()}.",
        SYNTHETIC if cohort.source.synthetic else "",
    )
    return tuple(filter(None, facts))


def _numbered(sections: list[Section]) -> Iterator[Section]:
    """The sections with "Figure 1." and "Table 1." before the titles, counted through the report."""
    counted = {"Figure": 0, "Table": 0}

    def named(word: str, title: str) -> str:
        counted[word] += 1
        return f"{word} {counted[word]}. {title}"

    def number(part: Part, section: Section) -> Part:
        plates = tuple(Plate(one.figure, named("Figure", one.title), one.caption) for one in part.plates)
        tables = tuple(
            replace(one, title=named("Table", one.title or part.title or section.title)) for one in part.tables
        )
        return replace(part, plates=plates, tables=tables)

    for section in sections:
        yield replace(section, parts=tuple(number(part, section) for part in section.parts))
