"""The words of the scripts behind the Response page: what each rung counts, by the names both languages give it."""

from collections.abc import Callable, Iterable

from core.analyses.best_response import NO_SECOND, NOT_RECORDED
from core.analyses.response import (
    BURDENS,
    CONVERSION,
    EVALUABLE,
    GIVEN,
    MRD_NEGATIVE,
    MRD_POSITIVE_BEFORE,
    OVERALL,
    RESPONDED,
    RESPONDERS,
    TESTED_FOR_MRD,
    Rung,
)
from core.dictionary import dictionary
from core.formats import in_sentence
from core.proof.numbers.response import ResponsePage, first_rungs, rung_name

COUNTED = {level: level for level in RESPONDED} | {
    OVERALL: "responded",
    MRD_NEGATIVE: "negative",
    CONVERSION: "negative",
}
AMONG = {
    GIVEN: "given",
    EVALUABLE: "evaluable",
    RESPONDERS: "responded",
    TESTED_FOR_MRD: "tested",
    BURDENS["MRD"]: "tested, MRD at start",
    BURDENS["morphologic"]: "tested, morphologic at start",
    MRD_POSITIVE_BEFORE: "tested, positive before",
}

Words = tuple[str, str, str]
"""The name of a rung, what is counted and among whom."""


def rung_words(rungs: tuple[Rung, ...]) -> tuple[Words, ...]:
    """The rungs as a script lists them."""
    return tuple((rung_name(rung), COUNTED[rung.label], AMONG[rung.denominator]) for rung in rungs)


def question_in_words(page: ResponsePage, patients: str) -> str:
    """What the page is asked: the antibody, the patients in words, and what they are compared by."""
    compared = f"compared by {page.ladder.title}" if page.ladder.title else "no comparison"
    antibody = in_sentence(page.ladder.antibody)
    return f"Response to the {antibody}; {patients}; {compared}; percent of {page.best.denominator}."


def line_words(page: ResponsePage) -> tuple[tuple[str, str, tuple[Words, ...]], ...]:
    """Each antibody of the table by salvage line: how its numbers begin, its columns, its rungs."""
    return tuple(
        (f"{response.antibody}, ", f"mab{place}", rung_words(first_rungs(response)))
        for place, response in enumerate(page.by_line, start=1)
    )


def with_rungs_once(
    calls: Iterable[tuple[str, tuple[Words, ...]]], listed: Callable[[tuple[Words, ...]], str], assigned: str
) -> str:
    """The calls, which name their rungs `rungs`; a list of rungs stands before the first call that has it."""
    text, known = "", None
    for call, words in calls:
        text += f"rungs {assigned} {listed(words)}\n" * (words != known) + call
        known = words
    return text


def words_of(name: str) -> tuple[str, ...]:
    """The levels of a field of the dictionary, in the order of their numbers in the table."""
    return dictionary()[name].values


def values_with_labels(labels: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each response as the scripts know it, with the label of the page."""
    values = {level.label: level.value for level in dictionary()["mab1_response"].levels}
    values |= {NOT_RECORDED: "not recorded", NO_SECOND: "no second"}
    return tuple((values[label], label) for label in labels)
