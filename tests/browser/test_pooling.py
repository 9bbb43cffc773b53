"""Two centres each take their counts out of the browser; a third person lays their curves side by side."""

import json
from pathlib import Path

HOSTILE = "<b>South</b> ![x](http://a.example/x)"


def take_counts(visit, cohort: str, name: str) -> dict:
    reader = visit()
    reader.open(f"/report?cohort={cohort}&endpoint=os&from=mab1_start&compare=age_group")
    field = reader.page.get_by_label("Name of this centre")
    field.wait_for()
    reader.settle()
    field.fill(name)
    field.press("Enter")
    reader.page.get_by_role("button", name="Counts (JSON)").wait_for()
    reader.settle()
    with reader.page.expect_download() as arriving:
        reader.page.get_by_role("button", name="Counts (JSON)").click()
    data = Path(arriving.value.path()).read_bytes()
    return {"name": arriving.value.suggested_filename, "mimeType": "application/json", "buffer": data}


def test_counts_leave_two_centres_and_become_curves_in_a_third(visit):
    files = [take_counts(visit, cohort, name) for cohort, name in (("mskcc", "North"), ("ino_failure", HOSTILE))]
    assert files[0]["name"] == "ballad-event_table-north-os-by-age_group.json"
    reader = visit(scheme="dark")
    reader.open("/report")
    uploader = reader.page.locator("input[type=file]").last
    uploader.wait_for(state="attached")
    reader.settle()
    damaged = files[0] | {"name": "www.a.example.json", "buffer": files[0]["buffer"][:100]}
    uploader.set_input_files([*files, damaged])
    reader.page.get_by_text("a.example.json” is not an event table of Ballad").wait_for()
    reader.page.get_by_role("button", name="Download figure").wait_for()
    reader.settle()
    reader.page.get_by_label("Curves").scroll_into_view_if_needed()  # a page that still scrolls closes the list
    reader.settle()
    reader.choose("Curves", "Centres side by side")
    drawn = reader.figure()
    assert len(reader.curves()) >= 2
    for text in ("Log-rank P", "Months from the first antibody", "Number at risk", "North", HOSTILE[:12]):
        assert text in drawn
    tables = reader.page.locator(".ballad-table")
    assert tables.first.locator("tbody tr:not(.inset) th").all_inner_texts() == ["North", HOSTILE, "All centres"]
    n = sum(group["at_risk"][0] for file in files for group in json.loads(file["buffer"])["groups"])
    together = tables.first.locator("tbody tr", has_text="All centres").locator("td").first
    assert together.inner_text() == str(n)
    assert reader.page.locator("a[href*='a.example']").count() == 0
    assert reader.faults == []
    assert reader.outside == []
