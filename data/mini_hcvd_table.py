"""The 110 patients and the 89 they were compared with as one sheet: levels in words, days as dates."""

import random
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from dating import after, numbered, starts
from dealing import deal, with_median
from mini_hcvd_levels import EARLY_DEATH, NO_RESPONSE, RESPONSE, N
from search import Columns

FIRST, LAST, CUTOFF = datetime(2012, 11, 12), datetime(2021, 7, 23), datetime(2022, 6, 30)
LAST_ORIGINAL, FIRST_MODIFIED = datetime(2017, 9, 28), datetime(2017, 9, 29)
COMBINATION, ALONE = "mini-hyper-CVD + inotuzumab", "inotuzumab alone"
REGIMENS = np.array(["original", "modified"], dtype=object)
N_ALONE = 89
TOXICITIES = {
    "Infection": 73,
    "Liver function tests, grade 3-4": 15,
    "Hyperglycaemia, grade 3-4": 25,
    "Bilirubin, grade 3-4": 12,
    "Hypokalaemia, grade 3-4": 15,
}


def words(codes: np.ndarray, zero: str, one: str) -> np.ndarray:
    """Codes of the search as levels; -1 is no value."""
    return np.select([codes == 0, codes == 1], [zero, one], None)


def dealt_among(n: int, among: np.ndarray, chance: random.Random) -> np.ndarray:
    """Yes for `n` of these patients, no for all others."""
    chosen = np.full(N, "no", dtype=object)
    chosen[chance.sample(np.flatnonzero(among).tolist(), n)] = "yes"
    return chosen


def karyotype(cyto: np.ndarray, chance: random.Random) -> np.ndarray:
    """High risk is low hypodiploidy or KMT2A; complex ones are of neither group."""
    found = np.full(N, None, dtype=object)
    found[cyto == 1] = deal({"low hypodiploidy/near triploidy": 12, "KMT2A rearranged": 10}, chance)
    found[cyto == 0] = deal({"diploid": 38, "other": int((cyto == 0).sum()) - 38}, chance)
    found[cyto == -1] = deal({"complex": 13, "other": int((cyto == -1).sum()) - 13}, chance)
    return found


def responses(kind: np.ndarray, chance: random.Random) -> np.ndarray:
    """Best response: 69 CR, 19 CRp and 3 CRi among the responders."""
    found = np.select([kind == EARLY_DEATH, kind == NO_RESPONSE], ["early death", "NR"], None)
    found[kind == RESPONSE] = deal({"CR": 69, "CRp": 19, "CRi": 3}, chance)
    return found


def mrd_at_response(mrd: np.ndarray, chance: random.Random) -> np.ndarray:
    """47 of 87 negative at response, all of them negative at best; three of those tested later have no value."""
    found = np.full(N, None, dtype=object)
    negative = np.flatnonzero(mrd == 1).tolist()
    chance.shuffle(negative)
    found[mrd >= 0] = "positive"
    found[negative[:47]] = "negative"
    found[negative[47 : 47 + int((mrd >= 0).sum()) - 87]] = None
    return found


def first_remission(chance: random.Random) -> np.ndarray:
    """Months of the first CR: longer than a year in 38, none in 14 who never had one."""
    long = [round(12.5 + 60 * chance.random() ** 2.5, 1) for _ in range(38)]
    short = [round(1 + 10.5 * chance.random(), 1) for _ in range(N - 38 - 14)]
    months = np.array([*long, *short, *[np.nan] * 14])
    return months[chance.sample(range(N), N)]


def start_days(columns: Columns, chance: random.Random) -> pd.Series:
    """Consecutive patients: the first 67 on the original regimen, the living seen in the months before the cutoff."""
    days = []
    for modified, end, dead in zip(columns["modified"], columns["end"], columns["dead"], strict=True):
        first, last = (FIRST_MODIFIED, LAST) if modified else (FIRST, LAST_ORIGINAL)
        latest = min(last, CUTOFF - timedelta(days=int(end)))
        span = (latest - first).days
        days.append(latest - timedelta(days=chance.randint(0, span if dead else min(span, 60))))
    modified = columns["modified"] == 1
    days[int(np.argmax(np.where(modified, 0, columns["end"])))] = FIRST
    days[int(np.argmin(np.where(modified, columns["end"], np.inf)))] = LAST
    return pd.Series(days)


def combination_table(columns: Columns, chance: random.Random) -> pd.DataFrame:
    """The 110 patients, not yet numbered."""
    start = start_days(columns, chance)
    end, transplant, second = (after(start, columns[name]) for name in ("end", "hsct", "blinatumomab"))
    modified, transplanted, kind = columns["modified"] == 1, columns["hsct"] > 0, columns["kind"]
    donors = np.full(N, None, dtype=object)
    kinds = {"matched related": 18, "matched unrelated": 17, "haploidentical": 16, "cord blood": 2}
    donors[transplanted] = deal(kinds, chance)
    unrecovered = np.where(modified, dealt_among(22, modified, chance), dealt_among(57, ~modified, chance))
    return pd.DataFrame(
        {
            "Combination or single agent": COMBINATION,
            "Regimen": REGIMENS[columns["modified"]],
            "Age at start (y)": with_median(N, 17, 37, 87, chance),
            "Salvage #": columns["salvage"],
            "Salvage 1 or later": np.where(columns["salvage"] == 1, "Salvage 1", "Salvage 2 and beyond"),
            "CR1 duration": first_remission(chance),
            "Prior SCT": deal({"yes": 21, "no": 89}, chance),
            "Cyto risk": words(columns["cyto"], "low", "high"),
            "High-risk cytogenetics": np.where(columns["cyto"] == 1, "yes", "no"),
            "Karyotype": karyotype(columns["cyto"], chance),
            "CRLF2": deal({"overexpressed": 12, "not overexpressed": 59, None: N - 71}, chance),
            "TP53": words(columns["tp53"], "wild type", "mutated"),
            "TP53 mutation found": np.where(columns["tp53"] == 1, "yes", "no"),
            "CNS": deal({"yes": 6, "no": 104}, chance),
            "PB blasts": columns["pb_blasts"],
            "mAb1": "inotuzumab",
            "mAb1 start": start,
            "mAb1 response": responses(kind, chance),
            "mAb1 response date": after(start, columns["response"]),
            "MRD at response": mrd_at_response(columns["mrd"], chance),
            "mAb1 MRD": words(columns["mrd"], "positive", "negative"),
            "mAb1 progression": after(start, columns["progression"]),
            "mAb2": np.where(second.notna(), "blinatumomab", None),
            "mAb2 start": second,
            "AlloHSCT": np.where(transplanted, "yes", "no"),
            "HSCT date": transplant,
            "Donor": donors,
            "SOS": np.where(columns["sos"] > 0, "yes", "no"),
            "SOS date": after(start, columns["sos"]),
            "Relapse post SCT": after(start, np.where(transplanted, columns["relapse"], np.nan)),
            "Platelets not recovered": unrecovered,
            **{name: dealt_among(n, np.ones(N, dtype=bool), chance) for name, n in TOXICITIES.items()},
            "Died in CR": columns["died_in_remission"],
            "Vital status": np.where(columns["dead"], "dead", "alive"),
            "Date of death/last follow-up": end,
            "Death date": end.where(pd.Series(columns["dead"])),
            "Cause of death": columns["cause"],
        }
    )


def alone_table(chance: random.Random) -> pd.DataFrame:
    """The 89 patients on inotuzumab alone: a median of 6 months, ten of them alive at three years, six to the end."""
    early = [round(12 + 168 * (place / 43)) for place in range(44)]
    later = [round(183 + 880 * (place / 34) ** 2) for place in range(35)]
    days = np.array([*early, *later, 1180, 1320, 1511, 1705, *(chance.randint(1300, 2400) for _ in range(6))])
    dead = np.arange(N_ALONE) < N_ALONE - 6
    start = starts(days, dead, datetime(2010, 7, 1), datetime(2018, 6, 30), chance)
    end = after(start, days)
    return pd.DataFrame(
        {
            "Combination or single agent": ALONE,
            "Regimen": ALONE,
            "mAb1": "inotuzumab",
            "mAb1 start": start,
            "Vital status": np.where(dead, "dead", "alive"),
            "Date of death/last follow-up": end,
            "Death date": end.where(pd.Series(dead)),
        }
    )


def patients_table(columns: Columns, chance: random.Random) -> pd.DataFrame:
    """All 199, by start of inotuzumab."""
    combination = combination_table(columns, chance)
    alone = alone_table(chance).reindex(columns=combination.columns).astype(combination.dtypes.drop("Salvage #"))
    return numbered(pd.concat([combination, alone], ignore_index=True), "mAb1 start")
