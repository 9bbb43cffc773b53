"""Codes for a value that is not there, told apart by the reason they give (`data/missing.csv`)."""

from collections.abc import Iterable
from functools import cache

from core.dictionary import read_rows

NOT_TESTED, UNKNOWN, NOT_APPLICABLE, NOT_STATED = "not tested", "unknown", "not applicable", "not stated"
DID_NOT_HAPPEN = "did not happen"
REASONS = (NOT_TESTED, UNKNOWN, NOT_APPLICABLE, NOT_STATED)
AS_SAID, EMPTY = "missing as you said", "empty cell"
MISSING_NUMBERS = (-99.0, -999.0, -9999.0)
LONGEST_CODE = 40
"""Longer texts are no codes; spaces count."""
NINES = (99.0, 999.0, 9999.0)


def reason_of(text: str) -> str:
    """Why a text says that there is no value: one of REASONS, or nothing if it says no such thing.

    NA may be "not available" or "not applicable": its reason is "not stated".
    """
    return "" if len(text) > LONGEST_CODE else _reasons().get(_plain(text), "")


def did_not_happen(text: str) -> bool:
    """Whether a text in place of a date says that there was no such day."""
    return _plain(text) in _never()


def reasons_counted(reasons: Iterable[tuple[str, int]]) -> dict[str, int]:
    """How many cells there are of each reason, in the order in which reasons appear."""
    counted: dict[str, int] = {}
    for reason, count in reasons:
        counted[reason] = counted.get(reason, 0) + count
    return counted


@cache
def _reasons() -> dict[str, str]:
    return {_plain(code): row["reason"] for row in _rows() for code in _codes(row) if row["reason"] in REASONS}


@cache
def _never() -> frozenset[str]:
    return frozenset(_plain(code) for row in _rows() for code in _codes(row) if row["reason"] == DID_NOT_HAPPEN)


def _rows() -> list[dict[str, str]]:
    return read_rows("missing.csv")


def _codes(row: dict[str, str]) -> list[str]:
    return [code.strip() for code in row["codes"].split(";")]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
