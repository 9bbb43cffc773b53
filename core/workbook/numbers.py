"""Cells read as numbers: each text by itself, the decimal mark and the percentages by the column or by an answer."""

from collections.abc import Mapping
from itertools import islice

import numpy as np

from core.workbook.decimal_marks import settle_marks
from core.workbook.missing import MISSING_NUMBERS, NINES
from core.workbook.numerals import ABOUT, PLAIN, Numeral, read_numeral
from core.workbook.percentages import settle_scale
from core.workbook.typed import Finding, Request, Typed, listed, missing_note
from core.workbook.units import LINES, ONE, units_in, without_line

RANGES: dict[str, tuple[float, float]] = {
    "age_years": (0, 110),
    "wbc": (0, 2000),
    "prior_lines": (0, 50),
    "salvage_line": (1, 50),
    "cr1_months": (0, 720),
    "mab1_cycles": (0, 100),
    "mab2_cycles": (0, 100),
    "interim_lines": (0, 50),
}
PERCENT_RANGE = (0.0, 100.0)
LISTED = 3
DOUBTS = {
    "<": ("is a bound, not a value", "the true value is not above it", "read as {}, its bound"),
    ">": ("is a bound, not a value", "the true value is not below it", "read as {}, its bound"),
    ABOUT: ("is an approximate value", "the true value may differ a little", "read as {}"),
}


def read_numbers(request: Request) -> Typed:
    """A column of numbers; float64 with nan.

    A text is read where its digits have one meaning: "12.5", "12,5", "1.234,5", "10^-4", "45 y" in a field of
    years. "1,234" waits for an answer unless the column shows what its comma is. "<0.01" is read as its bound and
    "~30" as 30, each with an issue; a column of mostly bounds is no column of numbers. Percentages that all lie
    between 0 and 1 wait for an answer, unless Excel shows them as percentages. Values no patient can have are set
    aside; -99 stands for missing where no other value is negative; 99, 999 and 9999 where they lie outside the range
    of the field.
    """
    cells, field = request.cells, request.field
    numerals = _numerals(request)
    marks = settle_marks(request, numerals)
    values = cells.numbers.copy()
    values[list(marks.values)] = list(marks.values.values())
    values[np.isinf(values)] = np.nan
    missing = (cells.missing & np.isnan(values)) | _missing_numbers(request, values) | request.said_missing()
    values[missing] = np.nan
    waiting = np.isin(np.arange(len(values)), list(marks.waiting)) & ~missing
    problems = {place: _unread(cells.text(place)) for place in np.flatnonzero(np.isnan(values) & ~missing & ~waiting)}
    problems |= _doubts(request, numerals, values)
    scale = settle_scale(request, values, _with_percent_sign(request))
    values = scale.values.copy()
    out = _outside(request, values)
    problems |= {place: _implausible(cells.text(place), field.label_with_unit) for place in out}
    understood = ~np.isnan(values) | waiting | scale.waiting
    understood[[place for place, numeral in numerals.items() if numeral.bound]] = False
    values[out] = np.nan
    notes = (*missing_note(cells, missing), *_text_note(request, numerals, values), *marks.notes, *scale.notes)
    return Typed(field, values, missing, understood, problems, notes, marks.question or scale.question)


def possible_range(request: Request) -> tuple[float, float]:
    """The smallest and the largest value a patient can have in a field."""
    field = request.field
    return PERCENT_RANGE if field.unit == "%" else RANGES.get(field.name, (-np.inf, np.inf))


def _numerals(request: Request) -> dict[int, Numeral]:
    """The texts that can be read as numbers, by place."""
    units = units_in(request)
    texts = {place: value for place, value in enumerate(request.cells.distinct) if isinstance(value, str)}
    if request.field.name in LINES:
        texts = {place: without_line(text) for place, text in texts.items()}
    read = {place: read_numeral(text, units) for place, text in texts.items()}
    return {place: numeral for place, numeral in read.items() if numeral is not None}


def _with_percent_sign(request: Request) -> np.ndarray:
    return np.array([isinstance(value, str) and "%" in value for value in request.cells.distinct], dtype=bool)


def _missing_numbers(request: Request, values: np.ndarray) -> np.ndarray:
    codes = np.isin(values, MISSING_NUMBERS)
    if (values[~codes] < 0).any():
        codes[:] = False
    return codes | (np.isin(values, NINES) & (values > possible_range(request)[1]))


def _outside(request: Request, values: np.ndarray) -> np.ndarray:
    """Places of values no patient can have."""
    low, high = possible_range(request)
    broken = request.field.kind == "integer"
    with np.errstate(invalid="ignore"):
        return np.flatnonzero((values < low) | (values > high) | (broken & (values % 1 != 0) & ~np.isnan(values)))


def _doubts(request: Request, numerals: Mapping[int, Numeral], values: np.ndarray) -> dict[int, Finding]:
    """A finding for every text that was read as something beside what stands there."""
    found = {}
    for place, numeral in numerals.items():
        if not (numeral.bound or numeral.factor != ONE) or np.isnan(values[place]):
            continue
        text, value = request.cells.text(place), f"{values[place]:.10g}"
        if numeral.bound:
            what, why, done = DOUBTS[numeral.bound]
            found[place] = Finding("warning", f"'{text}' {what}", why, done.format(value))
        else:
            why = "the field has another unit than the cell"
            done = f"converted to {value} {request.field.unit}"
            found[place] = Finding("note", f"'{text}' bears a unit of its own", why, done)
    return found


def _unread(text: str) -> Finding:
    return Finding(
        "warning", f"'{text}' is not a number with one meaning", "its value would be a guess", "read as missing"
    )


def _implausible(text: str, label: str) -> Finding:
    return Finding("error", f"{text} is not possible for {label}", "it would distort every result", "read as missing")


def _text_note(request: Request, numerals: Mapping[int, Numeral], values: np.ndarray) -> tuple[Finding, ...]:
    texts, known = request.cells.texts, (~np.isnan(values)).tolist()
    read = (texts[place] for place, numeral in numerals.items() if known[place] and not numeral.bound)
    told = list(islice((text for text in read if not request.is_text or not PLAIN.fullmatch(text)), LISTED + 1))
    if not told:
        return ()
    what = f"numbers stored as text, for instance {listed(told)}"
    return (Finding("note", what, "Excel does not calculate with them", "read as numbers"),)
