"""Response to an antibody: the ladder CR, CRp, CRh, CRi, overall, MRD-negative, by group, each with its denominator."""

from dataclasses import dataclass, field

import numpy as np

from core.analyses.contrasts import Versus, contrast_arms
from core.analyses.selection import Groups, Selection, group
from core.cohort import Cohort
from core.dictionary import dictionary
from core.stats.association import Association, compare_counts
from core.stats.proportions import proportion_interval
from core.view import View

ANTIBODIES = ("mab1", "mab2")
RESPONDED = ("CR", "CRp", "CRh", "CRi")
"""The levels of response that count as one: complete remission, whatever the recovery of the blood."""
RARE = "CRh"
"""A level many cohorts do not tell from CRi: a line only where somebody has it."""
LINE = "salvage"
NOT_EVALUABLE = "not evaluable"
OVERALL, MRD_NEGATIVE = "Overall response", "MRD-negative"
CONVERSION = "MRD conversion to negative"
"""MRD-negative of those who had MRD before: where it can be gone, rather than not found."""
GIVEN, EVALUABLE = "all given the antibody", "those evaluable for response"
RESPONDERS, TESTED_FOR_MRD = "responders", "those tested for MRD"
BURDENS = {
    "MRD": "those tested for MRD, MRD only at start",
    "morphologic": "those tested for MRD, morphologic disease at start",
}
MRD_POSITIVE_BEFORE = "those tested for MRD, MRD-positive after the first antibody"
CONVERTIBLE = (BURDENS["MRD"], MRD_POSITIVE_BEFORE)
DENOMINATORS = {"all": GIVEN, "evaluable": EVALUABLE, "responders": RESPONDERS, "tested": TESTED_FOR_MRD}
"""What each denominator of a view is called."""


@dataclass(frozen=True)
class Proportion:
    """k of n with the limits of k / n; the limits are nan where n is 0."""

    k: int
    n: int
    lower: float
    upper: float


@dataclass(frozen=True)
class Rung:
    """One line of the ladder: its name, what it is counted in, a proportion an arm, the differences and the test.

    `versus` has every arm but the first; it is empty, and `test` is None, where there is one arm. `happened` and
    `among`, the place of the arm of those counted and -1 of the others, are of every patient of the cohort.
    """

    label: str
    denominator: str
    arms: tuple[Proportion, ...]
    versus: tuple[Versus, ...]
    test: Association | None
    happened: np.ndarray = field(repr=False, compare=False)
    among: np.ndarray = field(repr=False, compare=False)


@dataclass(frozen=True)
class Response:
    """What the Response page shows.

    `n` are the patients given the antibody among the selected, by arm; `unrecorded` those of them without a
    recorded response, who count as not having responded when the denominator is everybody. `responses` are the levels
    that count as a response.
    """

    antibody: str
    selected: int
    left_out: tuple[tuple[str, int], ...]
    title: str
    labels: tuple[str, ...]
    n: tuple[int, ...]
    unrecorded: int
    responses: tuple[str, ...]
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, eq=False)
class Answers:
    """What is recorded of an antibody, a mask over the cohort each; nobody is tested where MRD is not recorded."""

    given: np.ndarray
    recorded: np.ndarray
    evaluable: np.ndarray
    by_level: dict[str, np.ndarray]
    responded: np.ndarray
    tested: np.ndarray
    negative: np.ndarray

    def among(self, denominator: str) -> np.ndarray:
        """Whom a percentage is of."""
        masks = {GIVEN: self.given, EVALUABLE: self.evaluable, RESPONDERS: self.responded, TESTED_FOR_MRD: self.tested}
        return masks[denominator]


def antibodies_with_responses(cohort: Cohort) -> dict[str, str]:
    """The antibodies ("mab1", "mab2") whose responses the cohort records, with their labels."""
    return {name: dictionary()[name].label for name in ANTIBODIES if cohort.has(f"{name}_response")}


def denominators_offered(cohort: Cohort, antibody: str) -> dict[str, str]:
    """The denominators of this antibody by their names in a view: the tested only where MRD is recorded."""
    tested = cohort.has(f"{antibody}_mrd")
    return {key: name for key, name in DENOMINATORS.items() if tested or name != TESTED_FOR_MRD}


def response_view(cohort: Cohort, view: View) -> View:
    """The view with an antibody and a denominator this cohort has; it has a response to one antibody at least."""
    antibodies = antibodies_with_responses(cohort)
    view = view.change(antibody=view.antibody if view.antibody in antibodies else next(iter(antibodies)))
    offered = denominators_offered(cohort, view.antibody)
    return view.change(denominator=view.denominator if view.denominator in offered else next(iter(offered)))


def read_answers(cohort: Cohort, antibody: str) -> Answers:
    """Given the antibody is who has its name, a start date or a response; tested for MRD, negative or positive."""
    name, mrd = f"{antibody}_response", f"{antibody}_mrd"
    signs = [column for column in (antibody, f"{antibody}_start", name) if column in cohort]
    given = np.logical_or.reduce([cohort.known(column) for column in signs])
    by_level = {label: cohort.is_level(name, label) for label in responses_told(cohort)}
    negative = given & (cohort.is_level(mrd, "negative") if mrd in cohort else False)
    positive = given & (cohort.is_level(mrd, "positive") if mrd in cohort else False)
    return Answers(
        given=given,
        recorded=cohort.known(name),
        evaluable=cohort.known(name) & ~cohort.is_level(name, NOT_EVALUABLE),
        by_level=by_level,
        responded=np.logical_or.reduce([*by_level.values()]),
        tested=negative | positive,
        negative=negative,
    )


def responses_told(cohort: Cohort) -> tuple[str, ...]:
    """The levels of response the ladder has: CRh only where somebody had it after either antibody."""
    names = [f"{one}_response" for one in ANTIBODIES if f"{one}_response" in cohort]
    told = any(cohort.is_level(name, RARE).any() for name in names)
    return tuple(label for label in RESPONDED if told or label != RARE)


def analyse_response(selection: Selection, view: View, arms: Groups | None = None) -> Response:
    """The response ladder of the selected patients who were given the antibody of the view, by its groups or others."""
    cohort, antibody = selection.cohort, view.antibody
    answers = read_answers(cohort, antibody)
    arms = group(selection, view.compare) if arms is None else arms
    treated = arms.of(answers.given)
    ungrouped = int((selection.patients & answers.given & (arms.codes < 0)).sum())
    not_given = int((selection.patients & ~answers.given).sum())
    reasons = ((f"not given {antibody_name(antibody)}", not_given), (f"no value of {arms.title}", ungrouped))
    return Response(
        antibody=dictionary()[antibody].label,
        selected=selection.n,
        left_out=tuple((reason, n) for reason, n in reasons if n),
        title=arms.title,
        labels=arms.labels,
        n=tuple(int((treated.codes == arm).sum()) for arm in range(len(arms))),
        unrecorded=int(((treated.codes >= 0) & ~answers.recorded).sum()),
        responses=tuple(answers.by_level),
        rungs=(*_ladder(answers, treated, view), *_mrd(cohort, answers, treated, view)),
    )


def analyse_by_line(selection: Selection, view: View) -> tuple[Response, ...]:
    """The response to each antibody recorded, by salvage line where the cohort has it; the arms are the same in all."""
    line = LINE if selection.cohort.by_slug(LINE) else ""
    views = (view.change(antibody=name, compare=line) for name in antibodies_with_responses(selection.cohort))
    return tuple(analyse_response(selection, one) for one in views)


def antibody_name(antibody: str) -> str:
    """The antibody inside a sentence: "first antibody"."""
    return dictionary()[antibody].label.lower()[:1] + dictionary()[antibody].label[1:]


def _ladder(answers: Answers, treated: Groups, view: View) -> list[Rung]:
    """The responses of the denominator asked for; that all responders responded is not worth a line."""
    denominator = DENOMINATORS[view.denominator]
    among = treated.of(answers.among(denominator))
    happened = answers.by_level | ({OVERALL: answers.responded} if denominator != RESPONDERS else {})
    return [_rung(label, denominator, mask, among, view) for label, mask in happened.items()]


def _mrd(cohort: Cohort, answers: Answers, treated: Groups, view: View) -> list[Rung]:
    """MRD-negative of the denominator asked for, of responders and of the tested, and by what there was at start."""
    if f"{view.antibody}_mrd" not in cohort:
        return []
    denominators = dict.fromkeys((DENOMINATORS[view.denominator], RESPONDERS, TESTED_FOR_MRD))
    among = {name: answers.among(name) for name in denominators}
    among |= {name: answers.tested & mask for name, mask in _at_start(cohort, view.antibody).items()}
    return [
        _rung(CONVERSION if name in CONVERTIBLE else MRD_NEGATIVE, name, answers.negative, treated.of(mask), view)
        for name, mask in among.items()
    ]


def _at_start(cohort: Cohort, antibody: str) -> dict[str, np.ndarray]:
    """Who had measurable or morphologic disease when the antibody began, where the cohort knows it of somebody."""
    burden, before = f"{antibody}_disease_burden", "mab1_mrd"
    masks = {}
    if burden in cohort:
        masks = {name: cohort.is_level(burden, level) for level, name in BURDENS.items()}
    if antibody == "mab2" and before in cohort:
        masks[MRD_POSITIVE_BEFORE] = cohort.is_level(before, "positive")
    return {name: mask for name, mask in masks.items() if mask.any()}


def _rung(label: str, denominator: str, happened: np.ndarray, among: Groups, view: View) -> Rung:
    n = np.bincount(among.codes[among.codes >= 0], minlength=len(among))
    k = np.bincount(among.codes[(among.codes >= 0) & happened], minlength=len(among))
    lower, upper = proportion_interval(k, n, view.limits)
    rows = zip(k.tolist(), n.tolist(), lower.tolist(), upper.tolist(), strict=True)
    counts = np.column_stack([k, n - k])
    return Rung(
        label=label,
        denominator=denominator,
        arms=tuple(Proportion(*row) for row in rows),
        versus=contrast_arms(among.labels, counts),
        test=compare_counts(counts) if len(among) > 1 else None,
        happened=happened,
        among=among.codes,
    )
