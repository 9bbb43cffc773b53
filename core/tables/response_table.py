"""The response ladder as a table."""

from core.analyses.response import Proportion, Response, Rung
from core.formats import DASH, format_count, format_interval, format_p
from core.tables.display import DisplayTable, Row

TEST_LETTERS = {"Fisher": "F", "chi-squared": "χ²"}


def response_table(result: Response, caption: str) -> DisplayTable:
    """A row a rung under a heading that names its denominator, a column an arm, and P with the letter of its test."""
    compared = len(result.labels) > 1
    columns = (
        f"Best response, {result.antibody[:1].lower()}{result.antibody[1:]}",
        *(f"{label} (n = {n})" for label, n in zip(result.labels, result.n, strict=True)),
        *(["P"] if compared else []),
    )
    rows: list[Row] = []
    for place, rung in enumerate(result.rungs):
        if place == 0 or rung.denominator != result.rungs[place - 1].denominator:
            rows.append(Row((f"Of {rung.denominator}",), heading=True))
        rows.append(_rung(rung, compared))
    notes = (caption, "F, Fisher's exact test; χ², chi-squared test." if compared else "")
    return DisplayTable("", columns, tuple(rows), notes)


def _rung(rung: Rung, compared: bool) -> Row:
    tested = [f"{format_p(rung.test.p)}{_letter(rung)}" if rung.test else DASH] if compared else []
    return Row((rung.label, *(_proportion(arm) for arm in rung.arms), *tested), inset=True)


def _letter(rung: Rung) -> str:
    return f" {TEST_LETTERS[rung.test.test]}" if rung.test.p == rung.test.p else ""


def _proportion(arm: Proportion) -> str:
    if not arm.n:
        return DASH
    return f"{format_count(arm.k, arm.n)}; {format_interval(100 * arm.lower, 100 * arm.upper)}"
