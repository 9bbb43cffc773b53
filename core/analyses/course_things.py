"""What a patient's course is made of: treatments, events, laboratory values. Days are float, days since 1970."""

from dataclasses import dataclass, field

import numpy as np

from core.cohort import Cohort
from core.dictionary import dictionary, normalise

OTHER = "other"


@dataclass(frozen=True)
class Treatment:
    """A treatment from a day to another; `kind` is the antibody or "other", `end` nan where none is recorded.

    `detail` is what the source says of it beside its name.
    """

    kind: str
    label: str
    start: float
    end: float
    detail: str = ""


@dataclass(frozen=True)
class Event:
    """Something that happened on one day; `kind` names its mark in a figure, `short` what is written beside it."""

    kind: str
    label: str
    day: float
    detail: str = ""
    short: str = ""


@dataclass(frozen=True, eq=False)
class Labs:
    """The values of one test in one unit, in order of time."""

    test: str
    unit: str
    days: np.ndarray = field(repr=False)
    values: np.ndarray = field(repr=False)

    @property
    def title(self) -> str:
        """The test with its unit."""
        return f"{self.test} ({self.unit})" if self.unit else self.test


def antibody_in(text: str) -> str:
    """Which antibody a treatment's name tells of, by the spellings of the dictionary; "other" where none."""
    words = [normalise(word) for word in text.replace("/", " ").replace("+", " ").replace("-", " ").split()]
    for level in dictionary()["mab1"].levels:
        for spelling in (level.value, *level.spellings):
            plain = normalise(spelling)
            if plain in words or (len(plain) > LONGEST_SHORT_FORM and plain in normalise(text)):
                return level.value
    return OTHER


LONGEST_SHORT_FORM = 4
"""A spelling of so few letters must be a word of its own: "ino" stands in many words."""


def day_of(cohort: Cohort, name: str, patient: int) -> float:
    """The day in a date column of one patient, nan where the cohort lacks it."""
    return float(cohort.days(name)[patient]) if name in cohort else float("nan")


def label_of(cohort: Cohort, name: str, patient: int) -> str:
    """The label of one patient's level of a choice; empty where there is none."""
    if name not in cohort or cohort.codes(name)[patient] < 0:
        return ""
    return cohort.columns[name].levels[cohort.codes(name)[patient]].label
