"""Made-up patients for the measurements: seeded, whole days, three groups, twelve covariates."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

FIVE = ("age", "white_cells", "salvage", "ph", "sex")
TWELVE = (*FIVE, "blasts", "platelets", "risk", "ecog", "extramedullary", "prior_transplant", "relapsed")
LEVELS = {"salvage": 3, "risk": 3, "ecog": 3, "ph": 2, "sex": 2, "extramedullary": 2, "prior_transplant": 2}
LEVELS["relapsed"] = 2
TEN_YEARS = 3650


@dataclass(frozen=True, eq=False)
class Patients:
    """What is known of n patients, all of it from time zero on but the change.

    `time` (n,) int32 days, whole and so with many ties; `event` (n,) int8; `status` (n,) int8, the event as one of two
    causes; `change` (n,) the day of a transplant, before the end of follow-up, nan for never; `group` (n,) int8 codes
    0 to 2; `covariates` a column each.
    """

    time: np.ndarray
    event: np.ndarray
    status: np.ndarray
    change: np.ndarray
    group: np.ndarray
    covariates: pd.DataFrame

    def __len__(self) -> int:
        """How many."""
        return len(self.time)

    def frame(self) -> pd.DataFrame:
        """All of it as one frame, as the libraries and R take it."""
        own = {name: getattr(self, name) for name in ("time", "event", "status", "change", "group")}
        return self.covariates.assign(**own)


def make_patients(n: int, seed: int = 1) -> Patients:
    """Patients whose hazard depends on age, salvage and the Philadelphia chromosome; seen for ten years at most."""
    draw = np.random.default_rng(seed)
    numbers = {
        "age": draw.normal(50, 15, n).round(),
        "white_cells": draw.lognormal(2, 1, n).round(1),
        "blasts": draw.uniform(5, 98, n).round(),
        "platelets": draw.lognormal(4, 0.7, n).round(),
    }
    codes = {name: _codes(draw, n, count) for name, count in LEVELS.items()}
    covariates = pd.DataFrame(numbers | codes)[list(TWELVE)]
    group = _codes(draw, n, 3)
    risk = 0.01 * (numbers["age"] - 50) + 0.25 * codes["salvage"] + 0.3 * codes["ph"] - 0.2 * group
    death = np.ceil(draw.exponential(700 / np.exp(risk)))
    censoring = np.minimum(np.ceil(draw.exponential(2500, n)), TEN_YEARS)
    time = np.minimum(death, censoring).astype(np.int32)
    event = (death <= censoring).astype(np.int8)
    status = (event * (1 + (draw.random(n) < 0.4))).astype(np.int8)
    wanted = np.ceil(draw.exponential(400, n))
    change = np.where(wanted < time, wanted, np.nan)
    return Patients(time, event, status, change, group, covariates)


def _codes(draw: np.random.Generator, n: int, count: int) -> np.ndarray:
    """Level codes; the first patients have every level, so that no model of a few patients lacks one."""
    codes = draw.integers(0, count, n)
    codes[:count] = np.arange(count)
    return codes.astype(np.int8)
