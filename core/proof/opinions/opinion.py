"""One number twice: as it is on the screen and as another library has it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.proof.numbers.curves import Numbers

LIFELINES, STATSMODELS, SCIPY, PANDAS = "lifelines", "statsmodels", "scipy", "pandas"
SAME = 1e-6
"""Numbers that differ by less than this part of them, or by less than this, are the same."""


@dataclass(frozen=True)
class Opinion:
    """One number: as it is on the screen, as a library has it, and why the two may differ (empty where they agree)."""

    name: str
    here: float
    there: float
    library: str
    explanation: str = ""

    @property
    def difference(self) -> float:
        """What the library has more; 0 where both say that there is no value, or that it is infinite."""
        same = self.here == self.there or (np.isnan(self.here) and np.isnan(self.there))
        return 0.0 if same else self.there - self.here

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return bool(abs(self.difference) <= SAME * max(1.0, abs(self.here)))


def opinions_on(
    here: Numbers, there: Numbers, library: str, explain: Callable[[str], str] = lambda _: ""
) -> tuple[Opinion, ...]:
    """Every number that both have, with its explanation where they differ."""
    opinions = (Opinion(name, here[name], value, library) for name, value in there.items() if name in here)
    return tuple(
        one if one.agrees else Opinion(one.name, one.here, one.there, library, explain(one.name)) for one in opinions
    )
