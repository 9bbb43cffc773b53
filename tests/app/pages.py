"""Driving the app as a visitor would, without a browser: one page, by the keys of its widgets."""

from html.parser import HTMLParser
from pathlib import Path

from streamlit.testing.v1 import AppTest

PROJECT = Path(__file__).parents[2]
TITLES = {
    "cohort": "Cohort",
    "overview": "Overview",
    "baseline": "Baseline",
    "survival": "Survival",
    "relapse": "Relapse and NRM",
    "response": "Response",
    "cox": "Cox models",
    "transplant": "Transplant and toxicity",
    "patients": "Patients",
    "compare": "Two views",
    "studies": "Studies",
    "report": "Report",
}


def open_page(page: str = "survival", **query: str) -> AppTest:
    """The app after its first run on this page, at an address with these parameters."""
    app = AppTest.from_file(str(PROJECT / "pages" / "main.py"), default_timeout=60)
    app.query_params.update(query)
    app.run()
    return app if page == "survival" else go_to(app, page)


def go_to(app: AppTest, page: str) -> AppTest:
    """The app after a switch to this page."""
    app.switch_page(str(PROJECT / "pages" / f"{page}_page.py")).run()
    return app


def upload(app: AppTest, name: str, data: bytes) -> AppTest:
    """The app on the Cohort page after a workbook was dropped there."""
    app = go_to(app, "cohort")
    uploader = next(one for one in app.file_uploader if one.key.startswith("upload_"))
    uploader.set_value((name, data, "application/octet-stream")).run()
    return app


def shown(app: AppTest) -> str:
    """Every text on the screen."""
    parts = [app.title, app.subheader, app.markdown, app.caption, app.text, app.warning, app.info, app.error]
    texts = [element.value for kind in parts for element in kind]
    tables = [element.proto.body for element in app.get("html")]
    return "\n".join([*texts, *tables]).replace("\\", "")


def tables(app: AppTest) -> dict[str, list[list[str]]]:
    """The rows of every table on the screen, headings first, by its title."""
    reader = _TableReader()
    for element in app.get("html"):
        reader.feed(element.proto.body)
    return reader.tables


def table_with(app: AppTest, heading: str) -> list[list[str]]:
    """The rows of the first table on the screen with this column heading, headings first."""
    reader = _TableReader()
    for element in app.get("html"):
        reader.feed(element.proto.body)
    return next(rows for rows in reader.every if heading in rows[0])


class _TableReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.every: list[list[list[str]]] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.inside = tag
        if tag == "table":
            self.rows: list[list[str]] = []
            self.every.append(self.rows)
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_data(self, text: str) -> None:
        if self.inside == "caption":
            self.tables[text] = self.rows
        elif self.inside in ("th", "td"):
            self.rows[-1][-1] += text

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""
