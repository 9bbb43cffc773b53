"""The Cox page in a real browser: the forest plot in both modes, residuals over time, and a patient's survival."""

import pytest

MODELS = "/cox?cohort=mskcc&covariates=age_years~sex~salvage"
CHARTS = "[data-testid=stVegaLiteChart] svg"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_forest_plot_is_drawn_with_its_columns_and_the_other_models_a_click_away(visit, scheme):
    reader = visit(scheme)
    reader.open(MODELS)
    figure = reader.figure()
    for text in ("Covariate", "n / events", "HR (95 % CI)", "Age, per 1 year", "Salvage 3+", "Reference", "29 / 21"):
        assert text in figure
    assert "Univariable" not in figure
    reader.page.get_by_text("Both", exact=True).click()
    reader.settle()
    reader.page.locator(CHARTS).first.get_by_text("● Univariable").wait_for()
    assert "forest=both" in reader.page.url
    assert reader.faults == reader.outside == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_residuals_have_their_curve_and_the_months_below(visit, scheme):
    reader = visit(scheme)
    reader.open(MODELS)
    residuals = reader.page.locator(CHARTS).nth(1)
    residuals.get_by_text("Months from the first antibody").wait_for()
    assert residuals.locator(".mark-line path").count() == 1
    assert residuals.locator(".mark-area path").count() == 1
    assert residuals.locator(".mark-symbol path").count() == 21
    assert reader.faults == []


def test_the_survival_of_a_chosen_patient_follows_the_value_typed(visit):
    reader = visit()
    reader.open(MODELS)
    reader.page.get_by_role("tab", name="Predicted survival").click()
    reader.settle()
    curve = reader.page.locator(CHARTS).nth(1)
    curve.get_by_text("Patient 1").wait_for()
    before = curve.locator(".mark-line path").first.get_attribute("d")
    reader.page.locator("[data-testid=stTabs] [data-testid=stNumberInput] input").fill("75")
    reader.page.keyboard.press("Enter")
    reader.settle()
    reader.page.wait_for_timeout(1000)
    assert curve.locator(".mark-line path").first.get_attribute("d") != before
    assert "75 years" in reader.text()
    assert "75" not in reader.page.url.split("?")[1]
    assert reader.faults == reader.outside == []
