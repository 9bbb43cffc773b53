"""The report on its page: which sections, as what, how far it is, a way to stop it, and the document to take along."""

from dataclasses import dataclass
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.report.bundle import write_report_text
from core.report.files import REPORT_FORMATS
from core.report.report import Draft, Progress, Report
from core.report.section import Asked
from core.report.sections import SECTIONS, sections_chosen, sections_offered
from core.tables.export.files import file_name
from core.view import ReportSection
from core.words.patients import whom_sentence
from pages.parts.downloads import download_button
from pages.parts.session import bind, change, keep, kept
from pages.parts.showing import show_caption, show_notice

WANTED, DRAFT, WRITTEN = "report_wanted", "report_draft", "report"
BUTTON = "report_start"
"""Of the start and of what stops it: under another key the pale button of the run before would stand beside it."""
SHARE_OF_ANALYSES = 0.5
"""Of the bar; the rest is the document."""


@dataclass(frozen=True)
class Written:
    """A document in memory: of which sections, as what, and its words."""

    sections: tuple[ReportSection, ...]
    kind: str
    data: bytes | str
    text: str


def draw_report(asked: Asked) -> None:
    """Choose sections and kind, write the document on the click, and offer it as long as the question is the same."""
    show_caption(whom_sentence(asked.selection), "Filters, comparison, endpoint and settings are those of the pages.")
    sections = _choose_sections(asked)
    kind = asked.view.document
    st.segmented_control(
        "As",
        list(REPORT_FORMATS),
        format_func=lambda key: REPORT_FORMATS[key].label,
        required=True,
        **bind("report_format", kind, lambda chosen: change(document=chosen)),
    )
    found = kept(f"{WRITTEN}_{kind}", asked.question)
    if found is None or found.sections != sections:
        found = _write_on_click(asked, sections, kind)
    if found is not None:
        _offer(found, asked)


def _choose_sections(asked: Asked) -> tuple[ReportSection, ...]:
    """The sections of the view; all that have something where it names none, so that taking the last away does so."""
    offered, chosen = sections_offered(asked), sections_chosen(asked)

    def report(keys: list[ReportSection]) -> None:
        change(sections=() if set(keys) == set(offered) else tuple(key for key in SECTIONS if key in keys))

    st.pills(
        "Sections",
        list(SECTIONS),
        format_func=lambda key: SECTIONS[key].title,
        selection_mode="multi",
        help="Without a choice: all that this cohort has something for.",
        **bind("report_sections", list(chosen), report),
    )
    for key in chosen:
        if key not in offered:
            show_notice(f"{SECTIONS[key].title}: {SECTIONS[key].lacks(asked)}")
    return chosen


def _write_on_click(asked: Asked, sections: tuple[ReportSection, ...], kind: str) -> Written | None:
    """The start, or in its place the bar with a way to stop; what is stopped keeps what was computed.

    A click on the way to stop ends the run of the script at the next sign of progress. The wish is forgotten before it
    is met, so that whatever stops the writing stops it for good.
    """
    first, second, question = st.empty(), st.empty(), asked.question
    if not kept(WANTED, question):
        second.button("Write the report", type="primary", key=BUTTON, on_click=keep, args=(WANTED, question, True))
        return None
    keep(WANTED, question, False)
    draft = kept(DRAFT, question) or Draft(asked)
    keep(DRAFT, question, draft)
    bar = first.progress(0.0)
    second.button("Cancel", key=BUTTON, help="What is computed already is kept")
    report = draft.report(sections, date.today(), _part_of(bar, 0.0, SHARE_OF_ANALYSES))
    found = _written(report, sections, kind, _part_of(bar, SHARE_OF_ANALYSES, 1.0))
    keep(f"{WRITTEN}_{kind}", question, found)
    first.empty()
    second.empty()
    return found


def _part_of(bar: DeltaGenerator, first: float, last: float) -> Progress:
    """A progress that fills the bar from one share to another."""
    return lambda share, name: bar.progress(first + (last - first) * share, f"{name} …")


def _written(report: Report, sections: tuple[ReportSection, ...], kind: str, progress: Progress) -> Written:
    progress(0.0, "Writing the document")
    return Written(sections, kind, REPORT_FORMATS[kind].write(report, progress), write_report_text(report))


def _offer(found: Written, asked: Asked) -> None:
    form = REPORT_FORMATS[found.kind]
    name = file_name("report", asked.view, form.extension)
    download_button(f"Download: {form.label}", lambda: found.data, name, form.mime, key="report_file")
    with st.expander("The words of the report"):
        st.code(found.text, language=None, wrap_lines=True)
