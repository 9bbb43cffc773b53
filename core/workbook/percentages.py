"""Whether the numbers of a field of percentages are percent or fractions of one: shown by Excel, or asked once."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from core.workbook.mapping import CONVENTIONS, PERCENTAGES, Question
from core.workbook.typed import Finding, Request, listed, many

FRACTIONS, PERCENT = CONVENTIONS[PERCENTAGES]
CLEARLY_PERCENT = 10
"""Between 1 and this, percentages leave no gap; above it they are none that could be fractions."""


@dataclass(frozen=True)
class Scale:
    """The numbers of a column on the scale of its field, which of them wait, and what is asked and said."""

    values: np.ndarray
    waiting: np.ndarray
    notes: tuple[Finding, ...] = ()
    question: Question | None = field(default=None, repr=False)


def settle_scale(request: Request, values: np.ndarray, signed: np.ndarray) -> Scale:
    """Values of a field of percentages as percent; the values of any other field as they are.

    `signed` tells which bear a percent sign. The others, if all lie between 0 and 1 and one strictly so, are
    multiplied where Excel shows them as percentages or the user said so, and wait where nobody did. Where only
    some seem to be fractions, they are read as percent with a warning.
    """
    bare = ~np.isnan(values) & ~signed
    nobody = Scale(values, np.zeros(len(values), dtype=bool))
    if request.field.unit != "%":
        return nobody
    if request.is_percent:
        stored = bare & ~np.isnan(request.cells.numbers)
        note = _read_note(request, stored, "Excel shows these numbers as percentages")
        return Scale(_multiplied(values, stored), nobody.waiting, note)
    within = values[bare]
    if not (len(within) and within.min() >= 0 and within.max() <= 1 and (within % 1 != 0).any()):
        return replace(nobody, notes=_mixed_warning(request, values, bare))
    answer = request.conventions.get(PERCENTAGES)
    if answer == FRACTIONS:
        return Scale(
            _multiplied(values, bare), nobody.waiting, _read_note(request, bare, "they are fractions, as you said")
        )
    if answer == PERCENT:
        return nobody
    found = Finding(
        "warning", "no value exceeds 1", "these may be fractions, not percentages", "missing until it is said"
    )
    return Scale(np.where(bare, np.nan, values), bare, (found,), _question(request, bare))


def _mixed_warning(request: Request, values: np.ndarray, bare: np.ndarray) -> tuple[Finding, ...]:
    """A warning where several numbers lie between 0 and 1 and all others far above, as if both scales were used."""
    below = bare & (values > 0) & (values < 1)
    gap = bare & (values > 1) & (values < CLEARLY_PERCENT)
    count = int(request.cells.counts[below].sum())
    if count < 2 or gap.any() or not (bare & (values >= CLEARLY_PERCENT)).any():
        return ()
    texts = [request.cells.text(place) for place in np.flatnonzero(below).tolist()]
    what = f"{many(count, 'value')} between 0 and 1, such as {listed(texts)}, and no other below {CLEARLY_PERCENT}"
    return (Finding("warning", what, "some may be fractions of 1 among percentages", "read as percent: check them"),)


def _multiplied(values: np.ndarray, which: np.ndarray) -> np.ndarray:
    scaled = values.copy()
    scaled[which] = [float(Decimal(repr(value)) * 100) for value in values[which].tolist()]
    return scaled


def _read_note(request: Request, which: np.ndarray, why: str) -> tuple[Finding, ...]:
    if not which.any():
        return ()
    example = request.cells.text(int(np.flatnonzero(which)[0]))
    what = f"{many(request.cells.counts[which].sum(), 'percentage')} stored as fractions, for instance {example}"
    return (Finding("note", what, why, "multiplied by 100"),)


def _question(request: Request, which: np.ndarray) -> Question:
    texts = [request.cells.text(place) for place in np.flatnonzero(which).tolist()]
    text = f"'{request.heading}' holds {listed(texts)}, and no value exceeds 1: fractions of 1, or percent?"
    return Question(request.heading, PERCENTAGES, text, CONVENTIONS[PERCENTAGES])
