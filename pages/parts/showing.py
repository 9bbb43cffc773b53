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


def show_clickable_figure(figure: Figure, key: str, clicked: str = CLICKED, field: str = "arm") -> int | None:
    """The same, with parts that can be clicked: the place of the curve, or other part, last clicked, None before."""
    event = st.vega_lite_chart(
        figure.with_frames(), width="stretch", theme=None, key=key, on_select="rerun", selection_mode=clicked
    )
    picked = event["selection"].get(clicked) or []
    return int(picked[0][field]) if picked else None


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
