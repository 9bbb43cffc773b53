"""A printed figure computed again from a cohort, part by part, by the path the pages take."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from core.analyses import study_times
from core.analyses.study_parts import ALL, Part, Recomputed, p_parts, patients_part, rounded
from core.analyses.study_terms import NOBODY, CannotComputeError, Terms
from core.endpoints import SHEET
from core.stats.association import chi_squared
from core.stats.numeric_summary import summarise_numbers
from core.stats.rank_tests import kruskal_wallis
from core.studies import Fact

MAIN = ("k", "value", "percent", "p", "hr", "months")

OF_THE_SHEET, OF_SOME_GROUPS = "from the time zero of the sheet", "not every group is there"
NOT_REACHED, TOO_FEW = "the median is not reached", "too few patients have a value"


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
        return Recomputed(fact, (), NOT_REACHED if fact["kind"] == "median_survival" else TOO_FEW)
    fewer = "by" in fact and len({part.group for part in parts if part.group}) < len(fact.get("k") or fact["value"])
    remark = OF_THE_SHEET if sheet else OF_SOME_GROUPS if fewer else ""
    return Recomputed(fact, parts, odd=odd, remark=remark)


def recompute_all(terms: Terms) -> Mapping[str, Recomputed]:
    """Every figure of the study, by id."""
    return {name: recompute(terms, fact) for name, fact in terms.study.facts.items()}


def _groups(fact: Fact, part: str) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every group a figure is printed for: its name, whom it is about, and the printed part."""
    where = dict(fact.get("where", {}))
    if "by" not in fact:
        yield "", where, fact.get(part)
        return
    for group in fact[part]:
        yield group, where if group == ALL else {**where, fact["by"]: group}, fact[part][group]


def _each_group(
    fact: Fact, main: str, of_group: Callable[[str, dict[str, Any], Any], list[Part]]
) -> tuple[list[Part], bool]:
    """The parts of every group the cohort has, and whether it has them all; refused where it has none."""
    parts, reasons = [], []
    for group, where, printed in _groups(fact, main):
        try:
            parts += of_group(group, where, printed)
        except CannotComputeError as reason:
            reasons.append(reason)
    if not parts:
        raise reasons[0]
    return parts, not reasons


def _count(terms: Terms, fact: Fact) -> Iterator[Part]:
    def of_group(group: str, where: dict[str, Any], k: int) -> list[Part]:
        among = terms.select(where).patients
        n = fact.get("n") if "by" not in fact else fact.get("n", {}).get(group)
        of_all = fact["level"] is None or int(among.sum()) == n
        of = int((among if of_all else among & terms.known(fact["field"])).sum())
        if not of:
            raise CannotComputeError(NOBODY)
        found = int((among & terms.having(fact["field"], fact["level"])).sum())
        return [rounded("k", k, found, group), patients_part(n, of, group)]

    parts, complete = _each_group(fact, "k", of_group)
    yield from parts
    if "by" in fact and complete:
        counted = [(k.found, n.found - k.found) for k, n in zip(parts[::2], parts[1::2], strict=True) if k.group != ALL]
        yield from p_parts(fact, lambda: chi_squared(counted).p)


def _percent(terms: Terms, fact: Fact) -> Iterator[Part]:
    among = terms.select(fact.get("where", {})).patients
    known = among & terms.known(fact["field"])
    if not known.any():
        raise CannotComputeError(NOBODY)
    k = int((known & terms.having(fact["field"], fact["level"])).sum())
    yield rounded("percent", fact["percent"], 100 * k / known.sum())
    yield patients_part(fact.get("n"), int(known.sum()))


def _median(terms: Terms, fact: Fact) -> Iterator[Part]:
    numbers, compared = terms.numbers(fact["field"]), []

    def of_group(group: str, where: dict[str, Any], printed: float) -> list[Part]:
        mine = _without_nan(numbers[terms.select(where).patients])
        if not len(mine):
            raise CannotComputeError(NOBODY)
        compared.extend([mine] if group != ALL else [])
        found = summarise_numbers(mine)
        spreads = {"iqr": (found.first_quartile, found.third_quartile), "range": (found.minimum, found.maximum)}
        parts = [rounded("value", printed, found.median, group)]
        for name, ends in spreads.items():
            limits = fact.get(name) if "by" not in fact else fact.get(name, {}).get(group)
            both = zip(("from", "to"), limits or (), ends, strict=False)
            parts += [rounded(f"{name} {side}", limit, end, group) for side, limit, end in both]
        return parts

    parts, complete = _each_group(fact, "value", of_group)
    yield from parts
    if "by" in fact and complete:
        yield from p_parts(fact, lambda: kruskal_wallis(compared).p)


def _without_nan(numbers: np.ndarray) -> np.ndarray:
    return numbers[~np.isnan(numbers)]


def _p(terms: Terms, fact: Fact) -> Iterator[Part]:
    """The P of the numbers or of the survival of groups."""
    if "endpoint" in fact:
        yield from study_times.logrank_parts(terms, fact)
        return
    selection, field = terms.select(fact.get("where", {}), outside=fact["compare"]), terms.field(fact["compare"])
    numbers, codes = terms.numbers(fact["field"]), terms.cohort.codes(field.name)
    groups = [numbers[selection.patients & (codes == code)] for code in range(len(field.levels))]
    yield from p_parts(fact, lambda: kruskal_wallis([_without_nan(mine) for mine in groups]).p)


def _value(terms: Terms, fact: Fact) -> Iterator[Part]:
    field = terms.field(fact["field"])
    values = terms.cohort.patients[field.name][terms.select({}).patients].dropna().tolist()
    if len(values) != 1:
        raise CannotComputeError("it is about one patient, and this cohort has more" if values else NOBODY)
    (found,) = values
    yield Part("value", "", fact["value"], found) if isinstance(found, str) else rounded("value", fact["value"], found)


KINDS: dict[str, Callable[[Terms, Fact], Iterator[Part]]] = {
    "count": _count,
    "percent": _percent,
    "median": _median,
    "survival": study_times.survival_parts,
    "median_survival": study_times.median_parts,
    "follow_up": study_times.follow_up_parts,
    "p": _p,
    "hazard_ratio": study_times.hazard_ratio_parts,
    "value": _value,
}
