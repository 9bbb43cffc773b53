"""The baseline table as a journal prints it: a row a field, its levels under it, missing values apart."""

from collections.abc import Sequence

from core.analyses.baseline import Baseline, ChoicesRow, NumbersRow
from core.analyses.baseline_tests import RowTest, RowTestName
from core.formats import DASH, NOT_ESTIMABLE, format_mean, format_number, format_p, format_share, format_spread
from core.stats.numeric_summary import NumericSummary
from core.tables.display import DisplayTable, Row
from core.words.baseline import SUMMARY_NAMES, absent_label, baseline_notes, baseline_title, test_letters

ALL, CHARACTERISTIC = "All", "Characteristic"


def baseline_table(result: Baseline) -> DisplayTable:
    """A column an arm, all patients before them; the standardised difference and P, with its letter, behind."""
    alone = result.labels if not result.compared else (ALL,)
    heads = [(alone[0], sum(result.n))] if result.overall else []
    heads += zip(result.labels, result.n, strict=True) if result.compared else []
    columns = (
        CHARACTERISTIC,
        *(f"{label} (n = {n:,})" for label, n in heads),
        *(["SMD"] if result.standardised else []),
        *(["P"] if result.compared else []),
    )
    letters = test_letters(result)
    rows = [row for one in result.rows for row in _rows(one, result, letters)]
    return DisplayTable(baseline_title(result), columns, tuple(rows), baseline_notes(result))


def _rows(row: NumbersRow | ChoicesRow, result: Baseline, letters: dict[RowTestName, str]) -> list[Row]:
    behind = _behind(row, result, letters)
    empty = [""] * len(behind)
    made = _numbers(row, result, behind) if isinstance(row, NumbersRow) else _choices(row, result, behind)
    absent = ((absent_label(row.absent), row.absent.not_applicable), ("Missing", row.absent.missing))
    apart = [
        Row((f"{label}, n", *_counts(counts, result), *empty), inset=True, muted=True)
        for label, counts in absent
        if any(counts)
    ]
    return [*made, *apart]


def _numbers(row: NumbersRow, result: Baseline, behind: list[str]) -> list[Row]:
    summaries = ([row.overall] if result.overall else []) + (list(row.arms) if result.compared else [])
    largest = max(abs(row.overall.minimum), abs(row.overall.maximum))
    cells = [_summary(one, row, largest) for one in summaries]
    label = row.field.label if row.field.kind == "integer" else row.field.label_with_unit
    return [Row((f"{label}, {SUMMARY_NAMES[row.shown]}", *cells, *behind))]


def _summary(summary: NumericSummary, row: NumbersRow, largest: float) -> str:
    if row.shown == "mean":
        return format_mean(summary.mean, summary.sd, largest)
    ends = (
        (summary.minimum, summary.maximum) if row.shown == "range" else (summary.first_quartile, summary.third_quartile)
    )
    return format_spread(summary.median, *ends, largest, row.whole)


def _choices(row: ChoicesRow, result: Baseline, behind: list[str]) -> list[Row]:
    """A yes/no field is one row of those with a yes; any other a heading and a row a level."""
    shares = [(level.label, _shares(counts, row, result)) for level, counts in zip(row.levels, row.counts, strict=True)]
    label = f"{row.field.label}, n (%)"
    if row.field.kind == "yes/no":
        yes = row.field.values.index("yes")
        said = dict(zip(row.levels, row.counts, strict=True)).get(row.field.levels[yes], (0,) * len(row.known))
        return [Row((label, *_shares(said, row, result), *behind))]
    known = (
        [f"of {n}" for n in _counts(row.known, result)]
        if any(row.absent.missing)
        else [""] * len(_counts(row.known, result))
    )
    return [
        Row((label, *known, *behind)),
        *(Row((name, *cells, *[""] * len(behind)), inset=True) for name, cells in shares),
    ]


def _shares(counts: Sequence[int], row: ChoicesRow, result: Baseline) -> list[str]:
    """A count with its percentage in each column; by row, all patients are the whole and have none."""
    total = sum(counts)
    if result.percent_by == "row" and result.compared:
        arms = [format_share(count, total) for count in counts]
        return [*([f"{total:,}"] if result.overall else []), *arms]
    overall = [format_share(total, sum(row.known))] if result.overall else []
    arms = [format_share(count, known) for count, known in zip(counts, row.known, strict=True)]
    return overall + (arms if result.compared else [])


def _counts(counts: Sequence[int], result: Baseline) -> list[str]:
    overall = [f"{sum(counts):,}"] if result.overall else []
    return overall + ([f"{count:,}" for count in counts] if result.compared else [])


def _behind(row: NumbersRow | ChoicesRow, result: Baseline, letters: dict[RowTestName, str]) -> list[str]:
    """The cells behind the groups: the standardised difference, and P with the letter of its test."""
    cells = []
    if result.standardised:
        cells.append(DASH if row.difference is None else format_number(abs(row.difference), 2))
    if result.compared:
        cells.append(_p(row.test, letters))
    return cells


def _p(test: RowTest | None, letters: dict[RowTestName, str]) -> str:
    if test is None:
        return DASH
    return f"{format_p(test.p)}{letters[test.name]}" if test.p == test.p else NOT_ESTIMABLE
