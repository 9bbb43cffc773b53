"""The same patients with several troubles in one file."""

import datetime

import openpyxl

from core.workbook import Mapping
from core.workbook.lines import A_LINE
from tests.workbook.corpus.base import (
    BLINA,
    ENGLISH,
    INO,
    PATIENTS,
    Book,
    Cell,
    as_text,
    beside,
    changed,
    expected,
    sheet,
)
from tests.workbook.corpus.codes import fraction, missing, percent_format
from tests.workbook.corpus.dates import ASKED, with_1904
from tests.workbook.corpus.languages import COMMAS, FRENCH, GERMAN, GERMAN_CELLS, POINTS
from tests.workbook.corpus.layouts import hidden_rows
from tests.workbook.making import text, xlsx

FAMILY = "combined"
WHITE_CELLS = (1.5, 12, 250, 0.3, 4, 33, 7, 8, 2, 90, 11, 6)
FERRITIN = (1150, 2250, 870, 412, 3055, 96, 1780, 640, 2205, 310, 55, 990)
FOLDED = ("patient_id", "age_years", "sex", "vital_status", "last_contact")
COURSE = ("", "_start", "_response")
OF_COURSES = expected([*FOLDED, "mab1", "mab1_start", "mab1_response", "mab2", "mab2_start", "mab2_response"])


def old_and_percent(book: openpyxl.Workbook) -> None:
    """Days since 1904, percentages, a hidden row and a hidden column."""
    with_1904(book)
    percent_format(book)
    hidden_rows(book)


def courses(cells: dict[Cell, Cell], dates=None) -> list[list[Cell]]:
    """A row per antibody, the later one first."""
    rows = []
    for one in PATIENTS:
        for antibody in ("mab2", "mab1"):
            if one[antibody]:
                drug, start, response = (one[f"{antibody}{suffix}"] for suffix in COURSE)
                rows.append((one, [cells.get(drug, drug), dates(start) if dates else start, response]))
    return rows


def french_lines() -> bytes:
    """A row per treatment line, with brands, days first and a decimal comma."""
    day = as_text("%d/%m/%Y")
    head = [*(FRENCH[name] for name in FOLDED), "Traitement", "Date de début", "Réponse"]
    words = {"female": "F", "male": "homme", "alive": "non", "dead": "oui"}
    body = [
        [one["patient_id"], str(one["age_years"]).replace(".", ","), words[one["sex"]], words[one["vital_status"]],
         day(one["last_contact"]), *course]
        for one, course in courses({BLINA: "Blincyto", INO: "Besponsa + chimio"}, day)
    ]  # fmt: skip
    return text([head, *body], ";", "cp1252")


def english_lines() -> bytes:
    """A row per treatment line, with brands and dates of Excel."""
    head = [*(ENGLISH[name] for name in FOLDED), "Therapy", "Start", "Response"]
    drugs = {BLINA: "Blincyto", INO: "InO + mini-hyper-CVD"}
    return xlsx([head, *([*(one[name] for name in FOLDED), *course] for one, course in courses(drugs))])


def redcap_labels() -> bytes:
    """Labels for headings, boxes with their choices, courses as a repeated instrument."""
    of_patient = ("age_years", "sex", "vital_status", "last_contact")
    head = ["Record ID", "Repeat Instrument", "Repeat Instance", *(ENGLISH[name] for name in of_patient),
            "Sites (choice=Skin)", "Sites (choice=Bone)", "Complete?",
            "Drug", "Start date", "Response", "Complete?"]  # fmt: skip
    rows: list[list[Cell]] = [head]
    for number, one in enumerate(PATIENTS):
        boxes = ["Checked" if number % 3 == 0 else "Unchecked", "Checked" if number % 4 == 0 else "Unchecked"]
        rows.append([one["patient_id"], "", "", *(one[name] for name in of_patient), *boxes, "Complete", *[""] * 4])
    for place, (one, course) in enumerate(courses({}), 1):
        rows.append([one["patient_id"], "Treatment courses", place, *[""] * 7, *course, "Complete"])
    return text(rows)


def boxes(every: int) -> list[str]:
    """The box of each patient: checked for the first and each so many."""
    return ["yes" if number % every == 0 else "no" for number in range(len(PATIENTS))]


def american() -> bytes:
    """Months first with years of two digits, codes for sex and status, NA for what is missing."""
    dates = as_text("%m/%d/%y")
    cells = {name: lambda day: dates(day) or "NA" for name in ("mab1_progression", "mab2_start", "hsct_date")}
    cells |= {"sex": {"female": 2, "male": 1}, "vital_status": {"alive": 0, "dead": 1}}
    return text(sheet(dates=dates, **missing("NA") | cells | {"death_date": lambda day: dates(day) or "NA"}))


def german_ferritin() -> bytes:
    """Decimal commas, and points that part thousands."""
    ferritin = [f"{value:,}".replace(",", ".") for value in FERRITIN]
    return text(beside(sheet(GERMAN, POINTS, **COMMAS, **GERMAN_CELLS), "Ferritin", ferritin), ";", "cp1252")


def german_excel() -> bytes:
    """Numbers typed as texts in Excel, with decimal commas, and points that part thousands."""
    leukocytes = [f"{value}.{value % 10}50" for value in range(1, 13)]
    return xlsx(beside(sheet(GERMAN, **COMMAS, **GERMAN_CELLS), "Leukozyten", leukocytes))


def two_orders(day: datetime.date | None) -> str | None:
    """Days first where they are odd, months first where they are even."""
    return day and day.strftime("%d/%m/%Y" if day.day % 2 else "%m/%d/%Y")


def with_labs() -> bytes:
    """Patients, laboratory values and a legend on three sheets."""
    labs = [["Patient ID", "Test", "Sample date", "Result"], ["P01", "ALT", datetime.date(2019, 3, 6), 45]]
    legend = [["Code", "Meaning"], ["CR", "complete remission"]]
    return xlsx(legend, labs, sheet(), names=("Codes", "Labs", "Patients"))


AT = datetime.time(23, 59)
AMERICAN = Mapping(codes={"Sex": {"1": "male", "2": "female"}, "Vital": {"0": "alive", "1": "dead"}})
ASKED_AMERICAN = frozenset({("Sex", "unknown levels"), ("Vital", "event coding")})
FIRST_OF_MONTH = [day and f"{day[:7]}-01" for day in expected(["mab1_progression"])["mab1_progression"]]
LINES = Mapping(layout={"rows": A_LINE})
BOOKS = (
    Book(
        FAMILY, "days since 1904, percentages of Excel, a hidden row",
        lambda: xlsx(sheet(mab1_bm_blasts_pct=fraction, cd19_pct=fraction), change=old_and_percent), expected(),
        warnings=1,
    ),
    Book(FAMILY, "American dates and codes", american, expected(), ASKED_AMERICAN, AMERICAN),
    Book(
        FAMILY, "points that part thousands in a German text", german_ferritin,
        expected() | {"extra:Ferritin": list(FERRITIN)}, frozenset({("Ferritin", "decimal mark")}),
        Mapping(conventions={"Ferritin": {"decimal mark": "decimal comma"}}),
    ),
    Book(
        FAMILY, "treatment lines with brands", english_lines, OF_COURSES, frozenset({("rows", "layout")}), LINES,
        grows=True,
    ),
    Book(
        FAMILY, "French treatment lines with brands", french_lines, OF_COURSES, frozenset({("rows", "layout")}), LINES,
        grows=True,
    ),
    Book(
        FAMILY, "labels of REDCap with boxes and repeats", redcap_labels,
        OF_COURSES | {"extra:Sites: Skin": boxes(3), "extra:Sites: Bone": boxes(4)},
        dropped=frozenset({"Repeat Instrument", "Repeat Instance", "Complete?", "Complete? (2)"}),
    ),
    Book(
        FAMILY, "two orders of dates in one file", lambda: xlsx(sheet(dates=two_orders)), expected(), ASKED,
        wrong="a column whose clear dates show one order is read by it, though other columns of the file show both",
    ),
    Book(
        FAMILY, "points that part thousands in texts of a German Excel sheet", german_excel,
        expected() | {"wbc": [float(f"{value}{value % 10}50") for value in range(1, 13)]},
        frozenset({("Leukozyten", "decimal mark")}),
        wrong="decimal commas of other columns are evidence in text files only: 1.150 in Excel is read as 1.15",
    ),
    Book(FAMILY, "labs and a legend on other sheets", with_labs, expected()),
    Book(
        FAMILY, "months without a day", lambda: xlsx(sheet(mab1_progression=as_text("%m/%Y"))),
        expected(mab1_progression=FIRST_OF_MONTH), frozenset({("Relapse date", "partial dates")}),
        Mapping(conventions={"Relapse date": {"partial dates": "first day"}}),
    ),
    Book(
        FAMILY, "zero and one for sex", lambda: xlsx(sheet(sex={"female": 0, "male": 1})), expected(),
        frozenset({("Sex", "unknown levels")}), Mapping(codes={"Sex": {"0": "female", "1": "male"}}),
    ),
    Book(
        FAMILY, "zero and one for the Philadelphia chromosome",
        lambda: xlsx(sheet(ph_status={"negative": 0, "positive": 1})), expected(),
        frozenset({("BCR-ABL", "unknown levels")}), Mapping(codes={"BCR-ABL": {"0": "negative", "1": "positive"}}),
    ),
    Book(
        FAMILY, "one and two for yes and no", lambda: xlsx(sheet(hsct={"yes": 1, "no": 2})), expected(),
        frozenset({("SCT Y/N", "unknown levels")}), Mapping(codes={"SCT Y/N": {"1": "yes", "2": "no"}}),
    ),
    Book(
        FAMILY, "salvage in words and a bound",
        lambda: xlsx(sheet(salvage_line={1: "S1", 2: "2nd", 3: "III", 4: "≥4"})), expected(), warnings=1,
    ),
    Book(
        FAMILY, "ages of -99 and 999", lambda: xlsx(sheet(age_years={41.5: -99, 61: 999})),
        expected(age_years=changed("age_years", {41.5: None, 61: None})),
    ),
    Book(FAMILY, "ends of lines of an old Macintosh", lambda: text(sheet()).replace(b"\r\n", b"\r"), expected()),
    Book(FAMILY, "delimiters at the end of each line", lambda: text(sheet(), ";").replace(b"\r\n", b";;;\r\n"),
         expected()),
    Book(
        FAMILY, "decimal commas in quotes, months first",
        lambda: text(sheet(dates=as_text("%m/%d/%Y"), **COMMAS)), expected(),
    ),
    Book(
        FAMILY, "white cells per microlitre in the cells",
        lambda: xlsx(beside(sheet(), "WBC", [f"{int(value * 1000)}/µl" for value in WHITE_CELLS])),
        expected() | {"wbc": list(WHITE_CELLS)},
    ),
    Book(
        FAMILY, "white cells per microlitre in the heading are not taken for others",
        lambda: xlsx(beside(sheet(), "WBC (/µL)", [value * 1000 for value in WHITE_CELLS])),
        expected() | {"extra:WBC (/µL)": [value * 1000 for value in WHITE_CELLS]},
    ),
    Book(FAMILY, "days that are times of Excel",
         lambda: xlsx(sheet(dates=lambda day: day and datetime.datetime.combine(day, AT))), expected()),
    Book(FAMILY, "days and months of one digit, years of two",
         lambda: text(sheet(dates=lambda day: day and f"{day.day}/{day.month}/{day.year % 100:02d}")), expected()),
    Book(FAMILY, "no date of transplant is written as no", lambda: xlsx(sheet(hsct_date={None: "no"})), expected()),
    Book(
        FAMILY, "German, patients with e-mail, address and remarks",
        lambda: text(
            beside(
                beside(sheet(GERMAN, POINTS, **COMMAS, **GERMAN_CELLS), "E-Mail", ["muster@example.org"] * 12),
                "Wohnort", ["Musterstadt"] * 12, 3,
            ), ";", "utf-8-sig",
        ),
        expected(), dropped=frozenset({"E-Mail", "Wohnort"}),
    ),
)  # fmt: skip
