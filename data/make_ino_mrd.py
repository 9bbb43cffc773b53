"""Write the bundled cohort `ino_mrd.xlsx`: 26 synthetic patients given inotuzumab for MRD in remission.

Run `python data/make_ino_mrd.py`: the same file every time. Who relapses and who dies is written out; when, is found
by a seeded search.
"""

import random
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
from curves import Printed, draw, median_follow_up
from dating import after, numbered, starts
from dealing import deal, with_median
from reporting import about, read_study, write_not_met
from search import Columns, Target, anneal, rule, shift
from survival import DAYS_PER_MONTH
from writing import write_workbook

SEED = 1
OUTPUT = Path(__file__).parent / "ino_mrd.xlsx"
FIXED = datetime(2020, 7, 1)
FIRST_START, CUTOFF = datetime(2018, 11, 1), datetime(2022, 11, 30)
N = 26
TWO_YEARS = round(24 * DAYS_PER_MONTH)
# The first who are written: relapsed and died, died in remission, relapsed and alive; the others live without relapse.
RELAPSED_DEAD, DEAD_IN_REMISSION, RELAPSED_ALIVE = 7, 3, 2
SHORTEST, LONGEST = 274, 1309
CYCLES = {1: 4, 2: 6, 3: 6, 4: 4, 5: 3, 6: 3}
CYCLE_DAYS = 28
MET = (
    "every printed count; age and cycles with medians and ranges; relapse-free and overall survival at 24 months; "
    "median follow-up by reverse Kaplan-Meier, its range among the living."
)
INVENTED = (
    "dates, causes of death, who relapsed and who died, and with what status, cycles, MRD and SOS; everything about "
    "single patients. No transplant is written, since none was printed."
)
SIDES_TAKEN = (
    "The range of follow-up, 9 to 43 months, is that of the patients alive.",
    "Relapse-free survival is counted from the start of inotuzumab, as the study defines it: in Ballad event-free "
    "survival from the first antibody, for all were in remission.",
)


def first_days(chance: random.Random) -> Columns:
    """Who relapses and dies, with first days of both from the start of inotuzumab."""
    place = np.arange(N)
    dead = place < RELAPSED_DEAD + DEAD_IN_REMISSION
    relapsed = (place < RELAPSED_DEAD) | (~dead & (place < RELAPSED_DEAD + DEAD_IN_REMISSION + RELAPSED_ALIVE))
    end = np.array([chance.randint(200, 640) if one else chance.randint(300, 1250) for one in dead], dtype=float)
    end[-2:] = SHORTEST, LONGEST
    relapse = np.where(relapsed, np.floor(end * 0.55), np.nan)
    return {"dead": dead, "relapsed": relapsed, "end": end, "relapse": relapse}


def survival_miss(facts: dict[str, dict]) -> Target:
    """How far relapse-free and overall survival and follow-up are from their print."""
    overall, relapse_free = (Printed([(facts[name], (0,))]) for name in ("os_24m", "rfs_24m"))
    everybody, months = np.ones((1, N), dtype=bool), facts["follow_up"]["months"]

    def miss(columns: Columns) -> float:
        end, dead = columns["end"], columns["dead"]
        ended = np.fmin(end, columns["relapse"])
        beyond = abs(median_follow_up(end, dead) - months) - 0.45
        return (
            overall.miss(draw(end, dead, everybody))
            + relapse_free.miss(draw(ended, dead | columns["relapsed"], everybody))
            + max(0.0, min(beyond, 99.0))
        )

    return Target("survival", frozenset(("end", "relapse")), miss)


def find_survival(facts: dict[str, dict], chance: random.Random) -> Columns:
    """Days of relapse and of death or last contact that give the printed survival; ValueError without."""
    columns = first_days(chance)
    printed = survival_miss(facts)
    order = rule(
        "two months from relapse to death or last contact",
        ("end", "relapse"),
        lambda c: np.maximum(0, c["relapse"] + 60 - c["end"])[c["relapsed"]] / 30,
    )
    apart = rule("days of their own", ("end",), lambda c: N - len(np.unique(c["end"])))
    dead, relapsed = columns["dead"], np.flatnonzero(columns["relapsed"])
    free = np.arange(N - 2)
    moves = [
        shift("end", free, np.where(dead, 200, SHORTEST), np.where(dead, TWO_YEARS - 20, LONGEST)),
        shift("relapse", relapsed, np.full(N, 90), np.full(N, TWO_YEARS - 80)),
    ]
    found = anneal(columns, [printed, order, apart], moves, chance, steps=20_000, heat=0.4)
    missed = [target.name for target in (printed, order, apart) if target.miss(found) > 1e-9]
    if missed:
        raise ValueError(f"No days found that meet {missed}: try another seed.")
    return found


def add_levels(columns: Columns, chance: random.Random) -> Columns:
    """What is known at the start, then cycles, MRD and SOS, dealt so that they fit the time without relapse."""
    ended = np.fmin(columns["end"], columns["relapse"])
    cycles = np.zeros(N, dtype=int)
    numbers = sorted(deal(CYCLES, chance))
    cycles[np.argsort(ended + np.array([chance.randint(0, 300) for _ in range(N)]))] = numbers
    cycles = np.minimum(cycles, np.floor(ended / CYCLE_DAYS).astype(int))
    negative = np.ones(N, dtype=bool)
    negative[[*range(5), RELAPSED_DEAD, RELAPSED_DEAD + DEAD_IN_REMISSION, N - 5]] = False
    jitter = np.array([chance.randint(0, 12) for _ in range(N)])
    sos = np.zeros(N, dtype=bool)
    sos[[RELAPSED_DEAD + 1, N - 7]] = True
    to_last_dose = CYCLE_DAYS * (cycles - 1) + 7.0
    cause = np.where(columns["dead"], "progression", None).astype(object)
    cause[RELAPSED_DEAD : RELAPSED_DEAD + DEAD_IN_REMISSION] = "infection", "organ toxicity", "other non-relapse"
    return columns | {
        "age": with_median(N, 19, 46, 70, chance),
        "status": deal({"CR1": 19, "CR2+": 7}, chance),
        "ph": deal({"positive": 16, "negative": 10}, chance),
        "high_mrd": deal({"yes": 15, "no": 11}, chance),
        "cycles": cycles,
        "mrd": np.where(negative, "negative", "positive"),
        "to_response": np.where(negative, 26.0 + jitter, np.nan),
        "to_last_dose": to_last_dose,
        "sos": np.where(sos, "yes", "no"),
        "to_sos": np.where(sos, to_last_dose + 12 + jitter, np.nan),
        "cause": cause,
    }


def patients_table(columns: Columns, chance: random.Random) -> pd.DataFrame:
    """One row per patient under the headings of an export, by start of inotuzumab."""
    start = starts(columns["end"], columns["dead"], FIRST_START, CUTOFF, chance)
    end = after(start, columns["end"])
    table = pd.DataFrame(
        {
            "Age at start (y)": columns["age"],
            "Ph": columns["ph"],
            "Disease status": columns["status"],
            "Baseline MRD 1e-3 or more": columns["high_mrd"],
            "mAb1": "inotuzumab",
            "mAb1 start": start,
            "mAb1 cycles": columns["cycles"],
            "mAb1 disease burden": "MRD",
            "mAb1 MRD": columns["mrd"],
            "mAb1 response date": after(start, columns["to_response"]),
            "Last InO": after(start, columns["to_last_dose"]),
            "mAb1 relapse date": after(start, columns["relapse"]),
            "SOS": columns["sos"],
            "SOS date": after(start, columns["to_sos"]),
            "Vital status": np.where(columns["dead"], "dead", "alive"),
            "Date of death/last follow-up": end,
            "Death date": end.where(pd.Series(columns["dead"])),
            "Cause of death": columns["cause"],
        }
    )
    return numbered(table, "mAb1 start")


def make() -> bytes:
    """The cohort's workbook from the published facts."""
    chance = random.Random(SEED)
    study, facts = read_study("mdacc_ino_mrd")
    columns = add_levels(find_survival(facts, chance), chance)
    return write_workbook(
        {"Patients": patients_table(columns, chance)}, about(study, MET, INVENTED, (), SIDES_TAKEN), FIXED
    )


if __name__ == "__main__":
    OUTPUT.write_bytes(make())
    write_not_met("mdacc_ino_mrd", ())
    print(f"Wrote {OUTPUT.name}.")
