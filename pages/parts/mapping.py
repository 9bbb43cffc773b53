"""What the visitor can say about an uploaded sheet: which sheet, which column is which field, how codes are meant."""

import pandas as pd
import streamlit as st

from core.tables.cohort_table import columns_frame, destinations
from core.workbook.mapping import Question, Reading
from pages.parts.session import answer, session
from pages.parts.showing import plain

MISSING_LABEL = "missing"


def choose_sheet(reading: Reading) -> None:
    """Which sheet holds the patients, where the workbook has several."""
    if len(reading.sheets) > 1:
        st.selectbox(
            "Sheet",
            reading.sheets,
            index=reading.sheets.index(reading.sheet),
            key=f"sheet_{session().reads}",
            on_change=lambda: answer(sheet=st.session_state[f"sheet_{session().reads}"]),
        )


def ask_questions(reading: Reading) -> None:
    """The questions only the visitor can answer about an uploaded sheet, each with its evidence."""
    for column in reading.columns if session().upload else ():
        if column.question:
            with st.container(border=True):
                _ask(column.question)


def _ask(question: Question) -> None:
    st.write(plain(question.text))
    if not question.values:
        _ask_one(question, "Answer", "")
    for value, rows in question.values:
        _ask_one(question, f"“{plain(value)}” in {rows:,} row{'' if rows == 1 else 's'} means", value)


def _ask_one(question: Question, label: str, value: str) -> None:
    key = f"question_{session().reads}_{question.heading}_{value}"

    def report() -> None:
        chosen = st.session_state[key]
        said = "" if chosen == MISSING_LABEL else chosen
        answer(mapping=session().upload.mapping.answered(question, said, value))

    options = [*question.options, MISSING_LABEL] if question.values else list(question.options)
    st.selectbox(label, options, index=None, placeholder="Choose", key=key, on_change=report)


def edit_columns(reading: Reading) -> None:
    """The columns of the sheet and what each becomes; one click changes it where the workbook is the visitor's."""
    frame = columns_frame(reading)
    if session().upload is None:
        st.dataframe(frame, hide_index=True, column_config=_configuration())
        return
    key = f"columns_{session().reads}"
    fixed = [name for name in frame if name != "becomes"]
    st.data_editor(
        frame,
        hide_index=True,
        disabled=fixed,
        column_config=_configuration(),
        key=key,
        on_change=lambda: _take_edits(frame, key),
    )


def _take_edits(frame: pd.DataFrame, key: str) -> None:
    edits = st.session_state[key]["edited_rows"]
    said = {frame["heading"][row]: destinations()[edit["becomes"]] for row, edit in edits.items() if "becomes" in edit}
    if said:
        answer(mapping=session().upload.mapping.with_fields(said))


def _configuration() -> dict:
    return {
        "column": st.column_config.TextColumn("Column", width="small"),
        "heading": "Heading",
        "becomes": st.column_config.SelectboxColumn("Becomes", options=list(destinations()), required=True),
        "status": "Status",
        "samples": "Sample values",
        "why": st.column_config.TextColumn("Why", width="large"),
    }
