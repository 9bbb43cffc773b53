"""Counts and medians by group beside those of all patients, in sections that each name whom they count among."""

from dataclasses import dataclass, field, replace

import numpy as np

from core.analyses.contrasts import Versus, contrast_arms
from core.analyses.response import Proportion
from core.analyses.selection import Groups, Selection, group
from core.cohort import Cohort
from core.dictionary import Level, dictionary
from core.stats.association import Association, compare_counts
from core.stats.fisher import exact_probability
from core.stats.proportions import proportion_interval
from core.view import ProportionInterval, View


@dataclass(frozen=True)
class Count:
    """One line of counts: its name, a proportion a column, and the test between the groups where one was made.

    `versus` has each group but the first against the first, where they are compared in this line. `muted` lines count
    who is not in the denominator of the section. `values` are 1 and 0 of every patient of the cohort who is counted,
    and nan of the others.
    """

    label: str
    columns: tuple[Proportion, ...]
    values: np.ndarray = field(repr=False, compare=False)
    test: Association | None = None
    muted: bool = False
    versus: tuple[Versus, ...] = ()


@dataclass(frozen=True)
class Spread:
    """Median, quartiles (R's type 7) and range of n numbers; nan where n is 0."""

    n: int
    median: float
    quartiles: tuple[float, float]
    range: tuple[float, float]


@dataclass(frozen=True)
class Measure:
    """One line of medians: its name, a spread a column; `decimals` are those worth printing.

    `values` are those of every patient of the cohort, nan of those who are not counted.
    """

    label: str
    columns: tuple[Spread, ...]
    values: np.ndarray = field(repr=False, compare=False)
    decimals: int = 1


@dataclass(frozen=True)
class Section:
    """Lines that count among the same patients: what is counted, among whom, and the test of all lines at once."""

    title: str
    denominator: str
    rows: tuple[Count | Measure, ...]
    test: Association | None = None


@dataclass(frozen=True)
class Columns:
    """All patients of a table and, where they are compared, their groups: the columns of every section.

    `everybody` is a mask over the cohort. `arms` are the groups of these patients; those without a value
    (`arms.missing`) are in the column of all patients alone. `by` is the name of the field the groups are made of.
    """

    everybody: np.ndarray
    arms: Groups
    compared: bool
    limits: ProportionInterval
    by: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The heading of each column."""
        return ("All patients", *(self.arms.labels if self.compared else ()))

    def numbers(self, patients: np.ndarray) -> tuple[int, ...]:
        """How many of these patients are in each column."""
        total = int((patients & self.everybody).sum())
        return (total, *self._by_arm(patients)) if self.compared else (total,)

    def count(
        self, label: str, happened: np.ndarray, among: np.ndarray, *, tested: bool = False, contrasted: bool = False
    ) -> Count:
        """To how many of those among whom it is counted it happened, between the groups tested or contrasted if asked.

        Where it is tested it is contrasted too: no P without a difference. Lines that are not are contrasted between
        two groups alone, which have room for it.
        """
        k, n = self.numbers(happened & among), self.numbers(among)
        answers = [happened & among, ~happened & among]
        test = self.test(answers) if tested else None
        wanted = self.compared and (tested or (contrasted and len(self.arms) == 2))
        versus = contrast_arms(self.arms.labels, self.table(answers)) if wanted else ()
        return Count(label, self._proportions(k, n), self._marked(happened, among), test, versus=versus)

    def apart(self, label: str, without: np.ndarray, among: np.ndarray) -> tuple[Count, ...]:
        """A muted line of those without a value; none where everybody has one."""
        k = self.numbers(without & among)
        if not k[0]:
            return ()
        shares = self._proportions(k, self.numbers(among))
        return (Count(label, shares, self._marked(without, among), muted=True),)

    def measure(self, label: str, values: np.ndarray, among: np.ndarray, decimals: int = 1) -> Measure:
        """The spread of the values that are known."""
        known = among & self.everybody & ~np.isnan(values)
        arms = [known & (self.arms.codes == arm) for arm in range(len(self.arms))] if self.compared else []
        spreads = tuple(_spread(values[one]) for one in (known, *arms))
        return Measure(label, spreads, np.where(known, values, np.nan), decimals)

    def test(self, answers: list[np.ndarray]) -> Association | None:
        """The groups against these answers, which exclude each other; None where nothing is compared."""
        if not self.compared or len(self.arms) < 2:
            return None
        return compare_counts(self.table(answers))

    def table(self, answers: list[np.ndarray]) -> np.ndarray:
        """How many of each group (rows) gave each of these answers (columns)."""
        return np.column_stack([self._by_arm(answer) for answer in answers])

    def _marked(self, happened: np.ndarray, among: np.ndarray) -> np.ndarray:
        return np.where(among & self.everybody, happened.astype(float), np.nan)

    def _by_arm(self, patients: np.ndarray) -> tuple[int, ...]:
        codes = self.arms.codes[patients & (self.arms.codes >= 0)]
        return tuple(int(n) for n in np.bincount(codes, minlength=len(self.arms)))

    def _proportions(self, k: tuple[int, ...], n: tuple[int, ...]) -> tuple[Proportion, ...]:
        return tuple(Proportion(a, b, *proportion_interval(a, b, self.limits)) for a, b in zip(k, n, strict=True))


def columns_of(selection: Selection, patients: np.ndarray, view: View, compare: str | None = None) -> Columns:
    """The columns of a table of these patients, by the comparison of the view or another; an empty one is none."""
    compare = view.compare if compare is None else compare
    arms = group(selection, compare)
    missing = int((selection.patients & patients & (arms.codes < 0)).sum())
    of = arms.of(patients).occupied()
    arms = Groups(of.title, of.labels, of.codes, missing)
    by = selection.cohort.by_slug(compare).name if compare else ""
    return Columns(selection.patients & patients, arms, bool(compare), view.limits, by)


def levels_section(
    columns: Columns,
    cohort: Cohort,
    name: str,
    among: np.ndarray,
    base: str,
    title: str = "",
) -> tuple[Section, ...]:
    """A line a level that anybody counted has, tested as one table; nothing where nobody has a value.

    Groups made of the very field are not compared by it.
    """
    if name not in cohort:
        return ()
    known = among & cohort.known(name)
    if not (known & columns.everybody).any():
        return ()
    field = cohort.columns[name]
    has = [(level, known & cohort.is_level(name, level.value)) for level in field.levels]
    found: list[tuple[Level, np.ndarray]] = [(level, mask) for level, mask in has if (mask & columns.everybody).any()]
    other = name != columns.by
    rows = tuple(columns.count(level.label, mask, known, contrasted=other) for level, mask in found)
    missing = columns.apart("Not recorded", ~known, among)
    test = columns.test([mask for _, mask in found]) if other else None
    return (Section(title or field.label, f"{base}, recorded", (*rows, *missing), test),)


def graded_section(
    columns: Columns,
    cohort: Cohort,
    name: str,
    among: np.ndarray,
    words: tuple[str, str],
    labels: dict[str, str],
    sums: dict[str, str | tuple[str, ...]],
) -> tuple[Section, ...]:
    """A line a grade, then the sums of grades, tested; `words` name the patients and what the denominator has."""
    if name not in cohort or not (among & columns.everybody & cohort.known(name)).any():
        return ()
    base, had = words
    known = among & cohort.known(name)
    other = name != columns.by
    rows = [
        columns.count(label, cohort.is_level(name, level), known, contrasted=other) for level, label in labels.items()
    ]
    for label, levels in sums.items():
        worst = np.logical_or.reduce([cohort.is_level(name, level) for level in levels])
        rows.append(columns.count(label, worst, known, tested=other))
    rows += columns.apart(f"Not {had}", ~known, among)
    return (Section(dictionary()[name].label, f"{base}, {had}", tuple(rows)),)


def exact_only(row: Count, columns: Columns, happened: np.ndarray, among: np.ndarray) -> Count:
    """The line with Fisher's test whatever the size of the table; with the test it had where that is too large."""
    if row.test is None:
        return row
    counts = np.column_stack([columns.numbers(happened & among)[1:], columns.numbers(~happened & among)[1:]])
    p = exact_probability(counts)
    if p is None or row.test.test == "Fisher":
        return row
    test = Association("Fisher", np.nan, 0, p, row.test.n, row.test.smallest_expected, too_large_for_fisher=False)
    return replace(row, test=test)


def _spread(values: np.ndarray) -> Spread:
    if not len(values):
        return Spread(0, np.nan, (np.nan, np.nan), (np.nan, np.nan))
    lowest, lower, median, upper, highest = (float(one) for one in np.quantile(values, (0, 0.25, 0.5, 0.75, 1)))
    return Spread(len(values), median, (lower, upper), (lowest, highest))
