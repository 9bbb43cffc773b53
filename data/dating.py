"""From days since a start to dates, and the order and numbers of patients in a sheet."""

import random
from datetime import datetime, timedelta

import numpy as np
import pandas as pd


def starts(
    followed: np.ndarray, dead: np.ndarray, first: datetime, cutoff: datetime, chance: random.Random
) -> pd.Series:
    """First days such that nobody is followed beyond the cutoff; the living were seen in the 90 days before it."""
    days = []
    for length, died in zip(followed, dead, strict=True):
        latest = cutoff - timedelta(days=int(length))
        earlier = chance.randint(0, (latest - first).days if died else 90)
        days.append(max(first, latest - timedelta(days=earlier)))
    return pd.Series(days)


def after(start: pd.Series, days: np.ndarray) -> pd.Series:
    """Dates so many whole days later; missing where there are none.

    The days go to pandas as nullable integers: of missing floats it rounds what memory happens to hold, and may warn.
    """
    return start + pd.to_timedelta(pd.Series(days, dtype=float).astype("Int64"), unit="D")


def numbered(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """The patients in order of a date, numbered in front."""
    table = table.sort_values(by, ignore_index=True, kind="stable")
    width = max(2, len(str(len(table))))
    table.insert(0, "Patient no.", [f"SYN-{number:0{width}d}" for number in range(1, len(table) + 1)])
    return table
