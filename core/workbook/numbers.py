"""Cells read as numbers."""

import re

import numpy as np

from core.workbook.cells import MISSING_NUMBERS
from core.workbook.typed import Finding, Request, Typed, listed, missing_note

PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?", re.IGNORECASE)
COMMA = re.compile(r"([+-]?\d+),(\d+)")
PREFIXES = {"salvage_line": re.compile(r"s(?:alvage)?(?: line)?\s*(\d+)", re.IGNORECASE)}
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
ENOUGH_FOR_FRACTIONS = 5


def read_numbers(request: Request) -> Typed:
    """A column of numbers; float64 with nan.

    A text is a number when it can be read in one way only: "12.5", "12,5" (a comma cannot part thousands there),
    "85 %" in a field of percentages. "1,234" is read as 1.234 only in a column whose other commas are decimal;
    "<0.01" and "45 y" are not read. Values no patient can have are set aside. -99 stands for missing where no
    other value is negative, 999 where it lies outside the range of the field.
    """
    cells, field = request.cells, request.field
    values = cells.numbers.copy()
    texts = _read_texts(request, np.flatnonzero(np.isnan(values)))
    values[list(texts)] = list(texts.values())
    values[np.isinf(values)] = np.nan
    missing = cells.missing & np.isnan(values)
    missing |= _missing_numbers(values, _range(request))
    missing |= request.said_missing()
    values[missing] = np.nan
    problems = {place: _unread(cells.text(place)) for place in np.flatnonzero(np.isnan(values) & ~missing)}
    understood = ~np.isnan(values)
    out = _outside(request, values)
    problems |= {place: _implausible(cells.text(place), field.label_with_unit) for place in out}
    values[out] = np.nan
    notes = (*missing_note(cells, missing), *_text_note(request, texts, values), *_fraction_note(request, values))
    return Typed(field, values, missing, understood, problems, notes)


def read_number(text: str) -> float | None:
    """A text that is a number in the plain form, or None."""
    return float(text) if PLAIN.fullmatch(text) else None


def _read_texts(request: Request, places: np.ndarray) -> dict[int, float]:
    """The texts that are numbers, by place."""
    texts = {place: _bare(request, request.cells.text(place)) for place in places.tolist()}
    commas = {place: COMMA.fullmatch(text) for place, text in texts.items() if "," in text}
    sure = {place for place, match in commas.items() if match and _is_decimal(*match.groups())}
    points = any("." in text and PLAIN.fullmatch(text) for text in texts.values())
    read = {}
    for place, text in texts.items():
        if match := commas.get(place):
            if place in sure or (sure and not points):
                read[place] = float(".".join(match.groups()))
        elif PLAIN.fullmatch(text) and not (sure and re.fullmatch(r"[+-]?\d{1,3}\.\d{3}", text)):
            read[place] = float(text)
    return read


def _bare(request: Request, text: str) -> str:
    """A text without what the field allows beside the digits."""
    if request.field.unit == "%":
        text = text.removesuffix("%").rstrip()
    prefix = PREFIXES.get(request.field.name)
    match = prefix.fullmatch(text) if prefix else None
    return match[1] if match else text.replace("\u2212", "-")


def _is_decimal(whole: str, decimals: str) -> bool:
    """Whether the comma between these digits can only be a decimal comma."""
    digits = whole.lstrip("+-")
    return len(decimals) != 3 or len(digits) > 3 or digits.startswith("0")


def _missing_numbers(values: np.ndarray, bounds: tuple[float, float]) -> np.ndarray:
    codes = np.isin(values, MISSING_NUMBERS)
    if (values[~codes] < 0).any():
        codes[:] = False
    return codes | ((values == 999) & (bounds[1] < 999))


def _range(request: Request) -> tuple[float, float]:
    field = request.field
    return PERCENT_RANGE if field.unit == "%" else RANGES.get(field.name, (-np.inf, np.inf))


def _outside(request: Request, values: np.ndarray) -> np.ndarray:
    """Places of values no patient can have."""
    low, high = _range(request)
    broken = request.field.kind == "integer"
    with np.errstate(invalid="ignore"):
        return np.flatnonzero((values < low) | (values > high) | (broken & (values % 1 != 0) & ~np.isnan(values)))


def _unread(text: str) -> Finding:
    return Finding("warning", f"'{text}' is not a plain number", "its value would be a guess", "read as missing")


def _implausible(text: str, label: str) -> Finding:
    return Finding("error", f"{text} is not possible for {label}", "it would distort every result", "read as missing")


def _text_note(request: Request, texts: dict[int, float], values: np.ndarray) -> tuple[Finding, ...]:
    read = [request.cells.text(place) for place in texts if not np.isnan(values[place])]
    told = [text for text in read if not request.is_text or not PLAIN.fullmatch(text)]
    if not told:
        return ()
    what = f"numbers stored as text, for instance {listed(told)}"
    return (Finding("note", what, "Excel does not calculate with them", "read as numbers"),)


def _fraction_note(request: Request, values: np.ndarray) -> tuple[Finding, ...]:
    known = values[~np.isnan(values)]
    looks_so = len(known) >= ENOUGH_FOR_FRACTIONS and known.max() <= 1 and bool((known % 1 != 0).any())
    if request.field.unit != "%" or not looks_so:
        return ()
    return (Finding("warning", "no value exceeds 1", "these may be fractions, not percentages", "read as percentages"),)
