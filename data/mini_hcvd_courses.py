"""What happened on the way: response, relapse, blinatumomab, SOS and cause of death, once the ends are known."""

import random

import numpy as np
from curves import Curves, Printed, draw
from dealing import with_median
from mini_hcvd_levels import BLINATUMOMAB, EARLY_DEATH, NO_RESPONSE, RESPONSE, N
from mini_hcvd_search import DIED_IN_REMISSION_TRANSPLANTED
from search import Columns, Target, anneal, rule

RELAPSED_ALIVE = 5
SOS = {(0, True): 6, (0, False): 3, (1, True): 1}
"""By regimen and transplant: 9 and 1 by regimen, 7 and 3 by transplant."""
CAUSES_IN_REMISSION = ("infection", "infection", "GVHD", "organ toxicity", "infection", "haemorrhage")


def add_response(columns: Columns, chance: random.Random) -> Columns:
    """Days to response: the late ones for those who had time for them before transplant, death or last contact."""
    responders = np.flatnonzero(columns["kind"] == RESPONSE)
    latest = np.fmin(columns["hsct"], columns["end"])[responders] - 21
    days = with_median(len(responders), 12, 27, 134, chance, skew=3.5)
    dealt = np.empty(len(responders))
    dealt[np.argsort(latest, kind="stable")] = np.sort(days)
    for _ in range(3000):
        one, other = chance.sample(range(len(responders)), 2)
        if dealt[one] <= latest[other] and dealt[other] <= latest[one]:
            dealt[[one, other]] = dealt[[other, one]]
    if np.any(dealt > latest):
        raise ValueError("No room for the printed days to response: try another seed.")
    response = np.full(N, np.nan)
    response[responders] = dealt
    return columns | {"response": response}


def _who_relapses(columns: Columns, chance: random.Random) -> np.ndarray:
    """Whoever responded and died relapsed, but 26 of the transplanted and the first dead of the others did not."""
    responded, transplanted, dead = columns["kind"] == RESPONSE, columns["hsct"] > 0, columns["dead"]
    died_transplanted = np.flatnonzero(responded & dead & transplanted)
    room = columns["end"] - np.fmax(columns["response"], columns["hsct"])
    latest = died_transplanted[np.argsort(room[died_transplanted])]
    relapsed = responded & dead
    relapsed[latest[:DIED_IN_REMISSION_TRANSPLANTED]] = False
    relapsed &= (room > 55) | transplanted
    living = np.flatnonzero(responded & ~dead & (columns["end"] > 700))
    relapsed[chance.sample(living.tolist(), RELAPSED_ALIVE)] = True
    return relapsed


def _bounds(columns: Columns) -> tuple[np.ndarray, np.ndarray]:
    low = np.fmax(columns["response"] + 30, np.nan_to_num(columns["hsct"]) + 25)
    return low, np.maximum(low, np.where(columns["dead"], columns["end"] - 20, np.minimum(columns["end"] - 150, 900)))


def find_relapses(facts: dict[str, dict], columns: Columns, chance: random.Random) -> Columns:
    """Days of relapse that give the printed relapse-free survival; ValueError where none are found."""
    low, high = _bounds(columns)
    relapsed = _who_relapses(columns, chance)
    share = np.array([chance.random() for _ in range(N)])
    columns = columns | {"relapse": np.where(relapsed, np.round(low + (high - low) * share), np.nan)}
    printed = Printed([(facts["rfs_36m"], (0,)), (facts["rfs_median"], (0,))])
    responders = (columns["kind"] == RESPONSE)[None, :]

    def curves(current: Columns) -> Curves:
        ended = np.fmin(current["relapse"], current["end"]) - current["response"]
        event = current["dead"] | ~np.isnan(current["relapse"])
        return draw(np.nan_to_num(ended), event, responders)

    def shift_relapse(current: Columns, chance: random.Random) -> Columns:
        place = chance.choice(np.flatnonzero(~np.isnan(current["relapse"])).tolist())
        days = current["relapse"].copy()
        days[place] = chance.randint(int(low[place]), int(high[place]))
        return {"relapse": days}

    may = (columns["kind"] == RESPONSE) & (high > low + 30)
    either = np.flatnonzero(may & np.where(columns["dead"], ~(columns["hsct"] > 0), columns["end"] > 400))

    def turn(current: Columns, chance: random.Random) -> Columns:
        """One of the living, or of those who died without a transplant, relapses, or does not after all."""
        place = chance.choice(either.tolist())
        days = current["relapse"].copy()
        days[place] = np.nan if days[place] > 0 else chance.randint(int(low[place]), int(high[place]))
        return {"relapse": days}

    survival = Target("relapse-free survival", frozenset(("relapse",)), lambda c: printed.miss(curves(c)))
    few = rule(
        "at most twelve live after relapse",
        ("relapse",),
        lambda c: max(0, int((~np.isnan(c["relapse"]) & ~c["dead"]).sum()) - 12),
    )
    found = anneal(columns, [survival, few], [shift_relapse] * 3 + [turn], chance, steps=20_000, heat=0.3)
    if printed.missed(curves(found)):
        raise ValueError("No relapses found that give the printed relapse-free survival: try another seed.")
    return found


def add_complications(columns: Columns, chance: random.Random) -> Columns:
    """SOS after transplant or after inotuzumab, and what the dead died of."""
    responded, transplanted, dead = columns["kind"] == RESPONSE, columns["hsct"] > 0, columns["dead"]
    in_remission = dead & responded & np.isnan(columns["relapse"])
    sos = np.full(N, np.nan)
    for (regimen, after), n in SOS.items():
        able = responded & (columns["modified"] == regimen) & (transplanted == after) & (columns["end"] > 90)
        began = columns["hsct"] if after else columns["response"] + 28
        for place in chance.sample(np.flatnonzero(able).tolist(), n):
            sos[place] = min(began[place] + chance.randint(9, 24), columns["end"][place] - 1)
    cause = np.where(dead, "progression", None).astype(object)
    for number, place in enumerate(np.flatnonzero(in_remission | (dead & (columns["kind"] == EARLY_DEATH)))):
        cause[place] = CAUSES_IN_REMISSION[number % len(CAUSES_IN_REMISSION)]
        if cause[place] == "GVHD" and not transplanted[place]:
            cause[place] = "infection"
    soon = in_remission & (columns["end"] - sos < 60)
    cause[soon] = "SOS"
    progression = np.where(
        columns["kind"] == NO_RESPONSE, np.minimum(42 + columns["end"] % 9, columns["end"] - 5), columns["relapse"]
    )
    return columns | {
        "sos": sos,
        "cause": cause,
        "progression": progression,
        "died_in_remission": np.where(in_remission, "yes", "no"),
    }


def add_blinatumomab(columns: Columns, chance: random.Random) -> Columns:
    """Days to blinatumomab, in remission and before transplant."""
    started = np.full(N, np.nan)
    until = np.fmin(np.fmin(columns["hsct"] - 12, columns["end"] - 20), columns["relapse"] - 10)
    earliest = columns["response"] + 8
    for regimen, n in enumerate(BLINATUMOMAB):
        able = np.flatnonzero((columns["modified"] == regimen) & (until >= earliest))
        for place in chance.sample(able.tolist(), n):
            first, last = int(earliest[place]), int(min(until[place], 150))
            started[place] = chance.randint(min(first, last), last)
    return columns | {"blinatumomab": started}
