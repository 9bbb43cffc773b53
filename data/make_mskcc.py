"""Write the bundled cohort `mskcc_both_antibodies.xlsx`: 29 synthetic patients, counts of a published study.

Run `python data/make_mskcc.py`: the same file every time. Who the patients are is found in `mskcc_levels`,
when things happened in `mskcc_days`, the sheet's columns and dates in `mskcc_table`.

All counts hold. Not met, nearest value in brackets (sheet About lists them from the search itself): the
median of 52 days to the second antibody with CD19-positive relapse (66: it cannot be less than the 65 days
to that relapse), and the P values of EFS by CD19 (0.57, printed 0.48) and of OS from the relapse by CD19 and
by response to the second antibody (0.724 and 0.671, printed 0.73 and 0.71).
"""

import json
import random
from datetime import datetime
from pathlib import Path

from mskcc_days import find_courses, find_survival_days
from mskcc_levels import PUBLISHED, find_levels
from mskcc_search import MEASURES, figure, figures
from mskcc_table import patients_table
from search import Columns
from writing import write_workbook

SEED = 2
OUTPUT = Path(__file__).parent / "mskcc_both_antibodies.xlsx"
FIXED = datetime(2020, 7, 1)

# What the bundled figures cannot all be, and the side taken.
SIDES_TAKEN = (
    "12-month survival from the second antibody is printed as 33.1 % (19.4-36.4); 56.4 is taken as the upper limit.",
    "Two more upper limits do not follow from their counts: 39.2 % for 4 of 25 (39.28), 74.0 % for 4 of 12 (74.20).",
    "Interim therapy: the table (14 of 29, one of them with inotuzumab first), not the text (12, none).",
    "Deaths: 15 from progression and 6 treatment-related (by sequence); of the six, five follow a transplant, one "
    "is the early treatment-related death named as a reason for no transplant. By transplant: printed 16 and 5.",
    "Acute GVHD: the text (7 of 12, three of grade 3-4), not the transplant table (6 of 12).",
    "Relapse after transplant and ex vivo T-cell depletion: the table (5 and 5 of 12), not the text (4 and 4).",
    "SOS: four, all after transplant (the discussion places one before).",
    "Days from first to second antibody with CD19-positive relapse are printed with a median of 52, but days to that "
    "relapse with a median of 65. No patient starts the second antibody before the relapse: the 65 days are kept.",
    "The median age at transplant, 49 with quartiles 17-42, was not aimed at.",
    "Marrow blasts with inotuzumab first: the quartiles fit three patients, so one of the four has no value.",
    "CD34 dose: the quartiles are those of ten transplants; it is left blank for the two of cord blood.",
)


def find_patients(facts: dict[str, dict], chance: random.Random) -> Columns:
    """Levels first, then days from the second antibody on: survival, then relapse and salvage."""
    columns = find_survival_days(facts, find_levels(facts, chance), chance)
    return find_courses(facts, columns, chance)


def missed_figures(facts: dict[str, dict], columns: Columns) -> list[str]:
    """The figures that the search aimed at and did not reach, each with the printed and the found value."""
    sentences = []
    for fact in facts.values():
        if fact["kind"] not in MEASURES or not figure(fact).reads <= columns.keys():
            continue
        for found, printed, half_a_unit in figures(fact, columns):
            if abs(found - printed) > half_a_unit + 1e-9:
                sentences.append(f"{fact['id']}: printed {printed}, here {found:.3g}.")
    return sentences


def about(study: dict, missed: list[str]) -> list[str]:
    """The lines of the second sheet."""
    return [
        "Synthetic patients, not patient data",
        "These 29 patients do not exist. They were made up so that their counts and times agree with "
        "figures that a study published; no record of any patient was used.",
        f"Study: {study['label']}",
        "Met: every printed count that these columns can give, crossed ones too; ages, marrow blasts, prior lines, "
        "cycles and intervals with their medians, quartiles (type 7 of R, halves rounded up) and ranges; 12-month "
        "survival and median survival with intervals by the log transform; median follow-up by reverse Kaplan-Meier.",
        "Invented, without a printed figure to aim at: grades of CRS and ICANS, dates of response and complications, "
        "transplants paired with their details, causes of death beyond relapse or not, salvage line (= prior lines), "
        "everything about single patients. Interim therapy can be as short as two days, as the quartiles demand.",
        "The transplant details (status, donor, graft, conditioning, prophylaxis, GVHD) are those of the twelve "
        "transplants after the second antibody; nobody has one between the antibodies and one after.",
        "Not met:",
        *missed,
        "Where the study contradicts itself or the arithmetic:",
        *SIDES_TAKEN,
    ]


def make() -> bytes:
    """The cohort's workbook from the published facts."""
    chance = random.Random(SEED)
    study = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    facts = {fact["id"]: fact for fact in study["facts"]}
    columns = find_patients(facts, chance)
    table = patients_table(columns, chance)
    return write_workbook({"Patients": table}, about(study, missed_figures(facts, columns)), FIXED)


if __name__ == "__main__":
    OUTPUT.write_bytes(make())
    print(f"Wrote {OUTPUT.name}.")
