"""The answers of a mapping one by one, so that each can be listed and taken back."""

from dataclasses import dataclass, replace
from typing import Literal

from core.workbook.mapping import Mapping

AnswerKind = Literal["fields", "units", "date_orders", "codes", "layout"]
SIMPLE: tuple[AnswerKind, ...] = ("layout", "fields", "units", "date_orders")


@dataclass(frozen=True)
class Answer:
    """What was said about a column, or, with a `value`, about one of its cell texts; of the kind "layout", of all."""

    kind: AnswerKind
    heading: str
    said: str
    value: str = ""


def answers_of(mapping: Mapping) -> tuple[Answer, ...]:
    """Every answer: about the sheet first, then by kind, in the order they were given."""
    simple = [Answer(kind, heading, said) for kind in SIMPLE for heading, said in getattr(mapping, kind).items()]
    codes = [
        Answer("codes", heading, said, value)
        for heading, meanings in mapping.codes.items()
        for value, said in meanings.items()
    ]
    return (*simple, *codes)


def without(mapping: Mapping, answer: Answer) -> Mapping:
    """The mapping with this answer taken back; the same one where it is not among its answers."""
    given = getattr(mapping, answer.kind)
    if answer.kind != "codes":
        return replace(mapping, **{answer.kind: {key: said for key, said in given.items() if key != answer.heading}})
    kept = {text: said for text, said in given.get(answer.heading, {}).items() if text != answer.value}
    others = {heading: meanings for heading, meanings in given.items() if heading != answer.heading}
    return replace(mapping, codes=others | ({answer.heading: kept} if kept else {}))
