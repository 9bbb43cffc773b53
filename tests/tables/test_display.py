"""Tables as HTML: every text is escaped, whatever the workbook held."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tables.display import STYLE, DisplayTable, Row

HOSTILE = "<script>alert(\"1\")</script> & <img src=x onerror='alert(1)'> ![x](http://example.org)"
TAGS = {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "footer", "p"}


class Read(HTMLParser):
    """The tags, attributes and texts a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.texts.append(data)


def table(text: str) -> DisplayTable:
    return DisplayTable(text, (text, text), (Row((text, text)), Row((text,), heading=True)), (text,))


@pytest.mark.parametrize("text", [HOSTILE, "</td></table>", "&amp;", '" onclick="x', "a < b"])
def test_every_text_is_escaped(text):
    html = table(text).to_html()
    read = Read(html)
    assert set(read.tags) <= TAGS
    assert read.attributes <= {"class", "scope", "colspan"}
    assert read.texts == [text] * 7
    assert "<script" not in html


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40))
def test_a_reader_sees_the_text_itself(text):
    read = Read(table(text).to_html())
    assert set(read.tags) <= TAGS
    assert "".join(read.texts) == text * 7


def test_cells_of_a_stacked_table_break_after_a_semicolon_and_are_escaped_all_the_same():
    stacked = DisplayTable("", ("a", "b"), (Row(("x; y", "1 of 2; 1–99 & <b>")),), stacked=True).to_html()
    assert "<td>1 of 2;<br>1–99 &amp; &lt;b&gt;</td>" in stacked
    assert "x; y</th>" in stacked
    assert "<br>" not in DisplayTable("", ("a", "b"), (Row(("x", "1; 2")),)).to_html()


def test_a_row_of_one_cell_stretches_over_the_table():
    html = DisplayTable("", ("a", "b", "c"), (Row(("Of all",), heading=True),)).to_html()
    assert '<th scope="row" colspan="3">Of all</th>' in html
    assert "colspan" not in DisplayTable("", ("a",), (Row(("x",)),)).to_html()


def test_what_a_row_is_stands_in_its_class():
    html = DisplayTable("", ("a",), (Row(("x",), inset=True, muted=True), Row(("y",)))).to_html()
    assert '<tr class="inset muted">' in html
    assert '<tr class="">' in html


def test_an_empty_title_and_empty_notes_leave_nothing_behind():
    html = DisplayTable("", ("a",), (), ("", "said")).to_html()
    assert "<caption>" not in html
    assert re.findall("<p>.*?</p>", html) == ["<p>said</p>"]


def test_the_style_sheet_reaches_no_further_than_the_tables():
    selectors = [part.strip() for line in STYLE.strip().splitlines() for part in line.split("{")[0].split(",")]
    assert all(selector.startswith(".ballad-table") for selector in selectors)
    assert not re.search("url|@import|<", STYLE)
