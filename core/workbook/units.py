"""What may stand beside the digits of a number: the units of its field, and the words of a line of therapy."""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from core.workbook.cells import Cells
from core.workbook.headings import TIME_FIELDS, UNIT_WORDS, heading_unit
from core.workbook.mapping import Unit
from core.workbook.numerals import compact
from core.workbook.typed import Request

LINES = frozenset({"salvage_line", "prior_lines", "interim_lines"})
ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6"}
LINE = re.compile(
    r"(?:s|salvage|l)?\.?\s*(?:line|linie|ligne|linea|línea)?\s*(\d+|(?-i:III?|IV|VI?|I))(?:st|nd|rd|th|\.|ª|º|ème|e)?"
    r"\s*(?:prior|salvage)?\s*(?:lines?|linien?|lignes?|linee|linea|líneas?|lineas?|salvage)?",
    re.IGNORECASE,
)
ONE = Decimal(1)


def _table(*units: tuple[str, Decimal]) -> Mapping[str, Decimal]:
    return MappingProxyType({compact(unit): factor for words, factor in units for unit in words.split()})


YEARS = "y yr yr. yrs yrs. year years yo y/o y.o. j j. jahr jahre an ans anno anni año años a"
MONTHS = "m mo mo. mos mos. month months mon mon. monat monate mois mese mesi mes meses"
UNITS_IN_CELLS: Mapping[str, Mapping[str, Decimal]] = MappingProxyType(
    {
        "years": _table((YEARS, ONE)),
        "months": _table((MONTHS, ONE), (YEARS, Decimal(12))),
        "%": _table(("% pct percent prozent", ONE)),
        "1e9/L": _table(
            ("10^9/l 10e9/l 10*9/l 1e9/l e9/l g/l gpt/l /nl k/ul k/mm3 k/mm^3 10^3/ul 10^3/mm3 10^3/mm^3 10e3/ul", ONE),
            ("/ul /mm3 /mm^3 cells/ul", Decimal("0.001")),
        ),
        "lines": _table(("lines line", ONE)),
        "cycles": _table(("cycle cycles zyklus zyklen cure cures ciclo cicli ciclos x", ONE)),
    }
)
"""The units a cell may bear, by the unit of the field, each with the factor that turns it into that unit."""


def units_in(request: Request) -> Mapping[str, Decimal]:
    """The units that may stand in the cells of a column; those of a time are the one its column has."""
    if request.field.name not in TIME_FIELDS:
        return UNITS_IN_CELLS.get(request.field.unit, {})
    unit = request.unit or heading_unit(request.heading)
    return {word: ONE for word, meant in UNIT_WORDS.items() if meant == unit}


def borne_unit(cells: Cells) -> Unit | Literal[""]:
    """The unit of time that texts such as `12 mo` bear, or nothing where they bear none or two."""
    ends = [re.fullmatch(r".*\d\s*([a-z]+)\.?", text.casefold()) for text in cells.distinct if isinstance(text, str)]
    units = {UNIT_WORDS[end[1]] for end in ends if end and end[1] in UNIT_WORDS}
    return units.pop() if len(units) == 1 else ""


def without_line(text: str) -> str:
    """The digits of a line of therapy: 2 for S2, `2nd line` and II; any other text as it is."""
    line = LINE.fullmatch(text)
    return ROMAN.get(line[1], line[1]) if line else text
