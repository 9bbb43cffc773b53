"""A view is changed by making another, validated."""

import pytest

from core.filters import Choice, Range
from core.view import View


def test_a_view_cannot_be_changed_and_change_gives_another():
    view = View()
    assert view.change(compare="sex") == View(compare="sex")
    assert view == View()


@pytest.mark.parametrize(
    "changes", [{"interval": "exact"}, {"compare": "Frau Müller"}, {"patients": 3}, {"cohort": "A b"}]
)
def test_a_change_is_validated(changes):
    with pytest.raises(ValueError, match="validation error"):
        View().change(**changes)


def test_a_filter_on_a_field_takes_the_place_of_the_one_before():
    first, second = Choice(field="sex", levels=("male",)), Range(field="age_years", low=40)
    view = View().with_filter("sex", first).with_filter("age_years", second)
    assert view.filters == (first, second)
    female = Choice(field="sex", levels=("female",))
    assert view.with_filter("sex", female).filters == (female, second)
    assert view.with_filter("sex", female).filter_on("sex") == female
    assert view.with_filter("sex", None).filters == (second,)
    assert view.with_filter("ecog", None) == view
