"""Cells read as dates, each for itself; what a text date means is decided once per column or asked."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

import core.workbook.date_findings as said
from core.workbook.cells import Value
from core.workbook.date_questions import order_question, partial_question
from core.workbook.date_texts import COMPACT, LEFT_MISSING, DateText, date_text, partial_day
from core.workbook.mapping import PARTIAL_DATES, Question
from core.workbook.missing import did_not_happen
from core.workbook.typed import Finding, Request, Typed, missing_note

NAT = np.datetime64("NaT", "D")
EARLIEST, LATEST = np.datetime64("1970-01-01"), np.datetime64("2100-12-31")
EARLIEST_SERIAL = np.datetime64("1990-01-01")
EPOCHS = {False: np.datetime64("1899-12-30"), True: np.datetime64("1904-01-01")}


@dataclass(frozen=True)
class _Column:
    """The cells of a column as dates: `texts` by place, and the order of their days and months where it is known."""

    request: Request
    texts: dict[int, DateText] = field(repr=False)

    @cached_property
    def order(self) -> str:
        """The order the user gave, or the only one that cells of the column prove."""
        proved = self.proved
        return self.request.date_order or (proved.pop() if len(proved) == 1 else "")

    @cached_property
    def rule(self) -> str:
        """What the user said about dates without a day."""
        return self.request.conventions.get(PARTIAL_DATES, "")

    @property
    def proved(self) -> set[str]:
        return {text.shows for text in self.texts.values() if text.shows}

    def day(self, place: int) -> np.datetime64:
        """The day of a cell, NaT where it is none or waits."""
        value = self.request.cells.distinct[place]
        if isinstance(value, datetime.date):
            return np.datetime64(value, "D")
        if place in self.texts:
            return _day(self.texts[place], self.order, self.rule, bool(self.request.date_order))
        return _from_serial(value, self.request.starts_1904)

    def waits(self, place: int) -> bool:
        """Whether a text could be two days, or has no day, and nobody said what to make of it."""
        text = self.texts.get(place)
        if text is None or not text.days:
            return False
        if text.precision != "day":
            return not self.rule
        return text.sure is None and not self.order


def read_dates(request: Request) -> Typed:
    """A column of dates; datetime64[D] per distinct value, NaT where there is none.

    Cells Excel holds as dates and texts with one meaning are read as they are. Texts such as 03/04/2020 are
    read when the user said how, or when another cell of the column shows the order and none shows another one;
    dates without a day when the user said which day to take; otherwise they wait for an answer. Years of two digits
    are 1970 to 2069. Numbers count as Excel's serial days only from 1990 to 2100. Dates before 1970 or after 2100
    are set aside.
    """
    cells = request.cells
    column = _Column(request, _texts(request))
    places = range(len(cells.distinct))
    values = np.array([column.day(place) for place in places], dtype="datetime64[D]")
    never = np.array([isinstance(value, str) and did_not_happen(value) for value in cells.distinct], dtype=bool)
    missing = cells.missing | never | request.said_missing()
    values[missing] = NAT
    waiting = np.array([column.waits(place) for place in places], dtype=bool) & ~missing
    problems = _problems(column, values, missing, waiting)
    out = ~np.isnat(values) & ((values < EARLIEST) | (values > LATEST))
    values[out] = NAT
    notes = (*missing_note(cells, missing), *_notes(column, values, waiting))
    question = _question(column, waiting)
    return Typed(request.field, values, missing, ~np.isnat(values) | waiting, problems, notes, question)


def is_date(value: Value) -> bool:
    """Whether a cell is a date of Excel, or a text of day, month and year with four digits."""
    if isinstance(value, datetime.date):
        return True
    if not isinstance(value, str) or value.isdigit():
        return False
    text = date_text(value)
    return text is not None and bool(text.days) and text.precision == "day" and not text.short_year


def _texts(request: Request) -> dict[int, DateText]:
    """The cells in the shape of a date, by place: texts, and numbers such as 20200201 and 2020."""
    found = {}
    for place, value in enumerate(request.cells.distinct):
        if isinstance(value, datetime.date):
            continue
        text = request.cells.text(place)
        if isinstance(value, float) and not (COMPACT.fullmatch(text) or len(text) == 4):
            continue
        if read := date_text(text):
            found[place] = read
    return found


def _day(text: DateText, order: str, rule: str, order_said: bool) -> np.datetime64:
    """The day of a text; where the user said the order, no other one is read."""
    if text.precision != "day":
        known = bool(text.days) and rule not in ("", LEFT_MISSING)
        return np.datetime64(partial_day(text.sure, text.precision, rule), "D") if known else NAT
    if order in text.days:
        return np.datetime64(text.days[order], "D")
    if text.sure is None or (order_said and text.shows):
        return NAT
    return np.datetime64(text.sure, "D")


def _from_serial(value: Value, starts_1904: bool) -> np.datetime64:
    """The day of one of Excel's serial numbers, also where it is stored as text."""
    if isinstance(value, str) and not said.SERIAL.fullmatch(value):
        return NAT
    serial = float(value)
    if not 0 < serial < 100_000:
        return NAT
    day = EPOCHS[starts_1904] + np.timedelta64(int(serial), "D")
    return day if EARLIEST_SERIAL <= day <= LATEST else NAT


def _problems(column: _Column, values: np.ndarray, missing: np.ndarray, waiting: np.ndarray) -> dict[int, Finding]:
    """What is wrong with each cell that is not read, waits for its day, or was given one."""
    found = {}
    for place in np.flatnonzero(~missing).tolist():
        cell, text, day = column.request.cells.text(place), column.texts.get(place), values[place]
        if text is not None and text.days and text.precision != "day":
            found[place] = said.partial_finding(cell, text, column.rule, day)
        elif np.isnat(day) and not waiting[place]:
            found[place] = _why_none(cell, text)
        elif day < EARLIEST or day > LATEST:
            found[place] = said.impossible(cell)
    return found


def _notes(column: _Column, values: np.ndarray, waiting: np.ndarray) -> tuple[Finding, ...]:
    """What is said of the column as a whole."""
    request, texts = column.request, column.texts
    return (
        *said.serial_note(request, values),
        *said.short_year_note(request, texts, values),
        *said.time_note(request, texts),
        *said.order_note(request, column.order, texts),
        *said.waiting_note(request, _two_ways(column, waiting)),
        *said.swap_warning(request, column.order, texts),
    )


def _why_none(cell: str, text: DateText | None) -> Finding:
    if text is None:
        return said.unread(cell)
    return said.contradicts(cell, text.shows) if text.days else said.no_such_day(cell)


def _two_ways(column: _Column, waiting: np.ndarray) -> list[int]:
    """The waiting cells that may be two days."""
    return [place for place in np.flatnonzero(waiting).tolist() if column.texts[place].sure is None]


def _question(column: _Column, waiting: np.ndarray) -> Question | None:
    """The order of day and month before what dates without a day stand for."""
    if two_ways := _two_ways(column, waiting):
        return order_question(column.request, column.texts, two_ways)
    places = np.flatnonzero(waiting).tolist()
    return partial_question(column.request, places) if places else None
