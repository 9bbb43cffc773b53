"""110 synthetic patients on mini-hyper-CVD + inotuzumab: who they are, in whole numbers, before anything happens.

The columns of the search are coded: `mrd` 1 negative, 0 positive, -1 not tested; `tp53` 1 mutated, 0 wild type, -1 not
tested; `cyto` 1 high, 0 low, -1 neither. Response, salvage and regimen are written down here; who of a kind has which
of the other levels is left to the search.
"""

import random

import numpy as np
from search import Columns

N, N_ORIGINAL = 110, 67
EARLY_DEATH, NO_RESPONSE, RESPONSE = 0, 1, 2
# (modified regimen, salvage) -> early deaths, no response, responses: 92 %, 59 % and 57 % respond.
KINDS = {
    (0, 1): (1, 2, 35), (0, 2): (2, 4, 9), (0, 3): (2, 4, 8),
    (1, 1): (2, 1, 38), (1, 2): (0, 1, 1),
}  # fmt: skip
MRD_NEGATIVE, MRD_POSITIVE = {True: 64, False: 12}, {True: 8, False: 6}
"""By whether it is first salvage: 64 of 72 and 12 of 18, one of the first not tested."""
TP53, CYTO_HIGH, CYTO_LOW = (41, 19), 22, 62
TRANSPLANTS = (29, 24)
ALIVE = 41
# Days to transplant, 1.8 to 10.2 months; the median rounds to 4 months and all but three come before a landmark there.
EARLIEST, MIDDLE, LANDMARK, LATE = 55, 108, 121, (133, 176, 310)
BLINATUMOMAB = (4, 32)


def transplant_days() -> np.ndarray:
    """The 53 days to transplant in order."""
    before = np.linspace(EARLIEST, MIDDLE - 1, 26).round()
    after = np.linspace(MIDDLE, LANDMARK, 24).round()
    return np.array([*before, *after, *LATE])


def first_levels(chance: random.Random) -> Columns:
    """Every level in its number, dealt at random where the search will move it."""
    rows = [
        (modified, salvage, kind)
        for (modified, salvage), numbers in KINDS.items()
        for kind, n in enumerate(numbers)
        for _ in range(n)
    ]
    modified, salvage, kind = np.array(rows).T
    first, responded = salvage == 1, kind == RESPONSE
    mrd = np.full(N, -1)
    for is_first in (True, False):
        among = np.flatnonzero(responded & (first == is_first)).tolist()
        chance.shuffle(among)
        negative, positive = MRD_NEGATIVE[is_first], MRD_POSITIVE[is_first]
        mrd[among[:negative]], mrd[among[negative : negative + positive]] = 1, 0
    return {
        "modified": modified,
        "salvage": salvage,
        "kind": kind,
        "mrd": mrd,
        "tp53": _coded(*TP53, chance),
        "cyto": _coded(CYTO_LOW, CYTO_HIGH, chance),
        "hsct": _transplants(modified, responded, chance),
        "pb_blasts": _blood_blasts(chance),
    }


def _coded(zeros: int, ones: int, chance: random.Random) -> np.ndarray:
    codes = [0] * zeros + [1] * ones + [-1] * (N - zeros - ones)
    chance.shuffle(codes)
    return np.array(codes)


def _transplants(modified: np.ndarray, responded: np.ndarray, chance: random.Random) -> np.ndarray:
    days, hsct = transplant_days().tolist(), np.full(N, np.nan)
    chance.shuffle(days)
    for regimen, n in enumerate(TRANSPLANTS):
        among = np.flatnonzero(responded & (modified == regimen)).tolist()
        for place in chance.sample(among, n):
            hsct[place] = days.pop()
    return hsct


def _blood_blasts(chance: random.Random) -> np.ndarray:
    """Percent, many without any, as in relapse confined to the marrow."""
    values = [round(97 * chance.random() ** 2.2) if chance.random() > 0.3 else 0 for _ in range(N)]
    return np.array(values, dtype=float)
