"""The view and its address: each gives the other, and what does not belong in an address is set aside and said."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dictionary import dictionary
from core.filters import MISSING, Choice, Range
from core.fitting import fit_view
from core.formats import PStyle
from core.forms import Entering, Form, with_form, with_reference
from core.view import (
    SETTINGS,
    Adjustment,
    Antibody,
    CourseOrder,
    Denominator,
    DocumentKind,
    EndpointId,
    FirthUse,
    ForestModels,
    HappeningSlug,
    IncidenceInterval,
    IntervalType,
    NumberSummary,
    OriginSlug,
    ParametricModel,
    PercentBy,
    ProportionInterval,
    ReportSection,
    RiskRow,
    TablePreset,
    TestName,
    Ties,
    Timing,
    View,
)
from tests.making import cohort_of, extra, plain_cohort

FIELDS = tuple(dictionary())
slugs = st.from_regex(r"\A[a-z0-9]{1,8}(-[a-z0-9]{1,8})?\Z")
extra_slugs = slugs.map("x-{}".format)
field_slugs = st.one_of(st.sampled_from([field.slug for field in FIELDS]), extra_slugs)
# Numbers a slider gives: three digits before the point and three after it.
numbers = st.one_of(st.none(), st.integers(-999_000, 999_000).map(lambda thousandths: thousandths / 1000))


def ranges(field):
    return st.builds(Range, field=st.just(field), low=numbers.map(short), high=numbers.map(short))


def short(number: float | None) -> float | None:
    """At most six significant digits."""
    return None if number is None else float(f"{number:.6g}")


def choices_of(field: str, levels: list[str] | None = None):
    level = st.sampled_from([*levels, MISSING]) if levels else slugs
    chosen = st.lists(level, min_size=1, max_size=5, unique=True).map(tuple)
    return st.builds(Choice, field=st.just(field), levels=chosen)


def filters_on(slug: str):
    field = dictionary().by_slug(slug)
    if field is None:
        return st.one_of(ranges(slug), choices_of(slug))
    if field.is_number:
        return ranges(slug)
    return choices_of(slug, [level.slug for level in field.levels]) if field.is_choice else st.nothing()


filtered = st.lists(
    st.one_of(st.sampled_from([f.slug for f in FIELDS if f.is_number or f.is_choice]), extra_slugs),
    unique=True,
    max_size=5,
).flatmap(lambda fields: st.tuples(*(filters_on(field) for field in fields)))


def some_of(literal):
    return st.lists(st.sampled_from(get_args(literal)), max_size=3, unique=True).map(tuple)


def tenths(low: int, high: int):
    return st.integers(low, high).map(lambda number: number / 10)


def ascending(fewest: int, most: int):
    found = st.lists(st.integers(-50_000, 50_000), min_size=fewest, max_size=most, unique=True)
    return found.map(lambda tens: tuple(ten / 10 for ten in sorted(tens)))


summarised = st.builds("{}.{}".format, field_slugs, st.sampled_from(get_args(NumberSummary)))
forms = st.one_of(
    st.sampled_from([Form("doubling"), Form("median"), Form("tertiles"), Form("spline"), Form("trend")]),
    tenths(2, 10_000).map(lambda unit: Form("per", (unit,))),
    st.builds(Form, st.just("cut"), ascending(1, 5)),
    st.builds(Form, st.just("spline"), ascending(0, 6)),
)
months = st.one_of(st.none(), tenths(0, 6_000))

levels_or_places = st.one_of(slugs, st.integers(1, 6).map(str))
references = st.dictionaries(field_slugs, levels_or_places, max_size=3)
pairs = st.lists(
    st.lists(field_slugs, min_size=2, max_size=2, unique=True).map(sorted).map("..".join), unique=True, max_size=3
)


@st.composite
def forms_of_covariates(draw) -> tuple[str, ...]:
    items: tuple[str, ...] = ()
    for slug, form in draw(st.dictionaries(field_slugs, forms, max_size=4)).items():
        items = with_form(items, slug, form)
    for slug, reference in draw(references).items():
        items = with_reference(items, slug, reference)
    return items


views = st.builds(
    View,
    cohort=st.from_regex(r"\A[a-z0-9_]{1,40}\Z"),
    filters=filtered,
    beside=st.one_of(st.none(), filtered),
    compare=st.one_of(st.just(""), field_slugs),
    endpoint=st.sampled_from(["", *get_args(EndpointId)]),
    origin=st.sampled_from(["", "sheet", "mab1_start", "hsct", "inotuzumab_failure"]),
    events=some_of(HappeningSlug),
    competing=some_of(HappeningSlug),
    entry=st.sampled_from(["", *get_args(OriginSlug)]),
    censor=some_of(HappeningSlug),
    until=st.one_of(st.none(), st.dates()),
    horizon=st.one_of(st.none(), tenths(1, 6_000)),
    interval=st.sampled_from(get_args(IntervalType)),
    test=st.sampled_from(get_args(TestName)),
    rho=tenths(0, 50),
    gamma=tenths(0, 50),
    strata=st.one_of(st.just(""), field_slugs),
    adjust=st.sampled_from(get_args(Adjustment)),
    timing=st.sampled_from(["", *get_args(Timing)]),
    landmark=months,
    tau=months,
    alive_at=months,
    extra_rows=some_of(RiskRow),
    published=st.lists(slugs, max_size=4, unique=True).map(tuple),
    model=st.sampled_from(["", *get_args(ParametricModel)]),
    firth=st.sampled_from(get_args(FirthUse)),
    forest=st.sampled_from(get_args(ForestModels)),
    incidence_interval=st.sampled_from(get_args(IncidenceInterval)),
    stacked=st.booleans(),
    antibody=st.sampled_from(get_args(Antibody)),
    denominator=st.sampled_from(get_args(Denominator)),
    limits=st.sampled_from(get_args(ProportionInterval)),
    covariates=st.lists(field_slugs, max_size=6, unique=True).map(tuple),
    forms=forms_of_covariates(),
    model_strata=st.lists(field_slugs, max_size=3, unique=True).map(tuple),
    interactions=pairs.map(tuple),
    enter=st.sampled_from(get_args(Entering)),
    enter_below=st.integers(1, 1_000).map(lambda thousandths: thousandths / 1000),
    entered=st.lists(field_slugs, max_size=4, unique=True).map(tuple),
    same_patients=st.booleans(),
    ties=st.sampled_from(get_args(Ties)),
    p_style=st.sampled_from(get_args(PStyle)),
    table=st.sampled_from(get_args(TablePreset)),
    table_rows=st.lists(st.one_of(field_slugs, summarised), max_size=6, unique=True).map(tuple),
    percent_by=st.sampled_from(get_args(PercentBy)),
    standardised=st.booleans(),
    overall=st.booleans(),
    course_order=st.sampled_from(get_args(CourseOrder)),
    sections=some_of(ReportSection),
    document=st.sampled_from(get_args(DocumentKind)),
)


@given(views)
def test_an_address_gives_back_the_view_it_was_made_from(view):
    assert View.from_query(view.to_query()) == (view, ())


@given(views)
def test_an_address_holds_short_plain_texts_only(view):
    for key, text in view.to_query().items():
        assert set(key + text) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-~.")


def test_the_view_of_an_empty_address_is_the_default_whose_own_address_names_its_cohort():
    assert View.from_query({}) == (View(), ())
    assert View().to_query() == {"cohort": "mskcc"}


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
    assert view.to_query() == {
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
    query = view.to_query()
    assert query == {"sex": "male", **said, "endpoint": "os", "cohort": "mskcc"}
    assert list(query) == ["sex", *said, "endpoint", "cohort"]
    assert View.from_query(query) == (view, ())


@pytest.mark.parametrize("bound", [1234567.0, 12.34567, 0.00001, 999999.5])
def test_a_bound_keeps_all_its_digits_in_an_address(bound):
    view = View(filters=(Range(field="wbc", low=bound),))
    assert View.from_query(view.to_query()) == (view, ())


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
    view, problems = View.from_query({key: text, "sex": "male"})
    assert view == View(filters=(Choice(field="sex", levels=("male",)),))
    (problem,) = problems
    assert problem.startswith("The address says")
    assert problem.endswith("set aside.")


@pytest.mark.parametrize(
    ("key", "text"),
    [("patient_id", "upn-0012"), ("mab1_start", "2019-01-05"), ("hsct_regimen", "flu-mel"), ("age_years", "57")],
)
def test_an_address_cannot_carry_a_value_of_a_patient_in_a_field_without_levels(key, text):
    view, problems = View.from_query({key: text})
    assert view == View()
    assert len(problems) == 1


@pytest.mark.parametrize("text", ["a" * 10_240, "<script>" * 1_280, "1~" * 5_120, "𝔐" * 10_240])
def test_an_address_of_ten_kilobytes_is_not_read(text):
    assert View.from_query({"sex": text}) == (
        View(),
        ("The address is too long to be a Ballad view; it was not used.",),
    )


def test_a_long_part_of_an_address_is_quoted_in_short():
    _, (problem,) = View.from_query({"sex": "z" * 3_000})
    assert len(problem) < 200


@given(
    st.dictionaries(
        st.one_of(st.text(max_size=12), st.sampled_from([*SETTINGS, "sex", "age_years", "x-a"])), st.text(max_size=40)
    )
)
def test_no_address_is_an_error(query):
    view, problems = View.from_query(query)
    assert all(isinstance(problem, str) and problem.endswith(".") for problem in problems)
    again, none = View.from_query(view.to_query())
    assert again == view
    assert none == ()


@given(views, st.text(min_size=1, max_size=30))
def test_junk_beside_a_view_leaves_the_view_as_it_is(view, junk):
    query = {**view.to_query(), "?": junk}
    read, problems = View.from_query(query)
    assert read == view
    assert len(problems) == 1


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


def test_a_view_that_fits_its_cohort_is_left_as_it_is():
    sites = {extra("Site", "category", ("a", "b")): ["a", "b"]}
    cohort = cohort_of(sites, age_years=[40, 50], sex=["male", "female"])
    view = View(
        filters=(Choice(field="sex", levels=("male", "missing")), Range(field="age_years", low=1)),
        compare="x-site",
        covariates=("age_years", "x-site"),
    )
    assert fit_view(view, cohort) == (view, ())


def test_what_a_cohort_cannot_answer_is_reported_and_the_rest_kept():
    cohort = plain_cohort(age_years=[40], sex=["male"])
    view = View(
        filters=(
            Choice(field="salvage", levels=("1",)),
            Choice(field="sex", levels=("male",)),
            Range(field="sex", low=1),
            Choice(field="x-site", levels=("a",)),
        ),
        compare="sequence",
        covariates=("age_years", "x-site", "ecog"),
        interval="plain",
    )
    fitted, problems = fit_view(view, cohort)
    kept = View(filters=(Choice(field="sex", levels=("male",)),), covariates=("age_years",), interval="plain")
    assert fitted == kept
    assert problems == (
        "Filter not applied: Salvage status is not a column of this cohort.",
        "Filter not applied: Sex cannot be filtered this way in this cohort.",
        "Filter not applied: “site” is not a column of this cohort.",
        "Comparison not drawn: this cohort has no groups called “sequence”.",
        "Covariates left out, not in this cohort: x-site, ecog.",
    )


def test_what_a_model_asks_of_columns_the_cohort_has_not_is_reported_and_the_rest_kept():
    cohort = plain_cohort(age_years=[40, 50], sex=["male", "female"], ecog=["0", "1"])
    fitting = ("age_years..per..10", "age_years..ref..2", "sex..ref..male", "ecog..trend")
    asked = View(
        forms=(*fitting, "sex..trend", "x-site..spline", "wbc..doubling", "ecog..ref..9"),
        model_strata=("sex", "age_years", "x-site"),
        interactions=("age_years..sex", "age_years..x-site"),
        entered=("age_years", "x-site"),
    )
    fitted, problems = fit_view(asked, cohort)
    assert fitted == View(
        forms=fitting, model_strata=("sex",), interactions=("age_years..sex",), entered=("age_years",)
    )
    assert problems == (
        "Forms of covariates not used, as these columns cannot take them: sex..trend, x-site..spline, "
        "wbc..doubling, ecog..ref..9.",
        "Strata left out, not in this cohort: age_years, x-site.",
        "Interactions left out, not in this cohort: age_years..x-site.",
        "Covariates not entered, not in this cohort: x-site.",
    )
    assert fit_view(fitted, cohort) == (fitted, ())


def test_of_a_filter_by_several_levels_those_the_cohort_has_still_hold():
    cohort = cohort_of({extra("Site", "category", ("a", "b")): ["a", "b"]})
    filters = (Choice(field="x-site", levels=("a", "q", "r", "missing")),)
    fitted, problems = fit_view(View(filters=filters), cohort)
    assert fitted.filters == (Choice(field="x-site", levels=("a", "missing")),)
    assert problems == ("Filter applied without a level: Site has no level “q”, “r” in this cohort.",)
    fitted, problems = fit_view(View(filters=(Choice(field="x-site", levels=("q",)),)), cohort)
    assert fitted.filters == ()
    assert problems == ("Filter not applied: Site has no level “q” in this cohort.",)


def test_of_a_view_beside_what_the_cohort_has_not_is_said_in_one_sentence_and_the_rest_holds():
    men, elsewhere = Choice(field="sex", levels=("male",)), Choice(field="x-nowhere", levels=("a",))
    asked = View(beside=(men, elsewhere, Choice(field="x-gone", levels=("b",))))
    view, problems = fit_view(asked, plain_cohort(sex=["male", "female"]))
    assert (view.filters, view.beside) == ((), (men,))
    (problem,) = problems
    assert problem.startswith("In the view beside this one: Filter not applied: “nowhere” is not a column")
    assert "“gone”" in problem


def test_a_number_cannot_be_compared_by():
    fitted, problems = fit_view(View(compare="age_years"), plain_cohort(age_years=[40]))
    assert fitted.compare == ""
    assert len(problems) == 1


def test_rows_a_table_cannot_have_are_reported_and_the_others_keep_their_order():
    cohort = cohort_of(age_years=[40, 60], sex=["male", None], ecog=[None, None], vital_status=["dead", "alive"])
    asked = ("sex", "age_years.iqr", "age_years.mean", "ecog", "vital_status", "sex.mean", "x-site")
    fitted, (problem,) = fit_view(View(table="mine", table_rows=asked), cohort)
    assert fitted.table_rows == ("sex", "age_years.iqr")
    assert problem.endswith(": age_years.mean, ecog, vital_status, sex.mean, x-site.")
    assert fit_view(fitted, cohort) == (fitted, ())


@pytest.mark.parametrize(
    "view", [View(endpoint="efs"), View(origin="hsct"), View(origin="nowhere"), View(antibody="mab2")]
)
def test_an_endpoint_origin_or_antibody_the_cohort_has_not_is_reported(view):
    cohort = cohort_of(mab1_start=[None], mab1_response=["CR"], vital_status=["dead"], last_contact=[None])
    assert fit_view(view, cohort)[1]
