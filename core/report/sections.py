"""The sections of a report: one for each page, what makes its parts, and why a cohort may have nothing for it."""

from collections.abc import Callable
from dataclasses import dataclass

from core.analyses.response import antibodies_with_responses
from core.fitting import offered_endpoints
from core.report.cox_parts import cox_parts
from core.report.incidence_parts import incidence_parts
from core.report.patients_parts import course_parts, patients_parts
from core.report.questions import NO_ENDPOINT
from core.report.response_parts import response_parts
from core.report.section import Asked, MakePart
from core.report.survival_parts import survival_parts
from core.report.transplant_parts import transplant_parts
from core.view import ReportSection
from core.words.response import NO_RESPONSES


@dataclass(frozen=True)
class SectionKind:
    """A section there may be: its title, what makes its parts, and why this cohort has nothing for it, or nothing."""

    title: str
    parts: Callable[[Asked], tuple[MakePart, ...]]
    lacks: Callable[[Asked], str] = lambda _: ""


def _lacks_endpoint(asked: Asked, competing: bool) -> str:
    return "" if offered_endpoints(asked.view, asked.selection.cohort, competing) else NO_ENDPOINT[competing]


def _lacks_any_endpoint(asked: Asked) -> str:
    return "" if offered_endpoints(asked.view, asked.selection.cohort) else NO_ENDPOINT[False]


def _lacks_responses(asked: Asked) -> str:
    return "" if antibodies_with_responses(asked.selection.cohort) else NO_RESPONSES


SECTIONS: dict[ReportSection, SectionKind] = {
    "patients": SectionKind("Patients", patients_parts),
    "courses": SectionKind("Courses", course_parts),
    "survival": SectionKind("Survival", survival_parts, lambda asked: _lacks_endpoint(asked, competing=False)),
    "relapse": SectionKind("Relapse and NRM", incidence_parts, lambda asked: _lacks_endpoint(asked, competing=True)),
    "response": SectionKind("Response", response_parts, _lacks_responses),
    "cox": SectionKind("Cox models", cox_parts, _lacks_any_endpoint),
    "transplant": SectionKind("Transplant and toxicity", transplant_parts),
}
"""The sections there are, by key, in the order of the report."""


def sections_offered(asked: Asked) -> tuple[ReportSection, ...]:
    """The sections for which the cohort has something."""
    return tuple(key for key, kind in SECTIONS.items() if not kind.lacks(asked))


def sections_chosen(asked: Asked) -> tuple[ReportSection, ...]:
    """The sections the view asks for, in the order of the report; all that have something unless it says otherwise."""
    return tuple(key for key in SECTIONS if key in asked.view.sections) or sections_offered(asked)
