"""When it happened: days from the second antibody on, that give the printed survival figures and medians."""

import random

import numpy as np
from mskcc_levels import EVERYBODY, FIRST, MAB2_TO_HSCT_DAYS, SCALES
from mskcc_search import figure
from search import Columns, anneal, rule, shift, spread, swap


def _between(low: np.ndarray, high: np.ndarray, among: np.ndarray, chance: random.Random) -> np.ndarray:
    """Random days between the bounds for some of the patients, NaN for the others."""
    days = np.full(len(low), np.nan)
    days[among] = [spread(int(low[place]), int(high[place]), chance) for place in among]
    return days


def _bounds_of_the_end(columns: Columns) -> tuple[np.ndarray, np.ndarray]:
    """Earliest and latest day of death or last contact after the second antibody."""
    transplanted, dead = columns["hsct_after_mab2"] == "yes", columns["vital_status"] == "dead"
    late = columns["alive_12m_after_progression"] == "yes"
    gap = columns["mab1_to_mab2_days"] - columns["mab1_to_progression_days"]
    # The only order of deaths and censorings that gives 26.5 % (11.2-62.4) without transplant is eleven deaths,
    # two censored, one death; it leaves 33.1 % (19.4-56.4) for everybody only where two of the transplanted
    # die, and nobody else is censored, later than a year.
    living = np.flatnonzero(~dead & ~transplanted)
    short = living[np.argsort(-gap[living])[:2]]
    latest = np.flatnonzero(dead & transplanted & late)
    latest = latest[np.argsort(gap[latest])[:2]]
    year_one = dead.copy()
    year_one[short], year_one[latest] = True, False
    low = np.where(year_one, np.where(late, np.maximum(366 - gap, 40), 40), 366)
    low = np.where(columns["outcome"] == "transplant, alive", 366 + max(MAB2_TO_HSCT_DAYS), low)
    high = np.where(year_one, 364, np.where(dead, 1100, 1500))
    high = np.where(columns["outcome"] == "treatment-related death", 120, high)
    high[FIRST] = np.where(dead & ~late, np.minimum(high, 365 - gap), high)[FIRST]
    return low, high


def find_survival_days(facts: dict[str, dict], columns: Columns, chance: random.Random) -> Columns:
    """Days from the second antibody to transplant and to death or last contact."""
    transplanted = columns["hsct_after_mab2"] == "yes"
    waits = list(MAB2_TO_HSCT_DAYS[:-1])
    chance.shuffle(waits)
    bridged = np.flatnonzero(transplanted & (columns["mab2_mrd"] == "positive"))[0]
    wait = np.full(29, np.nan)
    wait[bridged] = MAB2_TO_HSCT_DAYS[-1]
    others = np.setdiff1d(np.flatnonzero(transplanted), bridged)
    wait[others] = waits
    low, high = _bounds_of_the_end(columns)
    found = columns | {
        "mab2_to_hsct_days": wait,
        "mab2_to_end_days": _between(low, high, EVERYBODY, chance),
    }
    wanted = [
        fact
        for fact in facts.values()
        if fact.get("endpoint") == "OS" and fact.get("origin") in ("mab1_progression", "mab2_start", "hsct")
    ]
    targets = [figure(fact, SCALES[fact["kind"]]) for fact in [*wanted, facts["follow_up"]]]
    engrafted = rule(
        "five weeks after transplant",
        ("mab2_to_end_days", "mab2_to_hsct_days"),
        lambda c: np.where(transplanted, c["mab2_to_end_days"] < c["mab2_to_hsct_days"] + 35, False),
    )
    moves = [shift("mab2_to_end_days", EVERYBODY, low, high)] * 4 + [swap("mab2_to_hsct_days", others)]
    return anneal(found, [*targets, engrafted], moves, chance, steps=20_000, heat=0.3)


def find_courses(facts: dict[str, dict], columns: Columns, chance: random.Random) -> Columns:
    """Days from the second antibody to progression and to salvage therapy, and the response to salvage."""
    progressed, transplanted = columns["mab2_progressed"] == "yes", columns["hsct_after_mab2"] == "yes"
    end = columns["mab2_to_end_days"]
    who = np.flatnonzero(progressed)
    low = np.select([transplanted, columns["mab2_response"] == "CR"], [columns["mab2_to_hsct_days"] + 20, 45], 14)
    refractory = columns["mab2_response"] == "NR"
    high = np.where(transplanted, end - 5, np.minimum(end - 12, np.where(refractory, 75, 330)))
    salvaged = np.flatnonzero(progressed & ~transplanted)
    salvaged = np.setdiff1d(salvaged, salvaged[np.argmin(end[salvaged])])  # one dies before salvage therapy
    latest = np.minimum(end - 9, 420)
    response = np.full(29, None, dtype=object)
    alive = columns["vital_status"] == "alive"
    response[salvaged] = np.where(alive[salvaged] | (end[salvaged] >= np.sort(end[salvaged])[-6]), "CR", "NR")
    found = columns | {
        "mab2_to_progression_days": _between(low, np.maximum(low, high), who, chance),
        "mab2_to_salvage_days": _between(low + 2, latest, salvaged, chance),
        "salvage_response": response,
    }
    after_salvage = [fact for fact in facts.values() if fact.get("origin") == "mab2_progression"]
    wanted = [facts["nohsct_to_salvage"], facts["efs_hsct_12m"], *after_salvage]
    order = rule(
        "salvage after progression",
        ("mab2_to_progression_days", "mab2_to_salvage_days"),
        lambda c: np.maximum(0, c["mab2_to_progression_days"] + 2 - c["mab2_to_salvage_days"])[salvaged],
    )
    targets = [figure(fact, SCALES[fact["kind"]]) for fact in wanted]
    moves = [
        shift("mab2_to_progression_days", who, low, np.maximum(low, high)),
        shift("mab2_to_salvage_days", salvaged, low + 2, latest),
        swap("salvage_response", salvaged),
    ]
    return anneal(found, [*targets, order], moves, chance, steps=40_000, heat=0.6)
