"""The proof on the Report page: the R script with its analysis table, and the second opinion."""

import streamlit as st

from core.report.proof import Proof
from core.report.proofs import PROVED, prove
from core.report.section import Asked
from core.tables.export.files import file_name
from core.tables.opinion_table import opinion_table
from core.view import View
from pages.parts.downloads import download_button
from pages.parts.session import keep, kept
from pages.parts.showing import show_caption, show_notice, show_table

KEPT = "second_opinion"
ABOUT_SCRIPT = (
    "The script prints the numbers of the page in R (where there are times, with survival and cmprsk), the one in "
    "Python those that its libraries have. Their table has rows of patients: times, status, groups and values, no "
    "dates and no names. Even that may tell who somebody is: look at it before it leaves the hospital."
)
SCRIPT_HEIGHT = 260


def draw_proof(asked: Asked) -> None:
    """Choose the page that is proved; its script, and on the click what other libraries say."""
    st.subheader("Scripts and second opinion")
    page = st.segmented_control(
        "Of the page",
        list(PROVED),
        format_func=lambda key: PROVED[key].title,
        default=next(iter(PROVED)),
        required=True,
        key="proved",
    )
    proof, refusal = prove(asked, page)
    if proof is None:
        show_notice(refusal)
        return
    show_caption(ABOUT_SCRIPT)
    name = file_name(f"{page}-scripts", asked.view, "zip")
    download_button("Scripts and analysis table (zip)", proof.packed, name, "application/zip", key="scripts_file")
    with st.expander("The script"):
        st.code(proof.script, language="r", height=SCRIPT_HEIGHT)
    with st.expander("The same in Python"):
        st.code(proof.script_in_python, language="python", height=SCRIPT_HEIGHT)
    _draw_opinion(proof, page, asked.view)


def _draw_opinion(proof: Proof, page: str, view: View) -> None:
    name = f"{KEPT}_{page}"
    if st.button("Second opinion", key="second_opinion_start", help="The same numbers by other libraries"):
        with st.spinner("Asking other libraries …"):
            keep(name, view, proof.second_opinion())
    opinions, sentences = kept(name, view) or ((), ())
    if opinions:
        show_table(opinion_table(opinions, proof.labels), key="second_opinion")
    for sentence in sentences:
        show_notice(sentence)
