"""Times to an event: numbers whose unit the heading says, the values show, or the user is asked."""

from dataclasses import replace

import numpy as np

from core.workbook.headings import TIME_FIELDS, heading_unit
from core.workbook.mapping import UNITS, Question
from core.workbook.numbers import read_numbers
from core.workbook.typed import Finding, Request, Typed
from core.workbook.units import borne_unit

LONGEST_MONTHS = 720


def read_times(request: Request) -> Typed:
    """A column of times, with the unit in its field where it is known.

    The unit is the user's answer, or the one in the heading, or the only one that cells bear, or days if a value
    exceeds 720, since no patient is followed for 60 years of months; otherwise it is asked. Negative times stay, each
    with an issue.
    """
    unit = request.unit or heading_unit(request.heading) or borne_unit(request.cells)
    typed = read_numbers(replace(request, unit=unit))
    longest = np.nanmax(typed.values, initial=-np.inf)
    notes, question = (), typed.question
    if unit and not request.unit and not heading_unit(request.heading):
        notes = (Finding("note", f"the cells bear the unit {unit}", "the heading names none", f"read as {unit}"),)
    elif not unit and longest > LONGEST_MONTHS:
        unit = "days"
        evidence = f"the longest time is {longest:g}, more than 60 years if it were months"
        notes = (Finding("note", evidence, "the heading names no unit", "read as days"),)
    elif unit == "months" and longest > LONGEST_MONTHS:
        what = f"the longest time is {longest:g} months, more than 60 years"
        notes = (Finding("warning", what, "the unit may be days", "read as months"),)
    elif not unit:
        question = question or _unit_question(request, longest)
        what = "the unit of this time is not known"
        notes = (Finding("error", what, "it decides every result", "endpoints wait for the answer"),)
    field = replace(typed.field, unit=unit) if unit else typed.field
    negative = {place: _negative(request.cells.text(place)) for place in np.flatnonzero(typed.values < 0)}
    return replace(
        typed, field=field, problems={**typed.problems, **negative}, notes=(*typed.notes, *notes), question=question
    )


def is_time(name: str) -> bool:
    """Whether a field is a time to an event."""
    return name in TIME_FIELDS


def _unit_question(request: Request, longest: float) -> Question:
    longest_said = f"its longest value is {longest:g}" if np.isfinite(longest) else "it has no values"
    text = f"'{request.heading}' names no unit and {longest_said}: days, months or years?"
    return Question(request.heading, "unit", text, UNITS)


def _negative(text: str) -> Finding:
    return Finding("error", f"the time is {text}", "no time can be negative", "kept; endpoints leave the patient out")
