"""CD19 and CD22 status against response: one table, each status with its denominator."""

from collections.abc import Sequence

from core.analyses.response import MRD_NEGATIVE, OVERALL, TESTED_FOR_MRD, Response, Rung
from core.tables.display import DisplayTable, Row
from core.tables.response_table import DIFFERENCE, LETTERS, ODDS_RATIO, proportion, tested_cell, versus_cells

TITLE = "Response to the second antibody by CD19 and CD22 at relapse"
MOST_WITH_LADDER = 2
"""The groups up to which every level of response is listed."""
COLUMNS = ("Status: response", "k of n (%); 95 % CI", DIFFERENCE, ODDS_RATIO, "P")


def antigen_table(results: Sequence[Response], caption: str) -> DisplayTable:
    """A heading an antigen and denominator, below it each response of each status, the first being the reference."""
    rows = [row for result in results for row in _antigen(result)]
    return DisplayTable(TITLE, COLUMNS, tuple(rows), (caption, LETTERS))


def _antigen(result: Response) -> list[Row]:
    rows: list[Row] = []
    shown = [rung for rung in result.rungs if _is_shown(rung, result.rungs[0].denominator)]
    for denominator in dict.fromkeys(rung.denominator for rung in shown):
        rows.append(Row((f"{result.title}, of {denominator}",), heading=True))
        rows += [row for rung in shown if rung.denominator == denominator for row in _rung(rung, result)]
    untold = [Row((f"{reason}: {n:,}", *[""] * (len(COLUMNS) - 1)), muted=True) for reason, n in _left_out(result)]
    return [*rows, *untold]


def _rung(rung: Rung, result: Response) -> list[Row]:
    """A row a status; P stands in the first, of all of them."""
    alone = len(result.labels) < 2
    first = ("", "", "") if alone else ("reference", "1", tested_cell(rung.test))
    behind = [first, *((*versus_cells(one), "") for one in rung.versus)]
    return [
        Row((f"{label}: {rung.label}", proportion(arm), *cells), inset=True)
        for label, arm, cells in zip(result.labels, rung.arms, behind, strict=True)
    ]


def _is_shown(rung: Rung, denominator: str) -> bool:
    """The ladder of the denominator asked for without the levels nobody has, and MRD of the tested.

    Of two antigens at once, which make up to four small groups, the overall response and MRD alone.
    """
    always = rung.label in (OVERALL, MRD_NEGATIVE)
    level = len(rung.arms) <= MOST_WITH_LADDER and any(arm.k for arm in rung.arms)
    return rung.denominator in (denominator, TESTED_FOR_MRD) and (always or level)


def _left_out(result: Response) -> list[tuple[str, int]]:
    return [(f"{reason[:1].upper()}{reason[1:]}", n) for reason, n in result.left_out if reason.startswith("no value")]
