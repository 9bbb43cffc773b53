"""The patients as a table: days become dates, columns get the headings of a hospital's export."""

import random
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from dating import after
from mskcc_levels import (
    AGES,
    AGES_OVER_45,
    BLASTS_MORPHOLOGIC,
    BLASTS_MRD,
    FIRST,
    HSCT_FIELDS,
    MAB2_TO_HSCT_DAYS,
    SALVAGE_LINES,
    TRANSPLANTS,
    WRITTEN,
)
from search import Columns

FIRST_START, LAST_START = datetime(2012, 3, 1), datetime(2019, 12, 31)
CUTOFF = datetime(2020, 6, 30)

# Heading in the sheet -> field of the dictionary, or None for a column the dictionary does not know.
HEADINGS = {
    "Patient no.": "patient_id",
    "Age at start (y)": "age_years",
    "Sex": "sex",
    "Cyto risk": "cytogenetic_risk",
    "Ph": "ph_status",
    "EMD": "extramedullary",
    "Disease status": "disease_status",
    "Prior lines": "prior_lines",
    "Salvage #": "salvage_line",
    "Prior SCT": "prior_hsct",
    "Prior CAR-T": "prior_car_t",
    "mAb1": "mab1",
    "mAb1 start": "mab1_start",
    "mAb1 cycles": "mab1_cycles",
    "mAb1 disease burden": "mab1_disease_burden",
    "mAb1 BM blasts %": "mab1_bm_blasts_pct",
    "mAb1 response": "mab1_response",
    "mAb1 response date": "mab1_response_date",
    "mAb1 MRD": "mab1_mrd",
    "mAb1 progression": "mab1_progression",
    "CD19 relapse": "cd19_at_relapse",
    "CD22 relapse": "cd22_at_relapse",
    "Interim tx": "interim_therapy",
    "mAb2": "mab2",
    "mAb2 start": "mab2_start",
    "mAb2 cycles": "mab2_cycles",
    "mAb2 response": "mab2_response",
    "mAb2 response date": "mab2_response_date",
    "mAb2 MRD": "mab2_mrd",
    "mAb2 progression": "mab2_progression",
    "CRS gr": "crs_grade",
    "ICANS gr": "icans_grade",
    "CART date": "car_t_date",
    "AlloHSCT": "hsct",
    "HSCT date": "hsct_date",
    "Status at SCT": "hsct_disease_status",
    "Donor": "hsct_donor",
    "Graft": "hsct_graft",
    "Conditioning": "hsct_conditioning",
    "GVHD prophylaxis": "gvhd_prophylaxis",
    "ANC engraft": "engraftment_date",
    "aGVHD gr": "agvhd_grade",
    "aGVHD date": "agvhd_date",
    "SOS": "sos",
    "SOS date": "sos_date",
    "Relapse post SCT": "relapse_after_hsct",
    "Vital status": "vital_status",
    "Date of death/last follow-up": "last_contact",
    "Death date": "death_date",
    "Cause of death": "cause_of_death",
    "Transplant after second antibody": None,
    "Hepatotoxicity": None,
    "HLA match": None,
    "CD34 dose (1e6/kg)": None,
    "No transplant: reason": None,
    "Salvage after second antibody": None,
    "Salvage lines after second antibody": None,
    "Date of salvage after second antibody": None,
    "Response to salvage after second antibody": None,
}


def add_measurements(columns: Columns, chance: random.Random) -> Columns:
    """Age and marrow blasts, dealt within the level they belong to; the transplants and their details."""
    age, blasts = np.full(29, np.nan), np.full(29, np.nan)
    for field, level, target, values in (
        ("age_over_45", "no", age, AGES),
        ("age_over_45", "yes", age, AGES_OVER_45),
        ("mab1_disease_burden", "MRD", blasts, BLASTS_MRD),
        ("mab1_disease_burden", "morphologic", blasts, BLASTS_MORPHOLOGIC),
    ):
        target[np.flatnonzero(columns[field][FIRST] == level)] = chance.sample(values, len(values))
    age[25:], blasts[25:] = WRITTEN["age_years"], WRITTEN["mab1_bm_blasts_pct"]
    found = columns | {"age_years": age, "mab1_bm_blasts_pct": blasts}
    for field in HSCT_FIELDS:
        found[field] = np.full(29, None, dtype=object)
    for outcome, transplants in TRANSPLANTS.items():
        for place, details in zip(np.flatnonzero(columns["outcome"] == outcome), transplants, strict=True):
            for field, value in zip(HSCT_FIELDS, details, strict=True):
                found[field][place] = value
    found["cause_of_death"][columns["outcome"] == "died of progression"] = "progression"
    found["cause_of_death"][columns["outcome"] == "treatment-related death"] = "infection"
    return found


def cycles(days: np.ndarray, length: int, numbers: dict[int, int]) -> np.ndarray:
    """Cycles dealt so that who was treated longer had more; ValueError where a cycle cannot have begun."""
    pile = sorted(number for number, patients in numbers.items() for _ in range(patients))
    dealt = np.empty(len(days), dtype=int)
    dealt[np.argsort(days, kind="stable")] = pile
    if np.any((dealt - 1) * length >= days):
        raise ValueError(f"No room for these cycles of {length} days: {pile}.")
    return dealt


def add_treatment(columns: Columns, chance: random.Random) -> Columns:
    """Days of responses, the transplant between the antibodies, CAR T cells and complications; cycles."""
    progression, between = columns["mab1_to_progression_days"], columns["hsct_between_mabs"] == "yes"
    responded = [columns[f"mab{antibody}_response"] == "CR" for antibody in (1, 2)]
    jitter = np.array([chance.randint(0, 12) for _ in range(29)])
    wait, relapse = columns["mab2_to_hsct_days"], columns["mab2_to_progression_days"]
    until = np.fmin(np.fmin(relapse, wait), columns["mab2_to_end_days"])
    bridged = wait == max(MAB2_TO_HSCT_DAYS)
    first = np.where(between, 66 + 2 * jitter, progression)
    blinatumomab_first = columns["mab_sequence"] == "blina_ino"
    blinatumomab = cycles(np.where(blinatumomab_first, first, until), 42, {1: 17, 2: 7, 3: 3, 4: 1, 6: 1})
    inotuzumab = cycles(np.where(blinatumomab_first, until, first), 21, {1: 9, 2: 12, 3: 5, 4: 2, 5: 1})
    return columns | {
        "mab1_to_response_days": np.where(responded[0], np.minimum(22 + jitter, progression - 10), np.nan),
        "mab1_to_hsct_days": np.where(between, 66 + 2 * jitter, np.nan),
        "mab2_to_response_days": np.where(responded[1], np.minimum(19 + jitter, until - 3), np.nan),
        "mab2_to_car_t_days": np.where(bridged, 58, np.nan),
        "hsct_to_agvhd_days": np.where(columns["agvhd_grade"].astype(float) > 0, 21 + jitter, np.nan),
        "hsct_to_sos_days": np.where(columns["sos"] == "yes", 11 + jitter, np.nan),
        "mab1_cycles": np.where(blinatumomab_first, blinatumomab, inotuzumab),
        "mab2_cycles": np.where(blinatumomab_first, inotuzumab, blinatumomab),
    }


def first_antibody_starts(columns: Columns, chance: random.Random) -> list[datetime]:
    """Starts that keep both antibodies in the study's years and follow-up before the cutoff.

    The living were last seen within two months before the cutoff, or as long after a second antibody at the
    end of 2019 as they were followed.
    """
    starts = []
    for to_second, to_end, vital in zip(
        columns["mab1_to_mab2_days"], columns["mab2_to_end_days"], columns["vital_status"], strict=True
    ):
        latest = min(LAST_START, CUTOFF - timedelta(days=int(to_end))) - timedelta(days=int(to_second))
        earlier = chance.randint(0, 60) if vital == "alive" else chance.randint(0, (latest - FIRST_START).days)
        starts.append(latest - timedelta(days=earlier))
    return starts


def dates(columns: Columns, starts: list[datetime]) -> dict[str, pd.Series]:
    """Every date of the table by its field; missing where it did not happen."""
    first = pd.Series(starts)
    second = after(first, columns["mab1_to_mab2_days"])
    progression = after(first, columns["mab1_to_progression_days"])
    second_progression = after(second, columns["mab2_to_progression_days"])
    between, later = after(first, columns["mab1_to_hsct_days"]), after(second, columns["mab2_to_hsct_days"])
    end = after(second, columns["mab2_to_end_days"])
    return {
        "mab1_start": first,
        "mab1_response_date": after(first, columns["mab1_to_response_days"]),
        "mab1_progression": progression,
        "mab2_start": second,
        "mab2_response_date": after(second, columns["mab2_to_response_days"]),
        "mab2_progression": second_progression,
        "car_t_date": after(second, columns["mab2_to_car_t_days"]),
        "hsct_date": between.fillna(later),
        "engraftment_date": after(later, columns["hsct_to_engraftment_days"]),
        "agvhd_date": after(later, columns["hsct_to_agvhd_days"]),
        "sos_date": after(later, columns["hsct_to_sos_days"]),
        "relapse_after_hsct": progression.where(between.notna(), second_progression.where(later.notna())),
        "last_contact": end,
        "death_date": end.where(columns["vital_status"] == "dead"),
        "Date of salvage after second antibody": after(second, columns["mab2_to_salvage_days"]),
    }


def consequences(columns: Columns) -> Columns:
    """What other columns decide: antibodies, status at transplant, why there was none, salvage."""
    blinatumomab_first, after = columns["mab_sequence"] == "blina_ino", columns["hsct_after_mab2"] == "yes"
    status = np.where(
        (columns["mab2_mrd"] == "negative") | ~np.isnan(columns["mab2_to_car_t_days"]),
        "MRD-negative CR",
        "MRD-positive CR",
    )
    progressed, responded = columns["mab2_progressed"] == "yes", columns["mab2_response"] == "CR"
    relapsed = np.flatnonzero(~after & progressed & responded)
    preferred = np.isin(np.arange(29), relapsed[:2]) | (columns["outcome"] == "alive")
    toxic = columns["outcome"] == "treatment-related death"
    salvaged = np.flatnonzero(~np.isnan(columns["mab2_to_salvage_days"]))
    lines = np.full(29, np.nan)
    left = (columns["mab2_to_end_days"] - columns["mab2_to_salvage_days"])[salvaged]
    lines[salvaged[np.argsort(left, kind="stable")]] = SALVAGE_LINES
    return {
        "mab1": np.where(blinatumomab_first, "blinatumomab", "inotuzumab"),
        "mab2": np.where(blinatumomab_first, "inotuzumab", "blinatumomab"),
        "salvage_line": columns["prior_lines"],  # antibody after n lines is salvage n: relapsed or refractory
        "hsct": np.where(after | (columns["hsct_between_mabs"] == "yes"), "yes", "no"),
        "hsct_disease_status": np.where(after, status, None),
        "sos": np.where(after, columns["sos"], "no"),
        "Transplant after second antibody": columns["hsct_after_mab2"],
        "Hepatotoxicity": columns["hepatotoxicity"],
        "HLA match": columns["hsct_hla"],
        "CD34 dose (1e6/kg)": columns["cd34_dose"],
        "No transplant: reason": np.select(
            [after, preferred, toxic], [None, "preference", "treatment-related death"], "active disease"
        ),
        "Salvage after second antibody": np.where(
            after, None, np.where(np.isnan(columns["mab2_to_salvage_days"]), "no", "yes")
        ),
        "Salvage lines after second antibody": lines,
        "Response to salvage after second antibody": columns["salvage_response"],
    }


def patients_table(columns: Columns, chance: random.Random) -> pd.DataFrame:
    """One row per patient, by start of the first antibody, under the headings of `HEADINGS`."""
    columns = add_treatment(add_measurements(columns, chance), chance)
    fields = columns | consequences(columns) | dates(columns, first_antibody_starts(columns, chance))
    fields["patient_id"] = np.full(29, None, dtype=object)
    table = pd.DataFrame(
        {heading: pd.Series(fields[field or heading]) for heading, field in HEADINGS.items()}
    ).sort_values("mAb1 start", ignore_index=True)
    return table.assign(**{"Patient no.": [f"SYN-{number:02d}" for number in range(1, 30)]})
