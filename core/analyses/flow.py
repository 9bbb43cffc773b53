"""Who is in a result and who left on the way to it: from the cohort through each filter to the patients analysed."""

from dataclasses import dataclass

import numpy as np

from core.analyses.compared import Compared
from core.analyses.selection import EVERYBODY
from core.cohort import Cohort
from core.dictionary import Field
from core.filters import Choice, Range, keep, sentence
from core.formats import format_plain
from core.view import View

MOST_REASONS = 5
"""A step that patients left for more reasons than this names the largest ones and adds up the others."""
NOT_RECORDED, OTHER = "not recorded", "other values"
WHOLE = f"{EVERYBODY} of the cohort"


@dataclass(frozen=True)
class Step:
    """A box of the diagram: what was asked, how many are in afterwards, and who left, by reason with their number."""

    label: str
    n: int
    left: tuple[tuple[str, int], ...] = ()

    @property
    def n_left(self) -> int:
        """How many left at this step."""
        return sum(n for _, n in self.left)


@dataclass(frozen=True)
class Flow:
    """The way of the patients: `n` of a step and those who left there are together the `n` of the step before.

    The last step asks for a time of the endpoint, where the cohort has one. `groups` are those analysed by what is
    compared, with their numbers, which add up to the last step; empty without a comparison. `title` is what that is.
    """

    steps: tuple[Step, ...]
    title: str
    groups: tuple[tuple[str, int], ...]
    has_endpoint: bool


def flow_of(cohort: Cohort, view: View, compared: Compared | None) -> Flow:
    """The flow from the whole cohort to the patients compared; to those the filters keep without an endpoint."""
    steps = [Step(WHOLE, len(cohort))]
    inside = np.ones(len(cohort), dtype=bool)
    for one in view.filters:
        kept = inside & keep((one,), cohort)
        reasons = _reasons(one, cohort.by_slug(one.field), cohort, inside & ~kept)
        steps.append(Step(sentence((one,), cohort), int(kept.sum()), reasons))
        inside = kept
    if compared is None:
        return Flow(tuple(steps), "", (), has_endpoint=False)
    steps.append(Step(compared.clock.endpoint.title, len(compared.used), _with_others(list(compared.left_out))))
    counts = np.bincount(compared.codes, minlength=len(compared.labels)).tolist()
    groups = tuple(zip(compared.labels, counts, strict=True)) if view.compare else ()
    return Flow(tuple(steps), compared.arms.title, groups, has_endpoint=True)


def _reasons(one: Choice | Range, field: Field, cohort: Cohort, left: np.ndarray) -> tuple[tuple[str, int], ...]:
    """What those who left had instead: their level, the side of the range they are on, or no value."""
    found = _levels(field, cohort) if isinstance(one, Choice) else _sides(one, field, cohort)
    counted = [(label, int((mask & left).sum())) for label, mask in found]
    return _with_others([(label, n) for label, n in counted if n])


def _levels(field: Field, cohort: Cohort) -> list[tuple[str, np.ndarray]]:
    levels = [(level.label, cohort.is_level(field.name, level.value)) for level in field.levels]
    return [*levels, (NOT_RECORDED, ~cohort.known(field.name))]


def _sides(one: Range, field: Field, cohort: Cohort) -> list[tuple[str, np.ndarray]]:
    values = cohort.numbers(field.name)
    unit = f" {field.unit}" if field.unit else ""
    bounds = (("below", one.low, np.less), ("above", one.high, np.greater))
    sides = [
        (f"{word} {format_plain(end)}{unit}", beyond(values, end)) for word, end, beyond in bounds if end is not None
    ]
    return [*sides, (NOT_RECORDED, np.isnan(values))]


def _with_others(reasons: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """The reasons as they are, or the largest in their order and the sum of the others."""
    if len(reasons) <= MOST_REASONS:
        return tuple(reasons)
    largest = sorted(reasons, key=lambda reason: -reason[1])[: MOST_REASONS - 1]
    named = [reason for reason in reasons if reason in largest]
    return (*named, (OTHER, sum(n for _, n in reasons) - sum(n for _, n in named)))
