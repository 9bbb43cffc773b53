"""Columns the dictionary does not know: kept, and typed by what stands in them."""

import datetime
from dataclasses import replace

import numpy as np

from core.dictionary import Field, Kind, free_levels, slugify
from core.workbook.codes import read_free_levels
from core.workbook.dates import is_date, read_dates
from core.workbook.numbers import read_numbers
from core.workbook.typed import Request, Typed, missing_note

MAX_LEVELS = 20
MAX_REPEATED_LEVELS = 50
ROWS_PER_LEVEL = 2
MAX_NUMBER_LEVELS = 6


def extra_field(heading: str, taken: set[str]) -> Field:
    """The field of an extra column, with an address slug that is not among those taken."""
    stem = "x-" + (slugify(heading) or "column")
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return Field(f"extra:{heading}", heading, "text", origin="extra", slug=slug)


def read_extra(request: Request) -> Typed:
    """An extra column, typed by its own values; codes for missing values are missing.

    Dates if all are dates of Excel or texts of day, month and year; numbers if all are numbers, but levels in the
    order of the numbers if they are at most six whole ones; levels in alphabetical order if there are at most 20, or
    at most 50 with two rows each on average; otherwise text. A text with a leading zero is a text, for it is a code.
    """
    cells = request.cells
    told = np.flatnonzero(~cells.missing) if str in cells.kinds else ()
    texts = [value for value in (cells.distinct[place] for place in told) if isinstance(value, str)]
    stored_kinds = cells.kinds - {str}
    if (texts or stored_kinds) and stored_kinds <= {datetime.date} and all(map(is_date, texts)):
        return read_dates(_as(request, "date"))
    if stored_kinds <= {float} and not any(map(_is_code, texts)):
        numbers = read_numbers(_as(request, "number"))
        unread = [place for place in numbers.problems if np.isnan(numbers.values[place])]
        if not unread and numbers.fits(cells) and not np.isnan(numbers.values).all():
            return _as_levels(request, numbers) or numbers
    levels = np.count_nonzero(~cells.missing)
    repeated = cells.counts.sum() >= ROWS_PER_LEVEL * levels
    if levels <= (MAX_REPEATED_LEVELS if repeated else MAX_LEVELS):
        return read_free_levels(_as(request, "category"))
    return read_text(request)


def read_text(request: Request) -> Typed:
    """A column of text; object, None where the cell says that the value is missing."""
    missing = request.cells.missing | request.said_missing()
    values = np.array(request.cells.texts, dtype=object)
    values[missing] = None
    return Typed(request.field, values, missing, ~missing, notes=missing_note(request.cells, missing))


def _as(request: Request, kind: Kind) -> Request:
    return replace(request, field=replace(request.field, kind=kind))


def _is_code(text: str) -> bool:
    """Whether digits are a code: 007, or too many for a number."""
    return text.isdigit() and (len(text) > 15 or (text[0] == "0" and len(text) > 1))


def _as_levels(request: Request, numbers: Typed) -> Typed | None:
    """Few whole numbers as levels in their order, or None where they are many or broken."""
    distinct = np.unique(numbers.values[~np.isnan(numbers.values)])
    if len(distinct) > MAX_NUMBER_LEVELS or (distinct % 1 != 0).any():
        return None
    names = [str(int(number)) for number in distinct]
    values = np.array([None if np.isnan(number) else str(int(number)) for number in numbers.values], dtype=object)
    field = replace(request.field, kind="category", levels=free_levels(names))
    return replace(numbers, field=field, values=values)
