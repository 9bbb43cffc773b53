"""Write the bundled cohort `ino_failure.xlsx`: 67 synthetic patients after inotuzumab failure.

Run `python data/make_ino_failure.py`: the same file every time. Who is alive, and until when, is written out, since
the printed percentages leave little choice; deaths are found by a seeded search.
"""

import random
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
from curves import Printed, draw, median_follow_up
from dating import after, numbered, starts
from dealing import deal, with_median
from reporting import NotMet, about, read_study, write_not_met
from search import Columns, Target, anneal, rule, shift, swap
from survival import DAYS_PER_MONTH
from writing import write_workbook

SEED = 3
OUTPUT = Path(__file__).parent / "ino_failure.xlsx"
FIXED = datetime(2020, 7, 1)
FIRST_START, CUTOFF = datetime(2009, 9, 1), datetime(2015, 12, 31)
YEAR = round(12 * DAYS_PER_MONTH)
N = 67
EVERYBODY = np.arange(N)
SALVAGE = {"Salvage 1": 21, "Salvage 2": 27, "Salvage 3+": 19}
LINES_BEYOND_TWO = {3: 11, 4: 5, 5: 3}
# Who is alive: salvage and days from failure. 10 % of 19 at 12 months needs two in Salvage 3+ censored before; 19
# months of follow-up need the last but one alive then with only one other left; 54 months end the printed range.
ALIVE = (("Salvage 1", 457), ("Salvage 1", 578), ("Salvage 1", 1640), ("Salvage 2", 35),
         ("Salvage 3+", 150), ("Salvage 3+", 196))  # fmt: skip
# Deaths later than a year, before the second last of the living: 29 %, 4 % and 10 % of those at risk.
LATE_DEATHS = {"Salvage 1": 3, "Salvage 2": 1, "Salvage 3+": 1}
RESPONSES = {"CR": 7, "CRp": 14, "CRi": 4}
# Days of response of the 25 who lost it: 2 months, range 1 to 29.
RESPONSE_DAYS = (31, 33, 35, 38, 40, 44, 47, 50, 52, 55, 57, 59, 61, 66, 72, 80, 92, 104, 121, 150, 183, 230, 305, 460,
                 883)  # fmt: skip
CYCLE_DAYS = 24
CYCLES_OF_RELAPSED, CYCLES_OF_REFRACTORY = (
    {1: 1, 2: 6, 3: 7, 4: 4, 5: 4, 6: 3},
    {1: 14, 2: 21, 3: 5, 4: 2},
)
AGES_40_TO_60 = (40, 42, 44, 45, 47, 48, 49, 50, 51, 52, 53, 54, 55, 57, 58, 59)
SIDES_TAKEN = (
    "Median survival: 4 months (Results), not 4.4 (conclusion). With 61 deaths both round to 4.",
    "Follow-up: 1 to 54 months (Results); the one patient said to be alive at 55+ months is seen for 54.",
    "Nobody is exactly 60 years old, so that the study's groups (40-60, > 60) and Ballad's (40 to 59, 60 and over) "
    "hold the same patients.",
)
INVENTED = (
    "dates of treatment, which patients had a transplant or blinatumomab afterwards and when, causes of death, cycles "
    "by type of failure, everything about single patients."
)
MET = (
    "every printed count that these patients can give; age, white cells, marrow blasts and duration of response "
    "with medians and ranges; survival at 12 months and median survival by salvage and by type of failure; median "
    "follow-up by reverse Kaplan-Meier."
)
NOT_MET = (
    NotMet("cohort", "67 of 151", "67 of 67", "the 84 patients without failure are not part of the cohort", False),
)


def dealt(chance: random.Random) -> Columns:
    """Salvage, type of failure, who is alive, and first days of death or last contact."""
    salvage = np.array([level for level, n in SALVAGE.items() for _ in range(n)], dtype=object)
    days, dead, late = np.zeros(N), np.ones(N, dtype=bool), np.zeros(N, dtype=bool)
    for level in SALVAGE:
        places = np.flatnonzero(salvage == level)
        living = [day for where, day in ALIVE if where == level]
        days[places[: len(living)]], dead[places[: len(living)]] = living, False
        late[places[len(living) : len(living) + LATE_DEATHS[level]]] = True
    dying = np.flatnonzero(dead)
    days[dying] = chance.sample(range(25, YEAR - 1), len(dying))
    days[late] = chance.sample(range(YEAR + 12, 560), int(late.sum()))
    return {
        "salvage_status": salvage,
        "failure_type": deal({"refractory": 42, "relapsed": 25}, chance),
        "end": days,
        "dead": dead,
        "late": late,
    }


def groups(fact: dict, columns: Columns) -> list[np.ndarray]:
    """The patients of a fact: those of its filter, or those of each level compared."""
    if "compare" in fact:
        label = columns[fact["compare"]]
        return [label == level for level in sorted(set(label))]
    inside = np.ones(N, dtype=bool)
    for field, level in fact.get("where", {}).items():
        inside = inside & (columns[field] == level)
    return [inside]


def find_survival(facts: list[dict], chance: random.Random) -> Columns:
    """Days of death and types of failure that give the printed survival; ValueError where none are found."""
    columns = dealt(chance)
    timed = [fact for fact in facts if fact["kind"] in ("survival", "median_survival", "p")]
    ends = np.cumsum([0, *(len(groups(fact, columns)) for fact in timed)])
    printed = Printed([(fact, tuple(range(*ends[i : i + 2]))) for i, fact in enumerate(timed)])

    def miss(current: Columns) -> float:
        masks = np.array([mask for fact in timed for mask in groups(fact, current)])
        return printed.miss(draw(current["end"], current["dead"], masks))

    survival = Target("survival", frozenset(("end", "failure_type")), miss)
    apart = rule("deaths on days of their own", ("end",), lambda c: N - len(np.unique(c["end"])))
    dying = np.flatnonzero(columns["dead"])
    low = np.where(columns["late"], YEAR + 12, 25)
    high = np.where(columns["late"], 560, YEAR - 1)
    early = np.flatnonzero(columns["dead"] & ~columns["late"])
    moves = [shift("end", dying, low, high)] * 3 + [swap("end", early), swap("failure_type", EVERYBODY)]
    found = anneal(columns, [survival, apart], moves, chance, steps=12_000, heat=0.4)
    missed = [target.name for target in (survival, apart) if target.miss(found) > 1e-9]
    if missed or abs(median_follow_up(found["end"], found["dead"]) - 19) > 0.5:
        raise ValueError(f"No days found that meet the printed {missed or 'follow-up'}: try another seed.")
    return found


def add_levels(columns: Columns, chance: random.Random) -> Columns:
    """What is known at the start of inotuzumab and at its failure."""
    ages = [4, 84, *AGES_40_TO_60, *chance.choices(range(15, 40), k=28), *chance.choices(range(61, 82), k=21)]
    chance.shuffle(ages)
    lines = {level: [number] * SALVAGE[level] for number, level in enumerate(("Salvage 1", "Salvage 2"), start=1)}
    lines["Salvage 3+"] = deal(LINES_BEYOND_TWO, chance).tolist()
    return columns | {
        "age_years": np.array(ages),
        "ecog": deal({0: 21, 1: 38, 2: 7, 3: 1}, chance),
        "all_subtype": deal({"pre-B ALL": 65, "biphenotypic": 2}, chance),
        "karyotype": deal({"Ph-positive": 11, "complex": 13, "t(4;11)": 9, "diploid": 8, "other": 26}, chance),
        "wbc": with_median(N, 0.3, 4.1, 48.5, chance, decimals=1, skew=2.5),
        "mab1_bm_blasts_pct": with_median(N, 13, 75, 98, chance),
        "bm_blasts_at_failure_pct": with_median(N, 0, 65, 99, chance),
        "salvage_line": np.array([lines[level].pop() for level in columns["salvage_status"]]),
    }


def add_inotuzumab(columns: Columns, chance: random.Random) -> Columns:
    """Response, its duration, cycles, and days from the start to response and failure."""
    relapsed = np.flatnonzero(columns["failure_type"] == "relapsed")
    refractory = np.flatnonzero(columns["failure_type"] == "refractory")
    jitter = np.array([chance.randint(0, 9) for _ in range(N)])
    response = np.full(N, "NR", dtype=object)
    response[relapsed] = deal(RESPONSES, chance)
    lasted, cycles = np.full(N, np.nan), np.zeros(N, dtype=int)
    lasted[relapsed] = chance.sample(RESPONSE_DAYS, len(relapsed))
    by_duration = relapsed[np.argsort(lasted[relapsed])]
    cycles[by_duration] = [number for number, n in CYCLES_OF_RELAPSED.items() for _ in range(n)]
    cycles[refractory] = deal(CYCLES_OF_REFRACTORY, chance).astype(int)
    to_response = np.where(np.isnan(lasted), np.nan, 19 + jitter)
    to_failure = np.where(np.isnan(lasted), CYCLE_DAYS * cycles + jitter, to_response + lasted)
    return columns | {
        "mab1_response": response,
        "mab1_cycles": cycles,
        "to_response": to_response,
        "to_failure": to_failure,
        "to_last_dose": CYCLE_DAYS * (cycles - 1) + 14.0,
        "response_duration_months": np.round(lasted / DAYS_PER_MONTH, 1),
    }


def add_afterwards(columns: Columns) -> Columns:
    """Transplant and blinatumomab of those who lived long enough, by days from failure; causes of death."""
    longest = np.argsort(np.where(columns["dead"], columns["end"], 0))[::-1]
    transplanted = [int(np.argmax(columns["end"])), *longest[:3]]
    blinatumomab = longest[5:7]
    to_hsct, to_mab2, to_response, to_relapse = (np.full(N, np.nan) for _ in range(4))
    to_hsct[transplanted] = (96, 83, 121, 104)
    to_mab2[blinatumomab] = (24, 41)
    to_response[blinatumomab[0]] = 24 + 29
    to_relapse[blinatumomab] = columns["end"][blinatumomab[0]] - 45, 41 + 33
    cause = np.where(columns["dead"], "progression", None).astype(object)
    cause[transplanted[1:3]] = "infection", "GVHD"
    cause[longest[[12, 25, 33, 47]]] = "infection", "haemorrhage", "infection", "infection"
    response = np.full(N, None, dtype=object)
    response[blinatumomab] = "CR", "NR"
    return columns | {
        "to_hsct": to_hsct,
        "to_mab2": to_mab2,
        "to_mab2_response": to_response,
        "to_mab2_progression": to_relapse,
        "mab2": np.where(np.isnan(to_mab2), None, "blinatumomab"),
        "mab2_response": response,
        "cause_of_death": cause,
    }


def patients_table(columns: Columns, chance: random.Random) -> pd.DataFrame:
    """One row per patient under the headings of an export, by start of inotuzumab."""
    start = starts(columns["to_failure"] + columns["end"], columns["dead"], FIRST_START, CUTOFF, chance)
    failure = after(start, columns["to_failure"])
    end, second, transplant = (after(failure, columns[name]) for name in ("end", "to_mab2", "to_hsct"))
    table = pd.DataFrame(
        {
            "Age at start (y)": columns["age_years"],
            "ECOG PS": columns["ecog"],
            "Subtype": columns["all_subtype"],
            "Karyotype": columns["karyotype"],
            "WBC": columns["wbc"],
            "Salvage #": columns["salvage_line"],
            "mAb1": "inotuzumab",
            "mAb1 start": start,
            "mAb1 cycles": columns["mab1_cycles"],
            "mAb1 BM blasts %": columns["mab1_bm_blasts_pct"],
            "mAb1 response": columns["mab1_response"],
            "mAb1 response date": after(start, columns["to_response"]),
            "Last InO": after(start, columns["to_last_dose"]),
            "mAb1 progression": failure,
            "Failure type": columns["failure_type"],
            "Duration of response (mo)": columns["response_duration_months"],
            "BM blasts at failure %": columns["bm_blasts_at_failure_pct"],
            "mAb2": columns["mab2"],
            "mAb2 start": second,
            "mAb2 response": columns["mab2_response"],
            "mAb2 response date": after(failure, columns["to_mab2_response"]),
            "mAb2 progression": after(failure, columns["to_mab2_progression"]),
            "AlloHSCT": np.where(transplant.notna(), "yes", "no"),
            "HSCT date": transplant,
            "Vital status": np.where(columns["dead"], "dead", "alive"),
            "Date of death/last follow-up": end,
            "Death date": end.where(pd.Series(columns["dead"])),
            "Cause of death": columns["cause_of_death"],
        }
    )
    return numbered(table, "mAb1 start")


def make() -> bytes:
    """The cohort's workbook from the published facts."""
    chance = random.Random(SEED)
    study, facts = read_study("mdacc_ino_failure")
    columns = find_survival(list(facts.values()), chance)
    columns = add_afterwards(add_inotuzumab(add_levels(columns, chance), chance))
    table = patients_table(columns, chance)
    return write_workbook({"Patients": table}, about(study, MET, INVENTED, NOT_MET, SIDES_TAKEN), FIXED)


if __name__ == "__main__":
    OUTPUT.write_bytes(make())
    write_not_met("mdacc_ino_failure", NOT_MET)
    print(f"Wrote {OUTPUT.name}.")
