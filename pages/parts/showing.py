"""How results come to the screen: figures, tables, sentences. Texts of the data are escaped here, once."""

import re

import streamlit as st

from core.charts.export.paper import WIDTHS
from core.charts.figure import Figure
from core.charts.theme import Mode
from core.charts.time_figure import CLICKED
from core.tables.display import STYLE, DisplayTable
from pages.parts.downloads import draw_downloads
from pages.parts.figure_downloads import Draw, draw_figure_downloads

LESS_PAPER = "[data-testid=stMainBlockContainer] { padding-top: 4.5rem; }"

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>:&@^=])")
_ADDRESS = re.compile(r"(https?:(?=/)|www(?=\.)|@)", re.IGNORECASE)
_JOINED = "\N{WORD JOINER}"


def plain(text: str) -> str:
    """A text from the data for a place that reads Markdown: labels, pills, captions, notices.

    Nothing in it is taken for Markdown, a link, an image, an emoji or mathematics. No escape keeps an address from
    becoming a link, so a sign without width parts it. The options of select boxes and the cells of data frames are
    shown as they are and need no such care.
    """
    parted = _ADDRESS.sub(rf"\1{_JOINED}", " ".join(str(text).split()))
    return _MARKDOWN.sub(r"\\\1", parted)


def draw_style() -> None:
    """The style sheet of the tables, and less empty paper above the title, once a page."""
    st.html(f"<style>{STYLE}{LESS_PAPER}</style>")


def mode() -> Mode:
    """Whether the reader's page is light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def show_figure(
    draw: Draw | Figure,
    key: str,
    title: str = "",
    caption: str = "",
    *,
    widths: tuple[str, ...] = tuple(WIDTHS),
    filtered: bool = True,
    own: bool = True,
) -> None:
    """A figure across the page, its caption, and its files; the key names it on its page and in its files.

    What draws it is given the colours of the page, and light ones for the files. A figure that is drawn already is
    shown as it is and has no files. The files name the filters, save where they do not apply to it; of a figure that
    is not of the visitor's `own` cohort they say nothing about that cohort.
    """
    st.vega_lite_chart(_drawn(draw).with_frames(), width="stretch", theme=None, key=key)
    _finish(draw, key, title, caption, widths, filtered, own)


def show_clickable_figure(draw: Draw | Figure, key: str, title: str = "", caption: str = "") -> int | None:
    """The same, with curves that can be clicked: the place of the arm last clicked, None before."""
    picked = show_figure_with_clicks(draw, key, CLICKED, title, caption)
    return int(picked["arm"]) if picked else None


def show_figure_with_clicks(draw: Draw | Figure, key: str, selection: str, title: str = "", caption: str = "") -> dict:
    """The same, where a click answers with the fields of its selection; empty before."""
    figure = _drawn(draw).with_frames()
    event = st.vega_lite_chart(
        figure, width="stretch", theme=None, key=key, on_select="rerun", selection_mode=selection
    )
    _finish(draw, key, title, caption)
    return (event["selection"].get(selection) or [{}])[0]


def _drawn(draw: Draw | Figure) -> Figure:
    return draw if isinstance(draw, Figure) else draw(mode())


def _finish(
    draw: Draw | Figure,
    key: str,
    title: str,
    caption: str,
    widths: tuple[str, ...] = tuple(WIDTHS),
    filtered: bool = True,
    own: bool = True,
) -> None:
    """What stands under a figure."""
    with st.container(gap="xxsmall"):
        show_caption(caption)
        if not isinstance(draw, Figure):
            draw_figure_downloads(draw, key, title, caption, widths, filtered, own)


def show_table(table: DisplayTable, key: str, *, filtered: bool = True, own: bool = True) -> None:
    """A table as a journal prints it, and the ways to take it along; the key names it on its page and in its files.

    Its files name the filters, save where they do not apply to it; of a table that is not of the visitor's `own`
    cohort they say nothing about that cohort.
    """
    with st.container(gap="xxsmall"):
        st.html(table.to_html())
        draw_downloads(table, key, filtered=filtered, own=own)


def show_caption(*sentences: str) -> None:
    """Sentences under a figure; nothing where there is nothing to say."""
    if said := " ".join(sentence for sentence in sentences if sentence):
        st.caption(plain(said))


def show_warning(sentence: str) -> None:
    """A caution that belongs to the result below it; nothing where there is nothing to say."""
    if sentence:
        st.warning(plain(sentence))


def show_notice(sentence: str) -> None:
    """Something the reader should know."""
    st.info(plain(sentence))
