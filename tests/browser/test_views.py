"""Views that travel, in a real browser: by link from every page, by name and by file; and what must not get in."""

import json
from urllib.parse import urlencode

import pytest

from tests.app.pages import TITLES
from tests.browser.views_menu import link_of, menu, open_menu, open_saved, save

PAGES = {"cohort": "Cohort", "baseline": "Baseline", "survival": "Survival", "relapse": "Relapse and NRM",
         "response": "Response", "cox": "Cox", "transplant": "Transplant and toxicity"}  # fmt: skip
SCRIPT = "<img src=x onerror=alert(1)> ![x](http://leak.example/a.png) <script>alert(2)</script>"
QUESTION = {"sequence": "blina-ino", "age_years": "20..75", "compare": "salvage", "interval": "plain"}


@pytest.mark.parametrize("page", PAGES)
def test_the_link_of_a_page_opened_in_a_fresh_browser_shows_the_same_numbers(visit, page):
    sender = visit()
    sender.open(f"/{page}?{urlencode(QUESTION, safe='~')}")
    link = link_of(sender)
    colleague = visit()
    colleague.open(link)
    assert colleague.page.locator("h1").first.inner_text() == TITLES[page]
    assert colleague.count() == sender.count() == "23 of 29 patients"
    for _ in range(40):
        if colleague.text() == sender.text():
            break
        colleague.page.wait_for_timeout(250)
    assert colleague.text().splitlines() == sender.text().splitlines()
    if page in ("survival", "relapse"):
        assert colleague.curves() == sender.curves() != []


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
