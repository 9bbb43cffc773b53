"""A view that travels by link, file or name gives the numbers it gave before, whatever it asks of the cohort."""

from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.address import address_of, view_at
from core.analyses.compared import compare_groups
from core.analyses.incidence import incidence_of
from core.analyses.selection import select
from core.analyses.survival import survival_of
from core.analyses.two_views import incidence_of_two, set_side_by_side, survival_of_two
from core.bundled import read_bundled
from core.cohort import Cohort
from core.endpoints import available
from core.filters import MISSING, Choice, Range
from core.fitting import asked_endpoint, fit_view, offered_endpoints
from core.saved.store import ViewStore
from core.saved.view_file import Question, read_view_file, write_view_file
from core.view import View
from tests.making import cohort_of, days, extra

SITE = extra("Study site [x]", "category", ("North: 1", "South & East"))
OWN = cohort_of(
    {SITE: ["North: 1", "South & East"] * 6},
    age_years=[20.5, 31, 42, 53, 64, 75, 26, 37, 48, 59, 70, None],
    mab1_start=days(*range(12)),
    mab1_response=["CR", "NR"] * 6,
    vital_status=["dead", "alive", "dead"] * 4,
    last_contact=days(*range(100, 1300, 100)),
)
COHORTS = {"bundled": read_bundled("mskcc").cohort, "own": OWN}


def filters_of(cohort: Cohort) -> st.SearchStrategy:
    """Every filter the sidebar of this cohort can set."""
    fields = [field for field in cohort.columns.values() if cohort.has(field.name)]
    choices = [_choice(field.slug, cohort.observed_levels(field.name)) for field in fields if field.is_choice]
    ranges = [_range(field.slug, *cohort.span(field.name)) for field in fields if field.is_number]
    one = st.one_of(*choices, *ranges)
    return st.lists(one, max_size=3, unique_by=lambda chosen: chosen.field).map(tuple)


def _choice(slug: str, levels) -> st.SearchStrategy:
    slugs = st.sampled_from([MISSING, *(level.slug for level in levels)])
    return st.lists(slugs, min_size=1, max_size=3, unique=True).map(lambda of: Choice(field=slug, levels=tuple(of)))


def _range(slug: str, low: float, high: float) -> st.SearchStrategy:
    bound = st.one_of(st.none(), st.integers(int(low * 10), int(high * 10)).map(lambda tenths: tenths / 10))
    return st.builds(Range, field=st.just(slug), low=bound, high=bound)


def views_of(name: str) -> st.SearchStrategy:
    """The views of this cohort the app can reach, by the settings that change a number of a curve."""
    cohort = COHORTS[name]
    groupings = [field.slug for field in cohort.columns.values() if cohort.can_compare(field)]
    endpoints = st.sampled_from([(one.id, one.origin) for one in available(cohort)])
    return st.builds(
        lambda asked, **rest: View(cohort="mskcc", endpoint=asked[0], origin=asked[1], **rest),
        endpoints,
        filters=filters_of(cohort),
        compare=st.sampled_from(["", *groupings]),
        interval=st.sampled_from(["log-log", "log", "plain"]),
        test=st.sampled_from(["logrank", "gehan", "fleming_harrington"]),
        rho=st.integers(0, 10).map(lambda tenths: tenths / 10),
        horizon=st.one_of(st.none(), st.integers(1, 240).map(lambda quarters: quarters / 4)),
        incidence_interval=st.sampled_from(["log-log", "cloglog", "plain"]),
    )


def numbers(view: View, cohort: Cohort) -> list[np.ndarray]:
    """What the Survival or the Relapse page shows of a view: n, curves with limits, milestones, P."""
    view, problems = fit_view(view, cohort)
    assert problems == ()
    endpoint = asked_endpoint(view, offered_endpoints(view, cohort))
    compared = compare_groups(select(cohort, view), endpoint, view.compare)
    if not len(compared.used):
        return [np.array([0])]
    if endpoint.competing:
        found = incidence_of(compared, view)
        curves = [curve for arm in found.groups for curve in arm.curves]
        return [
            np.array([test.p for test in found.gray]),
            *(part for curve in curves for part in (curve.time, curve.incidence, curve.lower, curve.upper)),
        ]
    found = survival_of(compared, view)
    arms = [arm.milestones.to_numpy(float) for arm in found.groups]
    curves = (arm.curve for arm in found.groups)
    parts = [part for curve in curves for part in (curve.time, curve.survival, curve.lower, curve.upper)]
    return [np.array([found.n, found.n_events, found.test.p]), found.at_risk, *arms, *parts]


def same(first: list[np.ndarray], second: list[np.ndarray]) -> bool:
    return len(first) == len(second) and all(
        np.array_equal(one, other, equal_nan=True) for one, other in zip(first, second, strict=True)
    )


def by_link(view: View) -> View:
    read, problems = view_at(dict(parse_qsl(urlencode(address_of(view)), strict_parsing=True)))
    assert problems == ()
    return read


def by_file(view: View) -> View:
    question, problems = read_view_file(write_view_file(Question("survival", view)).encode())
    assert problems == ()
    return question.view


@pytest.mark.parametrize("name", COHORTS)
@pytest.mark.parametrize("travel", [by_link, by_file])
@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_a_view_that_travelled_gives_the_same_numbers(name, travel, data):
    view = data.draw(views_of(name))
    assert same(numbers(travel(view), COHORTS[name]), numbers(view, COHORTS[name]))


def numbers_of_two(view: View, cohort: Cohort) -> list[np.ndarray]:
    """What the page of two views shows: who is in both, and the curves of either."""
    view, problems = fit_view(view, cohort)
    assert problems == ()
    endpoint = asked_endpoint(view, offered_endpoints(view, cohort))
    second = view.change(filters=view.beside)
    two = set_side_by_side(cohort, (view, second), endpoint, ("This view", "The other view"))
    if not all(len(one.used) for one in two.compared):
        return [np.array([two.in_both])]
    found = (incidence_of_two if endpoint.competing else survival_of_two)(two, view)
    if endpoint.competing:
        curves = [curve for arm in found.groups for curve in arm.curves]
        return [np.array([two.in_both]), *(curve.incidence for curve in curves), *(curve.lower for curve in curves)]
    curves = [arm.curve for arm in found.groups]
    return [np.array([two.in_both]), found.at_risk, *(curve.survival for curve in curves), *(c.lower for c in curves)]


@pytest.mark.parametrize("name", COHORTS)
@pytest.mark.parametrize("travel", [by_link, by_file])
@given(data=st.data())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_two_views_that_travelled_give_the_same_numbers(name, travel, data):
    view = data.draw(views_of(name)).change(beside=data.draw(filters_of(COHORTS[name])))
    assert same(numbers_of_two(travel(view), COHORTS[name]), numbers_of_two(view, COHORTS[name]))


def test_a_view_kept_under_a_name_gives_the_same_numbers(tmp_path):
    store = ViewStore(f"sqlite:///{tmp_path / 'views.sqlite'}")
    view = View(filters=(Choice(field="sex", levels=("male",)),), compare="salvage", endpoint="os", interval="log")
    saved = store.save(Question("survival", view), "Plan")
    (question, problems) = store.open(saved.id).question()
    assert problems == ()
    assert same(numbers(question.view, COHORTS["bundled"]), numbers(view, COHORTS["bundled"]))


def test_another_view_gives_other_numbers():
    view = View(compare="salvage")
    assert not same(numbers(view, COHORTS["bundled"]), numbers(View(), COHORTS["bundled"]))
