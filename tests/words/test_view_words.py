"""A view as one sentence: all that it asks is in it, and nothing else."""

from datetime import date

import pytest
from hypothesis import given

from core.address import SETTINGS, address_of
from core.filters import Choice, Range
from core.view import View
from core.words.view import view_sentence
from tests.generated_views import views
from tests.making import cohort_of, extra

EVERYTHING = View(
    filters=(Choice(field="salvage", levels=("1", "2")), Range(field="age_years", low=40)),
    compare="cd19_at_relapse",
    endpoint="os",
    origin="mab1_progression",
    until=date(2021, 6, 30),
    test="fleming_harrington",
    landmark=4.0,
    covariates=("sex", "age_years"),
    ties="breslow",
)


def test_a_view_is_said_in_the_order_page_patients_comparison_endpoint_interval_rest():
    assert view_sentence(EVERYTHING, "Survival") == (
        "Survival: Salvage status: Salvage 1 or Salvage 2; Age at least 40 years; compared by CD19 at relapse; "
        "overall survival from progression after the first antibody; log-log intervals; data cut-off 2021-06-30; "
        "test: Fleming-Harrington (ρ = 0, γ = 1); landmark at 4 months; covariates Sex, Age; Breslow ties."
    )


def test_the_default_view_says_that_it_asks_nothing_in_particular():
    assert view_sentence(View(), "Cox") == (
        "Cox: All patients; no comparison; the first endpoint the cohort offers; log-log intervals."
    )


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"beside": ()}, "beside it: All patients"),
        ({"beside": (Choice(field="sex", levels=("male",)),)}, "beside it: Sex: Male"),
        ({"endpoint": "os", "origin": "sheet"}, "overall survival as timed in the sheet"),
        ({"endpoint": "custom"}, "an own endpoint (nothing chosen yet)"),
        (
            {"endpoint": "custom", "origin": "hsct", "events": ("sos", "cgvhd"), "competing": ("death",)},
            "with death competing from transplant",
        ),
        ({"endpoint": "sos"}, "sinusoidal obstruction syndrome"),
        ({"origin": "nowhere"}, "from nowhere"),
    ],
)
def test_the_endpoint_is_said_with_its_time_zero(settings, said):
    assert said in view_sentence(View(**settings), "Survival")


def test_an_extra_column_is_called_by_its_heading_where_its_workbook_is_there():
    cohort = cohort_of({extra("Study site", "category", ("Aa", "Bb")): ["Aa", "Bb"]})
    view = View(filters=(Choice(field="x-study-site", levels=("aa",)),), compare="x-study-site")
    assert "Study site: Aa; compared by Study site" in view_sentence(view, "Survival", cohort)
    assert "“study-site”: aa; compared by “study-site”" in view_sentence(view, "Survival")


@given(views)
def test_every_setting_that_is_not_at_its_default_changes_the_sentence(view):
    said = view_sentence(view, "Survival")
    assert said.endswith(".")
    for key, name in SETTINGS.items():
        default = View.model_fields[name].default
        built = name in ("events", "competing") and view.endpoint != "custom"
        if key in address_of(view) and name != "cohort" and not built:
            assert view_sentence(view.model_copy(update={name: default}), "Survival") != said, name
