"""Who is looked at and how they are grouped: the part every analysis begins with."""

from dataclasses import dataclass

import numpy as np

from core.cohort import Cohort
from core.filters import keep, sentence
from core.view import View

EVERYBODY = "All patients"


@dataclass(frozen=True)
class Selection:
    """The patients the filters keep: a mask over the cohort's rows, and the filters in words."""

    cohort: Cohort
    patients: np.ndarray
    sentence: str

    @property
    def n(self) -> int:
        """How many patients are kept."""
        return int(self.patients.sum())


@dataclass(frozen=True)
class Groups:
    """The arms compared: their labels, and for each patient of the cohort the place of the arm or -1.

    Levels that no selected patient has are no arms. `missing` counts selected patients without a value.
    """

    title: str
    labels: tuple[str, ...]
    codes: np.ndarray
    missing: int = 0

    def __len__(self) -> int:
        """The number of arms."""
        return len(self.labels)

    def of(self, patients: np.ndarray) -> "Groups":
        """The same arms for fewer patients; an arm that loses its last patient stays, with nobody in it."""
        return Groups(self.title, self.labels, np.where(patients, self.codes, -1), self.missing)

    def occupied(self) -> "Groups":
        """The arms that somebody is in."""
        present = np.bincount(self.codes + 1, minlength=len(self) + 1)[1:] > 0
        if present.all():
            return self
        place = np.append(np.cumsum(present) - 1, -1)
        labels = tuple(label for label, found in zip(self.labels, present, strict=True) if found)
        return Groups(self.title, labels, place[self.codes], self.missing)


def select(cohort: Cohort, view: View) -> Selection:
    """The patients a view asks about; the view must fit the cohort (`core.fitting.fit_view`)."""
    return Selection(cohort, keep(view.filters, cohort), sentence(view.filters, cohort))


def group(selection: Selection, compare: str) -> Groups:
    """The selected patients by the levels of the field with this slug; an empty slug is one group of all."""
    if not compare:
        return Groups("", (EVERYBODY,), np.where(selection.patients, 0, -1))
    cohort, field = selection.cohort, selection.cohort.by_slug(compare)
    codes = np.where(selection.patients, cohort.codes(field.name), -1)
    missing = int((selection.patients & (codes < 0)).sum())
    return Groups(field.label, tuple(level.label for level in field.levels), codes, missing).occupied()
