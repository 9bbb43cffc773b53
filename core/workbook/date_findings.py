"""What is said about the dates of a column and about cells that are none."""

import datetime
import re
from collections.abc import Mapping

import numpy as np

from core.workbook.cells import Value
from core.workbook.date_texts import DAY_FIRST, LEFT_MISSING, DateText
from core.workbook.typed import Finding, Request, many

SUSPICIOUS = 3
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
"""One of Excel's serial numbers stored as text."""


def unread(text: str) -> Finding:
    """A cell that has not the shape of a date."""
    return Finding("warning", f"'{text}' is not a date that can be read surely", "not guessed", "read as missing")


def no_such_day(text: str) -> Finding:
    """A date the calendar does not have."""
    return Finding("error", f"'{text}' is no day of the calendar", "it cannot be the date meant", "read as missing")


def contradicts(text: str, order: str) -> Finding:
    """A date that can only be read in another order than the one the user gave."""
    what = f"'{text}' can only be {order}"
    return Finding("warning", what, "you gave another order for this column", "read as missing")


def impossible(text: str) -> Finding:
    """A date outside the years Ballad takes."""
    return Finding("error", f"{text} lies outside 1970 to 2100", "it cannot be the date meant", "read as missing")


def partial_finding(text: str, read: DateText, rule: str, day: np.datetime64) -> Finding:
    """A date without a day: it waits, is left missing as the user said, or was given one as the user said."""
    what = f"'{text}' has no day" if read.precision == "month" else f"'{text}' has neither day nor month"
    if not rule:
        return Finding("error", what, "the day is not guessed", "missing until it is said what it stands for")
    if rule == LEFT_MISSING:
        return Finding("warning", what, "you left such dates missing", "read as missing")
    return Finding("note", what, f"you chose for it: {rule}", f"read as {day}")


def serial_note(request: Request, values: np.ndarray) -> tuple[Finding, ...]:
    """That dates are stored as plain numbers, with one of them."""
    read = [
        place for place, value in enumerate(request.cells.distinct) if _is_serial(value) and not np.isnat(values[place])
    ]
    if not read:
        return ()
    example = f"{request.cells.text(read[0])} = {values[read[0]]}"
    what = f"{many(request.cells.counts[read].sum(), 'date')} stored as plain numbers, for instance {example}"
    return (Finding("note", what, "Excel counts days", "read as dates"),)


def short_year_note(request: Request, texts: Mapping[int, DateText], values: np.ndarray) -> tuple[Finding, ...]:
    """That years have two digits, with the window they are read in."""
    short = [place for place, text in texts.items() if text.short_year and not np.isnat(values[place])]
    if not short:
        return ()
    example = f"'{request.cells.text(short[0])}' = {values[short[0]]}"
    what = f"{many(request.cells.counts[short].sum(), 'date')} with years of two digits, for instance {example}"
    return (Finding("note", what, "the century is not written", "read as years from 1970 to 2069"),)


def time_note(request: Request, texts: Mapping[int, DateText]) -> tuple[Finding, ...]:
    """That times of day were left out."""
    count = request.cells.timed + sum(int(request.cells.counts[place]) for place, text in texts.items() if text.timed)
    if not count:
        return ()
    return (
        Finding("note", f"{many(count, 'date')} with a time of day", "Ballad counts days", "the time was left out"),
    )


def order_note(request: Request, order: str, texts: Mapping[int, DateText]) -> tuple[Finding, ...]:
    """That dates which could be two days were read in the order other cells of the column prove."""
    unclear = [place for place, text in texts.items() if text.sure is None and order in text.days]
    proof = next((place for place, text in texts.items() if order and text.shows == order), None)
    if not unclear or proof is None or request.date_order:
        return ()
    what = f"dates such as '{request.cells.text(unclear[0])}' could be read in two ways"
    return (Finding("note", what, f"'{request.cells.text(proof)}' can only be {order}", f"read {order}"),)


def waiting_note(request: Request, waiting: list[int]) -> tuple[Finding, ...]:
    """That the dates at these places wait for the order of day and month."""
    if not waiting:
        return ()
    what = f"{many(request.cells.counts[waiting].sum(), 'date')} that may be day/month or month/day"
    return (Finding("error", what, "the order cannot be told", "missing until the order is given"),)


def swap_warning(request: Request, order: str, texts: Mapping[int, DateText]) -> tuple[Finding, ...]:
    """Excel with American settings turns 03/04 into a date of March and leaves 13/04 as text: look for the trace."""
    days = {place: value.day for place, value in enumerate(request.cells.distinct) if isinstance(value, datetime.date)}
    left_as_text = any(text.shows == DAY_FIRST for text in texts.values())
    if order != DAY_FIRST or not left_as_text or len(days) < SUSPICIOUS or max(days.values()) > 12:
        return ()
    what = (
        f"no day of the {request.cells.counts[list(days)].sum()} dates Excel recognised is above 12, but text dates are"
    )
    why = "Excel may have exchanged day and month in those it recognised"
    return (Finding("warning", what, why, "read as Excel has them: check them against the source"),)


def _is_serial(value: Value) -> bool:
    return isinstance(value, float) or (isinstance(value, str) and bool(SERIAL.fullmatch(value)))
