"""What a text says of a day: the dates it can be by the order of day and month, and how exact it is."""

import calendar
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.workbook.mapping import CONVENTIONS, DATE_ORDERS, PARTIAL_DATES
from core.workbook.month_names import month_of, without_accents

Precision = Literal["day", "month", "year"]
DAY_FIRST, MONTH_FIRST, YEAR_FIRST = DATE_ORDERS
FIRST_DAY, MIDDLE, LAST_DAY, LEFT_MISSING = CONVENTIONS[PARTIAL_DATES]
ANY_ORDER = ""
FIRST_SHORT_YEAR = 1970
"""Years of two digits are read as 1970 to 2069."""
YEARS = range(1970, 2101)

TIME = re.compile(r"[t ]\s*(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?:[ap]m|z|[+-]\d{2}:?\d{2})?$")
ORDINAL = r"(\d{1,2})(?:st|nd|rd|th|er|o|\.)?"
NAME = r"(?:de |of )?([a-z]{3,10})\.?"
GAP = r"\s*[-/., ]?\s*"
YEAR = r"(?:de |del |of )?'?(\d{4}|\d{2})"
NUMBERS_YEAR_FIRST = re.compile(r"(\d{4})\s*([-/. ])\s*(\d{1,2})\s*\2\s*(\d{1,2})\.?")
NUMBERS_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/. ])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})\.?")
COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
DAY_NAME_YEAR = re.compile(rf"{ORDINAL}{GAP}{NAME}{GAP}{YEAR}")
NAME_DAY_YEAR = re.compile(rf"{NAME}\s*[- ]?\s*(\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|[- ]\s*)(\d{{4}})")
YEAR_NAME_DAY = re.compile(rf"(\d{{4}}){GAP}{NAME}{GAP}(\d{{1,2}})")
NAME_YEAR = re.compile(rf"{NAME}{GAP}(?:de |del |of )?(\d{{4}})")
MONTH_YEAR = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})")
YEAR_MONTH = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})")
YEAR_ALONE = re.compile(r"(\d{4})")


@dataclass(frozen=True)
class DateText:
    """A text in the shape of a date.

    `days` are the dates it can be, by the order of day and month (ANY_ORDER where its order is plain); none if the
    calendar has no such day. A partial date stands for its first day. `short_year` tells a year of two digits,
    `timed` a time of day other than midnight.
    """

    days: Mapping[str, datetime.date]
    precision: Precision = "day"
    short_year: bool = False
    timed: bool = False

    @property
    def sure(self) -> datetime.date | None:
        """The one day the text can mean, or None if there are two or none."""
        different = set(self.days.values())
        return different.pop() if len(different) == 1 else None

    @property
    def shows(self) -> str:
        """The order of day and month this text itself proves, or nothing."""
        return next(iter(self.days)) if len(self.days) == 1 else ""


def date_text(text: str) -> DateText | None:
    """The date a text is written as, or None if it has not the shape of one."""
    plain = " ".join(without_accents(text.replace("\xa0", " ")).split())
    timed = TIME.search(plain)
    bare = plain[: timed.start()] if timed else plain
    found = _whole(bare) or (None if timed else _partial(bare))
    if found and timed and re.search("[1-9]", timed[1]):
        return DateText(found.days, found.precision, found.short_year, timed=True)
    return found


def partial_day(first: datetime.date, precision: Precision, rule: str) -> datetime.date:
    """The day taken for a month (its first, 15th or last) or a year (its first, 1 July or last)."""
    if rule == MIDDLE:
        return first.replace(day=15) if precision == "month" else first.replace(month=7)
    if rule == LAST_DAY:
        month = first.month if precision == "month" else 12
        return first.replace(month=month, day=calendar.monthrange(first.year, month)[1])
    return first


def _whole(text: str) -> DateText | None:
    """A text with day, month and year."""
    if match := NUMBERS_YEAR_FIRST.fullmatch(text):
        return _one(match[1], match[3], match[4])
    if match := COMPACT.fullmatch(text):
        return _one(*match.groups())
    if match := NUMBERS_YEAR_LAST.fullmatch(text):
        return _by_order(*match.groups())
    return _named(text)


def _named(text: str) -> DateText | None:
    """A text with the name of a month and a day."""
    if match := DAY_NAME_YEAR.fullmatch(text):
        day, name, year = match.groups()
    elif match := NAME_DAY_YEAR.fullmatch(text):
        name, day, year = match.groups()
    elif match := YEAR_NAME_DAY.fullmatch(text):
        year, name, day = match.groups()
    else:
        return None
    return _one(year, month_of(name), day) if month_of(name) else None


def _partial(text: str) -> DateText | None:
    """A text with month and year, or a year alone."""
    if match := NAME_YEAR.fullmatch(text):
        year, month = match[2], month_of(match[1])
    elif match := MONTH_YEAR.fullmatch(text):
        year, month = match[2], int(match[1])
    elif match := YEAR_MONTH.fullmatch(text):
        year, month = match[1], int(match[2])
    elif match := YEAR_ALONE.fullmatch(text):
        return DateText({ANY_ORDER: datetime.date(int(text), 1, 1)}, "year") if int(text) in YEARS else None
    else:
        return None
    return DateText({ANY_ORDER: datetime.date(int(year), month, 1)}, "month") if 1 <= month <= 12 else None


def _one(year: str, month: str | int, day: str) -> DateText:
    date = _date(year, month, day)
    return DateText({ANY_ORDER: date} if date else {}, short_year=len(year) == 2)


def _by_order(first: str, separator: str, second: str, last: str) -> DateText:
    """Three numbers; with a year of two digits and hyphens it may as well stand first."""
    short = len(last) == 2
    dates = {DAY_FIRST: _date(last, second, first), MONTH_FIRST: _date(last, first, second)}
    if short and separator == "-" and len(first) == 2:
        dates[YEAR_FIRST] = _date(first, second, last)
    return DateText({order: date for order, date in dates.items() if date}, short_year=short)


def _date(year: str, month: str | int, day: str) -> datetime.date | None:
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= FIRST_SHORT_YEAR % 100 else 2000
    try:
        return datetime.date(number, int(month), int(day))
    except ValueError:
        return None
