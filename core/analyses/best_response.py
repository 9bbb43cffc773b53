"""The best response of every patient: as shares of each group, and from the first antibody to the second."""

from dataclasses import dataclass

import numpy as np

from core.analyses.response import ANTIBODIES, DENOMINATORS, antibodies_with_responses, read_answers
from core.analyses.selection import Selection, group
from core.cohort import Cohort
from core.dictionary import dictionary
from core.view import View

NOT_RECORDED, NO_SECOND = "Not recorded", "No second antibody"


@dataclass(frozen=True, eq=False)
class BestResponses:
    """Best responses by group: `counts` has a row an arm, a column a level that somebody has; rows add up to `n`.

    `arms` and `places` are each patient's arm and level of the whole cohort, -1 of those who are not counted.
    """

    antibody: str
    denominator: str
    title: str
    labels: tuple[str, ...]
    n: tuple[int, ...]
    levels: tuple[str, ...]
    counts: np.ndarray
    arms: np.ndarray
    places: np.ndarray


@dataclass(frozen=True, eq=False)
class ResponseFlow:
    """From the response to the first antibody (rows of `counts`) to that to the second (columns), levels in order.

    `n` were given the first antibody, whatever they were given then; `not_given` of the selected were not.
    """

    first: tuple[str, ...]
    second: tuple[str, ...]
    counts: np.ndarray
    not_given: int

    @property
    def n(self) -> int:
        """The patients who flow."""
        return int(self.counts.sum())


def best_responses(selection: Selection, view: View) -> BestResponses:
    """Each patient's best response to the antibody of the view, among those of its denominator, by group."""
    cohort, antibody = selection.cohort, view.antibody
    levels, places = response_places(cohort, antibody)
    denominator = DENOMINATORS[view.denominator]
    arms = group(selection, view.compare).of(read_answers(cohort, antibody).among(denominator))
    inside = arms.codes >= 0
    counts = np.zeros((len(arms), len(levels)), dtype=int)
    np.add.at(counts, (arms.codes[inside], places[inside]), 1)
    used = counts.any(axis=0)
    return BestResponses(
        antibody=dictionary()[antibody].label,
        denominator=denominator,
        title=arms.title,
        labels=arms.labels,
        n=tuple(counts.sum(axis=1).tolist()),
        levels=tuple(level for level, here in zip(levels, used, strict=True) if here),
        counts=counts[:, used],
        arms=arms.codes,
        places=np.where(inside & used[places], np.cumsum(used)[places] - 1, -1),
    )


def response_flow(selection: Selection) -> ResponseFlow | None:
    """The responses to both antibodies of those given the first; None where one of them is not recorded."""
    cohort = selection.cohort
    if len(antibodies_with_responses(cohort)) < len(ANTIBODIES):
        return None
    given, again = (read_answers(cohort, antibody).given for antibody in ANTIBODIES)
    (first_levels, first), (second_levels, second) = (response_places(cohort, antibody) for antibody in ANTIBODIES)
    second_levels = (*second_levels, NO_SECOND)
    second = np.where(again, second, len(second_levels) - 1)
    inside = selection.patients & given
    counts = np.zeros((len(first_levels), len(second_levels)), dtype=int)
    np.add.at(counts, (first[inside], second[inside]), 1)
    rows, columns = counts.any(axis=1), counts.any(axis=0)
    return ResponseFlow(
        first=tuple(np.array(first_levels)[rows].tolist()),
        second=tuple(np.array(second_levels)[columns].tolist()),
        counts=counts[rows][:, columns],
        not_given=int((selection.patients & ~given).sum()),
    )


def response_places(cohort: Cohort, antibody: str) -> tuple[tuple[str, ...], np.ndarray]:
    """The levels of response, "Not recorded" last, and the place of each patient's among them."""
    name = f"{antibody}_response"
    levels = (*(level.label for level in cohort.columns[name].levels), NOT_RECORDED)
    codes = cohort.codes(name).astype(int)
    return levels, np.where(codes < 0, len(levels) - 1, codes)
