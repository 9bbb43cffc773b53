"""The patients behind a number: who is counted in a cell of a table, in a segment of a bar, in a curve.

A count and the patients behind it are read off the same masks, so that the list is as long as the number says.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.analyses.baseline import Baseline, ChoicesRow, NumbersRow
from core.analyses.baseline_rows import never_applicable
from core.analyses.best_response import BestResponses
from core.analyses.compared import Compared
from core.analyses.response import Response
from core.analyses.selection import Selection, group
from core.analyses.survival import Survival
from core.clock import CENSORED, EVENT
from core.formats import in_sentence
from core.view import View

ALL_ARMS = "All"


@dataclass(frozen=True, eq=False)
class Behind:
    """Patients by what they were counted as and among whom, the filters in words; a mask over the cohort's rows."""

    what: str
    among: str
    patients: np.ndarray

    @property
    def n(self) -> int:
        """How many patients there are."""
        return int(self.patients.sum())


@dataclass(frozen=True, eq=False)
class Line:
    """A line of a table with the patients behind its cells: the name of the line, and by column a mask."""

    label: str
    cells: dict[str, np.ndarray]


def everybody_selected(selection: Selection) -> Behind:
    """All patients the filters keep."""
    return Behind(selection.sentence, selection.sentence, selection.patients)


def places_of(patients: np.ndarray) -> list[int]:
    """Where the patients of a mask stand in the cohort."""
    return np.flatnonzero(patients).tolist()


def first_of(behind: Behind, most: int) -> np.ndarray:
    """At most so many of the patients, the first of the sheet; a mask."""
    return behind.patients & (np.cumsum(behind.patients) <= most)


def behind_line(line: Line, column: str, selection: Selection) -> Behind:
    """The patients behind one cell; one column alone needs no name."""
    what = line.label if len(line.cells) == 1 else f"{column}, {line.label}"
    return Behind(what, selection.sentence, line.cells[column])


def behind_arm(compared: Compared, arm: int) -> Behind:
    """The patients of one curve."""
    patients = np.zeros(len(compared.selection.cohort), dtype=bool)
    patients[compared.used[compared.codes == arm]] = True
    what = f"{compared.labels[arm]}, in the curve of {in_sentence(compared.clock.endpoint.title)}"
    return Behind(what, compared.selection.sentence, patients)


def behind_segment(result: BestResponses, selection: Selection, arm: int, level: int) -> Behind | None:
    """The patients of a segment of a bar of best responses; None where the figure has no such segment."""
    if not (0 <= arm < len(result.labels) and 0 <= level < len(result.levels)):
        return None
    what = f"{result.labels[arm]}, best response to the {in_sentence(result.antibody)}: {result.levels[level]}"
    return Behind(what, selection.sentence, (result.arms == arm) & (result.places == level))


def response_lines(result: Response) -> tuple[Line, ...]:
    """A line a rung of the response ladder: those who had it, by arm."""
    return tuple(
        Line(
            f"{rung.label}, of {rung.denominator}",
            {label: rung.happened & (rung.among == arm) for arm, label in enumerate(result.labels)},
        )
        for rung in result.rungs
    )


def milestone_lines(compared: Compared, result: Survival) -> tuple[Line, ...]:
    """At each milestone of the table: who had no event by then, who had, and who was not observed so long, by arm.

    An event at the milestone itself is one by then, as in the curve.
    """
    months = sorted({float(month) for arm in result.groups for month in arm.milestones["time"]})
    time, status = compared.time / compared.per_month, compared.status
    lines = []
    for month in months:
        had = (status == EVENT) & (time <= month)
        known = had | (time > month) | ((time == month) & (status == CENSORED))
        said = {"without the event at": known & ~had, "with the event by": had, "not observed for": ~known}
        lines += [Line(f"{what} {month:g} months", _by_arm(compared, mask)) for what, mask in said.items()]
    return tuple(lines)


def baseline_lines(result: Baseline, selection: Selection, view: View) -> tuple[Line, ...]:
    """A line a level of each choice and a value of each number, and those without one, by the columns of the table."""
    codes = group(selection, view.compare).codes
    columns = {ALL_ARMS: codes >= 0} if result.overall and result.compared else {}
    columns |= {label: codes == arm for arm, label in enumerate(result.labels)}
    return tuple(
        Line(label, {name: column & mask for name, column in columns.items()})
        for row in result.rows
        for label, mask in _row_masks(row, selection)
        if (mask & (codes >= 0)).any()
    )


def _row_masks(row: NumbersRow | ChoicesRow, selection: Selection) -> Iterable[tuple[str, np.ndarray]]:
    cohort, field = selection.cohort, row.field
    known = cohort.known(field.name)
    if isinstance(row, ChoicesRow):
        yield from ((f"{field.label}: {level.label}", cohort.is_level(field.name, level.value)) for level in row.levels)
    else:
        yield f"{field.label}: known", known
    never = never_applicable(cohort, field)
    yield f"{field.label}: missing", ~known & ~never
    if never.any():
        yield f"{field.label}: not applicable", ~known & never


def _by_arm(compared: Compared, mask: np.ndarray) -> dict[str, np.ndarray]:
    cells = {}
    for arm, label in enumerate(compared.labels):
        patients = np.zeros(len(compared.selection.cohort), dtype=bool)
        patients[compared.used[mask & (compared.codes == arm)]] = True
        cells[label] = patients
    return cells
