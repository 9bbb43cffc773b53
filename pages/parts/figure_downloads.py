"""The menu under a figure: its files for a manuscript or a talk, in light colours whatever the page wears."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.charts.export.files import FIGURE_FORMATS, Plate
from core.charts.export.paper import WIDTHS
from core.charts.figure import Figure
from core.charts.theme import Mode
from core.formats import write_p_as
from core.tables.export.files import file_name
from pages.parts.downloads import about_cohort, download_button, view_of_files
from pages.parts.session import session

Draw = Callable[[Mode], Figure]


@st.fragment
def draw_figure_downloads(
    draw: Draw, key: str, title: str, caption: str, widths: tuple[str, ...], filtered: bool, own: bool = True
) -> None:
    """A small menu; the figure is drawn for paper when it is opened, and a file is made when it is clicked.

    `filtered` says that the figure is of the patients the filters keep; then its caption names them. The files of a
    figure that is not of the visitor's `own` cohort say nothing about that cohort.
    """
    menu = st.popover("Download figure", type="tertiary", key=f"{key}_files", on_change="rerun")
    if menu.open:
        write_p_as(session().view.p_style)
        said = " ".join(filter(None, (caption, *about_cohort(filtered=filtered, own=own))))
        with menu:
            _draw_menu(Plate(draw("light"), title, said), key, widths, own)


def _draw_menu(plate: Plate, key: str, widths: tuple[str, ...], own: bool) -> None:
    """The width, and a button for every kind of file."""
    width = st.segmented_control(
        "Width",
        list(widths),
        format_func=lambda name: WIDTHS[name].label,
        default=widths[-1],
        required=True,
        key=f"{key}_width",
    )
    with st.container(horizontal=True):
        for kind in FIGURE_FORMATS:
            name = file_name(f"{key}-{width}_column{'s' if width == 'two' else ''}", view_of_files(own), kind.ending)
            write = partial(kind.write, plate, WIDTHS[width])
            download_button(kind.label, write, name, kind.mime, key=f"{key}_{kind.ending}")
    st.caption("Black on white whatever the page wears; the font is within the PDF; the slide bears title and caption.")
