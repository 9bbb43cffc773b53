"""The way of treatment: antibody, response, what came between, second antibody, response, transplant, outcome."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.analyses.best_response import NOT_RECORDED, response_places
from core.analyses.selection import Selection
from core.analyses.transplant import antibodies_given, given_antibody, read_transplanted
from core.cohort import Cohort
from core.happenings import vital_status

NO_SECOND = "No second"
TRANSPLANT, CAR_T, BOTH, NEITHER = "Transplant", "CAR T cells", "Both", "Neither"
ALIVE, DEAD = "Alive", "Dead"
CONSOLIDATION = "Transplant or CAR T cells"

FEWEST_STAGES = 2

Places = tuple[tuple[str, ...], np.ndarray]
"""Levels in order and the place of each patient's among them."""


@dataclass(frozen=True)
class Stage:
    """A stage of treatment: its name, the short heading of a figure, the levels that somebody selected has."""

    name: str
    heading: str
    levels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Sequence:
    """The selected patients through the stages the cohort records.

    `paths` has a row for each way somebody went, the place of its level in every stage, and `numbers` how many went
    it; they add up to the selected. `lacking` names the stages that are not recorded.
    """

    stages: tuple[Stage, ...]
    paths: np.ndarray
    numbers: np.ndarray
    lacking: tuple[str, ...]

    @property
    def n(self) -> int:
        """The patients, all of the selected."""
        return int(self.numbers.sum())

    def counts(self, stage: int, other: int) -> np.ndarray:
        """Patients by their level of one stage (rows) and of another (columns)."""
        table = np.zeros((len(self.stages[stage].levels), len(self.stages[other].levels)), dtype=int)
        np.add.at(table, (self.paths[:, stage], self.paths[:, other]), self.numbers)
        return table


def sequence_of(selection: Selection) -> Sequence:
    """The ways of the selected patients; a stage nobody has a value in falls away."""
    stages, places, lacking = [], [], []
    for name, heading, read in STAGES:
        found = read(selection.cohort)
        own = found[1][selection.patients] if found else np.zeros(0, dtype=int)
        told = found and any(found[0][place] not in (NOT_RECORDED, NO_SECOND) for place in np.unique(own))
        if not told:
            lacking.append(name)
            continue
        present, codes = np.unique(own, return_inverse=True)
        stages.append(Stage(name, heading, tuple(found[0][place] for place in present)))
        places.append(codes)
    paths, numbers = np.zeros((0, len(stages)), dtype=int), np.zeros(0, dtype=int)
    if places:
        paths, numbers = np.unique(np.column_stack(places), axis=0, return_counts=True)
    return Sequence(tuple(stages), paths, numbers, tuple(lacking))


def _antibody(name: str) -> Callable[[Cohort], Places | None]:
    """The antibody by its name; one that was given and has none is not recorded."""

    def read(cohort: Cohort) -> Places | None:
        if name not in antibodies_given(cohort) or name not in cohort:
            return None
        levels = tuple(level.label for level in cohort.columns[name].levels)
        return _with_second(name, levels, cohort.codes(name).astype(int), cohort)

    return read


def _response(name: str) -> Callable[[Cohort], Places | None]:
    def read(cohort: Cohort) -> Places | None:
        if not cohort.has(f"{name}_response"):
            return None
        (*levels, _), places = response_places(cohort, name)
        return _with_second(name, tuple(levels), np.where(places == len(levels), -1, places), cohort)

    return read


def _interim(cohort: Cohort) -> Places | None:
    if not cohort.has("interim_therapy"):
        return None
    yes, no = (cohort.is_level("interim_therapy", level) for level in ("yes", "no"))
    second = "mab2" if "mab2" in antibodies_given(cohort) else ""
    return _with_second(second, ("Yes", "No"), np.select([yes, no], [0, 1], -1), cohort)


def _with_second(name: str, levels: tuple[str, ...], places: np.ndarray, cohort: Cohort) -> Places:
    """The levels, then "not recorded" and, of what belongs to the second antibody, that there was none."""
    places = np.where(places < 0, len(levels), places)
    if name == "mab2":
        places = np.where(given_antibody(cohort, "mab2"), places, len(levels) + 1)
    return (*levels, NOT_RECORDED, NO_SECOND), places


def _consolidation(cohort: Cohort) -> Places | None:
    """Transplant and CAR T cells at any time after the first antibody."""
    if not (cohort.has("hsct") or cohort.has("car_t_date")):
        return None
    who = read_transplanted(cohort, "mab1")
    cells = _cells(cohort)
    known = ~who.unknown if "hsct" in cohort else np.ones(len(cohort), dtype=bool)
    rules = [who.after & cells, who.after, cells, known]
    return (BOTH, TRANSPLANT, CAR_T, NEITHER, NOT_RECORDED), np.select(rules, range(4), 4)


def _cells(cohort: Cohort) -> np.ndarray:
    """Given CAR T cells on or after the day of the first antibody, where that day is known."""
    if "car_t_date" not in cohort:
        return np.zeros(len(cohort), dtype=bool)
    given = cohort.known("car_t_date")
    if "mab1_start" not in cohort:
        return given
    return given & ~(cohort.days("car_t_date") < cohort.days("mab1_start"))


def _outcome(cohort: Cohort) -> Places | None:
    if not (cohort.has("vital_status") or cohort.has("death_date")):
        return None
    dead, alive, _ = vital_status(cohort)
    return (ALIVE, DEAD, NOT_RECORDED), np.select([alive, dead], [0, 1], 2)


STAGES: tuple[tuple[str, str, Callable[[Cohort], Places | None]], ...] = (
    ("First antibody", "First antibody", _antibody("mab1")),
    ("Response to the first antibody", "Response", _response("mab1")),
    ("Therapy between the antibodies", "Interim therapy", _interim),
    ("Second antibody", "Second antibody", _antibody("mab2")),
    ("Response to the second antibody", "Response", _response("mab2")),
    (CONSOLIDATION, "Transplant", _consolidation),
    ("Outcome", "Outcome", _outcome),
)
"""Every stage in order: its name, the heading of the figure, how it is read off a cohort."""
