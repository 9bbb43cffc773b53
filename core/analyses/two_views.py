"""Two views of one cohort side by side: one endpoint, two selections, and who is in both. Nothing is tested.

A patient may be in both selections, and the tests of a comparison take its groups for different patients.
"""

from dataclasses import dataclass, replace

import numpy as np

from core.analyses.compared import Compared, compare_groups
from core.analyses.immortal_time import LateKnowledge, late_knowledge
from core.analyses.incidence import CompetingRisks, incidence_of
from core.analyses.selection import Selection, select
from core.analyses.survival import AT_RISK, GroupSurvival, Survival, survival_of
from core.cohort import Cohort
from core.endpoints import Endpoint
from core.stats.kaplan_meier import numbers_at_risk
from core.view import View


@dataclass(frozen=True, eq=False)
class TwoViews:
    """The patients of each view on the clock of one endpoint; `in_both` counts those whom both curves count.

    `late` are the variables only one of the views filters by, or both in different ways, that were not known at time
    zero: the curves then favour whoever lived long enough to be selected.
    """

    labels: tuple[str, str]
    compared: tuple[Compared, Compared]
    in_both: int
    late: tuple[LateKnowledge, ...]


def set_side_by_side(cohort: Cohort, views: tuple[View, View], endpoint: Endpoint, labels: tuple[str, str]) -> TwoViews:
    """The selections of two views that fit the cohort, asked the same endpoint; their groupings are left aside."""
    first, second = (compare_groups(select(cohort, view), endpoint, "") for view in views)
    either = Selection(cohort, first.selection.patients | second.selection.patients, "")
    filtered = dict.fromkeys(one.field for one in (*views[0].filters, *views[1].filters))
    differing = [slug for slug in filtered if views[0].filter_on(slug) != views[1].filter_on(slug)]
    found = (late_knowledge(either, first.clock, slug) for slug in differing)
    return TwoViews(
        labels=labels,
        compared=(first, second),
        in_both=len(np.intersect1d(first.used, second.used)),
        late=tuple(late for late in found if late is not None),
    )


def survival_of_two(two: TwoViews, view: View) -> Survival:
    """Kaplan-Meier curves of both selections as the arms of one result, without a test; settings are the view's."""
    results = tuple(survival_of(one, view) for one in two.compared)
    return replace(results[0], late=None, **_merged(two, results), at_risk=_at_risk(two, results))


def incidence_of_two(two: TwoViews, view: View) -> CompetingRisks:
    """The same for an endpoint something competes with: cumulative incidences."""
    results = tuple(incidence_of(one, view) for one in two.compared)
    return replace(results[0], late=None, **_merged(two, results))


def _merged(two: TwoViews, results: tuple[Survival, ...] | tuple[CompetingRisks, ...]) -> dict[str, object]:
    """What both results share: arms under the names of their views, over the longer of both time axes."""
    return {
        "title": "View",
        "groups": tuple(_named(result.groups[0], label) for result, label in zip(results, two.labels, strict=True)),
        "ticks": _ticks(results),
        "counts": {AT_RISK: _at_risk(two, results)},
    }


def _named(arm: GroupSurvival, label: str) -> GroupSurvival:
    return replace(arm, label=label)


def _ticks(results: tuple[Survival, ...] | tuple[CompetingRisks, ...]) -> np.ndarray:
    return max((result.ticks for result in results), key=lambda ticks: ticks[-1])


def _at_risk(two: TwoViews, results: tuple[Survival, ...] | tuple[CompetingRisks, ...]) -> np.ndarray:
    """A row a view: how many are at risk at each tick of the common axis."""
    ticks = _ticks(results)
    return np.concatenate([numbers_at_risk(one.table, ticks * one.per_month) for one in two.compared])
