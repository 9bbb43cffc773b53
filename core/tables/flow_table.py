"""The flow of patients as a table: a row a step, with who left there and why."""

from core.analyses.flow import Flow
from core.formats import format_share
from core.tables.display import DisplayTable, Row
from core.words.flow import analysed_label


def flow_table(flow: Flow) -> DisplayTable:
    """A row a step and, below the last, one a group; percentages of groups are of the patients analysed."""
    rows = [
        Row((analysed_label(flow, place), f"{step.n:,}", f"{step.n_left:,}" if place else "", _why(step.left)))
        for place, step in enumerate(flow.steps)
    ]
    rows += [Row((label, format_share(n, flow.steps[-1].n), "", ""), inset=True) for label, n in flow.groups]
    notes = (f"Groups by {flow.title}: n (%) of the patients analysed.",) if flow.groups else ()
    return DisplayTable("Patients at each step", ("Step", "Patients", "Left out", "Why"), tuple(rows), notes)


def _why(left: tuple[tuple[str, int], ...]) -> str:
    return "; ".join(f"{n:,} {reason}" for reason, n in left)
