"""The Cox page: what is known only later counts from its date unless the visitor says otherwise."""

from tests.app.pages import open_page, shown


def test_transplant_counts_from_its_date_until_the_naive_model_is_chosen():
    app = open_page("cox", covariates="age_years~transplant")
    assert not app.exception
    assert "of whom change while followed" in shown(app)
    assert "immortal time" not in shown(app)
    naive = open_page("cox", covariates="age_years~transplant", timing="naive")
    assert not naive.exception
    assert "immortal time" in shown(naive)
    assert "of whom change while followed" not in shown(naive)
