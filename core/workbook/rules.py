"""What a course of disease cannot be: one table of rules across fields, each with an id, a severity and a sentence.

To add a rule, add a line to `RULES`: an id, a severity, the fields it needs (the first is the one pointed at), which
rows of a typed table break it, and in words what is wrong, why it matters and what Ballad does. `docs/rules.md` is
made from this table.
"""

import datetime

import pandas as pd

from core.dictionary import dictionary
from core.workbook.antibody_rules import of_antibody
from core.workbook.rule import (
    Rule,
    before,
    had_inotuzumab,
    has,
    never_transplanted,
    not_transplanted,
    of_each,
    says,
    where,
)

DATES = tuple(known.name for known in dictionary().sheet_fields if known.kind == "date")
ENDS = ("death_date", "last_contact")
GVHD_GRADES = ("1", "2", "3", "4")
GVHD_SEVERITIES = ("mild", "moderate", "severe")
TRANSPLANT_DETAILS = ("hsct_disease_status", "hsct_donor", "hsct_graft", "hsct_conditioning", "hsct_regimen")
FEWEST_VALUES = 5

ANY = float("-inf")
UNUSUAL: dict[str, tuple[float, float]] = {
    "age_years": (15, 95),
    "wbc": (ANY, 1000),
    "salvage_line": (ANY, 12),
    "cr1_months": (ANY, 300),
    "mab1_cycles": (ANY, 12),
    "mab2_cycles": (ANY, 12),
    "interim_lines": (ANY, 8),
}
"""Numbers that are possible and rarely true, by field, in its unit. What no patient can have is not read at all."""


RULES: tuple[Rule, ...] = (
    of_each(
        "death-before-other-date", "error", "death_date",
        tuple(name for name in DATES if name not in (*ENDS, "mab1_start", "hsct_date")),
        lambda patients, other: patients["death_date"] < patients[other],
        "death before {other}", "nothing happens after death", "all dates kept; times end at death",
    ),
    before(
        "death-before-first-antibody", "death_date", "mab1_start",
        "death before the first antibody", "survival would be negative",
    ),
    before(
        "transplant-after-death", "death_date", "hsct_date",
        "death before the transplant", "one of the two dates is wrong",
    ),
    before(
        "last-contact-before-first-antibody", "last_contact", "mab1_start",
        "last contact before the first antibody", "survival would be negative",
    ),
    of_each(
        "last-contact-before-other-date", "error", "last_contact",
        tuple(name for name in DATES if name not in (*ENDS, "mab1_start")),
        lambda patients, other: (patients["last_contact"] < patients[other]) & ~has(patients, "death_date"),
        "last contact before {other}", "the patient was seen later than the last contact says",
        "all dates kept; times end at the last contact",
    ),
    where(
        "last-contact-after-death", "warning", ("last_contact", "death_date"),
        lambda patients: patients["last_contact"] > patients["death_date"],
        "last contact after death", "one of the two dates is wrong", "the death date decides",
    ),
    where(
        "alive-with-death-date", "error", ("vital_status", "death_date"),
        lambda patients: says(patients, "vital_status", "alive") & has(patients, "death_date"),
        "alive, but there is a death date", "one of the two is wrong", "the date decides: counts as dead",
    ),
    where(
        "dead-without-date", "error", ("vital_status", "last_contact"),
        lambda patients: says(patients, "vital_status", "dead") & ~has(patients, "last_contact")
        & ~has(patients, "death_date"),
        "dead, but neither a date of death nor a last contact", "the time to death is not known",
        "left out where the date is needed",
    ),
    where(
        "dead-without-death-date", "note", ("vital_status", "death_date", "last_contact"),
        lambda patients: says(patients, "vital_status", "dead") & ~has(patients, "death_date")
        & has(patients, "last_contact"),
        "dead, but no date of death", "the last contact may be earlier than the death",
        "the last contact counts as the day of death",
    ),
    where(
        "cause-of-death-alive", "error", ("cause_of_death", "vital_status"),
        lambda patients: has(patients, "cause_of_death") & says(patients, "vital_status", "alive")
        & ~has(patients, "death_date"),
        "alive, but there is a cause of death", "one of the two is wrong", "counts as alive",
    ),
    where(
        "event-of-survival-alive", "error", ("os_status", "vital_status"),
        lambda patients: says(patients, "os_status", "yes") & says(patients, "vital_status", "alive"),
        "alive, but overall survival ended in death", "one of the two is wrong", "both kept",
    ),
    *of_antibody(1),
    *of_antibody(2),
    before(
        "second-antibody-before-first", "mab2_start", "mab1_start",
        "the second antibody starts before the first", "the sequence may be reversed",
    ),
    before(
        "first-relapse-after-second-antibody", "mab2_start", "mab1_progression",
        "the second antibody starts before the relapse after the first",
        "the relapse may be the one after the second antibody", "warning",
    ),
    before(
        "first-response-after-second-antibody", "mab2_start", "mab1_response_date",
        "the second antibody starts before the response to the first", "the response may be to the second antibody",
        "warning",
    ),
    where(
        "second-antibody-without-date", "warning", ("mab2", "mab2_start"),
        lambda patients: has(patients, "mab2") & ~has(patients, "mab2_start"),
        "a second antibody without a start date", "the time between the antibodies is not known",
        "left out where the date is needed",
    ),
    where(
        "date-without-second-antibody", "warning", ("mab2", "mab2_start"),
        lambda patients: ~has(patients, "mab2") & has(patients, "mab2_start"),
        "a start date of a second antibody that is not named", "the sequence is not known", "both kept",
    ),
    where(
        "last-dose-without-inotuzumab", "warning", ("inotuzumab_last_dose", "mab1", "mab2"),
        lambda patients: has(patients, "inotuzumab_last_dose") & has(patients, "mab1")
        & ~says(patients, "mab1", "inotuzumab") & ~says(patients, "mab2", "inotuzumab"),
        "a last dose of inotuzumab, but inotuzumab is neither antibody", "the antibodies may be wrong", "both kept",
    ),
    of_each(
        "toxicity-before-treatment", "error", "mab1_start", ("crs_date", "icans_date"),
        lambda patients, other: patients[other] < patients["mab1_start"],
        "the first antibody starts after {other}", "a toxicity follows its treatment", "both dates kept",
    ),
    where(
        "transplant-without-date", "warning", ("hsct", "hsct_date"),
        lambda patients: says(patients, "hsct", "yes") & ~has(patients, "hsct_date"),
        "transplanted, but no transplant date", "the time to transplant is not known",
        "counts as transplanted; left out where the date is needed",
    ),
    where(
        "date-without-transplant", "error", ("hsct", "hsct_date"),
        lambda patients: says(patients, "hsct", "no") & has(patients, "hsct_date"),
        "not transplanted, but there is a transplant date", "one of the two is wrong",
        "the date decides: counts as transplanted",
    ),
    before(
        "transplant-before-first-antibody", "hsct_date", "mab1_start",
        "transplant before the first antibody", "the field means one after it",
    ),
    Rule(
        "details-without-transplant", "warning", ("hsct",),
        lambda patients, other: not_transplanted(patients) & has(patients, other),
        "not transplanted, but there is {other}", "one of the two is wrong", "counts as not transplanted",
        each=TRANSPLANT_DETAILS,
    ),
    before(
        "engraftment-before-transplant", "engraftment_date", "hsct_date",
        "engraftment before the transplant", "one of the two dates is wrong",
    ),
    where(
        "engraftment-without-transplant", "warning", ("engraftment_date", "hsct_date"),
        lambda patients: has(patients, "engraftment_date") & not_transplanted(patients),
        "engraftment, but no transplant", "one of the two is wrong", "left out of times from transplant",
    ),
    *(
        before(
            f"{name.removesuffix('_date')}-before-transplant", name, "hsct_date",
            f"{words} before the transplant", "it may belong to an earlier transplant",
        )
        for name, words in (("agvhd_date", "acute GVHD"), ("cgvhd_date", "chronic GVHD"))
    ),
    where(
        "agvhd-without-transplant", "warning", ("agvhd_grade",),
        lambda patients: says(patients, "agvhd_grade", *GVHD_GRADES) & never_transplanted(patients),
        "acute GVHD, but no transplant", "GVHD needs a graft", "both kept",
    ),
    where(
        "cgvhd-without-transplant", "warning", ("cgvhd",),
        lambda patients: says(patients, "cgvhd", *GVHD_SEVERITIES) & never_transplanted(patients),
        "chronic GVHD, but no transplant", "GVHD needs a graft", "both kept",
    ),
    before(
        "relapse-after-transplant-before-it", "relapse_after_hsct", "hsct_date",
        "the relapse after transplant stands before the transplant", "one of the two dates is wrong",
    ),
    where(
        "relapse-after-no-transplant", "warning", ("relapse_after_hsct",),
        lambda patients: has(patients, "relapse_after_hsct") & never_transplanted(patients),
        "relapse after transplant, but no transplant", "one of the two is wrong", "left out of times from transplant",
    ),
    where(
        "sos-without-cause", "warning", ("sos", "mab1"),
        lambda patients: says(patients, "sos", "yes") & has(patients, "mab1") & ~had_inotuzumab(patients)
        & never_transplanted(patients),
        "SOS without inotuzumab or transplant", "one of them is its usual cause", "kept",
    ),
    Rule(
        "no-sos-with-details", "error", ("sos",),
        lambda patients, other: says(patients, "sos", "no") & has(patients, other),
        "no SOS, but there is {other}", "one of the two is wrong", "both kept", each=("sos_date", "sos_grade"),
    ),
)  # fmt: skip


SAME_ID = Rule(
    "same-id", "error", ("patient_id",), lambda patients, _: has(patients, "patient_id") & _repeated(patients),
    "the same patient id stands in an earlier row", "a patient may be counted twice", "kept: a row is a patient",
)  # fmt: skip
SAME_VALUES = Rule(
    "same-values", "warning", (), lambda patients, _: _repeated_values(patients),
    "the same values, but for the id, stand in an earlier row", "a patient may be counted twice under two ids",
    "kept: a row is a patient",
)  # fmt: skip


def all_rules(today: datetime.date, exported: datetime.date | None) -> tuple[Rule, ...]:
    """Every rule a sheet is checked by, in the order of the table; `exported` is the day the file was written."""
    unusual = tuple(_unusual(name, *bounds) for name, bounds in UNUSUAL.items())
    return (*RULES, _after("date-in-future", today, "in the future", "it cannot have happened yet"),
            *((_after("date-after-export", exported, "after the day the file was written",
                      "the sheet could not know it"),) if exported and exported < today else ()),
            *unusual)  # fmt: skip


def _after(id: str, day: datetime.date, words: str, why: str) -> Rule:
    limit = pd.Timestamp(day)
    return Rule(
        id, "warning", (), lambda patients, other: patients[other] > limit,
        f"{{other}}: the date lies {words}", why, "kept", each=DATES,
    )  # fmt: skip


def _unusual(name: str, low: float, high: float) -> Rule:
    field = dictionary()[name]
    return where(
        f"unusual-{name}", "warning", (name,),
        lambda patients: (patients[name] < low) | (patients[name] > high),
        f"{field.label} {'' if low == ANY else f'under {low:g} or '}over {high:g} {field.unit}",
        "it is possible and rarely true", "kept",
    )  # fmt: skip


def _repeated(patients: pd.DataFrame) -> pd.Series:
    return patients["patient_id"].duplicated()


def _repeated_values(patients: pd.DataFrame) -> pd.Series:
    """Rows that hold what an earlier row holds, where that is enough to tell patients apart."""
    values = patients.drop(columns="patient_id", errors="ignore")
    told = values.notna().sum(axis=1) >= FEWEST_VALUES
    days = values.select_dtypes("datetime").columns
    if not len(days):
        return pd.Series(False, index=patients.index)
    return values.duplicated() & told & values[days].notna().any(axis=1)
