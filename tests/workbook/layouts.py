"""One table of patients written in every layout Ballad reads, each with the answers it needs."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import openpyxl

from core.workbook.joined import JOIN
from core.workbook.lines import A_LINE, FROM_COURSES
from core.workbook.orientation import IN_COLUMNS
from tests.workbook.making import text, xlsx

Patient = Mapping[str, object]
"""The cells of a patient by field, None where empty."""

OF_PATIENT = {
    "patient_id": "ID", "age_years": "Age", "sex": "Sex", "last_contact": "Last FU", "vital_status": "Vital",
}  # fmt: skip
OF_COURSE = {"": "Drug", "_start": "Start", "_response": "Response", "_mrd": "MRD", "_progression": "Relapse date"}
COURSES = ("mab1", "mab2")
HEADINGS = {
    **OF_PATIENT,
    "mab1": "mAb1", "mab1_start": "mAb1 start", "mab1_response": "mAb1 response", "mab1_mrd": "mAb1 MRD",
    "mab1_progression": "mAb1 progression", "mab2": "mAb2", "mab2_start": "mAb2 start",
    "mab2_response": "mAb2 response", "mab2_mrd": "mAb2 MRD", "mab2_progression": "mAb2 progression",
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A file, and what the user says about its layout."""

    data: bytes = field(repr=False)
    layout: Mapping[str, str] = field(default_factory=dict)
    has_courses: bool = False


def rows_of(patients: Sequence[Patient], headings: Mapping[str, str] = HEADINGS) -> list[list[object]]:
    """Headings and a row per patient."""
    return [list(headings.values()), *([one[name] for name in headings] for one in patients)]


def plain(patients: Sequence[Patient]) -> Written:
    """One row of headings, a row per patient."""
    return Written(xlsx(rows_of(patients)))


def as_text(patients: Sequence[Patient]) -> Written:
    """A semicolon-delimited text."""
    return Written(text(rows_of(patients), ";"))


def offset(patients: Sequence[Patient]) -> Written:
    """Three rows and two columns away from the corner."""
    return Written(xlsx([[], [], [], *([None, None, *row] for row in rows_of(patients))]))


def titled(patients: Sequence[Patient]) -> Written:
    """Titles and a blank row above the headings."""
    return Written(xlsx([["Cohort of the clinic"], ["status", "final"], [], *rows_of(patients)]))


def blank_rows(patients: Sequence[Patient]) -> Written:
    """A blank row after each patient."""
    head, *body = rows_of(patients)
    return Written(xlsx([head, *(row for one in body for row in (one, []))]))


def repeated_headings(patients: Sequence[Patient]) -> Written:
    """The headings once more after each patient, as on printed pages."""
    head, *body = rows_of(patients)
    return Written(xlsx([head, *(row for one in body for row in (one, head))]))


def with_footer(patients: Sequence[Patient]) -> Written:
    """Totals and a legend below."""
    foot = [["Mean", 47.5], [f"n = {len(patients)}"], [], ["Legend"], ["CR", "complete remission"], ["* by flow"]]
    return Written(xlsx([*rows_of(patients), [], *foot]))


def _grouped(patients: Sequence[Patient], change: Callable[[openpyxl.Workbook], None] | None) -> Written:
    groups = [*OF_PATIENT.values(), "First antibody", *[None] * 4, "Second antibody", *[None] * 4]
    below = [*[None] * len(OF_PATIENT), *OF_COURSE.values(), *OF_COURSE.values()]
    fields = [*OF_PATIENT, *(f"{course}{suffix}" for course in COURSES for suffix in OF_COURSE)]
    return Written(xlsx([groups, below, *([one[name] for name in fields] for one in patients)], change=change))


def two_rows_merged(patients: Sequence[Patient]) -> Written:
    """Antibodies merged over their columns, the other headings merged downwards."""

    def merge(book: openpyxl.Workbook) -> None:
        for place in range(len(OF_PATIENT)):
            letter = openpyxl.utils.get_column_letter(place + 1)
            book.active.merge_cells(f"{letter}1:{letter}2")
        book.active.merge_cells("F1:J1")
        book.active.merge_cells("K1:O1")

    return _grouped(patients, merge)


def two_rows(patients: Sequence[Patient]) -> Written:
    """The same without a merged cell."""
    return _grouped(patients, None)


def transposed(patients: Sequence[Patient]) -> Written:
    """Patients in columns."""
    return Written(xlsx(list(zip(*rows_of(patients), strict=True))), {"orientation": IN_COLUMNS})


def transposed_text(patients: Sequence[Patient]) -> Written:
    """Patients in columns of a text."""
    return Written(text(list(zip(*rows_of(patients), strict=True))), {"orientation": IN_COLUMNS})


def _course_rows(patients: Sequence[Patient], of_patient: Sequence[str], every: bool) -> list[list[object]]:
    """A row per course, the second one first; patients without an antibody get one row too, if every one shall."""
    body = []
    for one in patients:
        courses = [course for course in reversed(COURSES) if one[course] is not None] or ([COURSES[0]] if every else [])
        body += [
            [*(one[name] for name in of_patient), *(one[f"{course}{suffix}"] for suffix in OF_COURSE)]
            for course in courses
        ]
    return [[*(OF_PATIENT[name] for name in of_patient), *OF_COURSE.values()], *body]


def treatment_lines(patients: Sequence[Patient]) -> Written:
    """A row per treatment line, the second line above the first."""
    treated = any(one["mab1"] for one in patients)
    said = {"rows": A_LINE} if treated else {}
    return Written(xlsx(_course_rows(patients, list(OF_PATIENT), every=True)), said, treated)


def courses_apart(patients: Sequence[Patient]) -> Written:
    """Patients on one sheet, their courses on another."""
    treated = any(one["mab1"] for one in patients)
    sheets = (rows_of(patients, OF_PATIENT), _course_rows(patients, ["patient_id"], every=False))
    said = {"antibodies": FROM_COURSES} if treated else {}
    return Written(xlsx(*sheets, names=("Patients", "Courses")), said, treated)


def columns_apart(patients: Sequence[Patient]) -> Written:
    """The second antibody on a sheet of its own, in another order of patients."""
    first = {name: heading for name, heading in HEADINGS.items() if not name.startswith("mab2")}
    second = {name: heading for name, heading in HEADINGS.items() if name.startswith(("patient_id", "mab2"))}
    sheets = (rows_of(patients, first), rows_of(list(reversed(patients)), second))
    return Written(xlsx(*sheets, names=("Patients", "Second")), {"sheets: Second": JOIN})


def redcap(patients: Sequence[Patient]) -> Written:
    """Raw headings, an event for baseline and one for follow-up, courses as a repeated instrument."""
    events = {"baseline_arm_1": ("age_years", "sex"), "follow_up_arm_1": ("last_contact", "vital_status")}
    course = {"": "course_drug", "_start": "course_start", "_response": "course_response", "_mrd": "mrd",
              "_progression": "relapse_date"}  # fmt: skip
    marks = ["record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"]
    fields = [name for names in events.values() for name in names]
    rows: list[list[object]] = [[*marks, *fields, "patient_complete", *course.values(), "course_complete"]]
    for one in patients:
        for event, names in events.items():
            own = [one[name] if name in names else None for name in fields]
            rows.append([one["patient_id"], event, None, None, *own, 2, *[None] * len(course), None])
        for number, name in enumerate(course_name for course_name in COURSES if one[course_name] is not None):
            cells = [one[f"{name}{suffix}"] for suffix in course]
            start = [one["patient_id"], "baseline_arm_1", "courses", number + 1]
            rows.append([*start, *[None] * len(fields), None, *cells, 2])
    return Written(text(rows), has_courses=any(one["mab1"] for one in patients))


LAYOUTS: tuple[Callable[[Sequence[Patient]], Written], ...] = (
    plain, as_text, offset, titled, blank_rows, repeated_headings, with_footer, two_rows_merged, two_rows, transposed,
    transposed_text, treatment_lines, courses_apart, columns_apart, redcap,
)  # fmt: skip


def patient(number: int = 1, **cells: object) -> Patient:
    """A patient with some cells filled, the others empty."""
    empty: dict[str, object] = dict.fromkeys(HEADINGS)
    return {**empty, "patient_id": f"P{number}", "age_years": 40, **cells}


DAY = datetime.date
THREE: tuple[Patient, ...] = (
    patient(1, sex="female", mab1="blinatumomab", mab1_start=DAY(2019, 3, 5), mab1_response="CR", mab1_mrd="negative",
            mab1_progression=DAY(2019, 11, 2), mab2="inotuzumab", mab2_start=DAY(2019, 12, 1), mab2_response="NR",
            last_contact=DAY(2020, 4, 30), vital_status="dead"),
    patient(2, age_years=61, sex="male", mab1="inotuzumab", mab1_start=DAY(2020, 11, 30), mab1_response="CRi",
            mab1_mrd="positive", last_contact=DAY(2022, 1, 31), vital_status="alive"),
    patient(3, age_years=27.5, sex="female", mab1="inotuzumab", mab1_start=DAY(2018, 1, 2), mab1_response="NR",
            mab2="blinatumomab", mab2_start=DAY(2018, 5, 13), mab2_response="CR", mab2_mrd="negative",
            last_contact=DAY(2021, 9, 9), vital_status="alive"),
)  # fmt: skip
