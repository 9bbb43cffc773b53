"""A comparison by something known only later, with all that the page shows of it, and its numbers by name."""

from dataclasses import dataclass

import pandas as pd

from core.analyses.bias_panel import BiasPanel, compare_methods
from core.analyses.compared import Compared
from core.analyses.hazard_ratios import HazardRatio
from core.analyses.immortal_time import LANDMARK
from core.analyses.landmark import LandmarkSurvival, analyse_landmark, landmark_of, landmark_range
from core.analyses.survival import BETA_PRODUCT, GroupSurvival
from core.analyses.time_dependent import TimeDependentSurvival, analyse_time_dependent
from core.proof.numbers.curves import Numbers, arm_numbers, estimate, milestone_numbers
from core.stats.kaplan_meier import Interval
from core.stats.logrank import LogRank
from core.view import View


@dataclass(frozen=True, eq=False)
class LateComparison:
    """A landmark or a time-dependent analysis, the panel of three ways, and the hazard ratio at each landmark.

    `states` are the labels numbers count groups by; `by_landmark` has the columns of
    `core.analyses.landmark.landmark_range`, and is empty beside a time-dependent analysis. `interval` is that of the
    limits, `ties` that of the Cox models.
    """

    result: LandmarkSurvival | TimeDependentSurvival
    panel: BiasPanel
    by_landmark: pd.DataFrame
    interval: Interval
    ties: str

    @property
    def states(self) -> tuple[str, ...]:
        """The labels of the states, in the order of their numbers."""
        return self.panel.labels

    def place(self, label: str) -> int:
        """The number of a state, from 1."""
        return self.states.index(label) + 1


def late_comparison_of(compared: Compared, view: View, timing: str) -> LateComparison:
    """What the Survival page shows with this timing; the comparison must have dated states."""
    asked = (compared.selection, compared.clock, view.compare)
    month, _ = landmark_of(compared, view)
    panel = compare_methods(*asked, month, ties=view.ties)
    if timing == LANDMARK:
        result = analyse_landmark(*asked, month, interval=view.interval, ties=view.ties)
        return LateComparison(result, panel, landmark_range(*asked, ties=view.ties), view.interval, view.ties)
    interval = "log-log" if view.interval == BETA_PRODUCT else view.interval
    result = analyse_time_dependent(*asked, interval=interval, ties=view.ties)
    return LateComparison(result, panel, pd.DataFrame(), interval, view.ties)


def late_numbers(late: LateComparison) -> Numbers:
    """The curves of each group, their test and hazard ratios, the panel, and the hazard ratios by landmark."""
    result = late.result
    from_landmark = isinstance(result, LandmarkSurvival)
    found: Numbers = {}
    for arm in result.groups:
        numbers = arm_numbers(arm) if from_landmark else _while_in_it(arm)
        found |= {f"group {late.place(arm.label)}, {name}": value for name, value in numbers.items()}
    test = result.logrank if from_landmark else result.mantel_byar
    found |= test_numbers("test", test) | ratio_numbers(late, "curves", result.ratios)
    for one in late.panel.estimates:
        found |= {f"{one.method}, patients": float(one.n), f"{one.method}, events": float(one.n_events)}
        for ratio in one.ratios:
            group = f"{one.method}, group {late.place(ratio.label)}"
            found |= {f"{group}, patients": float(ratio.n), f"{group}, events": float(ratio.n_events)}
        found |= ratio_numbers(late, one.method, one.ratios) | test_numbers(f"{one.method}, test", one.test)
    for row in late.by_landmark.itertuples(index=False):
        if pd.notna(row.hr):
            name = f"from {row.landmark:g} months, hazard ratio of group {late.place(row.label)}"
            found |= estimate(name, row.hr, row.lower, row.upper) | {f"{name}, P": float(row.p)}
    return found


def ratio_numbers(late: LateComparison, name: str, ratios: tuple[HazardRatio, ...]) -> Numbers:
    """The hazard ratios that can be estimated, with limits and P."""
    found: Numbers = {}
    for one in (one for one in ratios if one.estimable):
        of_group = f"{name}, hazard ratio of group {late.place(one.label)}"
        found |= estimate(of_group, one.hr, one.lower, one.upper) | {f"{of_group}, P": one.p}
    return found


def test_numbers(name: str, test: LogRank | None) -> Numbers:
    """Chi-square and P of a test, where there is one."""
    return {f"{name}, chi-square": test.chisq, f"{name}, P": test.p} if test is not None and test.df else {}


def compares_all(test: LogRank | None, n_groups: int) -> bool:
    """Whether a test compares so many groups with one another, none of them never at risk together with the rest."""
    return test is not None and test.df > 0 and test.df == n_groups - 1


def _while_in_it(arm: GroupSurvival) -> Numbers:
    return {"patients": float(arm.n), "events": float(arm.n_events)} | milestone_numbers(arm)


test_numbers.__test__ = False  # not a test case, whatever pytest makes of its name
