"""How covariates enter a Cox model: the form of a number, the reference of levels, what interacts. As data and as text.

An item of an address is `age_years..per..10`, `wbc..doubling`, `age_years..tertiles`, `..median`, `..cut..40..60.5`,
`..spline` (or `..spline..30..70`, where its effect is shown), `ecog..trend`, `sex..ref..male`; of a number in groups
`ref` is the place of the group, counted from 1. An interaction is `age_years..sex`.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

import numpy as np
from pydantic import AfterValidator, StringConstraints

FormKind = Literal["per", "doubling", "median", "tertiles", "cut", "spline", "trend"]
GROUPED: tuple[FormKind, ...] = ("median", "tertiles", "cut")
MOST_CUTS, MOST_SHOWN = 5, 6
REFERENCE = "ref"
APART = ".."

_SLUG, _NUMBER = r"[a-z0-9_-]{1,80}", r"-?\d{1,12}(?:\.\d{1,17})?"
_MANY = rf"(?:\.\.{_NUMBER})"
_ITEM = (
    rf"^{_SLUG}\.\.(?:doubling|median|tertiles|trend|per\.\.{_NUMBER}|cut{_MANY}{{1,{MOST_CUTS}}}"
    rf"|spline{_MANY}{{0,{MOST_SHOWN}}}|{REFERENCE}\.\.{_SLUG})$"
)


@dataclass(frozen=True)
class Form:
    """How a number, or the order of levels, enters a model.

    `numbers` are the unit of "per", the cut points of "cut" (each begins a group), or where the effect of a
    "spline" is shown; the others have none.
    """

    kind: FormKind
    numbers: tuple[float, ...] = ()

    @property
    def is_grouped(self) -> bool:
        """Whether the number is taken apart into groups."""
        return self.kind in GROUPED

    @property
    def most_numbers(self) -> int:
        """How many numbers it may have."""
        return {"per": 1, "cut": MOST_CUTS, "spline": MOST_SHOWN}.get(self.kind, 0)

    def __post_init__(self) -> None:
        """ValueError: a unit that is not above 0, numbers that do not ascend."""
        if self.kind not in get_args(FormKind):
            raise ValueError(f"{self.kind!r} is no form.")
        if self.kind == "per" and not (len(self.numbers) == 1 and self.numbers[0] > 0):
            raise ValueError("A unit must be one number above 0.")
        if any(high <= low for low, high in zip(self.numbers, self.numbers[1:], strict=False)):
            raise ValueError("Numbers must ascend.")


PER_ONE = Form("per", (1.0,))


def _checked_item(text: str) -> str:
    _, kind, *numbers = text.split(APART)
    if kind != REFERENCE:
        Form(kind, tuple(map(float, numbers)))
    return text


def _checked_pair(text: str) -> str:
    if len(set(text.split(APART))) < 2:
        raise ValueError("A covariate does not interact with itself.")
    return text


def _one_of_each(items: tuple[str, ...]) -> tuple[str, ...]:
    if len({_subject(item) for item in items}) < len(items):
        raise ValueError("A covariate has one form and one reference.")
    return items


def _pairs_once(items: tuple[str, ...]) -> tuple[str, ...]:
    if len({frozenset(item.split(APART)) for item in items}) < len(items):
        raise ValueError("Two covariates interact once.")
    return items


FormItems = Annotated[
    tuple[Annotated[str, StringConstraints(pattern=_ITEM), AfterValidator(_checked_item)], ...],
    AfterValidator(_one_of_each),
]
Interactions = Annotated[
    tuple[Annotated[str, StringConstraints(pattern=rf"^{_SLUG}\.\.{_SLUG}$"), AfterValidator(_checked_pair)], ...],
    AfterValidator(_pairs_once),
]
Entering = Literal["all", "p", "hand"]


def form_of(items: tuple[str, ...], slug: str) -> Form | None:
    """The form asked for this covariate, None where none is."""
    found = next((item for item in items if _subject(item) == (slug, False)), None)
    if found is None:
        return None
    _, kind, *numbers = found.split(APART)
    return Form(kind, tuple(map(float, numbers)))


def reference_of(items: tuple[str, ...], slug: str) -> str:
    """The reference asked for this covariate: the slug of a level, or the place of a group; empty where none is."""
    return next((item.split(APART)[2] for item in items if _subject(item) == (slug, True)), "")


def with_form(items: tuple[str, ...], slug: str, form: Form | None) -> tuple[str, ...]:
    """The items with this form for a covariate; None takes it back. A reference among other groups goes with it."""
    kept = tuple(item for item in items if item.split(APART)[0] != slug)
    if form is None or form == PER_ONE:
        return kept
    return (*kept, APART.join((slug, form.kind, *map(_number_text, form.numbers))))


def with_reference(items: tuple[str, ...], slug: str, reference: str) -> tuple[str, ...]:
    """The items with this reference for a covariate; an empty one takes it back."""
    kept = tuple(item for item in items if _subject(item) != (slug, True))
    return (*kept, APART.join((slug, REFERENCE, reference))) if reference else kept


def slug_of(item: str) -> str:
    """The covariate an item is about."""
    return item.split(APART, maxsplit=1)[0]


def pair_of(item: str) -> tuple[str, str]:
    """The two covariates of an interaction."""
    first, second = item.split(APART)
    return first, second


def read_numbers(text: str) -> tuple[float, ...] | None:
    """Ascending numbers a visitor typed, parted by commas, semicolons or spaces; None where it is anything else."""
    parts = re.split(r"[;\s]+|,\s*(?=\S)", text.strip().strip(",;"))
    if not all(re.fullmatch(_NUMBER, part) for part in parts):
        return None
    return tuple(sorted({float(part) for part in parts}))


def _subject(item: str) -> tuple[str, bool]:
    """The covariate of an item, and whether the item is about its reference."""
    slug, kind, *_ = item.split(APART)
    return slug, kind == REFERENCE


def _number_text(number: float) -> str:
    return np.format_float_positional(number, trim="-")
