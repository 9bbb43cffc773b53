"""A number as it was printed: its digits count, for they say how far it was rounded and which misprint is near."""

import re
from dataclasses import dataclass

_NUMBER = re.compile(r"^\d{1,7}([.·,]\d{1,4})?$")


@dataclass(frozen=True)
class Printed:
    """A printed number: its text with a point, its value, half a unit of its last digit."""

    text: str

    @property
    def value(self) -> float:
        """The number."""
        return float(self.text)

    @property
    def decimals(self) -> int:
        """How many decimals were printed."""
        return len(self.text.partition(".")[2])

    @property
    def half_unit(self) -> float:
        """How far the number may be from what was rounded to it, with room for halves."""
        return 0.5 * 10.0**-self.decimals + 1e-9

    def is_rounded_from(self, number: float) -> bool:
        """Whether this is what the number is printed as."""
        return abs(number - self.value) <= self.half_unit

    def rounded(self, number: float) -> str:
        """Another number printed as this one was."""
        return f"{number:.{self.decimals}f}"

    def is_a_slip_of(self, number: float) -> bool:
        """Whether one digit changed, or two neighbours changed places, when the number was printed."""
        meant = self.rounded(number)
        if meant == self.text or len(meant) != len(self.text):
            return False
        wrong = [place for place, (one, other) in enumerate(zip(meant, self.text, strict=True)) if one != other]
        swapped = len(wrong) == 2 and wrong[1] - wrong[0] == 1 and sorted(meant) == sorted(self.text)
        return len(wrong) == 1 or swapped


def read_printed(text: str) -> Printed | None:
    """A number as somebody typed it, with a point or a comma and perhaps a per cent sign; None where it is none."""
    plain = text.replace("%", "").strip()
    return Printed(re.sub("[·,]", ".", plain)) if _NUMBER.match(plain) else None
