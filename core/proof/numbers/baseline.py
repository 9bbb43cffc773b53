"""The numbers of the Baseline page, each by a name that scripts give it too: "age_years, group 1, median"."""

from collections.abc import Sequence

from core.analyses.baseline import Baseline, ChoicesRow, NumbersRow
from core.analyses.cox_frame import r_name
from core.dictionary import Level
from core.proof.numbers.counts import plain
from core.proof.numbers.curves import Numbers
from core.stats.numeric_summary import NumericSummary

EVERYBODY = "all"


def columns_shown(result: Baseline) -> tuple[str, ...]:
    """The columns of the table: all patients, where shown, and the groups, where they are compared."""
    groups = tuple(f"group {place}" for place in range(1, len(result.labels) + 1)) if result.compared else ()
    return ((EVERYBODY,) if result.overall else ()) + groups


def baseline_numbers(result: Baseline) -> Numbers:
    """Of each row what stands in its cells, who is absent and why, the standardised difference and P.

    Of a number the whole summary, of which the page shows the part that was asked for. The standardised difference is
    without its sign, as on the page.
    """
    found: Numbers = {}
    for row in result.rows:
        name = r_name(row.field)
        found |= _summaries(name, row, result) if isinstance(row, NumbersRow) else _choices(name, row, result)
        for what, counts in (("missing", row.absent.missing), ("not applicable", row.absent.not_applicable)):
            found |= {f"{name}, {column}, {what}": float(count) for column, count in _in_columns(counts, result)}
        found |= {f"{name}, SMD": abs(row.difference)} if row.difference is not None else {}
        found |= {f"{name}, P": row.test.p} if row.test is not None else {}
    return found


def level_name(row: ChoicesRow, level: Level) -> str:
    """A level by its place among all of the field, which is its number in the table of patients, and its label."""
    return f"level {row.field.levels.index(level) + 1} {plain(level.label)}"


def _summaries(name: str, row: NumbersRow, result: Baseline) -> Numbers:
    arms = (row.overall, *row.arms) if result.overall else row.arms
    found: Numbers = {}
    for column, summary in zip(columns_shown(result), arms, strict=False):
        found |= {f"{name}, {column}, {what}": value for what, value in _summary(summary).items()}
    return found


def _summary(summary: NumericSummary) -> Numbers:
    return {
        "n": float(summary.n),
        "mean": summary.mean,
        "SD": summary.sd,
        "lowest": summary.minimum,
        "lower quartile": summary.first_quartile,
        "median": summary.median,
        "upper quartile": summary.third_quartile,
        "highest": summary.maximum,
    }


def _choices(name: str, row: ChoicesRow, result: Baseline) -> Numbers:
    known = dict(_in_columns(row.known, result))
    found: Numbers = {f"{name}, {column}, known": float(count) for column, count in known.items()}
    for level, counts in zip(row.levels, row.counts, strict=True):
        named = level_name(row, level)
        for column, count in _in_columns(counts, result):
            whole = sum(counts) if result.percent_by == "row" and result.compared else known[column]
            found[f"{name}, {column}, {named}, count"] = float(count)
            found[f"{name}, {column}, {named}, share"] = count / whole if whole else float("nan")
    return found


def _in_columns(counts: Sequence[int], result: Baseline) -> list[tuple[str, int]]:
    """What stands in each column, all patients being the sum of the groups."""
    shown = [sum(counts), *counts] if result.overall else list(counts)
    return list(zip(columns_shown(result), shown, strict=False))
