"""Cells read as dates, each for itself; what a text date means is decided once per column or asked."""

import calendar
import datetime
import re

import numpy as np

from core.workbook.cells import Value
from core.workbook.mapping import DATE_ORDERS, Question
from core.workbook.typed import Finding, Request, Typed, listed, missing_note

NAT = np.datetime64("NaT", "D")
TIME = r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AP]M|Z|[+-]\d{2}:?\d{2})?)?"
YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){TIME}", re.IGNORECASE)
YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){TIME}", re.IGNORECASE)
COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
DAY_NAMED_MONTH = re.compile(r"(\d{1,2})\.?[-/ ]?([a-z]{3,9})\.?[-/, ]*(\d{4})", re.IGNORECASE)
NAMED_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?[- ]?(\d{1,2}),? (\d{4})", re.IGNORECASE)
MONTHS = tuple(month.casefold() for month in calendar.month_name[1:])
EARLIEST, LATEST = np.datetime64("1970-01-01"), np.datetime64("2100-12-31")
EARLIEST_SERIAL = np.datetime64("1990-01-01")
EPOCHS = {False: np.datetime64("1899-12-30"), True: np.datetime64("1904-01-01")}
NO_EVENT = frozenset({"no", "none", "never"})
DAY_FIRST, MONTH_FIRST = DATE_ORDERS
SUSPICIOUS = 3


def read_dates(request: Request) -> Typed:
    """A column of dates; datetime64[D] per distinct value, NaT where there is none.

    Cells Excel holds as dates and texts with the year first are read as they are. Texts such as 03/04/2020 are
    read when the user said how, or when another cell of the column shows the order and none shows the other one;
    otherwise they wait for an answer. Numbers count as Excel's serial days only from 1990 to 2100. Dates before
    1970 or after 2100 are set aside.
    """
    cells = request.cells
    order, question = _order(request)
    values = np.array([_read(value, order, request) for value in cells.distinct], dtype="datetime64[D]")
    never = np.array([isinstance(value, str) and value.casefold() in NO_EVENT for value in cells.distinct], dtype=bool)
    missing = cells.missing | never | request.said_missing()
    values[missing] = NAT
    waiting = np.zeros(len(values), dtype=bool)
    if question:
        waiting[:] = [isinstance(value, str) and _is_ambiguous(value) for value in cells.distinct]
    unread = np.isnat(values) & ~missing & ~waiting
    problems = {place: _unread(cells.text(place)) for place in np.flatnonzero(unread)}
    out = ~np.isnat(values) & ((values < EARLIEST) | (values > LATEST))
    problems |= {place: _impossible(cells.text(place)) for place in np.flatnonzero(out)}
    values[out] = NAT
    notes = (*missing_note(cells, missing), *_serial_note(request, values), *_waiting_note(request, waiting))
    notes += _swap_warning(request, order, values)
    return Typed(request.field, values, missing, ~np.isnat(values) | waiting, problems, notes, question)


def is_real_date(value: Value) -> bool:
    """Whether a cell is a date of Excel, or a text that can only be one."""
    if isinstance(value, datetime.date):
        return True
    return isinstance(value, str) and not value.isdigit() and not np.isnat(_read_text(value, ""))


def _read(value: Value, order: str, request: Request) -> np.datetime64:
    if isinstance(value, datetime.date):
        return np.datetime64(value, "D")
    if isinstance(value, float):
        return _from_serial(value, request.starts_1904)
    if request.is_text and re.fullmatch(r"\d{5}(?:\.\d+)?", value):
        return _from_serial(float(value), starts_1904=False)
    return _read_text(value, order)


def _from_serial(serial: float, starts_1904: bool) -> np.datetime64:
    if COMPACT.fullmatch(str(serial).removesuffix(".0")):
        return _read_text(str(int(serial)), "")
    if not 0 < serial < 100_000:
        return NAT
    day = EPOCHS[starts_1904] + np.timedelta64(int(serial), "D")
    return day if EARLIEST_SERIAL <= day <= LATEST else NAT


def _read_text(text: str, order: str) -> np.datetime64:
    """The date a text can only mean, given the order of day and month where it is known."""
    if match := YEAR_FIRST.fullmatch(text):
        return _date(match[1], match[3], match[4])
    if match := COMPACT.fullmatch(text):
        return _date(*match.groups())
    if match := YEAR_LAST.fullmatch(text):
        return _by_order(int(match[1]), int(match[3]), match[4], order or _shown_order(text))
    if match := DAY_NAMED_MONTH.fullmatch(text):
        return _date(match[3], _month(match[2]), match[1])
    if match := NAMED_MONTH_DAY.fullmatch(text):
        return _date(match[3], _month(match[1]), match[2])
    return NAT


def _by_order(first: int, second: int, year: str, order: str) -> np.datetime64:
    if order == MONTH_FIRST or first == second:
        return _date(year, first, second)
    return _date(year, second, first) if order == DAY_FIRST else NAT


def _date(year: str | int, month: str | int, day: str | int) -> np.datetime64:
    try:
        return np.datetime64(datetime.date(int(year), int(month), int(day)), "D")
    except ValueError:
        return NAT


def _month(name: str) -> int:
    """1 to 12 by an English month name or its beginning, 0 if it is none."""
    return next((number for number, month in enumerate(MONTHS, 1) if month.startswith(name.casefold())), 0)


def _shown_order(text: str) -> str:
    """The order of day and month this text itself shows, or nothing."""
    match = YEAR_LAST.fullmatch(text)
    if not match:
        return ""
    first, second = int(match[1]), int(match[3])
    if first > 12 >= second:
        return DAY_FIRST
    return MONTH_FIRST if second > 12 >= first else ""


def _is_ambiguous(text: str) -> bool:
    match = YEAR_LAST.fullmatch(text)
    return bool(match) and match[1].lstrip("0") != match[3].lstrip("0") and max(int(match[1]), int(match[3])) <= 12


def _order(request: Request) -> tuple[str, Question | None]:
    """The order of day and month of the column's texts, or the question that would settle it."""
    if request.date_order:
        return request.date_order, None
    texts = [value for value in request.cells.distinct if isinstance(value, str)]
    shown = {order for text in texts if (order := _shown_order(text))}
    unclear = [text for text in texts if _is_ambiguous(text)]
    if len(shown) == 1 or not unclear:
        return (shown.pop() if len(shown) == 1 else ""), None
    evidence = "other cells show both orders" if shown else "no cell shows the order"
    text = f"'{request.heading}' holds dates such as {listed(unclear, 2)}, and {evidence}: which comes first?"
    return "", Question(request.heading, "date order", text, DATE_ORDERS)


def _unread(text: str) -> Finding:
    return Finding("warning", f"'{text}' is not a date that can be read surely", "not guessed", "read as missing")


def _impossible(text: str) -> Finding:
    return Finding("error", f"{text} lies outside 1970 to 2100", "it cannot be the date meant", "read as missing")


def _serial_note(request: Request, values: np.ndarray) -> tuple[Finding, ...]:
    read = [
        place for place, value in enumerate(request.cells.distinct) if _is_serial(value) and not np.isnat(values[place])
    ]
    if not read:
        return ()
    example = f"{request.cells.text(read[0])} = {values[read[0]]}"
    what = f"{request.cells.counts[read].sum()} dates are stored as plain numbers, for instance {example}"
    return (Finding("note", what, "Excel counts days", "read as dates"),)


def _is_serial(value: Value) -> bool:
    return isinstance(value, float) or (isinstance(value, str) and bool(re.fullmatch(r"[\d.]{5,}", value)))


def _waiting_note(request: Request, waiting: np.ndarray) -> tuple[Finding, ...]:
    if not waiting.any():
        return ()
    count = request.cells.counts[waiting].sum()
    what = f"{count} dates may be day/month or month/day"
    return (Finding("error", what, "the order cannot be told", "missing until the order is given"),)


def _swap_warning(request: Request, order: str, values: np.ndarray) -> tuple[Finding, ...]:
    """Excel with American settings turns 03/04 into a date of March and leaves 13/04 as text: look for the trace."""
    stored = np.array([isinstance(value, datetime.date) for value in request.cells.distinct], dtype=bool)
    days = [value.day for value in request.cells.distinct if isinstance(value, datetime.date)]
    left_as_text = any(_shown_order(value) == DAY_FIRST for value in request.cells.distinct if isinstance(value, str))
    if order != DAY_FIRST or not left_as_text or stored.sum() < SUSPICIOUS or max(days) > 12:
        return ()
    what = f"no day of the {request.cells.counts[stored].sum()} dates Excel recognised is above 12, but text dates are"
    why = "Excel may have exchanged day and month in those it recognised"
    return (Finding("warning", what, why, "read as Excel has them: check them against the source"),)
