"""One patient's course in words: when something was, what the axis counts from, what the figure shows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from core.analyses.course import FIRST_ANTIBODY, FIRST_RECORD, Course
from core.clock import DAYS_PER_MONTH
from core.formats import format_number, format_plain

TimeUnit = Literal["months", "days"]
EPOCH = date(1970, 1, 1)
ORIGIN_WORDS = {FIRST_ANTIBODY: "the first antibody", FIRST_RECORD: "the first thing recorded"}


@dataclass(frozen=True)
class Axis:
    """The axis of time of one course: its unit, its zero, and whether dates may be shown."""

    unit: TimeUnit
    zero: float
    title: str
    dates: bool = False

    def place(self, day: float) -> float:
        """A day as months or days from zero."""
        return (day - self.zero) / (DAYS_PER_MONTH if self.unit == "months" else 1.0)

    def text(self, day: float) -> str:
        """A day as it is written: one decimal of a month, or the whole day."""
        return format_number(self.place(day), 1 if self.unit == "months" else 0)

    def number(self, value: float, unit: str) -> str:
        """A laboratory value with its unit."""
        return f"{format_plain(value)} {unit}".strip()


def axis_of(course: Course, unit: TimeUnit = "months", dates: bool = False) -> Axis:
    """The axis of this course; dates only where it has some and they were asked for."""
    origin = ORIGIN_WORDS.get(course.origin, course.origin)
    return Axis(unit, course.zero, f"{unit.capitalize()} from {origin}", dates and course.dated)


def date_text(day: float) -> str:
    """A day as a date, year first; a dash where there is none."""
    return (EPOCH + timedelta(days=round(day))).isoformat() if np.isfinite(day) else "–"


def when(axis: Axis, day: float, end: float | None = None) -> str:
    """A day, or the days from one to another: "month 1.2", "day 3 to 31", with the date where dates are shown."""
    days = [day] if end is None or end == day else [day, end]
    said = f"{axis.unit.removesuffix('s')} {' to '.join(axis.text(one) for one in days)}"
    return f"{said} ({' to '.join(date_text(one) for one in days)})" if axis.dates else said


def course_caption(course: Course, shown: tuple[str, ...], log: bool, cut: bool) -> str:
    """What the figure of a course shows and what its pale bars and open marks mean."""
    open_bars = any(not np.isfinite(one.end) for one in course.treatments)
    parts = (
        "Bars are treatments, marks what happened." if course.treatments else "Marks are what happened.",
        "A pale bar has no recorded end and reaches to the next treatment, relapse, transplant or the last contact."
        if open_bars
        else "",
        f"Above: {', '.join(shown)}, measured values joined by lines." if shown else "",
        "On the logarithmic scale open circles on the floor are values of zero." if log and shown else "",
        "Only a part of the course is shown." if cut else "",
        "1 month = 30.4375 days.",
    )
    return " ".join(part for part in parts if part)


def nothing_to_draw(course: Course) -> str:
    """Why a course has no figure."""
    known = " What is known without a date stands below." if course.undated else " Nothing of it is recorded."
    return "No date and no time of follow-up is recorded of this patient: the course cannot be drawn." + known
