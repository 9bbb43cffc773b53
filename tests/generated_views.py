"""Views a visitor may make, for tests over many of them."""

from typing import get_args

from hypothesis import strategies as st

from core.dictionary import dictionary
from core.filters import MISSING, Choice, Range
from core.formats import PStyle
from core.forms import Entering, Form, with_form, with_reference
from core.view import (
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
