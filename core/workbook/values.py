"""The reader of each kind of field, and the typed column of the cohort it leads to."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from core.derived import choices
from core.dictionary import Kind
from core.workbook.cells import Cells
from core.workbook.codes import read_free_levels, read_levels
from core.workbook.dates import NAT, read_dates
from core.workbook.events import EVENT_FIELDS, read_events
from core.workbook.extras import read_extra, read_text
from core.workbook.numbers import read_numbers
from core.workbook.times import is_time, read_times
from core.workbook.typed import Request, Typed

READERS: dict[Kind, Callable[[Request], Typed]] = {
    "text": read_text,
    "date": read_dates,
    "number": read_numbers,
    "integer": read_numbers,
    "category": read_levels,
    "ordinal": read_levels,
    "yes/no": read_levels,
}


def read_values(request: Request) -> Typed:
    """The cells of a column read as the kind of its field."""
    field = request.field
    if field.origin == "extra":
        return read_extra(request)
    if field.name in EVENT_FIELDS:
        return read_events(request)
    if is_time(field.name):
        return read_times(request)
    if field.is_choice and not field.levels:
        return read_free_levels(request)
    return READERS[field.kind](request)


def typed_column(typed: Typed, cells: Cells) -> pd.Series:
    """One value per patient, of the type the cohort promises for the kind of the field."""
    field = typed.field
    if field.kind == "date":
        return pd.Series(cells.spread(typed.values, NAT).astype("datetime64[ns]"))
    if field.is_number:
        return pd.Series(cells.spread(typed.values, np.nan))
    if not field.is_choice:
        return pd.Series(cells.spread(typed.values, None), dtype=object)
    places = {value: place for place, value in enumerate(field.values)}
    codes = np.array([places.get(value, -1) for value in typed.values.tolist()], dtype=np.int64)
    categories = choices(field, pd.Series([], dtype=object)).dtype
    return pd.Series(pd.Categorical.from_codes(cells.spread(codes, places.get(typed.empty, -1)), dtype=categories))
