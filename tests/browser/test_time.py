"""Time in a browser: a curve that is clicked, a comparison by what comes later, what the address carries."""

import pytest

ASKED = "/survival?endpoint=os&from=mab1_progression&compare=cd19_at_relapse"
LATE = "/survival?endpoint=os&from=mab2_start&compare=transplant"


def click_flat_end(visitor, arm: int) -> None:
    """Click the curve of an arm a little before its end, where it is flat and has no vertex."""
    box = visitor.page.locator("[data-testid=stVegaLiteChart] svg .mark-line path").nth(arm).bounding_box()
    falling_end_x, falling_end_y = box["x"] + box["width"] - 12, box["y"] + box["height"] - 1
    visitor.page.mouse.click(falling_end_x, falling_end_y)
    visitor.page.wait_for_timeout(600)
    visitor.settle()


def test_a_click_on_a_curve_lists_its_patients(visit):
    visitor = visit()
    visitor.open(ASKED)
    assert "Click a curve to list its patients." in visitor.text()
    click_flat_end(visitor, 1)
    assert "14 patients: Positive" in visitor.text() or "11 patients: Negative or dim" in visitor.text()
    assert visitor.faults == []
    assert visitor.outside == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_comes_later_is_drawn_fairly_first_and_the_address_says_how(visit, scheme):
    visitor = visit(scheme=scheme)
    visitor.open(LATE)
    assert "Mantel-Byar P = .55" in visitor.figure()
    visitor.page.locator("[data-testid=stMain]").get_by_text("Landmark", exact=True).click()
    visitor.settle()
    assert "Months from the landmark" in visitor.figure()
    assert "timing=landmark" in visitor.page.url
    visitor.page.reload()
    visitor.page.locator("h1").first.wait_for()
    visitor.settle()
    assert "Months from the landmark" in visitor.figure()
    assert "The same comparison three ways" in visitor.text()
    assert visitor.faults == []


def test_an_own_endpoint_travels_by_its_address(visit):
    visitor = visit()
    visitor.open("/relapse?endpoint=custom&from=hsct&events=agvhd_2_4~sos&competing=relapse_after_hsct")
    text = visitor.text()
    assert "Acute GVHD grade II–IV or sinusoidal obstruction syndrome from transplant" in text
    assert visitor.faults == []
    again = visit()
    again.open(visitor.page.url.removeprefix(visitor.address))
    assert again.figure() == visitor.figure()
