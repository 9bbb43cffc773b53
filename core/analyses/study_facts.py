"""A printed figure computed again from a cohort, part by part, and whether the two agree.

What counts as agreement is the printed precision: half a unit of the last printed digit. A P above .05 may be .03
away, one below .05 must stay below it, a hazard ratio may be 5 % away.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.analyses.cox import analyse_cox
from core.analyses.landmark import analyse_landmark
from core.analyses.study_terms import BY_LANDMARK, CannotComputeError, Terms
from core.analyses.survival import GroupSurvival, analyse_survival
from core.clock import PER_MONTH, read_clock
from core.endpoints import SHEET
from core.stats.association import chi_squared
from core.stats.kaplan_meier import milestones
from core.stats.numeric_summary import summarise_numbers
from core.stats.rank_tests import kruskal_wallis
from core.studies import Fact
from core.view import View

ALPHA = 0.05
P_ALLOWED = 0.03
HR_ALLOWED = 0.05
ALL = "all"
AGREES, DIFFERS, CANNOT, BUT_FOR_A_PART = "agrees", "differs", "cannot be computed", "agrees but for a part"
NOBODY = "nobody in this cohort is one of those it is about"


@dataclass(frozen=True)
class Part:
    """One number of a printed figure beside the one found; it agrees between `low` and `high`, both included.

    `printed` is None for a limit that was not reached; `below` says that only an upper bound was printed. A part
    that is not `judged` is shown and says nothing about agreement.
    """

    name: str
    group: str
    printed: Any
    found: Any
    low: float = -math.inf
    high: float = math.inf
    below: bool = False
    judged: bool = True

    @property
    def agrees(self) -> bool:
        """Whether the number found is the printed one at its precision."""
        if isinstance(self.printed, str):
            return self.found == self.printed
        if self.printed is None:
            return not math.isfinite(self.found)
        return self.low <= self.found <= self.high


@dataclass(frozen=True)
class Recomputed:
    """A figure computed again: its parts, or why it cannot be. `odd` names a part that the print itself speaks against.

    `remark` says what is not quite as in the study.
    """

    fact: Fact
    parts: tuple[Part, ...]
    refused: str = ""
    odd: str = ""
    remark: str = ""

    @property
    def verdict(self) -> str:
        """Whether the figures agree, all parts together."""
        if self.refused:
            return CANNOT
        wrong = [part.name for part in self.parts if part.judged and not part.agrees]
        if not wrong:
            return AGREES
        return BUT_FOR_A_PART if wrong == [self.odd] else DIFFERS


def recompute(terms: Terms, fact: Fact) -> Recomputed:
    """A printed figure computed by the path the pages take; refused, with the reason, where the cohort cannot."""
    odd = terms.study.at_odds.get(fact["id"], {}).get("part", "")
    try:
        if terms.study.needs_more_than_patients(fact["id"]):
            raise CannotComputeError(terms.study.not_met[fact["id"]]["reason"])
        parts = tuple(KINDS[fact["kind"]](terms, fact))
        sheet = "origin" in fact and terms.endpoint(fact).origin == SHEET
    except CannotComputeError as reason:
        return Recomputed(fact, (), str(reason))
    if any(isinstance(part.found, float) and math.isnan(part.found) for part in parts if part.name in MAIN):
        return Recomputed(
            fact, (), NOT_REACHED if fact["kind"] == "median_survival" else "too few patients have a value"
        )
    return Recomputed(fact, parts, odd=odd, remark="from the time zero of the sheet" if sheet else "")


MAIN = ("k", "value", "percent", "p", "hr", "months")
NOT_REACHED = "the median is not reached"


def recompute_all(terms: Terms) -> dict[str, Recomputed]:
    """Every figure of the study, by id."""
    return {name: recompute(terms, fact) for name, fact in terms.study.facts.items()}


def half_a_unit(printed: float) -> float:
    """Half a unit of the last printed digit, with room for halves that are rounded up."""
    return 0.5 * 10.0 ** -decimals_of(printed) + 1e-9


def decimals_of(printed: float) -> int:
    """How many decimals were printed."""
    return len(str(printed).partition(".")[2]) if isinstance(printed, float) else 0


def arm_of(terms: Terms, fact: Fact) -> GroupSurvival:
    """The curve of the patients of a figure, from the landmark where there is one."""
    where = fact.get("where", {})
    selection, endpoint = terms.select(where), terms.endpoint(fact)
    if not selection.n:
        raise CannotComputeError(NOBODY)
    if "landmark_months" not in fact:
        (arm,) = analyse_survival(selection, endpoint, View(interval=terms.study.interval)).groups
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


def _rounded(name: str, printed: Any, found: float, group: str = "") -> Part:
    if printed is None:
        return Part(name, group, None, found)
    allowed = half_a_unit(printed)
    return Part(name, group, printed, float(found), printed - allowed, printed + allowed)


def _groups(fact: Fact, part: str) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every group a figure is printed for: its name, whom it is about, and the printed part."""
    where = dict(fact.get("where", {}))
    if "by" not in fact:
        yield "", where, fact.get(part)
        return
    for group in fact[part]:
        yield group, where if group == ALL else {**where, fact["by"]: group}, fact[part][group]


def _count(terms: Terms, fact: Fact) -> Iterator[Part]:
    known, table = terms.known(fact["field"]), []
    for group, where, k in _groups(fact, "k"):
        among = terms.select(where).patients
        found = int((among & terms.having(fact["field"], fact["level"])).sum())
        n = fact.get("n") if "by" not in fact else fact.get("n", {}).get(group)
        of_all = fact["level"] is None or int(among.sum()) == n
        of = int(among.sum() if of_all else (among & known).sum())
        if not of:
            raise CannotComputeError(NOBODY)
        yield _rounded("k", k, found, group)
        yield _rounded("n", n, of, group) if n is not None else Part("n", group, None, of, judged=False)
        if group != ALL:
            table.append((found, of - found))
    if "by" in fact:
        yield from _p_parts(fact, lambda: chi_squared(table).p)


def _percent(terms: Terms, fact: Fact) -> Iterator[Part]:
    among = terms.select(fact.get("where", {})).patients
    known = among & terms.known(fact["field"])
    if not known.any():
        raise CannotComputeError(NOBODY)
    k = int((known & terms.having(fact["field"], fact["level"])).sum())
    yield _rounded("percent", fact["percent"], 100 * k / known.sum())
    n = int(known.sum())
    yield _rounded("n", fact["n"], n) if "n" in fact else Part("n", "", None, n, judged=False)


def _median(terms: Terms, fact: Fact) -> Iterator[Part]:
    numbers, groups = terms.numbers(fact["field"]), []
    for group, where, printed in _groups(fact, "value"):
        mine = numbers[terms.select(where).patients]
        found = summarise_numbers(mine)
        if not found.n:
            raise CannotComputeError(NOBODY)
        groups += [mine[~np.isnan(mine)]] if group != ALL else []
        yield _rounded("value", printed, found.median, group)
        spreads = {"iqr": (found.first_quartile, found.third_quartile), "range": (found.minimum, found.maximum)}
        for name, ends in spreads.items():
            limits = fact.get(name) if "by" not in fact else fact.get(name, {}).get(group)
            for side, end, limit in zip(("from", "to"), ends, limits or (), strict=False):
                yield _rounded(f"{name} {side}", limit, end, group)
    if "by" in fact:
        yield from _p_parts(fact, lambda: kruskal_wallis(groups).p)


def _survival(terms: Terms, fact: Fact) -> Iterator[Part]:
    arm = arm_of(terms, fact)
    if arm.curve.time[-1] < fact["at_months"] and arm.curve.survival[-1] > 0:
        raise CannotComputeError(f"nobody it is about is followed for {fact['at_months']:g} months")
    at = milestones(arm.curve, [fact["at_months"]]).iloc[0]
    yield _rounded("percent", fact["percent"], 100 * at["survival"])
    yield from (_rounded(name, limit, 100 * at[name]) for name, limit in _limits(fact))
    yield from _patients(fact, arm.n)


def _median_survival(terms: Terms, fact: Fact) -> Iterator[Part]:
    arm, per_month = arm_of(terms, fact), PER_MONTH[fact["unit"]]
    middle = arm.median["time"]
    first = _first_at_one_half(arm) if terms.study.median == "first" else middle
    yield _rounded("value", fact["value"], first * per_month)
    if first != middle and math.isfinite(middle):
        yield Part("middle", "", None, middle * per_month, judged=False)
    yield from (_rounded(name, limit, arm.median[name] * per_month) for name, limit in _limits(fact))
    yield from _patients(fact, arm.n)


def _first_at_one_half(arm: GroupSurvival) -> float:
    """The median as R prints it: where a curve that stays at one half to its end first reaches it."""
    at_half = np.isclose(arm.curve.survival, 0.5, rtol=0, atol=1.5e-8)
    ends_there = len(at_half) and at_half[-1]
    return float(arm.curve.time[at_half][0]) if ends_there else float(arm.median["time"])


def _limits(fact: Fact) -> Iterator[tuple[str, float | None]]:
    return zip(("lower", "upper"), fact.get("ci", ()), strict=False)


def _patients(fact: Fact, n: int) -> Iterator[Part]:
    yield _rounded("n", fact["n"], n) if "n" in fact else Part("n", "", None, n, judged=False)


def _follow_up(terms: Terms, fact: Fact) -> Iterator[Part]:
    arm = arm_of(terms, {"endpoint": "OS", **fact})
    seen = arm.curve.time[arm.curve.censored > 0]
    yield _rounded("months", fact["months"], arm.follow_up["time"])
    if "range" in fact and len(seen):
        yield from map(_rounded, ("range from", "range to"), fact["range"], (seen.min(), seen.max()))


def _p(terms: Terms, fact: Fact) -> Iterator[Part]:
    selection = terms.select(fact.get("where", {}), outside=fact["compare"])
    if not selection.n:
        raise CannotComputeError(NOBODY)
    field = terms.field(fact["compare"])
    if "endpoint" not in fact:
        numbers = terms.numbers(fact["field"])
        masks = [selection.patients & (terms.cohort.codes(field.name) == code) for code in range(len(field.levels))]
        yield from _p_parts(fact, lambda: kruskal_wallis([_known(numbers[mask]) for mask in masks]).p)
        return
    endpoint = terms.endpoint(fact)
    if "landmark_months" in fact:
        clock = read_clock(endpoint, terms.cohort)
        found = analyse_landmark(selection, clock, field.slug, fact["landmark_months"])
        test = found.logrank
    else:
        test = analyse_survival(selection, endpoint, View(compare=field.slug)).test
    yield from _p_parts(fact, lambda: test.p if test else math.nan)


def _known(numbers: np.ndarray) -> np.ndarray:
    return numbers[~np.isnan(numbers)]


def _p_parts(fact: Fact, compute: Callable[[], float]) -> Iterator[Part]:
    if "p_below" in fact:
        yield Part("p", "", fact["p_below"], float(compute()), high=math.nextafter(fact["p_below"], 0), below=True)
    elif "p" in fact:
        printed, found = fact["p"], float(compute())
        if printed < ALPHA:
            yield Part("p", "", printed, found, high=math.nextafter(ALPHA, 0))
        else:
            low = min(max(ALPHA, printed - P_ALLOWED), printed - half_a_unit(printed))
            yield Part("p", "", printed, found, low, printed + P_ALLOWED)


def _hazard_ratio(terms: Terms, fact: Fact) -> Iterator[Part]:
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
    yield from _p_parts(fact, lambda: row.p)


def _value(terms: Terms, fact: Fact) -> Iterator[Part]:
    field = terms.field(fact["field"])
    values = terms.cohort.patients[field.name][terms.select({}).patients].dropna().tolist()
    if len(values) != 1:
        raise CannotComputeError("it is about one patient, and this cohort has more" if values else NOBODY)
    (found,) = values
    yield Part("value", "", fact["value"], found) if isinstance(found, str) else _rounded("value", fact["value"], found)


KINDS: dict[str, Callable[[Terms, Fact], Iterator[Part]]] = {
    "count": _count,
    "percent": _percent,
    "median": _median,
    "survival": _survival,
    "median_survival": _median_survival,
    "follow_up": _follow_up,
    "p": _p,
    "hazard_ratio": _hazard_ratio,
    "value": _value,
}
