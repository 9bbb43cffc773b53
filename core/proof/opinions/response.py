"""A second opinion on counts by group: limits by statsmodels, odds ratios and Fisher's test of two groups by scipy."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from core.analyses.response import Proportion, Response
from core.proof.numbers.curves import Numbers, estimate
from core.proof.numbers.response import BY_ANTIGEN, DURATION, ResponsePage, first_rungs, response_numbers, rung_name
from core.proof.opinions.opinion import SCIPY, STATSMODELS, Opinion, opinions_on
from core.proof.python import counts as python_counts
from core.stats.association import Association
from core.view import ProportionInterval

METHODS = {"clopper-pearson": "beta", "wilson": "wilson"}
LARGER_FISHER = (
    "Fisher’s exact test of more than two groups or answers is in neither library: the scripts list the tables."
)
ON_SURVIVAL = "How long responses lasted has its second opinion as an endpoint of the Survival page."
PLAIN = "Counts and medians need no second opinion: the scripts print them."


def second_opinion_on_response(
    page: ResponsePage, limits: ProportionInterval
) -> tuple[tuple[Opinion, ...], tuple[str, ...]]:
    """Every share, difference, odds ratio and P of the page."""
    by_statsmodels: Numbers = {}
    by_scipy: Numbers = {}
    for prefix, response in (("", page.ladder), *((f"{BY_ANTIGEN[one.title]}, ", one) for one in page.by_antigen)):
        for rung in response.rungs:
            name = prefix + rung_name(rung)
            by_statsmodels |= _of_groups(name, "group", rung.arms, limits)
            if rung.test is not None:
                by_statsmodels |= differences(name, rung.arms)
                by_scipy |= odds_ratios(name, rung.arms)
                tested = p_of_shares(name, rung.arms, rung.test)
                (by_scipy if rung.test.test == "Fisher" else by_statsmodels).update(tested)
    by_statsmodels |= _by_line(page.by_line, limits)
    here = response_numbers(page)
    opinions = (*opinions_on(here, by_statsmodels, STATSMODELS), *opinions_on(here, by_scipy, SCIPY))
    shown = {name: value for name, value in here.items() if not name.startswith(DURATION)}
    return opinions, (*told(shown, opinions), *([ON_SURVIVAL] if page.lasted is not None else []))


def told(here: Numbers, opinions: Iterable[Opinion]) -> tuple[str, ...]:
    """What has no second opinion, and why."""
    untold = here.keys() - {one.name for one in opinions}
    return (*([LARGER_FISHER] if any(name.endswith(", P") for name in untold) else []), PLAIN)


def share_of(name: str, proportion: Proportion, limits: ProportionInterval) -> Numbers:
    """The share and its limits by statsmodels."""
    return estimate(f"{name}, share", *python_counts.share(proportion.k, proportion.n, METHODS[limits]))


def differences(name: str, arms: Sequence[Proportion]) -> Numbers:
    """Each group minus the first, by statsmodels."""
    return _against_first(f"{name}, group {{}} minus group 1", arms, python_counts.difference)


def odds_ratios(name: str, arms: Sequence[Proportion]) -> Numbers:
    """The odds of each group over those of the first, by scipy."""
    return _against_first(f"{name}, odds ratio of group {{}} to group 1", arms, python_counts.odds)


def p_of_shares(name: str, arms: Sequence[Proportion], test: Association) -> Numbers:
    """P between groups of those who have the answer and those who have it not."""
    return p_of_table(name, np.array([[one.k, one.n - one.k] for one in arms]), test)


def p_of_table(name: str, counts: np.ndarray, test: Association) -> Numbers:
    """P of groups (rows) against answers; nothing where no library has the test."""
    used = counts[counts.any(axis=1)][:, counts.any(axis=0)]
    exact = test.test == "Fisher"
    return {} if exact and max(used.shape) > 2 else {f"{name}, P": float(python_counts.p_of(counts, exact))}


def _against_first(
    name: str, arms: Sequence[Proportion], compare: Callable[[list[int], list[int]], list[float]]
) -> Numbers:
    """Each group beside the first by a function of how many had it and of how many there are; `{}` is its place."""
    found: Numbers = {}
    for place, one in enumerate(arms[1:], start=2):
        found |= estimate(name.replace("{}", str(place)), *compare([arms[0].k, one.k], [arms[0].n, one.n]))
    return found


def _of_groups(name: str, one: str, arms: Sequence[Proportion], limits: ProportionInterval) -> Numbers:
    found: Numbers = {}
    for place, arm in enumerate(arms, start=1):
        found |= share_of(f"{name}, {one} {place}", arm, limits)
    return found


def _by_line(responses: Sequence[Response], limits: ProportionInterval) -> Numbers:
    found: Numbers = {}
    for response in responses:
        for rung in first_rungs(response):
            found |= _of_groups(f"{response.antibody}, {rung_name(rung)}", "line", rung.arms, limits)
    return found
