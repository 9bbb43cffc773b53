"""The Response page as a visitor reads it."""

import pytest

from tests.app.pages import TITLES, go_to, open_page, shown, tables, upload
from tests.app.test_pages import SHAPES, workbook

CRH = workbook(
    *((f"P{i}", level) for i, level in enumerate(["CR", "CRh", "CRi", "NR"])), headings=("Pt ID", "mAb1 response")
)


def test_crh_of_a_workbook_is_a_line_of_its_own_and_counts_as_a_response():
    app = go_to(upload(open_page(), "export.xlsx", CRH), "response")
    assert not app.exception
    said = shown(app)
    assert "Overall response: CR, CRp, CRh or CRi." in said
    assert "3 of 4 (75.0 %)" in said


def test_the_bundled_cohort_shows_duration_flow_and_antigens():
    app = open_page("response", antibody="mab2", compare="sequence")
    assert not app.exception
    headings = [element.value for element in app.subheader]
    assert headings == ["Time to response and its duration", "From the first antibody to the second", "CD19 and CD22"]
    found = tables(app)
    assert found["Response to the first and to the second antibody"][1] == ["CR", "12 (75.0)", "4 (25.0)", "16 (55.2)"]
    assert "Response to the second antibody by CD19 and CD22 at relapse" in found
    assert len(app.get("vega_lite_chart")) + len(app.get("arrow_vega_lite_chart")) == 3


def test_the_duration_opens_on_the_survival_page_with_its_endpoint():
    app = open_page("response", antibody="mab2")
    app.button(key="duration_on_survival").click().run()
    assert not app.exception
    assert [title.value for title in app.title] == [TITLES["survival"]]
    assert "Duration of response from response to the second antibody" in shown(app)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("settings", [{}, {"antibody": "mab2", "of": "tested", "compare": "salvage"}])
def test_awkward_cohorts_end_in_no_error(shape, settings):
    app = go_to(upload(open_page(**settings), "export.xlsx", SHAPES[shape]), "response")
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("compare", ["transplant", "mab2_response", "cause_of_death", "cd19_at_relapse", "sex"])
@pytest.mark.parametrize("of", ["all", "evaluable", "responders", "tested"])
def test_any_comparison_and_denominator_end_in_no_error(compare, of):
    app = open_page("response", compare=compare, of=of)
    assert not app.exception
    assert not app.error
