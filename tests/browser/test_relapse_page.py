"""The Relapse page in a real browser: its figures in both modes, and the patients behind a curve."""

import pytest

BROAD = 'path[stroke-width="14"]'
POINT_ON = """path => {
    const point = path.getPointAtLength(0.4 * path.getTotalLength()), screen = path.getScreenCTM();
    return [point.x * screen.a + screen.e, point.y * screen.d + screen.f];
}"""
"""Where on the screen a path runs, two fifths along."""
LATE = "/relapse?cohort=mskcc&compare=transplant&endpoint=cir&from=mab1_response"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_incidences_are_drawn_with_their_test_and_numbers_at_risk(visit, scheme):
    reader = visit(scheme)
    reader.open("/relapse?cohort=mskcc&compare=salvage&endpoint=nrm&from=hsct")
    figure = reader.figure()
    for text in ("Cumulative incidence", "Gray's test, death without relapse: P", "Number at risk", "Salvage 3+"):
        assert text in figure
    assert len(reader.curves()) >= 6
    reader.page.get_by_text("Stacked", exact=True).click()
    reader.settle()
    assert "Gray's test" not in reader.figure()
    assert reader.page.locator("[data-testid=stVegaLiteChart]").count() == 3
    assert reader.faults == reader.outside == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_late_comparison_starts_at_a_landmark_that_moves_with_the_keyboard(visit, scheme):
    reader = visit(scheme)
    reader.open(LATE)
    before = reader.figure(), reader.curves()
    assert "Months from the landmark" in before[0]
    reader.page.get_by_role("slider").last.press("ArrowRight")
    reader.settle()
    assert "landmark=2.5" in reader.page.url
    assert reader.curves() != before[1]
    assert reader.faults == reader.outside == []


def test_each_tab_opens_and_shows_its_table(visit):
    reader = visit()
    reader.open("/relapse?cohort=mskcc&compare=salvage&endpoint=cir&from=hsct")
    for tab, title in (("Fine-Gray", "Models of competing risks"), ("After transplant", "incidence after transplant")):
        reader.page.get_by_role("tab", name=tab).click()
        reader.settle()
        assert title in reader.text()
    assert reader.faults == []


def test_a_click_on_a_curve_lists_the_patients_of_its_group(visit):
    reader = visit()
    reader.open("/relapse?cohort=mskcc&compare=salvage&endpoint=cir&from=hsct")
    assert "Click a curve to list its patients." in reader.text()
    figure = reader.page.locator("[data-testid=stVegaLiteChart] svg").first
    figure.wait_for()
    reader.page.mouse.click(*figure.locator(BROAD).first.evaluate(POINT_ON))
    reader.page.get_by_text("11 patients: Salvage 1").wait_for()
    assert reader.faults == []
