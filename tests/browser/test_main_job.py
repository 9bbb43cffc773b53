"""The main job in a real browser: a deep link, a workbook in, a filter changed, the link opened elsewhere."""

import re

import pytest

from tests.browser.workbooks import sixty_patients


def log_rank(figure: str) -> str:
    return re.search(r"Log-rank P [=<>] [<>]?\s?\.\d+", figure).group()


def test_a_deep_link_works_as_the_very_first_request_after_a_start(visit_at, fresh_server):
    reader = visit_at(fresh_server)
    reader.open("/survival?sequence=blina-ino&compare=cd19_at_relapse&endpoint=os&from=mab1_progression")
    assert reader.page.get_by_text("Page not found").count() == 0
    assert reader.page.locator("h1").inner_text() == "Survival"
    assert reader.count() == "25 of 29 patients"
    assert "Positive" in reader.figure()
    assert "Negative or dim" in reader.figure()


def test_the_bare_address_opens_the_curves_of_the_bundled_cohort(visit):
    reader = visit()
    reader.open("/")
    assert reader.page.url.endswith("/survival?cohort=mskcc")
    assert reader.count() == "29 of 29 patients"
    assert len(reader.curves()) >= 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_filter_changes_the_count_the_curve_and_the_p_value(visit, scheme):
    reader = visit(scheme)
    reader.open("/cohort")
    reader.drop(sixty_patients())
    assert reader.count() == "60 of 60 patients"
    reader.go("Survival")
    reader.choose("Compare by", "First antibody")
    before = reader.count(), reader.curves(), log_rank(reader.figure())
    reader.click_pill("Salvage 1 ·")
    reader.click_pill("Salvage 2 ·")
    after = reader.count(), reader.curves(), log_rank(reader.figure())
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert reader.faults == []
    assert reader.outside == []


def test_a_copied_link_waits_for_its_workbook_and_then_shows_the_same(visit):
    sender = visit()
    sender.open("/cohort")
    sender.drop(sixty_patients())
    sender.go("Survival")
    sender.choose("Compare by", "First antibody")
    sender.click_pill("Salvage 1 ·")
    link = sender.page.url.removeprefix(sender.address)

    colleague = visit()
    colleague.open(link)
    assert "waits for its workbook" in colleague.page.locator("h1").inner_text()
    assert "Salvage status: Salvage 1" in colleague.text()
    colleague.drop(sixty_patients())
    assert colleague.page.locator("h1").inner_text() == "Survival"
    assert colleague.count() == sender.count()
    assert colleague.figure() == sender.figure()
    assert colleague.curves() == sender.curves()


def test_the_link_holds_no_value_of_a_patient(visit):
    reader = visit()
    reader.open("/cohort")
    reader.drop(sixty_patients())
    reader.go("Survival")
    assert re.fullmatch(r"/survival\?cohort=[0-9a-f]{10}", reader.page.url.removeprefix(reader.address))


def test_filters_hold_from_page_to_page_and_the_back_button_takes_them_back(visit):
    reader = visit()
    reader.open("/survival")
    reader.click_pill("Blinatumomab then inotuzumab ·")
    filtered = reader.count()
    for page in ("Response", "Cox", "Cohort", "Survival"):
        reader.go(page)
        assert reader.count() == filtered == "25 of 29 patients"
    for _ in range(10):
        if reader.count() != filtered:
            break
        reader.page.go_back()
        reader.settle()
    assert reader.count() == "29 of 29 patients"


def test_going_back_past_an_upload_and_forward_again_loses_no_workbook(visit):
    reader = visit()
    reader.open("/cohort")
    reader.drop(sixty_patients())
    assert reader.count() == "60 of 60 patients"
    reader.page.go_back()
    reader.settle()
    assert reader.count() == "29 of 29 patients"
    reader.page.go_forward()
    reader.settle()
    assert reader.count() == "60 of 60 patients"


def test_undo_brings_the_last_filter_back(visit):
    reader = visit()
    reader.open("/survival?sequence=blina-ino")
    reader.page.get_by_role("button", name="All patients").click()
    reader.settle()
    assert reader.count() == "29 of 29 patients"
    reader.page.get_by_role("button", name="Undo").click()
    reader.settle()
    assert reader.count() == "25 of 29 patients"
    assert "sequence=blina-ino" in reader.page.url


def test_text_of_a_workbook_is_never_markup_and_nothing_is_requested_from_outside(visit):
    hostile = "![x](http://leak.example/a.png) <img src=x onerror=alert(1)> $x$ :red[b]"
    reader = visit()
    reader.open("/cohort")
    reader.drop(sixty_patients(hostile=hostile))
    reader.page.get_by_label("More filters").click()
    reader.page.get_by_role("option").filter(has_text="leak.example").click()
    reader.page.keyboard.press("Escape")
    reader.settle()
    assert hostile in reader.page.locator("[data-testid=stSidebar]").inner_text()
    reader.go("Survival")
    reader.page.get_by_label("Compare by", exact=True).click()
    reader.page.get_by_role("option").filter(has_text="leak.example").click()
    reader.settle()
    assert hostile[:20] in reader.figure()
    reader.go("Cox")
    assert reader.faults == []
    assert reader.outside == []
