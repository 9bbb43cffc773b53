"""Views that travel, in a real browser: by link from every page, by name and by file; and what must not get in."""

import json
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tests.app.pages import TITLES
from tests.browser.conftest import Visitor
from tests.browser.views_menu import link_of, menu, open_menu, open_saved, save
from tests.browser.workbooks import sixty_patients

PAGES = {
    "cohort": {},
    "overview": {"order": "group"},
    "baseline": {"table": "mine", "fields": "age_years.iqr~sex", "percent": "row", "standardised": "yes"},
    "survival": {
        "compare": "transplant",
        "timing": "landmark",
        "landmark": "2.5",
        "rows": "events",
        "until": "2018-12-31",
    },
    "relapse": {"endpoint": "cir", "from": "mab1_response", "scale": "plain", "stacked": "yes"},
    "response": {"antibody": "mab2", "of": "evaluable", "limits": "wilson"},
    "cox": {
        "covariates": "age_years~sex",
        "forms": "age_years..per..10",
        "stratify": "disease_status",
        "ties": "breslow",
    },
    "transplant": {"overall": "no"},
    "patients": {},
    "studies": {"study": "mdacc_mini_hcvd_ino"},
    "compare": {"beside.sex": "male", "beside.age_years": "..60"},
    "report": {"p": "nejm"},
}
"""Every page, with settings of its own that are not the default."""
SCRIPT = "<img src=x onerror=alert(1)> ![x](http://leak.example/a.png) <script>alert(2)</script>"
QUESTION = {"sequence": "blina-ino", "age_years": "20..75", "compare": "salvage", "interval": "plain"}


def assert_same_text(one: Visitor, other: Visitor) -> None:
    """Both pages say the same, figures included, once both are drawn."""
    for _ in range(40):
        if one.text() == other.text():
            break
        one.page.wait_for_timeout(250)
    assert one.text().splitlines() == other.text().splitlines()


def test_every_page_is_tried():
    assert set(PAGES) == set(TITLES)


@pytest.mark.parametrize("page", PAGES)
def test_the_link_of_a_page_opened_in_a_fresh_browser_shows_the_same_numbers(visit, page):
    asked = QUESTION | PAGES[page]
    sender = visit()
    sender.open(f"/{page}?{urlencode(asked, safe='~')}")
    address = urlsplit(sender.page.url)
    assert dict(parse_qsl(address.query)) == asked | {"cohort": "mskcc"}, "a setting of the test was not understood"
    colleague = visit()
    colleague.open(f"{address.path}?{address.query}")
    assert colleague.page.locator("h1").first.inner_text() == TITLES[page]
    assert colleague.count() == sender.count() == "23 of 29 patients"
    assert_same_text(colleague, sender)
    if page in ("survival", "relapse", "compare"):
        assert colleague.curves() == sender.curves() != []
    assert sender.faults == colleague.faults == []


def test_the_link_the_menu_gives_is_the_address(visit):
    sender = visit()
    sender.open(f"/response?{urlencode(QUESTION, safe='~')}")
    assert link_of(sender) == sender.page.url.removeprefix(sender.address)


def test_the_buttons_of_the_browser_and_undo_lead_through_pages_and_filters(visit):
    reader = visit()
    reader.open("/response")
    reader.click_pill("Blinatumomab then inotuzumab ·")
    reader.go("Baseline")
    reader.click_pill("Salvage 1 ·")
    assert reader.count() == "16 of 29 patients"
    seen = []
    for _ in range(3):
        reader.page.go_back()
        reader.settle()
        seen.append((reader.page.locator("h1").first.inner_text(), reader.count().partition(" ")[0]))
    assert seen == [("Baseline", "25"), ("Response", "25"), ("Response", "29")]
    for _ in range(3):
        reader.page.go_forward()
        reader.settle()
    assert (reader.page.locator("h1").first.inner_text(), reader.count()) == ("Baseline", "16 of 29 patients")
    reader.go("Response")
    for button, count in (("Undo", "25"), ("Undo", "29"), ("Redo", "25")):
        reader.page.get_by_role("button", name=button, exact=True).click()
        reader.settle()
        assert reader.count() == f"{count} of 29 patients"
        assert reader.page.locator("h1").first.inner_text() == "Response"
    assert ("sequence=blina-ino" in reader.page.url, "salvage" in reader.page.url) == (True, False)


def test_a_link_opened_before_its_workbook_says_what_it_asks_and_that_another_one_is_not_its_own(visit):
    reader = visit()
    reader.open("/response?salvage=1&of=tested&cohort=0123456789")
    assert "waits for its workbook" in reader.text()
    assert "Response: Salvage status: Salvage 1; no comparison" in reader.text()
    assert reader.page.url.endswith("/response?salvage=1&of=tested&cohort=0123456789")
    reader.drop(sixty_patients())
    reader.page.locator("h1", has_text="Response").wait_for()
    reader.settle()
    assert reader.count() == "19 of 60 patients"
    assert "of=tested" in reader.page.url
    assert "These are not exactly the patients the view was made with" in reader.text()


def test_a_view_is_saved_by_one_visitor_and_opened_by_another_on_its_page_whatever_its_name(visit):
    sender, name = visit(), f"Plan {SCRIPT}"
    sender.open(f"/cox?{urlencode(QUESTION)}")
    open_menu(sender)
    save(sender, name[:80], SCRIPT)
    assert "Saved views (1)" in menu(sender).inner_text()

    colleague = visit()
    colleague.open("/survival")
    open_menu(colleague)
    open_saved(colleague, "Plan")
    assert colleague.page.locator("h1").inner_text() == "Cox models"
    assert colleague.count() == sender.count()
    assert "compare=salvage" in colleague.page.url
    for reader in (sender, colleague):
        assert reader.faults == []
        assert reader.outside == []


def test_a_downloaded_file_opens_the_same_view_elsewhere(visit, tmp_path):
    sender = visit()
    sender.open(f"/response?{urlencode(QUESTION)}")
    open_menu(sender)
    with sender.page.expect_download() as download:
        menu(sender).get_by_role("button", name="Download as file").click()
    assert download.value.suggested_filename == "response.ballad.json"
    download.value.save_as(tmp_path / "view.ballad.json")
    assert set(json.loads((tmp_path / "view.ballad.json").read_text())) == {"kind", "version", "page", "address"}

    colleague = visit()
    colleague.open("/survival")
    open_menu(colleague)
    menu(colleague).locator("input[type=file]").set_input_files(tmp_path / "view.ballad.json")
    colleague.page.locator("h1", has_text="Response").wait_for()
    colleague.settle()
    assert colleague.count() == sender.count()
    assert colleague.page.url == sender.page.url


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"sex": "male", "colour": SCRIPT, "__proto__": "1"}, "set aside"),
        ({"sex": "male", "compare": SCRIPT}, "set aside"),
        ({"sex": "x" * 10_240}, "too long to be a Ballad view"),
    ],
)
def test_a_link_with_junk_in_it_is_said_and_nothing_of_it_is_executed(visit, query, said):
    reader = visit()
    reader.page.on("dialog", lambda dialog: reader.faults.append(dialog.message))
    reader.open(f"/survival?{urlencode(query)}")
    assert said in reader.text()
    assert reader.count() == ("17 of 29 patients" if query["sex"] == "male" else "29 of 29 patients")
    assert len(reader.curves()) >= 1
    assert reader.faults == []
    assert reader.outside == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_two_views_are_drawn_as_two_curves_without_a_test(visit, scheme):
    reader = visit(scheme)
    reader.open("/survival?endpoint=os&from=mab1_progression")
    reader.click_pill("Blinatumomab then inotuzumab ·")
    reader.go("Two views")
    assert "25 patients of 25 and 29 are in both views" in reader.text()
    figure = reader.figure()
    assert "This view" in figure
    assert "The view before" in figure
    assert "P " not in figure
    assert len(reader.curves()) >= 2
    assert reader.faults == []
