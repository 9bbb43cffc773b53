"""What the visitor can say about an uploaded sheet: which sheet, which column is which field, how codes are meant."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from core.dictionary import dictionary
from core.tables.cohort_table import KEEP_EXTRA, STATUS_LABELS, STATUS_ORDER, becomes, columns_frame, destinations
from core.words.columns import MISSING
from core.workbook.mapping import Column, Mapping, Question, Reading
from pages.parts.brought import Refused
from pages.parts.session import answer, answer_refused, session
from pages.parts.showing import plain

Take = Callable[[Mapping], None]

MOST_VALUES = 8
MOST_CARDS = 4
CARDS_HEIGHT, COLUMNS_HEIGHT = 560, 420


def choose_sheet(reading: Reading) -> None:
    """Which sheet holds the patients, where the workbook has several."""
    if len(reading.sheets) > 1:
        st.selectbox(
            "Sheet",
            reading.sheets,
            index=reading.sheets.index(reading.sheet),
            key=f"sheet_{session().reads}",
            width=300,
            on_change=lambda: answer(sheet=st.session_state[f"sheet_{session().reads}"]),
        )


def questions_of(reading: Reading) -> list[Question]:
    """The questions that wait: about the sheet as a whole first, then by column."""
    return [*reading.questions, *(column.question for column in reading.columns if column.question)]


def ask_questions(reading: Reading) -> None:
    """The questions only the visitor can answer about an uploaded sheet, each with its evidence."""
    questions = questions_of(reading) if session().upload else []
    many = len(questions) > MOST_CARDS
    with st.container(height=CARDS_HEIGHT if many else "content", border=many):
        for question in questions:
            with st.container(border=True, gap="small"):
                _ask(question, session().upload.mapping, lambda said: answer(mapping=said))


def ask_about_refused() -> None:
    """What a refused workbook may become a cohort by: the questions about it, and what its columns are."""
    refused = session().refused
    if refused is None:
        return
    for question in refused.questions:
        with st.container(border=True):
            _ask(question, refused.upload.mapping, answer_refused)
    if refused.headings:
        with st.expander(f"Say what its {len(refused.headings):,} columns are"):
            _name_columns(refused)


def _name_columns(refused: Refused) -> None:
    frame = pd.DataFrame({"heading": refused.headings, "becomes": KEEP_EXTRA})
    key = f"refused_{session().drops}"
    st.data_editor(
        frame,
        hide_index=True,
        disabled=["heading"],
        column_config=_configuration(),
        height=COLUMNS_HEIGHT if len(frame) > 10 else "auto",
        key=key,
        on_change=lambda: _take_edits(frame, key, refused.upload.mapping, answer_refused),
    )


def _ask(question: Question, mapping: Mapping, take: Take) -> None:
    """The evidence and its choices: beside each other where there is one, else two choices in a row."""

    def choices(values: tuple[tuple[str, int], ...], width: int) -> None:
        for place in range(0, len(values), width):
            for column, (value, rows) in zip(st.columns(width), values[place : place + width], strict=False):
                with column:
                    label = _means(value, rows) if question.values else "Answer"
                    _ask_one(
                        question, label, value, lambda said, value=value: take(mapping.answered(question, said, value))
                    )

    if len(question.values) <= 1:
        text, choice = st.columns([3, 2], vertical_alignment="center")
        text.markdown(plain(question.text))
        with choice:
            choices(question.values or (("", 0),), 1)
        return
    st.markdown(plain(question.text))
    choices(question.values[:MOST_VALUES], 2)
    others = question.values[MOST_VALUES:]
    if others:
        with st.expander(f"{len(others):,} more values"):
            choices(others, 2)


def _means(value: str, rows: int) -> str:
    return f"“{plain(value)}” in {rows:,} row{'' if rows == 1 else 's'} means"


def _ask_one(question: Question, label: str, value: str, take: Callable[[str], None]) -> None:
    key = f"question_{session().reads}_{question.heading}_{value}"

    def report() -> None:
        chosen = st.session_state[key]
        take("" if chosen == MISSING else chosen)

    options = [*question.options, MISSING] if question.values else list(question.options)
    st.selectbox(label, options, index=None, placeholder="Choose", key=key, on_change=report)


def show_doubtful(reading: Reading) -> None:
    """The columns that need a look, each with its values, why, what it may be, and the choice of anything else."""
    doubtful = [column for column in reading.columns if column.status == "check" and not column.question]
    many = len(doubtful) > MOST_CARDS
    with st.container(height=CARDS_HEIGHT if many else "content", border=many):
        for column in doubtful:
            with st.container(border=True):
                _show_doubtful(column)


def _show_doubtful(column: Column) -> None:
    what, choice = st.columns([3, 2])
    with what:
        st.markdown(f"**{plain(column.heading)}** · {plain(column.letter)}")
        st.caption(plain(f"{column.reason} Values: {'; '.join(column.samples) or 'none'}."))
        with st.container(horizontal=True):
            for name in column.suggestions:
                st.button(
                    plain(f"It is {dictionary()[name].label}"),
                    key=f"suggestion_{session().reads}_{column.letter}_{name}",
                    on_click=_say,
                    args=(column.heading, name),
                )
    key = f"becomes_{session().reads}_{column.letter}"
    labels = list(destinations())
    choice.selectbox(
        "Becomes",
        labels,
        index=labels.index(becomes(column)),
        key=key,
        on_change=lambda: _say(column.heading, destinations()[st.session_state[key]]),
    )


def _say(heading: str, name: str) -> None:
    answer(mapping=session().upload.mapping.with_fields({heading: name}))


def edit_columns(reading: Reading) -> None:
    """The columns of the sheet and what each becomes; one click changes it where the workbook is the visitor's."""
    counts = {status: sum(column.status == status for column in reading.columns) for status in STATUS_ORDER}
    status = st.segmented_control(
        "Show columns",
        [one for one in STATUS_ORDER if counts[one]],
        format_func=lambda one: f"{STATUS_LABELS[one]} · {counts[one]:,}",
        key=f"show_columns_{session().reads}",
        label_visibility="collapsed",
    )
    frame = columns_frame(reading, status)
    hidden = [] if frame["missing"].any() else ["missing"]
    shown = frame.drop(columns=hidden)
    height = COLUMNS_HEIGHT if len(frame) > 10 else "auto"
    if session().upload is None:
        st.dataframe(shown, hide_index=True, column_config=_configuration(), height=height, key="columns")
        return
    key = f"columns_{session().reads}_{status or 'all'}"
    fixed = [name for name in shown if name != "becomes"]
    st.data_editor(
        shown,
        hide_index=True,
        disabled=fixed,
        column_config=_configuration(),
        height=height,
        key=key,
        on_change=lambda: _take_edits(frame, key, session().upload.mapping, lambda said: answer(mapping=said)),
    )


def _take_edits(frame: pd.DataFrame, key: str, mapping: Mapping, take: Take) -> None:
    edits = st.session_state[key]["edited_rows"]
    said = {frame["heading"][row]: destinations()[edit["becomes"]] for row, edit in edits.items() if "becomes" in edit}
    if said:
        take(mapping.with_fields(said))


def _configuration() -> dict:
    return {
        "column": st.column_config.TextColumn("", width=50),
        "heading": st.column_config.TextColumn("Heading", width=170),
        "becomes": st.column_config.SelectboxColumn("Becomes", options=list(destinations()), required=True, width=230),
        "status": st.column_config.TextColumn("Status", width=110),
        "samples": st.column_config.TextColumn("Sample values", width=170),
        "missing": st.column_config.TextColumn("Without a value", width="small"),
        "why": st.column_config.TextColumn("Why", width="large"),
    }
