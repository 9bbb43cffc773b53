"""One patient's course: whom to look at, how the axis counts, and the figure with its table."""

from functools import partial

import streamlit as st

from core.analyses.course import Course, course_of
from core.charts.timeline_chart import TimelineOptions, timeline_chart, whole_window
from core.cohort import Cohort
from core.tables.course_table import course_table
from core.words.course import TimeUnit, axis_of, course_caption, nothing_to_draw
from pages.parts.session import bind, looking
from pages.parts.showing import show_figure, show_table, show_warning

MOST_TESTS_AT_FIRST = 1


def look_at(patient: int) -> None:
    """Look at the patient in this place of the cohort."""
    looking().patient = patient


def choose_patient(places: list[int], names: list[str]) -> int:
    """One of the patients listed: by name, or the one before or after; the first until one is chosen."""
    chosen = looking().patient
    at = places.index(chosen) if chosen in places else 0
    who, before, after = st.columns([4, 1, 1], vertical_alignment="bottom")
    with who:
        st.selectbox(
            "Patient",
            range(len(places)),
            format_func=names.__getitem__,
            **bind("course_patient", at, lambda place: look_at(places[place])),
        )
    _step(before, "Previous", places, at - 1)
    _step(after, "Next", places, at + 1)
    return places[at]


def draw_course(cohort: Cohort, patient: int, dates: bool) -> None:
    """The figure of the course with its choices, and the table of all that is in it."""
    course = course_of(cohort, patient)
    unit: TimeUnit = "months"
    if course.is_empty:
        show_warning(nothing_to_draw(course))
    else:
        options = _choose_options(course, dates)
        unit = options.unit
        caption = course_caption(course, options.tests, options.log, options.window is not None)
        draw = partial(timeline_chart, course, options)
        show_figure(draw, "course_figure", "The course of one patient", caption, filtered=False)
    if not course.is_empty or course.undated:
        show_table(course_table(course, axis_of(course, unit, dates)), key="course", filtered=False)


def _step(where: st.delta_generator.DeltaGenerator, label: str, places: list[int], at: int) -> None:
    there = 0 <= at < len(places)
    where.button(
        label,
        key=f"course_{label.lower()}",
        disabled=not there,
        width="stretch",
        on_click=look_at,
        args=(places[at] if there else places[0],),
    )


def _choose_options(course: Course, dates: bool) -> TimelineOptions:
    """What the figure shows. These choices are the session's: an address tells of no patient."""
    unit, tests, scale = st.columns([2, 5, 2], vertical_alignment="bottom")
    with unit:
        chosen = st.segmented_control("Time in", ["months", "days"], default="months", required=True, key="course_unit")
    with tests:
        shown = _choose_tests([one.title for one in course.labs])
    with scale:
        log = st.toggle("Logarithmic values", key="course_log") if shown else False
    return TimelineOptions(tuple(shown), chosen, log, dates, _choose_window(course, chosen))


def _choose_tests(titles: list[str]) -> list[str]:
    """The tests above the course: those chosen before, where this patient has one of them, else the most measured."""
    if not titles:
        return []
    asked = looking().tests
    shown = titles[:MOST_TESTS_AT_FIRST] if asked is None else [one for one in titles if one in asked]
    if asked and not shown:
        shown = titles[:MOST_TESTS_AT_FIRST]
    return st.multiselect(
        "Laboratory values", titles, placeholder="None", **bind("course_tests", shown, _remember_tests)
    )


def _remember_tests(titles: list[str]) -> None:
    looking().tests = tuple(titles)


def _choose_window(course: Course, unit: TimeUnit) -> tuple[float, float] | None:
    """The part of the course on the figure, in whole months or days; None where all of it is."""
    low, high = whole_window(course, unit)
    whole = (int(low // 1), int(-(-high // 1)))
    if whole[1] - whole[0] < 2:
        return None
    first, last = st.slider(
        f"Part of the course, {unit}", *whole, value=whole, key=f"course_window_{unit}_{whole[0]}_{whole[1]}"
    )
    return (float(first), float(last)) if (first, last) != whole and first < last else None
