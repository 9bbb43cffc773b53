"""The counts behind the figures of response: best responses by group, and from the first antibody to the second."""

from core.analyses.best_response import BestResponses, ResponseFlow
from core.formats import format_share, in_sentence
from core.tables.display import DisplayTable, Row

TOTAL = "All"


def best_response_table(result: BestResponses) -> DisplayTable:
    """A row a level, a column an arm: patients with their percentage of the arm."""
    columns = (
        f"Best response, {in_sentence(result.antibody)}",
        *(f"{label} (n = {n:,})" for label, n in zip(result.labels, result.n, strict=True)),
    )
    rows = tuple(
        Row((level, *(format_share(int(k), n) for k, n in zip(result.counts[:, place], result.n, strict=True))))
        for place, level in enumerate(result.levels)
    )
    return DisplayTable("", columns, rows, (f"n (%) of {result.denominator}; each patient in one line.",))


def flow_table(result: ResponseFlow) -> DisplayTable:
    """A row a response to the first antibody, a column one to the second; percentages are of the row."""
    columns = ("First antibody", *(f"Second: {level}" for level in result.second), TOTAL)
    rows = [_row(level, counts, result.n) for level, counts in zip(result.first, result.counts, strict=True)]
    rows.append(_row(TOTAL, result.counts.sum(axis=0), result.n))
    return DisplayTable(
        "Response to the first and to the second antibody",
        columns,
        tuple(rows),
        ("n (%) of the row; the last column, of all given the first antibody.", _not_given(result)),
    )


def _row(level: str, counts, n: int) -> Row:
    total = int(counts.sum())
    return Row((level, *(format_share(int(k), total) for k in counts), format_share(total, n)))


def _not_given(result: ResponseFlow) -> str:
    return f"Left out, not given the first antibody: {result.not_given:,}." if result.not_given else ""
