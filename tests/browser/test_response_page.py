"""The Response page in a real browser: its figures in both modes, and the way to the Survival page."""

import pytest

ADDRESS = "/response?cohort=mskcc&antibody=mab2&compare=sequence"


def texts(reader) -> list[str]:
    """Every text of each figure on the page."""
    figures = reader.page.locator("[data-testid=stVegaLiteChart] svg")
    figures.nth(2).wait_for(timeout=30_000)
    return [" | ".join(figure.locator("text").all_text_contents()) for figure in figures.all()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_duration_and_flow_are_drawn_with_their_numbers(visit, scheme):
    reader = visit(scheme)
    reader.open(ADDRESS)
    bars, duration, flow = texts(reader)
    for text in ("CR 68.0 %", "NR 50.0 %", "Inotuzumab then blinatumomab (n = 4)", "Patients (%)"):
        assert text in bars
    assert "Months from response to the second antibody" in duration
    for text in ("First antibody", "CR: 16 of 29 (55.2 %)", "NR: 10 of 29 (34.5 %)", "12"):
        assert text in flow
    assert reader.faults == reader.outside == []


def test_a_wide_table_fits_the_page(visit):
    reader = visit()
    reader.open("/transplant?cohort=mskcc&antibody=mab2&compare=sex")
    tables = reader.page.locator(".ballad-table")
    tables.nth(5).wait_for(timeout=30_000)
    assert all(table.evaluate("one => one.scrollWidth <= one.clientWidth") for table in tables.all())


def test_the_duration_opens_on_the_survival_page_and_its_address_says_so(visit):
    reader = visit()
    reader.open(ADDRESS)
    reader.page.get_by_role("button", name="Open on the Survival page").click()
    reader.page.locator("h1", has_text="Survival").wait_for()
    reader.settle()
    assert "/survival?" in reader.page.url
    assert "endpoint=dor" in reader.page.url
    assert "from=mab2_response" in reader.page.url
    assert "Duration of response" in reader.figure()
    assert reader.faults == []
