"""The ribbon of treatment as a table: each level of each stage, and how its patients are at the last one."""

from core.analyses.sequence import Sequence
from core.formats import format_share, in_sentence
from core.tables.display import DisplayTable, Row


def sequence_table(result: Sequence) -> DisplayTable:
    """A heading a stage, a row a level: n (%) of all, then how many of the row are at each level of the last stage."""
    last = len(result.stages) - 1
    rows = []
    for place, stage in enumerate(result.stages):
        rows.append(Row((stage.name,), heading=True))
        for level, counts in zip(stage.levels, result.counts(place, last).tolist(), strict=True):
            total = sum(counts)
            shares = [format_share(n, total) for n in counts] if place < last else [""] * len(counts)
            rows.append(Row((level, format_share(total, result.n), *shares), inset=True))
    columns = ("Stage", "Patients", *result.stages[last].levels)
    note = f"n (%) of all {result.n:,} patients; by {in_sentence(result.stages[last].name)}, of the row."
    return DisplayTable("Treatment by stage", columns, tuple(rows), (note,))
