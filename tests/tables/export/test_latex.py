"""LaTeX: nothing in a text is a command."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tables.display import DisplayTable, Row
from core.tables.export.latex import escape_latex, write_latex

KNOWN = re.compile(
    r"\\[&%#_{}$]|\\(?:textbackslash|textasciicircum|textasciitilde|textquotedbl|textasciigrave|dag|ddag)\{\}"
    r"|\\textsuperscript\{2\}|\$\\?[A-Za-z]*[<>|−-]?\$|\{[\[\]*]\}|-\{\}"
)


@given(st.text(st.sampled_from("\\{}$&%#_^~[]*-`\"'<>|ab \n\t−–²χ"), max_size=30))
def test_no_character_that_means_something_to_latex_is_left_bare(text):
    assert not set(KNOWN.sub("", escape_latex(text))) & set('\\{}$&%#_^~[]*`"<>|')


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"),
        ("50 % & #1", r"50 \% \& \#1"),
        ("log-rank -- a---b", "log-rank -{}- a-{}-{}-b"),
        ("−1.2", "$-$1.2"),
        ("4.1–16.8", "4.1–16.8"),
        ("χ² ≥ 3", r"$\chi$\textsuperscript{2} $\geq$ 3"),
    ],
)
def test_a_text_is_printed_as_it_is(text, escaped):
    assert escape_latex(text) == escaped


def test_a_cell_is_never_taken_for_the_option_of_the_line_before():
    written = write_latex(DisplayTable("", ("a",), (Row(("x",)), Row(("[2cm]",)), Row(("*",)))))
    assert "{[}2cm{]}" in written
    assert "{*}" in written
