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
