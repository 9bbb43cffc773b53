"""The view and its address: each gives the other, and what does not belong in an address is set aside and said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.address import SETTINGS, address_of, view_at
from core.filters import Choice, Range
from core.view import View
from tests.generated_views import views


@given(views)
def test_an_address_gives_back_the_view_it_was_made_from(view):
    assert view_at(address_of(view)) == (view, ())


@given(views)
def test_an_address_holds_short_plain_texts_only(view):
    for key, text in address_of(view).items():
        assert set(key + text) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-~.")


def test_the_view_of_an_empty_address_is_the_default_whose_own_address_names_its_cohort():
    assert view_at({}) == (View(), ())
    assert address_of(View()) == {"cohort": "mskcc"}


def test_an_address_reads_as_a_question():
    view = View(
        filters=(Choice(field="salvage", levels=("1", "2")), Range(field="age_years", low=40)),
        compare="sequence",
        origin="mab1_start",
        timing="naive",
        landmark=4.0,
        until=date(2021, 6, 30),
        censor=("hsct",),
        covariates=("age_years", "x-site"),
        forms=("age_years..cut..40.5..60", "x-site..ref..b"),
        model_strata=("sex",),
        interactions=("age_years..x-site",),
        enter="p",
        enter_below=0.1,
        same_patients=True,
    )
    assert address_of(view) == {
        "salvage": "1~2",
        "age_years": "40..",
        "compare": "sequence",
        "from": "mab1_start",
        "censor": "hsct",
        "until": "2021-06-30",
        "timing": "naive",
        "landmark": "4",
        "covariates": "age_years~x-site",
        "forms": "age_years..cut..40.5..60~x-site..ref..b",
        "stratify": "sex",
        "interactions": "age_years..x-site",
        "enter": "p",
        "below": "0.1",
        "same": "yes",
        "cohort": "mskcc",
    }


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        (None, {}),
        ((), {"beside": "all"}),
        (
            (Choice(field="sequence", levels=("ino-blina",)), Range(field="age_years", high=60)),
            {"beside.sequence": "ino-blina", "beside.age_years": "..60"},
        ),
    ],
)
def test_the_filters_of_a_view_beside_stand_after_its_own(beside, said):
    view = View(filters=(Choice(field="sex", levels=("male",)),), beside=beside, endpoint="os")
    query = address_of(view)
    assert query == {"sex": "male", **said, "endpoint": "os", "cohort": "mskcc"}
    assert list(query) == ["sex", *said, "endpoint", "cohort"]
    assert view_at(query) == (view, ())


@pytest.mark.parametrize("bound", [1234567.0, 12.34567, 0.00001, 999999.5])
def test_a_bound_keeps_all_its_digits_in_an_address(bound):
    view = View(filters=(Range(field="wbc", low=bound),))
    assert view_at(address_of(view)) == (view, ())


def test_every_setting_of_the_view_has_a_place_in_the_address():
    assert set(SETTINGS.values()) | {"filters", "beside"} == set(View.model_fields)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("salvage", "9"),
        ("salvage", ""),
        ("salvage", "1~"),
        ("salvage", "Salvage 1"),
        ("sequence", "blina-ino~<script>alert(1)</script>"),
        ("nonsense", "1"),
        ("hsct", "yes"),
        ("", ""),
        ("age_years", "forty"[:0]),
        ("age_years", "1e9.."),
        ("age_years", "nan..inf"),
        ("age_years", "40.." + "9" * 30),
        ("age_years", "40...60"),
        ("compare", "Sex"),
        ("compare", "a b"),
        ("endpoint", "survival"),
        ("endpoint", "OS"),
        ("from", "../../etc/passwd"),
        ("interval", "exact"),
        ("timing", "perhaps"),
        ("stacked", "perhaps"),
        ("landmark", "-1"),
        ("landmark", "nan"),
        ("horizon", "0"),
        ("until", "yesterday"),
        ("until", "2021-02-30"),
        ("events", "miracle"),
        ("censor", "hsct~"),
        ("rows", "names"),
        ("rho", "1e3"),
        ("antibody", "mab3"),
        ("of", "everyone"),
        ("limits", "wald"),
        ("covariates", ""),
        ("covariates", "age_years~Müller"),
        ("covariates", "~".join(["a"] * 41)),
        ("forms", "age_years"),
        ("forms", "age_years..per..0"),
        ("forms", "age_years..per..-10"),
        ("forms", "age_years..per..1e3"),
        ("forms", "age_years..cut"),
        ("forms", "age_years..cut..60..40"),
        ("forms", "age_years..cut..1..2..3..4..5..6"),
        ("forms", "age_years..quartiles"),
        ("forms", "age_years..spline~age_years..median"),
        ("forms", "sex..ref..Männlich"),
        ("forms", "sex..ref..male~sex..ref..female"),
        ("stratify", "a~b~c~d"),
        ("interactions", "age_years"),
        ("interactions", "sex..sex"),
        ("interactions", "age_years..sex~sex..age_years"),
        ("enter", "stepwise"),
        ("below", "0"),
        ("below", "1.5"),
        ("by_hand", "Frau Müller"),
        ("same", "perhaps"),
        ("ties", "exact"),
        ("firth", "always"),
        ("forest", "trees"),
        ("p", "lancet"),
        ("table", "theirs"),
        ("fields", "age_years.median"),
        ("fields", "age_years.iqr~Müller"),
        ("fields", "~".join(["a"] * 61)),
        ("percent", "cell"),
        ("standardised", "perhaps"),
        ("cohort", "../secret"),
        ("cohort", "a" * 41),
        ("x-site", "Köln"),
        ("x-site", "<img src=x onerror=alert(1)>"),
        ("x-<script>", "1"),
        ("__proto__", "1"),
        ("filters", "[]"),
        ("sections", "survival~bogus"),
        ("as", "exe"),
        ("beside", "nobody"),
        ("beside", ""),
        ("beside.salvage", "9"),
        ("beside.endpoint", "os"),
        ("beside.beside.sex", "male"),
        ("beside.x-site", "Köln"),
        ("beside.", "all!"),
        ("model_config", "{}"),
    ],
)
def test_what_does_not_belong_in_an_address_is_set_aside_and_said(key, text):
    view, problems = view_at({key: text, "sex": "male"})
    assert view == View(filters=(Choice(field="sex", levels=("male",)),))
    (problem,) = problems
    assert problem.startswith("The address says")
    assert problem.endswith("set aside.")


@pytest.mark.parametrize(
    ("key", "text"),
    [("patient_id", "upn-0012"), ("mab1_start", "2019-01-05"), ("hsct_regimen", "flu-mel"), ("age_years", "57")],
)
def test_an_address_cannot_carry_a_value_of_a_patient_in_a_field_without_levels(key, text):
    view, problems = view_at({key: text})
    assert view == View()
    assert len(problems) == 1


@pytest.mark.parametrize("text", ["a" * 10_240, "<script>" * 1_280, "1~" * 5_120, "𝔐" * 10_240])
def test_an_address_of_ten_kilobytes_is_not_read(text):
    assert view_at({"sex": text}) == (
        View(),
        ("The address is too long to be a Ballad view; it was not used.",),
    )


def test_a_long_part_of_an_address_is_quoted_in_short():
    _, (problem,) = view_at({"sex": "z" * 3_000})
    assert len(problem) < 200


@given(
    st.dictionaries(
        st.one_of(st.text(max_size=12), st.sampled_from([*SETTINGS, "sex", "age_years", "x-a"])), st.text(max_size=40)
    )
)
def test_no_address_is_an_error(query):
    view, problems = view_at(query)
    assert all(isinstance(problem, str) and problem.endswith(".") for problem in problems)
    again, none = view_at(address_of(view))
    assert again == view
    assert none == ()


@given(views, st.text(min_size=1, max_size=30))
def test_junk_beside_a_view_leaves_the_view_as_it_is(view, junk):
    query = {**address_of(view), "?": junk}
    read, problems = view_at(query)
    assert read == view
    assert len(problems) == 1
