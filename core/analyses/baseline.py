"""Baseline: what the patients are like, a row a field, by group, with the test that suits each row."""

from dataclasses import dataclass

import numpy as np

from core.analyses.baseline_rows import Absent, absent, chosen_rows, explains
from core.analyses.baseline_tests import RowTest, compare_choices, compare_numbers
from core.analyses.selection import EVERYBODY, Groups, Selection, group
from core.cohort import Cohort
from core.dictionary import Field, Level
from core.stats.numeric_summary import NumericSummary, summarise_numbers
from core.stats.standardised_difference import mean_difference, share_difference
from core.view import NumberSummary, PercentBy, View

FEW = 5


@dataclass(frozen=True)
class NumbersRow:
    """A number by group: its summary in each arm and in all of them together.

    `whole` where every value is a whole number. `test` is None where nothing is compared and where the groups
    are made of this field; `difference` is the standardised one of two groups, the first less the second, None
    where it was not asked for.
    """

    field: Field
    shown: NumberSummary
    arms: tuple[NumericSummary, ...]
    overall: NumericSummary
    whole: bool
    absent: Absent
    test: RowTest | None
    difference: float | None


@dataclass(frozen=True)
class ChoicesRow:
    """A choice by group: for each level somebody has, how many patients of each arm have it.

    `known` are the patients of each arm with a value: the denominators by column.
    """

    field: Field
    levels: tuple[Level, ...]
    counts: tuple[tuple[int, ...], ...]
    known: tuple[int, ...]
    absent: Absent
    test: RowTest | None
    difference: float | None


@dataclass(frozen=True)
class Baseline:
    """What the Baseline page shows.

    `n` are the patients of each arm, `left_out` the other selected ones by reason. `late` names the comparison
    where it became known only later than the start, `late_rows` the rows of which that is true. `small` are the
    arms of fewer than five patients, where there are several arms. `too_many_groups` says that standardised
    differences were asked for, and there are more than two groups.
    """

    title: str
    labels: tuple[str, ...]
    n: tuple[int, ...]
    left_out: tuple[tuple[str, int], ...]
    rows: tuple[NumbersRow | ChoicesRow, ...]
    percent_by: PercentBy
    standardised: bool
    overall: bool
    too_many_groups: bool
    late: Field | None
    late_rows: tuple[Field, ...]
    small: tuple[str, ...]

    @property
    def compared(self) -> bool:
        """Whether there are groups to compare."""
        return len(self.labels) > 1


def analyse_baseline(selection: Selection, view: View) -> Baseline:
    """The baseline table of the selected patients; a row without any field is no row."""
    cohort = selection.cohort
    arms = group(selection, view.compare)
    compared = cohort.by_slug(view.compare) if view.compare else None
    standardised = view.standardised and len(arms) == 2
    rows = tuple(
        _row(cohort, arms, cohort.by_slug(slug), summary, compared, standardised)
        for slug, _, summary in (row.partition(".") for row in chosen_rows(cohort, view))
    )
    n = tuple(np.bincount(arms.codes[arms.codes >= 0], minlength=len(arms)).tolist())
    several = len(arms) > 1
    return Baseline(
        title=arms.title,
        labels=arms.labels if arms.labels else (EVERYBODY,),
        n=n if n else (0,),
        left_out=((f"no value of {arms.title}", arms.missing),) if arms.missing else (),
        rows=rows,
        percent_by=view.percent_by,
        standardised=standardised,
        overall=view.overall or not several,
        too_many_groups=view.standardised and len(arms) > 2,
        late=compared if compared is not None and compared.known_at and several else None,
        late_rows=tuple(row.field for row in rows if row.field.known_at),
        small=tuple(label for label, size in zip(arms.labels, n, strict=True) if size < FEW) if several else (),
    )


def _row(
    cohort: Cohort, arms: Groups, field: Field, summary: str, compared: Field | None, standardised: bool
) -> NumbersRow | ChoicesRow:
    tested = len(arms) > 1 and compared is not None and not explains(field, compared)
    if field.is_number:
        return _numbers(cohort, arms, field, summary or "range", tested, standardised)
    ordered_groups = compared is not None and compared.kind == "ordinal"
    return _choices(cohort, arms, field, tested, ordered_groups, standardised)


def _numbers(
    cohort: Cohort, arms: Groups, field: Field, shown: NumberSummary, tested: bool, standardised: bool
) -> NumbersRow:
    values = cohort.numbers(field.name)
    known = (arms.codes >= 0) & cohort.known(field.name)
    parts = [values[known & (arms.codes == arm)] for arm in range(len(arms))]
    everybody = values[known]
    return NumbersRow(
        field=field,
        shown=shown,
        arms=tuple(summarise_numbers(part) for part in parts),
        overall=summarise_numbers(everybody),
        whole=bool((everybody == np.floor(everybody)).all()),
        absent=absent(cohort, arms, field),
        test=compare_numbers(parts, shown) if tested else None,
        difference=mean_difference(*parts) if standardised and tested else None,
    )


def _choices(
    cohort: Cohort, arms: Groups, field: Field, tested: bool, ordered_groups: bool, standardised: bool
) -> ChoicesRow:
    codes = cohort.codes(field.name).astype(int)
    known = (arms.codes >= 0) & (codes >= 0)
    width = len(field.levels)
    cells = np.bincount(arms.codes[known] * width + codes[known], minlength=len(arms) * width)
    table = cells.reshape(len(arms), width)
    used = np.flatnonzero(table.any(axis=0))
    return ChoicesRow(
        field=field,
        levels=tuple(field.levels[place] for place in used),
        counts=tuple(tuple(table[:, place].tolist()) for place in used),
        known=tuple(table.sum(axis=1).tolist()),
        absent=absent(cohort, arms, field),
        test=compare_choices(table, field, ordered_groups) if tested else None,
        difference=share_difference(table) if standardised and tested else None,
    )
