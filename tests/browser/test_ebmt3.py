"""A real registry export, 2,204 transplants, from upload to Cox model. Figures are those of R's survdiff and coxph."""

import json
from pathlib import Path

import pytest

EXPORT = Path(__file__).parents[3] / "shared" / "real" / "ebmt3.csv"
GOLDEN = Path(__file__).parents[1] / "golden" / "ebmt3.json"

pytestmark = pytest.mark.skipif(not EXPORT.exists(), reason="the registry export ebmt3.csv is not beside the project")


def test_relapse_free_survival_by_disease_agrees_with_r_on_the_screen(visit):
    reader = visit()
    reader.open("/cohort")
    reader.drop(EXPORT)
    assert reader.count() == "2,204 of 2,204 patients"
    reader.go("Survival")
    reader.choose("Compare by", "dissub")
    assert "Relapse-free survival" in reader.figure()
    assert "Log-rank P = .018" in reader.figure()
    assert json.loads(GOLDEN.read_text())["logrank"]["p"] == pytest.approx(0.018, abs=5e-4)


def test_the_cox_model_of_the_registry_agrees_with_r_on_the_screen(visit):
    reader = visit()
    reader.open("/cohort")
    reader.drop(EXPORT)
    reader.go("Cox")
    assert "0.81 (0.67–0.98)" in reader.text()


def test_a_column_can_be_made_a_field_with_a_click_and_its_codes_are_asked(visit):
    reader = visit()
    reader.open("/cohort")
    reader.drop(EXPORT)
    canvas = reader.page.locator("[data-testid=stDataFrame] canvas").first
    canvas.scroll_into_view_if_needed()
    table = canvas.bounding_box()
    becomes_of_the_fifth_row = table["x"] + 230, table["y"] + 4 * 35 + 52
    reader.page.mouse.dblclick(*becomes_of_the_fifth_row)
    reader.page.wait_for_timeout(1000)
    reader.page.keyboard.type("Disease status")
    reader.page.wait_for_timeout(500)
    reader.page.keyboard.press("Enter")
    reader.page.get_by_text("which level of Disease status at start?").wait_for()
    assert "3 of 10 columns understood, 2 need a look" in reader.text()
