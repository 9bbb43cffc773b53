"""Write the bundled cohort `case_report.xlsx`: the one patient of a case report, with courses, labs and toxicities.

Run `python data/make_case_report.py`: the same file every time. Nothing is searched for: the report's dates are
written out, the 15th where it prints the month only, and a curve of lymphocytes is invented around its one number.
"""

from datetime import datetime
from pathlib import Path

import pandas as pd
from reporting import about, read_study, write_not_met
from writing import write_workbook

OUTPUT = Path(__file__).parent / "case_report.xlsx"
FIXED = datetime(2020, 7, 1)
PATIENT = "SYN-01"
FIRST_TRANSPLANT, SECOND_TRANSPLANT = datetime(2018, 12, 11), datetime(2019, 9, 5)
BLINATUMOMAB, INOTUZUMAB = (datetime(2019, 5, 20), datetime(2019, 6, 17)), (datetime(2019, 7, 25), datetime(2019, 8, 8))
AFTER_BLINATUMOMAB, REMISSION = datetime(2019, 6, 27), datetime(2019, 8, 22)
LAST_CONTACT = datetime(2020, 6, 5)
MET = "age, sex, karyotype; the order and the printed dates of treatments, responses, marrow blasts and MRD."
INVENTED = (
    "the 15th, or the day that the next printed date asks for, where only the month is printed; all lymphocyte counts "
    "but the 0.9 before blinatumomab, 35 % of them CD3+ (the report shows the others in a figure without numbers); "
    "dates of cyclophosphamide, toxicities and chronic GVHD."
)
SIDES_TAKEN = (
    "Inotuzumab: its month is not printed. The transplant of 2019-09-05 followed four weeks after it ended, so the "
    "third weekly dose is put on 2019-08-08 and the first on 2019-07-25.",
    "The protocol of first therapy is written as printed, ALL-MB2015, from the diagnosis in September 2015.",
    "Transplant means the second one: in Ballad the first after the first antibody. The one of 2018-12-11 stands in "
    "the courses and as a transplant before the first antibody.",
)

ROW = {
    "Patient no.": PATIENT,
    "Age at start (y)": 15,
    "Sex": "male",
    "Subtype": "pre-B ALL",
    "Karyotype (ISCN)": "53,XY",
    "Immunophenotype at relapse": "CD19+ CD22+ CD20-",
    "Disease status": "relapsed",
    "Prior SCT": "yes",
    "mAb1": "blinatumomab",
    "mAb1 start": BLINATUMOMAB[0],
    "mAb1 cycles": 1,
    "mAb1 BM blasts %": 64,
    "mAb1 response": "NR",
    "mAb1 progression": AFTER_BLINATUMOMAB,
    "mAb2": "inotuzumab",
    "mAb2 start": INOTUZUMAB[0],
    "mAb2 cycles": 1,
    "mAb2 BM blasts %": 89,
    "mAb2 response": "CR",
    "mAb2 response date": REMISSION,
    "mAb2 MRD": "negative",
    "Last InO": INOTUZUMAB[1],
    "AlloHSCT": "yes",
    "HSCT date": SECOND_TRANSPLANT,
    "Status at SCT": "MRD-negative CR",
    "Donor": "haploidentical",
    "Cond regimen": "fludarabine, busulfan 10 mg/kg",
    "GVHD ppx": "post-transplant cyclophosphamide, tacrolimus, mycophenolate",
    "ANC engraft": datetime(2019, 9, 28),
    "aGVHD gr": 0,
    "cGVHD": "mild",
    "cGVHD date": datetime(2020, 1, 15),
    "SOS": "no",
    "Vital status": "alive",
    "Date of death/last follow-up": LAST_CONTACT,
}

# Treatment, start, end, line, response.
COURSES = (
    ("ALL-MB2015", datetime(2015, 9, 15), datetime(2017, 12, 15), 1, "CR1 after the first induction cycle"),
    ("ALL-REZ-BFM-2002", datetime(2018, 8, 15), datetime(2018, 11, 15), 2, "CR2 after the first cycle"),
    ("Haploidentical transplant (father)", FIRST_TRANSPLANT, None, 2, "MRD-negative CR on day 11"),
    ("Cyclophosphamide", datetime(2019, 5, 17), datetime(2019, 5, 17), 3, None),
    ("Blinatumomab", *BLINATUMOMAB, 3, "NR"),
    ("Inotuzumab", *INOTUZUMAB, 4, "MRD-negative CR"),
    ("Haploidentical transplant (mother)", SECOND_TRANSPLANT, None, 4, "MRD-negative CR"),
)

# Test, unit, then date and value.
LABS = (
    ("MRD", "%", (("2018-12-03", 1.8), ("2018-12-22", 0), ("2019-08-22", 0), ("2020-06-05", 0))),
    ("Marrow blasts", "%", (("2019-05-15", 64), ("2019-06-27", 89), ("2019-08-22", 1))),
    ("CD3+ of lymphocytes", "%", (("2019-05-16", 35),)),
    (
        "Lymphocytes",
        "1e9/L",
        (
            *(("2018-11-26", 0.8), ("2018-12-06", 0.3), ("2018-12-11", 0), ("2018-12-22", 0.1), ("2019-01-10", 0.3)),
            *(("2019-02-11", 0.6), ("2019-03-11", 0.9), ("2019-04-11", 1.2), ("2019-05-16", 0.9), ("2019-05-22", 0.2)),
            *(("2019-06-03", 0.6), ("2019-06-17", 0.9), ("2019-06-27", 0.7), ("2019-07-24", 0.5), ("2019-08-01", 0.3)),
            *(("2019-08-22", 0.4), ("2019-09-05", 0), ("2019-09-28", 0.1), ("2019-10-28", 0.3), ("2019-12-05", 0.5)),
            *(("2020-02-05", 0.9), ("2020-04-06", 1.3), ("2020-06-05", 1.6)),
        ),
    ),
)

# Event, grade, date.
TOXICITIES = (
    ("Thrombocytopenia", 2, datetime(2019, 8, 1)),
    ("Neutropenia", 4, datetime(2019, 8, 5)),
)


def tables() -> dict[str, pd.DataFrame]:
    """The sheets of the workbook: the patient, and a row for every course, laboratory value and toxicity."""
    labs = [(test, datetime.fromisoformat(day), value, unit) for test, unit, rows in LABS for day, value in rows]
    records = {
        "Courses": pd.DataFrame(COURSES, columns=["Treatment", "Start", "End", "Line", "Response"]),
        "Labs": pd.DataFrame(labs, columns=["Test", "Date", "Value", "Unit"]),
        "Toxicities": pd.DataFrame(TOXICITIES, columns=["Event", "Grade", "Date"]),
    }
    for table in records.values():
        table.insert(0, "Patient no.", PATIENT)
    return {"Patients": pd.DataFrame([ROW]), **records}


def make() -> bytes:
    """The workbook of the case report."""
    study, _ = read_study("ctt_case")
    return write_workbook(tables(), about(study, MET, INVENTED, (), SIDES_TAKEN), FIXED)


if __name__ == "__main__":
    OUTPUT.write_bytes(make())
    write_not_met("ctt_case", ())
    print(f"Wrote {OUTPUT.name}.")
