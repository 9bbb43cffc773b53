"""Made-up patients with competing events."""

import numpy as np
from hypothesis import strategies as st

NAMES = ("time", "status", "group")

patients = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2), st.integers(0, 2)), min_size=6, max_size=40).map(
    lambda cohort: tuple(np.array(cohort, dtype=int).T)
)
"""Time, status (0 censored, 1 or 2 the event) and group (0, 1, 2), with many ties."""


def simulated(n: int = 150, seed: int = 11, tied: bool = True) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Time, status and group; a group's code lengthens the time to an event of cause 1."""
    random = np.random.default_rng(seed)
    group = random.integers(0, 3, n)
    first, second, censored = (random.exponential(scale, n) for scale in (12 + 6 * group, 25, 30))
    time = np.minimum(np.minimum(first, second), censored)
    status = np.select([time == first, time == second], [1, 2], 0)
    return np.ceil(time) if tied else time, status, group
