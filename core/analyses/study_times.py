"""Printed figures of survival computed again: curves, medians, follow-up, tests and hazard ratios."""

import math
from collections.abc import Iterator

import numpy as np

from core.analyses.cox import analyse_cox
from core.analyses.landmark import analyse_landmark
from core.analyses.study_parts import HR_ALLOWED, Part, p_parts, patients_part, rounded
from core.analyses.study_terms import BY_LANDMARK, NOBODY, CannotComputeError, Terms
from core.analyses.survival import GroupSurvival, analyse_survival
from core.clock import PER_MONTH, read_clock
from core.stats.kaplan_meier import milestones
from core.studies import Fact
from core.view import View


def arm_of(terms: Terms, fact: Fact) -> GroupSurvival:
    """The curve of the patients of a figure, from the landmark where there is one."""
    where = fact.get("where", {})
    selection, endpoint = terms.select(where), terms.endpoint(fact)
    if not selection.n:
        raise CannotComputeError(NOBODY)
    if "landmark_months" not in fact:
        arm = next(iter(analyse_survival(selection, endpoint, View(interval=terms.study.interval)).groups), None)
    else:
        by = terms.field(BY_LANDMARK).slug if BY_LANDMARK in where else ""
        clock = read_clock(endpoint, terms.cohort)
        found = analyse_landmark(selection, clock, by, fact["landmark_months"], interval=terms.study.interval)
        if found.refused:
            raise CannotComputeError(found.refused)
        wanted = {"yes": "Yes", "no": "No"}.get(where.get(BY_LANDMARK))
        arm = next((one for one in found.groups if wanted in (None, one.label)), None)
    if arm is None or not arm.n:
        raise CannotComputeError("nobody it is about has a time")
    return arm


def survival_parts(terms: Terms, fact: Fact) -> Iterator[Part]:
    """Survival in percent at a month, with limits."""
    arm = arm_of(terms, fact)
    if arm.curve.time[-1] < fact["at_months"] and arm.curve.survival[-1] > 0:
        raise CannotComputeError(f"nobody it is about is followed for {fact['at_months']:g} months")
    at = milestones(arm.curve, [fact["at_months"]]).iloc[0]
    yield rounded("percent", fact["percent"], 100 * at["survival"])
    yield from (rounded(name, limit, 100 * at[name]) for name, limit in _limits(fact))
    yield patients_part(fact.get("n"), arm.n)


def median_parts(terms: Terms, fact: Fact) -> Iterator[Part]:
    """Median survival with limits, in the unit of the figure."""
    arm, per_month = arm_of(terms, fact), PER_MONTH[fact["unit"]]
    middle = arm.median["time"]
    first = _first_at_one_half(arm) if terms.study.median == "first" else middle
    yield rounded("value", fact["value"], first * per_month)
    if first != middle and math.isfinite(middle):
        yield Part("middle", "", None, middle * per_month, judged=False)
    yield from (rounded(name, limit, arm.median[name] * per_month) for name, limit in _limits(fact))
    yield patients_part(fact.get("n"), arm.n)


def _first_at_one_half(arm: GroupSurvival) -> float:
    """The median as R prints it: where a curve that stays at one half to its end first reaches it."""
    at_half = np.isclose(arm.curve.survival, 0.5, rtol=0, atol=1.5e-8)
    ends_there = len(at_half) and at_half[-1]
    return float(arm.curve.time[at_half][0]) if ends_there else float(arm.median["time"])


def _limits(fact: Fact) -> Iterator[tuple[str, float | None]]:
    return zip(("lower", "upper"), fact.get("ci", ()), strict=False)


def follow_up_parts(terms: Terms, fact: Fact) -> Iterator[Part]:
    """Median follow-up by reverse Kaplan-Meier, and the shortest and longest of the living, in months."""
    arm = arm_of(terms, {"endpoint": "OS", **fact})
    seen = arm.curve.time[arm.curve.censored > 0]
    yield rounded("months", fact["months"], arm.follow_up["time"])
    if "range" in fact and len(seen):
        yield from map(rounded, ("range from", "range to"), fact["range"], (seen.min(), seen.max()))


def hazard_ratio_parts(terms: Terms, fact: Fact) -> Iterator[Part]:
    """A term of the multivariable model of the study; who was not tested counts with the reference."""
    named = {term: (terms.field(name), level) for term, (name, level) in terms.study.model.items()}
    view = View(covariates=tuple(field.slug for field, _ in named.values()))
    model = analyse_cox(terms.select({}), terms.endpoint(fact), view)
    if model.multivariable is None:
        raise CannotComputeError(model.refused or NOBODY)
    field, level = named[fact["term"]]
    rows = model.multivariable.coefficients
    found = rows[rows["term"] == field.name]
    if len(found) != 1:
        raise CannotComputeError(f"“{field.label}” has other levels than the study compared")
    (row,) = found.itertuples()
    turned = field.is_choice and row.level != field.level_label(level)
    hr, lower, upper = (1 / row.hr, 1 / row.upper, 1 / row.lower) if turned else (row.hr, row.lower, row.upper)
    yield Part("hr", "", fact["hr"], hr, fact["hr"] * (1 - HR_ALLOWED), fact["hr"] * (1 + HR_ALLOWED))
    for (name, limit), limit_found in zip(_limits(fact), (lower, upper), strict=False):
        yield Part(name, "", limit, limit_found, judged=False)
    yield from p_parts(fact, lambda: row.p)


def logrank_parts(terms: Terms, fact: Fact) -> Iterator[Part]:
    """The log-rank P of a comparison, from the landmark where there is one."""
    selection, field = terms.select(fact.get("where", {}), outside=fact["compare"]), terms.field(fact["compare"])
    endpoint = terms.endpoint(fact)
    if not selection.n:
        raise CannotComputeError(NOBODY)
    if "landmark_months" in fact:
        clock = read_clock(endpoint, terms.cohort)
        test = analyse_landmark(selection, clock, field.slug, fact["landmark_months"]).logrank
    else:
        test = analyse_survival(selection, endpoint, View(compare=field.slug)).test
    yield from p_parts(fact, lambda: test.p if test else math.nan)
