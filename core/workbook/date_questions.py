"""What is asked about the dates of a column, with the evidence its cells give."""

from collections.abc import Mapping

from core.workbook.date_texts import DateText
from core.workbook.mapping import CONVENTIONS, DATE_ORDERS, PARTIAL_DATES, Question
from core.workbook.typed import Request, listed, many

EXAMPLES = 2


def order_question(request: Request, texts: Mapping[int, DateText], unclear: list[int]) -> Question:
    """Which of day, month and year comes first; only orders that at least one unclear date allows are offered."""
    cells = request.cells
    allowed = {order for place in unclear for order in texts[place].days}
    options = tuple(order for order in DATE_ORDERS if order in allowed)
    examples = listed([cells.text(place) for place in unclear], EXAMPLES)
    proofs = [
        f"{listed(shown, EXAMPLES)} can only be {order}"
        for order in options
        if (shown := [cells.text(place) for place, text in texts.items() if text.shows == order])
    ]
    evidence = "; ".join(proofs) if proofs else "no cell shows the order"
    count = int(cells.counts[unclear].sum())
    text = (
        f"'{request.heading}' holds {many(count, 'date')} such as {examples} that can be read in two ways; {evidence}"
    )
    return Question(request.heading, "date order", f"{text}: which comes first?", options)


def partial_question(request: Request, places: list[int]) -> Question:
    """Which day stands for a month or a year without one."""
    count = int(request.cells.counts[places].sum())
    examples = listed([request.cells.text(place) for place in places], EXAMPLES)
    text = f"'{request.heading}' holds {many(count, 'date')} without a day, such as {examples}: "
    text += "which day of the month or year shall be taken? (middle: the 15th, or 1 July)"
    return Question(request.heading, PARTIAL_DATES, text, CONVENTIONS[PARTIAL_DATES])
