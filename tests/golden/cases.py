"""The golden cases: analyses done in R, with the rows they were done on.

Each case names its data set, the R call, its inputs and what R gave at full double precision. `cases` picks
them by type, `rows` gives the data frame a case was computed on, after its filter.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

REFERENCE = Path(__file__).parent / "reference"

RULES = {
    "notna": lambda column, value: column.notna(),
    "==": lambda column, value: column == value,
    "!=": lambda column, value: column.notna() & (column != value),
    "<": lambda column, value: column < value,
    "<=": lambda column, value: column <= value,
    ">": lambda column, value: column > value,
    ">=": lambda column, value: column >= value,
    "in": lambda column, value: column.isin(value),
}


@cache
def every_case() -> tuple[dict, ...]:
    files = sorted((REFERENCE / "expected").rglob("*.json"))
    return tuple(case for file in files for case in json.loads(file.read_text()))


def cases(*types: str) -> list[dict]:
    """The cases of these types, in the order of their files."""
    return [case for case in every_case() if case["type"] in types]


@cache
def data_set(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "data" / f"{name}.csv")


def rows(case: dict) -> pd.DataFrame:
    """The rows of the case's data set that pass its filter, in file order."""
    frame = data_set(case["dataset"])
    kept = np.ones(len(frame), dtype=bool)
    for rule in case["inputs"]["filter"]:
        kept &= RULES[rule["op"]](frame[rule["column"]], rule["value"]).to_numpy()
    return frame[kept].reset_index(drop=True)


def event(case: dict, frame: pd.DataFrame) -> np.ndarray:
    """1 where the row had the event of the case, else 0."""
    return frame[case["inputs"]["event"]].isin(case["inputs"]["event_value"]).to_numpy().astype(int)


def group_codes(case: dict, frame: pd.DataFrame) -> np.ndarray:
    """The group of each row as its place in the case's list of levels; -1 where it has none of them."""
    levels = case["inputs"]["group_levels"]
    return pd.Categorical(frame[case["inputs"]["group"]], categories=levels).codes.astype(int)


def number(value: float | str | None) -> float:
    """A value of the JSON as a float: null is not a number, infinite values are spelled out."""
    return np.nan if value is None else float(value)
