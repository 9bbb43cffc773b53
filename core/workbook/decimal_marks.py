"""What a comma or a point in the numbers of a column means: shown by the column, or asked once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.workbook.mapping import CONVENTIONS, DECIMAL_MARK, Question
from core.workbook.numerals import Numeral
from core.workbook.typed import Finding, Request, listed, many

COMMA, POINT = CONVENTIONS[DECIMAL_MARK]
MARKS = {COMMA: ",", POINT: "."}


@dataclass(frozen=True)
class Marks:
    """The numbers of a column's texts by place, the places that wait for an answer, and what is asked and said."""

    values: Mapping[int, float]
    waiting: frozenset[int] = frozenset()
    notes: tuple[Finding, ...] = ()
    question: Question | None = field(default=None, repr=False)


def settle_marks(request: Request, numerals: Mapping[int, Numeral]) -> Marks:
    """The value of every text that was read as a number.

    `1,234` is 1.234 where other cells, or the file, prove decimal commas and none a decimal point; `1.234` is 1.234
    where none proves a decimal comma. Otherwise they wait: that 1234 is impossible proves nothing, for the unit may
    be another.
    """
    shown = {numeral.shows for numeral in numerals.values() if numeral.shows} | (
        {","} if request.decimal_comma else set()
    )
    mark = MARKS.get(request.conventions.get(DECIMAL_MARK, ""), "")
    values: dict[int, float] = {}
    waiting = set()
    for place, numeral in numerals.items():
        value = _value(numeral, mark, shown)
        if value is None:
            waiting.add(place)
        else:
            values[place] = value
    if not waiting:
        return Marks(values)
    return Marks(values, frozenset(waiting), _notes(request, waiting), _question(request, waiting, numerals, shown))


def _value(numeral: Numeral, mark: str, shown: set[str]) -> float | None:
    if numeral.thousands is None:
        return numeral.value
    if mark:
        return numeral.value if numeral.mark == mark else numeral.thousands
    if shown == {numeral.mark} or (numeral.mark == "." and not shown):
        return numeral.value
    return None


def _notes(request: Request, waiting: set[int]) -> tuple[Finding, ...]:
    numbers = many(request.cells.counts[sorted(waiting)].sum(), "number")
    what = f"{numbers} with a separator that may be decimal or part thousands"
    return (Finding("error", what, "the two differ a thousandfold", "missing until it is answered"),)


def _question(request: Request, waiting: set[int], numerals: Mapping[int, Numeral], shown: set[str]) -> Question:
    place = min(waiting)
    text, numeral = request.cells.text(place), numerals[place]
    proofs = [request.cells.text(at) for at, other in numerals.items() if other.shows]
    evidence = f"other cells are written {listed(proofs)}" if proofs else "no other cell shows it"
    said = f"'{request.heading}' holds '{text}', which is {numeral.value:g} or {numeral.thousands:.0f}; {evidence}"
    return Question(request.heading, DECIMAL_MARK, f"{said}: which is the decimal mark?", CONVENTIONS[DECIMAL_MARK])
