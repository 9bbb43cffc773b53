"""The same patients with their dates written in every way."""

import datetime

import openpyxl

from core.workbook import Mapping
from tests.workbook.corpus.base import DATES, ENGLISH, PATIENTS, Book, as_text, expected, sheet
from tests.workbook.making import text, xlsx

FAMILY = "dates"
MONTHS = {
    "German": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "Italian": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "English": "January February March April May June July August September October November December",
}
SINCE_1900, SINCE_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)


def named(language: str, pattern: str, letters: int = 99):
    """Dates with the month as a word of this language."""
    months = MONTHS[language].split()
    return lambda day: day and pattern.format(d=day.day, m=months[day.month - 1][:letters], y=day.year)


def serial(start: datetime.date, kind: type = int):
    """Dates as numbers of days since the start."""
    return lambda day: day and kind((day - start).days)


def unclear(day: datetime.date | None) -> str | None:
    """Day first, but only where the day could be a month too; the others with the year first."""
    return day and day.strftime("%d/%m/%Y" if day.day <= 12 and day.day != day.month else "%Y-%m-%d")


def with_1904(book: openpyxl.Workbook) -> None:
    """Days counted since 1904, as Excel on the Macintosh did."""
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904


def _slashes(order: str) -> str:
    return {"day first": "%d/%m/%Y", "month first": "%m/%d/%Y"}[order]


def _unclear_headings() -> list[str]:
    return [
        ENGLISH[name]
        for name in DATES
        if any(one[name] and one[name].day <= 12 and one[name].day != one[name].month for one in PATIENTS)
    ]


ASKED = frozenset((heading, "date order") for heading in _unclear_headings())
DAY_FIRST = Mapping(date_orders=dict.fromkeys(_unclear_headings(), "day first"))
BOOKS = (
    Book(FAMILY, "Excel's dates", lambda: xlsx(sheet()), expected()),
    Book(FAMILY, "Excel's dates since 1904", lambda: xlsx(sheet(), change=with_1904), expected()),
    Book(FAMILY, "serial numbers", lambda: xlsx(sheet(dates=serial(SINCE_1900))), expected()),
    Book(
        FAMILY, "serial numbers since 1904", lambda: xlsx(sheet(dates=serial(SINCE_1904)), change=with_1904), expected()
    ),
    Book(FAMILY, "serial numbers as text", lambda: xlsx(sheet(dates=serial(SINCE_1900, str))), expected()),
    Book(FAMILY, "day first with points", lambda: xlsx(sheet(dates=as_text("%d.%m.%Y"))), expected()),
    Book(FAMILY, "day first with slashes", lambda: xlsx(sheet(dates=as_text("%d/%m/%Y"))), expected()),
    Book(FAMILY, "month first with slashes", lambda: xlsx(sheet(dates=as_text("%m/%d/%Y"))), expected()),
    Book(FAMILY, "month first with a time", lambda: text(sheet(dates=as_text("%m/%d/%Y 00:00"))), expected()),
    Book(FAMILY, "years of two digits", lambda: xlsx(sheet(dates=as_text("%d.%m.%y"))), expected()),
    Book(FAMILY, "month first, years of two digits", lambda: text(sheet(dates=as_text("%m/%d/%y"))), expected()),
    Book(FAMILY, "eight digits", lambda: text(sheet(dates=as_text("%Y%m%d"))), expected()),
    Book(FAMILY, "eight digits as numbers", lambda: xlsx(sheet(dates=lambda d: d and int(d.strftime("%Y%m%d")))),
         expected()),
    Book(FAMILY, "times of the year first", lambda: text(sheet(dates=as_text("%Y-%m-%dT00:00:00Z"))), expected()),
    Book(FAMILY, "English short months", lambda: text(sheet(dates=named("English", "{d}-{m}-{y}", 3))), expected()),
    Book(FAMILY, "English long months", lambda: text(sheet(dates=named("English", "{m} {d}, {y}"))), expected()),
    Book(FAMILY, "German months", lambda: xlsx(sheet(dates=named("German", "{d}. {m} {y}"))), expected()),
    Book(FAMILY, "French months", lambda: xlsx(sheet(dates=named("French", "{d} {m} {y}"))), expected()),
    Book(FAMILY, "Italian months", lambda: xlsx(sheet(dates=named("Italian", "{d} {m} {y}", 3))), expected()),
    Book(FAMILY, "Spanish months", lambda: xlsx(sheet(dates=named("Spanish", "{d} de {m} de {y}"))), expected()),
    Book(FAMILY, "no cell shows the order", lambda: text(sheet(dates=unclear)), expected(), ASKED, DAY_FIRST),
)  # fmt: skip
