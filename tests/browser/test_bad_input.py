"""Files that cannot be read, in a real browser: a sentence, no traceback, and the cohort before stays."""

import pytest

from tests.browser.workbooks import KIND, as_file, sixty_patients

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(200)
REFUSED = {
    "empty file": {"name": "export.xlsx", "mimeType": KIND, "buffer": b""},
    "picture renamed": {"name": "export.xlsx", "mimeType": KIND, "buffer": PICTURE},
    "no known column": as_file("other.xlsx", [("Colour", "Weight"), ("red", 1), ("blue", 2)]),
}


@pytest.mark.parametrize("file", REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_no_cohort_is_refused_with_a_sentence_and_the_cohort_stays(visit, file):
    reader = visit()
    reader.open("/cohort?sequence=blina-ino")
    reader.drop(file)
    alert = reader.page.locator("[data-testid=stAlert]").first.inner_text()
    assert alert.count(".") >= 2, "a problem and a remedy"
    assert "Traceback" not in reader.page.content()
    assert reader.count() == "25 of 29 patients"
    reader.go("Survival")
    assert len(reader.curves()) >= 1


def test_the_name_of_a_file_is_never_markup(visit):
    name = "![x](http:leak.example) <img src=x onerror=alert(1)> $x$"
    reader = visit()
    reader.open("/cohort")
    reader.drop(REFUSED["empty file"] | {"name": f"{name}.xlsx"})
    reader.page.locator("[data-testid=stAlert]").first.wait_for()
    reader.drop(sixty_patients() | {"name": f"{name}.xlsx"})
    reader.page.get_by_text("60 of 60 patients").wait_for()
    assert f"{name}.xlsx" in reader.page.locator("[data-testid=stSidebar]").inner_text()
    assert (reader.faults, reader.outside) == ([], [])


def test_a_filter_that_leaves_nobody_says_so_and_offers_the_way_back(visit):
    reader = visit()
    reader.open("/survival?age_years=110..120")
    assert reader.count() == "0 of 29 patients"
    assert "No patients match: Age 110 to 120 years" in reader.text()
    reader.page.get_by_role("button", name="All patients").click()
    reader.settle()
    assert reader.count() == "29 of 29 patients"
