"""Made-up patients for tests of models."""

import numpy as np

from core.stats.cox_model import CoxModel
from core.stats.design import Factor, Numeric

NUMBERS = ["coef", "se", "z", "p"]


def patients(n: int = 60, seed: int = 1, tied: bool = True) -> tuple[np.ndarray, np.ndarray, Numeric, Factor]:
    """Time, event, age and a factor of three levels; whole times, with ties, unless told otherwise."""
    random = np.random.default_rng(seed)
    age = random.integers(20, 75, n).astype(float)
    line = random.integers(0, 3, n)
    time = random.exponential(10 * np.exp(0.02 * (50 - age) + 0.4 * (line == 2))) + 1
    time = np.ceil(time) if tied else time
    event = (random.random(n) < 0.7).astype(int)
    return time, event, Numeric("age", age), Factor("line", line, ("first", "second", "third"))


def numbers(model: CoxModel, columns: list[str] = NUMBERS) -> np.ndarray:
    """The estimates of a model: (coefficients, columns)."""
    return model.coefficients[columns].to_numpy(dtype=float)


def split_rows(time: np.ndarray, event: np.ndarray, seed: int = 0) -> tuple[np.ndarray, ...]:
    """Each patient's time cut in two, where it is long enough: the patient of each row, entry, time and event."""
    random = np.random.default_rng(seed)
    cut = np.floor(time * random.random(len(time)))
    halved = np.flatnonzero((cut > 0) & (cut < time))
    patient = np.concatenate([np.arange(len(time)), halved])
    first = np.zeros(len(time))
    first[halved] = cut[halved]
    order = random.permutation(len(patient))
    columns = (
        patient,
        np.concatenate([first, np.zeros(len(halved))]),
        np.concatenate([time, cut[halved]]),
        np.concatenate([event, np.zeros(len(halved), dtype=int)]),
    )
    return tuple(column[order] for column in columns)


def rows_of_terms(age: Numeric, line: Factor, rows: np.ndarray) -> list[Numeric | Factor]:
    """The terms of `patients` for these rows."""
    return [Numeric("age", age.values[rows]), Factor("line", line.codes[rows], line.levels)]
