"""How a part lies on paper: upright, in smaller type where a table is wide, on its side where that is not enough."""

from core.report.section import Part
from core.tables.display import DisplayTable
from core.tables.export.word import UPRIGHT, is_wide

SMALLER = 0.83
"""How much smaller the type of a table may be, so that it stands upright: 7.5 points of 9."""


def scale_of(table: DisplayTable) -> float:
    """How large the type of a table is, of the usual one; on its side it is as usual."""
    return SMALLER if is_wide(table) and not lies(table) else 1.0


def lies(table: DisplayTable) -> bool:
    """Whether the table is too wide for an upright page in small type too."""
    return is_wide(table, UPRIGHT / SMALLER)


def part_lies(part: Part) -> bool:
    """Whether the heading and the sentences of a part stand on the side, with the table they belong to."""
    return bool(part.tables) and not part.plates and lies(part.tables[0])
