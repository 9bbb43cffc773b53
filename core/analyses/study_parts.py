"""What a printed figure is compared by: its parts, how far each may be from the one found, and the verdict.

What counts as agreement is the printed precision: half a unit of the last printed digit. A P above .05 may be .03
away, one below .05 must stay below it, a hazard ratio may be 5 % away.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from core.studies import Fact

ALPHA = 0.05

P_ALLOWED = 0.03

HR_ALLOWED = 0.05

ALL = "all"
AGREES, DIFFERS, CANNOT, BUT_FOR_A_PART = "agrees", "differs", "cannot be computed", "agrees but for a part"


@dataclass(frozen=True)
class Part:
    """One number of a printed figure beside the one found; it agrees between `low` and `high`, both included.

    `printed` is None for a limit that was not reached; `below` says that only an upper bound was printed. A part
    that is not `judged` is shown and says nothing about agreement.
    """

    name: str
    group: str
    printed: Any
    found: Any
    low: float = -math.inf
    high: float = math.inf
    below: bool = False
    judged: bool = True

    @property
    def agrees(self) -> bool:
        """Whether the number found is the printed one at its precision."""
        if isinstance(self.printed, str):
            return self.found == self.printed
        if self.printed is None:
            return not math.isfinite(self.found)
        return self.low <= self.found <= self.high


@dataclass(frozen=True)
class Recomputed:
    """A figure computed again: its parts, or why it cannot be. `odd` names a part that the print itself speaks against.

    `remark` says what is not quite as in the study.
    """

    fact: Fact
    parts: tuple[Part, ...]
    refused: str = ""
    odd: str = ""
    remark: str = ""

    @property
    def verdict(self) -> str:
        """Whether the figures agree, all parts together."""
        if self.refused:
            return CANNOT
        wrong = [part.name for part in self.parts if part.judged and not part.agrees]
        if not wrong:
            return AGREES
        return BUT_FOR_A_PART if wrong == [self.odd] else DIFFERS


def half_a_unit(printed: float) -> float:
    """Half a unit of the last printed digit, with room for halves that are rounded up."""
    return 0.5 * 10.0 ** -decimals_of(printed) + 1e-9


def decimals_of(printed: float) -> int:
    """How many decimals were printed."""
    return len(str(printed).partition(".")[2]) if isinstance(printed, float) else 0


def rounded(name: str, printed: Any, found: float, group: str = "") -> Part:
    """A part that agrees where the number found rounds to the printed one; printed None is not reached."""
    if printed is None:
        return Part(name, group, None, found)
    allowed = half_a_unit(printed)
    return Part(name, group, printed, float(found), printed - allowed, printed + allowed)


def patients_part(n: int | None, found: int, group: str = "") -> Part:
    """How many a figure is about, judged where it was printed."""
    return Part("n", group, None, found, judged=False) if n is None else rounded("n", n, found, group)


def p_parts(fact: Fact, compute: Callable[[], float]) -> Iterator[Part]:
    """The P of a figure, where one was printed, beside the one found."""
    if "p_below" in fact:
        yield Part("p", "", fact["p_below"], float(compute()), high=math.nextafter(fact["p_below"], 0), below=True)
    elif "p" in fact:
        printed, found = fact["p"], float(compute())
        if printed < ALPHA:
            yield Part("p", "", printed, found, high=math.nextafter(ALPHA, 0))
        else:
            low = min(max(ALPHA, printed - P_ALLOWED), printed - half_a_unit(printed))
            yield Part("p", "", printed, found, low, printed + P_ALLOWED)
