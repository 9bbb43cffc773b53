"""How results come to the screen: figures, tables, sentences. Texts of the data are escaped here, once."""

import re

import streamlit as st

from core.charts.figure import Figure
from core.charts.theme import Mode
from core.charts.time_figure import CLICKED
from core.tables.display import STYLE, DisplayTable
from pages.parts.downloads import draw_downloads

LESS_PAPER = "[data-testid=stMainBlockContainer] { padding-top: 4.5rem; }"

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>:&@^=])")


def plain(text: str) -> str:
    """A text from the data for a place that reads Markdown: labels, pills, captions, notices.

    Nothing in it is taken for Markdown, a link, an image, an emoji or mathematics. The options of select boxes
    and the cells of data frames are shown as they are and need no such care.
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))


def draw_style() -> None:
    """The style sheet of the tables, and less empty paper above the title, once a page."""
    st.html(f"<style>{STYLE}{LESS_PAPER}</style>")


def mode() -> Mode:
    """Whether the reader's page is light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def show_figure(figure: Figure, key: str) -> None:
    """A figure across the page, in its own dress rather than Streamlit's."""
    st.vega_lite_chart(figure.with_frames(), width="stretch", theme=None, key=key)


def show_clickable_figure(figure: Figure, key: str) -> int | None:
    """The same, with curves that can be clicked: the place of the arm last clicked, None before."""
    picked = show_figure_with_clicks(figure, key, CLICKED)
    return int(picked["arm"]) if picked else None


def show_figure_with_clicks(figure: Figure, key: str, selection: str) -> dict:
    """The same, where a click answers with the fields of its selection; empty before."""
    event = st.vega_lite_chart(
        figure.with_frames(), width="stretch", theme=None, key=key, on_select="rerun", selection_mode=selection
    )
    return (event["selection"].get(selection) or [{}])[0]


def show_table(table: DisplayTable, key: str, *, filtered: bool = True) -> None:
    """A table as a journal prints it, and the ways to take it along; the key names it on its page and in its files.

    Its files name the filters, save where they do not apply to it.
    """
    with st.container(gap="xxsmall"):
        st.html(table.to_html())
        draw_downloads(table, key, filtered=filtered)


def show_caption(*sentences: str) -> None:
    """Sentences under a figure."""
    st.caption(plain(" ".join(sentence for sentence in sentences if sentence)))


def show_warning(sentence: str) -> None:
    """A caution that belongs to the result below it; nothing where there is nothing to say."""
    if sentence:
        st.warning(plain(sentence))


def show_notice(sentence: str) -> None:
    """Something the reader should know."""
    st.info(plain(sentence))
