"""The numbers of each centre and of all together, by group, and their survival at milestones."""

from collections.abc import Callable

from core.analyses.pooled_survival import CentreNumbers, PooledSurvival
from core.analyses.survival import GroupSurvival
from core.formats import DASH, format_median
from core.stats.kaplan_meier import Interval
from core.tables.display import DisplayTable, Row
from core.tables.survival_table import MILESTONES_NOTE, milestone_headings, milestone_months, survival_at
from core.words.comparison import chosen_sentence
from core.words.pooling import (
    AT_THE_END,
    TOGETHER,
    curves_label,
    left_out_by_centre,
    months_sentence,
    synthetic_sentence,
)
from core.words.survival import INTERVAL_PHRASES

COLUMNS = ("Centre", "n", "Events", "Median, months (95 % CI)", "Median follow-up, months (95 % CI)")
NOBODY = "0"
MOST_IN_A_LINE = 4
"""Milestones that fit side by side with their limits and numbers at risk in one line."""


def centres_table(numbers: CentreNumbers, result: PooledSurvival, interval: Interval) -> DisplayTable:
    """A row a centre and one of all, their groups below: n, events, median and median follow-up in months."""
    title = f"{result.centres.endpoint.title} by centre"
    test = f"{curves_label(result.centres, result.curves)}: {chosen_sentence(result.survival.test)}"
    notes = ("NR, not reached.", test, left_out_by_centre(result.centres), *_notes(numbers, result, interval))
    return DisplayTable(title, COLUMNS, _rows(numbers, _counted), notes)


def pooled_milestones_table(numbers: CentreNumbers, result: PooledSurvival, interval: Interval) -> DisplayTable:
    """The same rows, a column a milestone: survival in percent with its 95 % limits and the number at risk."""
    months = milestone_months(whole for whole, _ in numbers.rows)
    title = f"{result.centres.endpoint.title} at milestones by centre"
    columns = (COLUMNS[0], *milestone_headings(months))
    rows = _rows(numbers, lambda arm: survival_at(arm, months))
    notes = (MILESTONES_NOTE, AT_THE_END, *_notes(numbers, result, interval))
    return DisplayTable(title, columns, rows, notes, stacked=len(months) > MOST_IN_A_LINE)


def _rows(numbers: CentreNumbers, cells: Callable[[GroupSurvival], list[str]]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for whole, groups in numbers.rows:
        rows.append(Row((whole.label or TOGETHER, *cells(whole))))
        rows += [Row((arm.label, *cells(arm)), inset=True) for arm in groups if len(groups) > 1]
    return tuple(rows)


def _counted(arm: GroupSurvival) -> list[str]:
    if not arm.n:
        return [NOBODY, NOBODY, DASH, DASH]
    times = (arm.median, arm.follow_up)
    return [f"{arm.n:,}", f"{arm.n_events:,}", *(format_median(*one[["time", "lower", "upper"]]) for one in times)]


def _notes(numbers: CentreNumbers, result: PooledSurvival, interval: Interval) -> tuple[str, ...]:
    limits = f"95 % confidence intervals {INTERVAL_PHRASES[interval]}."
    centres = result.centres
    return (limits, *centres.differences, months_sentence(numbers.too_high), synthetic_sentence(centres))
