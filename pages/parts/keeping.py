"""What can be taken along from the Cohort page: the annotated workbook, the answers, the template; and answers brought
back.
"""

from functools import partial
from pathlib import PurePath

import streamlit as st

from core.tables.export.annotated import annotate_workbook
from core.tables.export.files import OFFICE
from core.words.columns import answer_sentence, columns_sentence, privacy_sentence
from core.workbook.answers import Answer, answers_of, without
from core.workbook.mapping import Question, Reading
from core.workbook.mapping_file import EXTENSION, write_mapping
from core.workbook.template import read_template
from pages.parts.downloads import download_button
from pages.parts.janitor import drop_file
from pages.parts.remembering import take_all_back, take_back, use_answers_file
from pages.parts.session import answer, session
from pages.parts.showing import plain, show_caption

JSON = "application/json"
EXCEL = f"{OFFICE}.spreadsheetml.sheet"
ANNOTATED = (
    "Your workbook with the problem cells coloured and commented, and a sheet of issues, for the one who keeps it. "
    "It holds every cell as it was, names too: treat it like the original."
)
ANSWERS = (
    "Headings, answers and the cell texts of codes you translated; no other cell. "
    "Load the file with next month's export, and nothing is asked twice."
)
SHIFT = Question("dates", "layout", "", ("shifted",))
SHIFTED = Answer("layout", "dates", "shifted")


def show_understood(reading: Reading) -> None:
    """How the sheet was understood, in a line, and what was dropped for privacy."""
    st.markdown(f"**{plain(columns_sentence(reading))}**")
    dropped = privacy_sentence(reading)
    if dropped:
        show_caption(dropped)


def offer_files() -> None:
    """The template and answers kept from before; nothing is made before the menu is opened."""
    menu = st.popover("Template and answers", type="tertiary", key="keeping", on_change="rerun")
    if menu.open:
        with menu:
            download_button("Empty template (Excel)", read_template, "ballad-template.xlsx", EXCEL, key="template")
            show_caption("Drop-downs for every choice; a second sheet says what each column means.")
            _draw_answers_uploader()


def offer_own(reading: Reading) -> None:
    """What is offered of the visitor's own workbook: annotated, its answers, its dates shifted."""
    upload = session().upload
    stem = PurePath(upload.name).stem or "workbook"
    with st.container(horizontal=True, vertical_alignment="center"):
        download_button(
            "Annotated workbook",
            partial(annotate_workbook, upload.data, upload.name, reading),
            f"{stem}-annotated.xlsx",
            EXCEL,
            key="annotated",
            help=ANNOTATED,
        )
        if answers_of(upload.mapping):
            make = partial(write_mapping, upload.mapping, upload.sheet)
            download_button(
                "Answers to keep", make, f"{stem}{EXTENSION}", "application/json", key="answers", help=ANSWERS
            )
        if "mab1_start" in reading.cohort:
            _draw_shift()


def show_answers() -> None:
    """What the visitor said about the workbook, each answer with the way to take it back."""
    given = answers_of(session().upload.mapping)
    if not given:
        return
    with st.expander(f"What you said ({len(given):,})"):
        for place, said in enumerate(given):
            text, button = st.columns([5, 1], vertical_alignment="center")
            text.markdown(plain(answer_sentence(said)))
            key = f"take_back_{session().reads}_{place}"
            button.button("Take back", on_click=take_back, args=(said,), key=key)
        if len(given) > 1:
            st.button("Take all back", on_click=take_all_back, key="take_all_back")


def _draw_shift() -> None:
    mapping = session().upload.mapping
    shifted = mapping.layout.get(SHIFTED.heading) == SHIFTED.said
    st.toggle(
        "Dates as days from the first antibody",
        value=shifted,
        key=f"shifted_{session().reads}",
        on_change=lambda: answer(
            mapping=without(mapping, SHIFTED) if shifted else mapping.answered(SHIFT, SHIFTED.said)
        ),
        help="Calendar dates are forgotten; every interval stays as it is.",
    )


def _draw_answers_uploader() -> None:
    file = st.file_uploader(
        f"Answers kept before ({EXTENSION})", type=["json"], key=f"answers_{session().drops}", help=ANSWERS
    )
    if file is not None:
        session().drops += 1
        use_answers_file(file.getvalue())
        drop_file(file.file_id)
        st.rerun()
