"""Forms of covariates as data and as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.forms import Form, form_of, read_numbers, reference_of, with_form, with_reference
from tests.generated_views import forms


@given(forms)
def test_a_form_is_read_back_as_it_was_written(form):
    assert (form_of(with_form((), "wbc", form), "wbc") or Form("per", (1.0,))) == form


def test_another_form_takes_the_place_of_the_one_before_and_its_reference_goes_with_it():
    items = with_reference(with_form((), "age_years", Form("tertiles")), "age_years", "3")
    assert items == ("age_years..tertiles", "age_years..ref..3")
    assert with_form(items, "age_years", Form("cut", (40.0, 60.5))) == ("age_years..cut..40..60.5",)
    assert with_form(items, "age_years", Form("per", (1.0,))) == with_form(items, "age_years", None) == ()


def test_a_reference_is_changed_and_taken_back_without_touching_others():
    items = with_reference(("age_years..spline", "sex..ref..male"), "sex", "female")
    assert items == ("age_years..spline", "sex..ref..female")
    assert (reference_of(items, "sex"), reference_of(items, "age_years")) == ("female", "")
    assert with_reference(items, "sex", "") == ("age_years..spline",)
    assert form_of(items, "sex") is None


@pytest.mark.parametrize(
    ("kind", "numbers"), [("per", ()), ("per", (0.0,)), ("per", (1.0, 2.0)), ("cut", (2.0, 2.0)), ("quartiles", ())]
)
def test_a_form_that_means_nothing_is_an_error(kind, numbers):
    with pytest.raises(ValueError):  # noqa: PT011  any sentence will do, none is shown
        Form(kind, numbers)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40, 60", (40, 60)),
        ("60;40.5", (40.5, 60)),
        (" 40 60 ", (40, 60)),
        ("40,", (40,)),
        ("-1,2", (-1, 2)),
        ("40, 40", (40,)),
        ("forty", None),
        ("40-60", None),
        ("", None),
        ("1e3", None),
        ("nan", None),
    ],
)
def test_numbers_a_visitor_types_are_read_in_ascending_order_or_not_at_all(text, expected):
    assert read_numbers(text) == expected


@given(st.text(max_size=30))
def test_whatever_a_visitor_types_is_no_error(text):
    numbers = read_numbers(text)
    assert numbers is None or list(numbers) == sorted(set(numbers))
