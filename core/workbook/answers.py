"""The answers of a mapping one by one, so that each can be listed and taken back."""

from dataclasses import dataclass, fields, replace

from core.workbook.mapping import Mapping

KINDS = tuple(part.name for part in fields(Mapping))
BY_VALUE = frozenset({"codes", "conventions"})
"""The kinds of answers a heading has several of: what each cell text means, how each kind of cell is read."""


@dataclass(frozen=True)
class Answer:
    """What was said about a column, or with a `value` about one thing in it; of the kind "layout", about the sheet.

    `kind` is the part of the mapping the answer stands in.
    """

    kind: str
    heading: str
    said: str
    value: str = ""


def answers_of(mapping: Mapping) -> tuple[Answer, ...]:
    """Every answer, by kind, in the order they were given."""
    return tuple(answer for kind in KINDS for answer in _of_kind(mapping, kind))


def without(mapping: Mapping, answer: Answer) -> Mapping:
    """The mapping with this answer taken back; an equal one where it is not among its answers."""
    given = getattr(mapping, answer.kind)
    left = {heading: said for heading, said in given.items() if heading != answer.heading}
    if answer.kind in BY_VALUE:
        kept = {value: said for value, said in given.get(answer.heading, {}).items() if value != answer.value}
        left |= {answer.heading: kept} if kept else {}
    return replace(mapping, **{answer.kind: left})


def _of_kind(mapping: Mapping, kind: str) -> list[Answer]:
    given = getattr(mapping, kind)
    if kind not in BY_VALUE:
        return [Answer(kind, heading, said) for heading, said in given.items()]
    return [Answer(kind, heading, said, value) for heading, told in given.items() for value, said in told.items()]
