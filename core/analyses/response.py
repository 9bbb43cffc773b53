"""Response to an antibody: the ladder CR, CRp, CRi, overall, MRD-negative, by group, each with its denominator."""

from dataclasses import dataclass

import numpy as np

from core.analyses.selection import Groups, Selection, group
from core.cohort import Cohort
from core.dictionary import dictionary
from core.stats.association import Association, compare_counts
from core.stats.proportions import proportion_interval
from core.view import View

ANTIBODIES = ("mab1", "mab2")
RESPONDED = ("CR", "CRp", "CRi")
NOT_EVALUABLE = "not evaluable"
GIVEN, EVALUABLE, TESTED_FOR_MRD = "all given the antibody", "evaluable for response", "tested for MRD"


@dataclass(frozen=True)
class Proportion:
    """k of n with the limits of k / n; the limits are nan where n is 0."""

    k: int
    n: int
    lower: float
    upper: float


@dataclass(frozen=True)
class Rung:
    """One line of the ladder: its name, what it is counted in, a proportion an arm, and the test between arms."""

    label: str
    denominator: str
    arms: tuple[Proportion, ...]
    test: Association | None


@dataclass(frozen=True)
class Response:
    """What the Response page shows.

    `n` are the patients given the antibody among the selected, by arm; `unrecorded` those of them without a
    recorded response, who count as not having responded when the denominator is everybody.
    """

    antibody: str
    selected: int
    left_out: tuple[tuple[str, int], ...]
    title: str
    labels: tuple[str, ...]
    n: tuple[int, ...]
    unrecorded: int
    rungs: tuple[Rung, ...]


def antibodies_with_responses(cohort: Cohort) -> dict[str, str]:
    """The antibodies ("mab1", "mab2") whose responses the cohort records, with their labels."""
    return {name: dictionary()[name].label for name in ANTIBODIES if cohort.has(f"{name}_response")}


def analyse_response(selection: Selection, view: View) -> Response:
    """The response ladder of the selected patients who were given the antibody of the view."""
    cohort, antibody = selection.cohort, view.antibody
    given = _given(cohort, antibody)
    arms = group(selection, view.compare)
    treated = arms.of(given)
    ungrouped = int((selection.patients & given & (arms.codes < 0)).sum())
    not_given = int((selection.patients & ~given).sum())
    reasons = ((f"not given {_name(antibody)}", not_given), (f"no value of {arms.title}", ungrouped))
    return Response(
        antibody=dictionary()[antibody].label,
        selected=selection.n,
        left_out=tuple((reason, n) for reason, n in reasons if n),
        title=arms.title,
        labels=arms.labels,
        n=tuple(int((treated.codes == arm).sum()) for arm in range(len(arms))),
        unrecorded=int(((treated.codes >= 0) & ~cohort.known(f"{antibody}_response")).sum()),
        rungs=(*_ladder(cohort, treated, view), *_mrd(cohort, treated, view)),
    )


def _name(antibody: str) -> str:
    return dictionary()[antibody].label.lower()[:1] + dictionary()[antibody].label[1:]


def _given(cohort: Cohort, antibody: str) -> np.ndarray:
    """Given the antibody: it is named, has a start date, or has a response."""
    signs = [name for name in (antibody, f"{antibody}_start", f"{antibody}_response") if name in cohort]
    return np.logical_or.reduce([cohort.known(name) for name in signs])


def _ladder(cohort: Cohort, treated: Groups, view: View) -> list[Rung]:
    name = f"{view.antibody}_response"
    evaluable = cohort.known(name) & ~cohort.is_level(name, NOT_EVALUABLE)
    everybody = view.denominator == "all"
    among = treated if everybody else treated.of(evaluable)
    denominator = GIVEN if everybody else EVALUABLE
    responses = {label: cohort.is_level(name, label) for label in RESPONDED}
    rungs = [_rung(label, denominator, happened, among, view) for label, happened in responses.items()]
    return [*rungs, _rung("Overall response", denominator, np.logical_or.reduce([*responses.values()]), among, view)]


def _mrd(cohort: Cohort, treated: Groups, view: View) -> list[Rung]:
    name = f"{view.antibody}_mrd"
    if name not in cohort:
        return []
    negative = cohort.is_level(name, "negative")
    tested = negative | cohort.is_level(name, "positive")
    return [
        _rung("MRD-negative", GIVEN, negative, treated, view),
        _rung("MRD-negative", TESTED_FOR_MRD, negative, treated.of(tested), view),
    ]


def _rung(label: str, denominator: str, happened: np.ndarray, among: Groups, view: View) -> Rung:
    n = np.bincount(among.codes[among.codes >= 0], minlength=len(among))
    k = np.bincount(among.codes[(among.codes >= 0) & happened], minlength=len(among))
    arms = tuple(
        Proportion(int(a), int(b), *proportion_interval(int(a), int(b), view.limits)) for a, b in zip(k, n, strict=True)
    )
    test = compare_counts(np.column_stack([k, n - k])) if len(among) > 1 else None
    return Rung(label, denominator, arms, test)
