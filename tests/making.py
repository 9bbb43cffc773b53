"""Small cohorts made on the spot from plain columns and the dictionary."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from core.analyses.selection import Selection, select
from core.clock import Clock, read_clock
from core.cohort import Cohort, Source
from core.derived import derive
from core.dictionary import Field, Kind, dictionary, free_levels, slugify
from core.endpoints import PRESETS, Endpoint
from core.view import View

DAY_0 = date(2020, 1, 1)


def day(number: float | None) -> date | None:
    """The date this many days after day 0; None stays none."""
    return None if number is None else DAY_0 + timedelta(days=number)


def days(*numbers: float | None) -> list[date | None]:
    """Dates by their distance from day 0."""
    return [day(number) for number in numbers]


def extra(heading: str, kind: Kind, values: Sequence[str] = ()) -> Field:
    """The field of an extra column of a workbook."""
    levels = free_levels(list(values))
    return Field(f"extra:{heading}", heading, kind, levels=levels, origin="extra", slug=f"x-{slugify(heading)}")


def typed(field: Field, values: Sequence) -> pd.Series:
    """A column of plain values in the type a cohort keeps this field in."""
    if field.is_number:
        return pd.Series([np.nan if value is None else value for value in values], dtype=float)
    if field.kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype=object))).astype("datetime64[ns]")
    if field.is_choice:
        return pd.Series(pd.Categorical(values, categories=list(field.values), ordered=field.kind == "ordinal"))
    return pd.Series(values, dtype=object)


def plain_cohort(extras: Mapping[Field, Sequence] | None = None, units: Mapping[str, str] | None = None, **columns):
    """A cohort of these columns by field name, extras by their fields; nothing is derived."""
    known = {
        name: replace(dictionary()[name], unit=(units or {}).get(name, dictionary()[name].unit)) for name in columns
    }
    fields = known | {field.name: field for field in (extras or {})}
    values = columns | {field.name: column for field, column in (extras or {}).items()}
    frame = pd.DataFrame({name: typed(fields[name], values[name]) for name in fields})
    return Cohort(frame, fields, Source("made"))


def cohort_of(
    extras: Mapping[Field, Sequence] | None = None, units: Mapping[str, str] | None = None, **columns
) -> Cohort:
    """A cohort of these columns with all that can be derived from them."""
    return derive(plain_cohort(extras, units, **columns))


def sheet_cohort(
    time: Sequence, event: Sequence, extras: Mapping[Field, Sequence] | None = None, unit: str = "months", **columns
):
    """A cohort with overall survival as a time and a status column; `event` holds 1, 0 or None."""
    status = [None if happened is None else ("no", "yes")[happened] for happened in event]
    return cohort_of(extras, {"os_time": unit}, os_time=time, os_status=status, **columns)


def endpoint(name: str, origin: str) -> Endpoint:
    """The preset with this id and origin."""
    return next(one for one in PRESETS if (one.id, one.origin) == (name, origin))


def clock_of(cohort: Cohort, name: str, origin: str) -> Clock:
    """An endpoint read off a cohort."""
    return read_clock(endpoint(name, origin), cohort)


def selected(cohort: Cohort, view: View | None = None) -> Selection:
    """The patients the filters of a view keep, all without one."""
    return select(cohort, view or View())
