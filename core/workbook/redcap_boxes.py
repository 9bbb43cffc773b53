"""Boxes of REDCap: an empty one is exported like a "no", also where nobody ever opened the form."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from core.cohort import Issue
from core.dictionary import dictionary
from core.workbook.cells import Cells
from core.workbook.mapping import Question
from core.workbook.meaning import PATIENT_ID, Means
from core.workbook.redcap_marks import Marks, box
from core.workbook.table import Table

BOXES = "boxes"
MEANS_NO, SAYS_NOTHING = "an empty box means no", "an empty box says nothing"
TICKED, EMPTY = frozenset({"1", "checked", "true", "yes"}), frozenset({"0", "unchecked", "false", "no"})
OPENED = frozenset({"1", "2", "unverified", "complete"})


def read_boxes(table: Table, marks: Marks, means: Means, answer: str) -> tuple[Table, Question | None]:
    """The table with its boxes as yes and no, and the question what empty ones mean where no form tells.

    An empty box is "no" if its form was opened: its status says so, or anything else in it is filled. It is
    missing if the form was not opened.
    """
    boxes = [place for place, heading in enumerate(table.headings) if box(heading)]
    if not boxes:
        return table, None
    aside = marks.all | {*marks.access_groups, table.position_of(PATIENT_ID, means)}
    columns, headings, unopened, untold = list(table.columns), list(table.headings), 0, []
    for place in boxes:
        state = _state(table.columns[place])
        opened = _opened(table, marks, place, boxes, aside)
        if opened is None:
            untold.append(table.headings[place])
            opened = np.full(len(table), answer != SAYS_NOTHING)
        unknown = (state == 0) & ~opened
        unopened += int(unknown.sum())
        columns[place] = _yes_no(table.columns[place], state, unknown)
        headings[place] = _heading(table, place, boxes, means)
    renamed = replace(table, columns=tuple(columns), headings=_distinct(headings, table.headings))
    return renamed.saying(*_notes(table, boxes, unopened)), _question(untold)


def _opened(
    table: Table, marks: Marks, place: int, boxes: Sequence[int], aside: Collection[int | None]
) -> np.ndarray | None:
    """In which rows the form of a box was opened; None where no status stands to the right of it.

    A form reaches from the status before it to its own; columns set `aside` belong to none.
    """
    end = next((complete for complete in marks.completes if complete > place), None)
    if end is None:
        return None
    start = max((complete for complete in marks.completes if complete < place), default=0) + 1
    status = np.array([*(text.casefold() in OPENED for text in table.columns[end].texts), False], dtype=bool)
    opened = status[table.columns[end].codes]
    for other in set(range(start, end)) - set(aside):
        cells = table.columns[other]
        opened |= _state(cells) == 1 if other in boxes else cells.filled
    return opened


def _state(cells: Cells) -> np.ndarray:
    """1 where a box is ticked, 0 where it is empty, -1 for everything else."""
    states = [1 if text.casefold() in TICKED else 0 if text.casefold() in EMPTY else -1 for text in cells.texts]
    return np.array([*states, -1], dtype=np.int64)[cells.codes]


def _yes_no(cells: Cells, state: np.ndarray, unknown: np.ndarray) -> Cells:
    words = {1: "yes", 0: "no"}
    plain = [cells.distinct[code] if code >= 0 else None for code in cells.codes.tolist()]
    told = [words.get(one, value) for one, value in zip(state.tolist(), plain, strict=True)]
    return Cells.of([None if missing else value for value, missing in zip(told, unknown.tolist(), strict=True)])


def _heading(table: Table, place: int, boxes: Sequence[int], means: Means) -> str:
    """The field's own name for its only box, if that is a field of yes and no; else field and choice."""
    heading = table.headings[place]
    stem, choice = box(heading)
    alone = sum(box(table.headings[other])[0] == stem for other in boxes) == 1
    if alone and any(name in dictionary() and dictionary()[name].kind == "yes/no" for name in means(stem)):
        return stem
    return heading if "___" in heading else f"{stem}: {choice}"


def _distinct(headings: list[str], old: Sequence[str]) -> tuple[str, ...]:
    """The new headings, the old one kept where the new one is taken."""
    return tuple(new if headings.count(new) == 1 else before for new, before in zip(headings, old, strict=True))


def _notes(table: Table, boxes: Sequence[int], unopened: int) -> list[Issue]:
    what = f"{len(boxes)} columns are boxes of REDCap"
    done = f"a ticked box read as yes, an empty one as no; {unopened} empty ones as missing: no opened form"
    return [
        Issue("note", table.sheet, what, "REDCap writes 0 for an empty box even if the form was never opened", done)
    ]


def _question(untold: list[str]) -> Question | None:
    if not untold:
        return None
    text = (
        f"{len(untold)} boxes such as '{untold[0]}' have no column that says whether their form was opened. Does an "
        "empty box mean no? Until you say, it does."
    )
    return Question(BOXES, "layout", text, (MEANS_NO, SAYS_NOTHING))
