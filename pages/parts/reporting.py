"""The report on its page: which sections, as what, the bar while it is written, and the document to take along."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from core.report.bundle import write_report_text
from core.report.files import REPORT_FORMATS
from core.report.report import SECTIONS, make_report
from core.report.section import Asked
from core.tables.export.files import file_name
from core.words.patients import whom_sentence
from pages.parts.downloads import download_button
from pages.parts.session import keep, kept
from pages.parts.showing import show_caption, show_notice

KEY = "report"
WRITING = "Writing the document …"
SHARE_OF_ANALYSES = 0.5
"""Of the bar; the rest is the document."""


@dataclass(frozen=True)
class Written:
    """A document in memory: of which sections, as what, and its words."""

    sections: tuple[str, ...]
    kind: str
    data: bytes | str
    text: str


def draw_report(asked: Asked) -> None:
    """Choose sections and kind, write the document on the click, and offer it as long as the question is the same."""
    show_caption(whom_sentence(asked.selection), "Filters, comparison, endpoint and settings are those of the pages.")
    chosen = st.pills(
        "Sections",
        list(SECTIONS),
        format_func=lambda key: SECTIONS[key][0],
        selection_mode="multi",
        default=list(SECTIONS),
        key="report_sections",
    )
    sections = tuple(key for key in SECTIONS if key in chosen)
    kind = st.segmented_control(
        "As",
        list(REPORT_FORMATS),
        format_func=lambda key: REPORT_FORMATS[key].label,
        default=next(iter(REPORT_FORMATS)),
        required=True,
        key="report_format",
    )
    if not sections:
        show_notice("Choose at least one section.")
        return
    if st.button("Write the report", type="primary", key="report_start"):
        keep(KEY, asked.view, _write(asked, sections, kind))
    found = kept(KEY, asked.view)
    if found is not None and (found.sections, found.kind) == (sections, kind):
        _offer(found, asked)


def _write(asked: Asked, sections: tuple[str, ...], kind: str) -> Written:
    bar = st.progress(0.0)
    report = make_report(
        asked, sections, date.today(), lambda share, name: bar.progress(SHARE_OF_ANALYSES * share, f"{name} …")
    )
    bar.progress(SHARE_OF_ANALYSES, WRITING)
    data = REPORT_FORMATS[kind].write(report)
    bar.empty()
    return Written(sections, kind, data, write_report_text(report))


def _offer(found: Written, asked: Asked) -> None:
    form = REPORT_FORMATS[found.kind]
    name = file_name("report", asked.view, form.extension)
    download_button(f"Download: {form.label}", lambda: found.data, name, form.mime, key="report_file")
    with st.expander("The words of the report"):
        st.code(found.text, language=None, wrap_lines=True)
