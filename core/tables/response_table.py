"""The response ladder as a table, and the differences between its arms."""

from collections.abc import Iterator, Sequence

from core.analyses.contrasts import Versus
from core.analyses.response import Proportion, Response, Rung
from core.analyses.response_times import TimeToResponse
from core.formats import (
    DASH,
    NOT_ESTIMABLE,
    format_count,
    format_interval,
    format_number,
    format_odds_ratio,
    format_p,
    format_percent_interval,
    in_sentence,
)
from core.stats.association import Association
from core.tables.display import DisplayTable, Row

TEST_LETTERS = {"Fisher": "F", "chi-squared": "χ²"}
LETTERS = "F, Fisher's exact test; χ², chi-squared test."
DIFFERENCE, ODDS_RATIO = "Difference, % points (95 % CI)", "Odds ratio (95 % CI)"


def response_table(result: Response, caption: str) -> DisplayTable:
    """A row a rung under a heading that names its denominator, and a column an arm.

    Two arms have their difference, odds ratio and P beside them; more have them in `differences_table`.
    """
    two = len(result.labels) == 2
    columns = (
        f"Best response, {in_sentence(result.antibody)}",
        *(f"{label} (n = {n:,})" for label, n in zip(result.labels, result.n, strict=True)),
        *((DIFFERENCE, ODDS_RATIO, "P") if two else ()),
    )
    rows = []
    for heading, rung in under_denominators(result.rungs):
        rows += [heading] if heading else []
        compared = (*versus_cells(rung.versus[0]), tested_cell(rung.test)) if two else ()
        rows.append(Row((rung.label, *map(proportion, rung.arms), *compared), inset=True))
    return DisplayTable("", columns, tuple(rows), (caption, LETTERS if two else ""))


def differences_table(result: Response, caption: str) -> DisplayTable:
    """Each arm against the first, a row each under its rung and denominator; the test of all arms is the rung's."""
    columns = ("Against the first group", DIFFERENCE, ODDS_RATIO, "P of all groups")
    rows = []
    for heading, rung in under_denominators(result.rungs):
        rows += [heading] if heading else []
        rows.append(Row((f"{rung.label}: {result.labels[0]}", "reference", "1", tested_cell(rung.test)), inset=True))
        rows += [Row((f"{rung.label}: {one.label}", *versus_cells(one), ""), inset=True) for one in rung.versus]
    return DisplayTable("Differences between the groups", columns, tuple(rows), (caption, LETTERS))


def antibodies_table(responses: Sequence[Response], caption: str) -> DisplayTable:
    """The antibodies side by side, a heading a salvage line, and below it a row a rung of the first denominator."""
    first = responses[0]
    denominator = first.rungs[0].denominator
    columns = (f"Response, of {denominator}", *(one.antibody for one in responses))
    rows = []
    for arm, label in enumerate(first.labels):
        rows.append(Row((label,), heading=True))
        for name in dict.fromkeys(rung.label for rung in first.rungs if rung.denominator == denominator):
            cells = (_cell(one, name, denominator, arm) for one in responses)
            rows.append(Row((name, *cells), inset=True))
    return DisplayTable("First and second antibody by salvage line", columns, tuple(rows), (caption,))


def times_table(times: Sequence[TimeToResponse]) -> DisplayTable:
    """A row an arm: its responders, those with both dates, the median and range of the days."""
    rows = tuple(Row((one.label, f"{one.responders:,}", f"{one.n:,}", _days(one))) for one in times)
    columns = ("Time to response", "Responders", "With both dates", "Days, median (range)")
    note = "Days from the start of the antibody to the recorded response, among responders only; no test is made."
    return DisplayTable("", columns, rows, (note,))


def _days(one: TimeToResponse) -> str:
    limits = format_interval(one.shortest, one.longest, 0)
    return f"{format_number(one.median)} ({limits})" if one.n else DASH


def _cell(response: Response, name: str, denominator: str, arm: int) -> str:
    found = (rung for rung in response.rungs if (rung.label, rung.denominator) == (name, denominator))
    return next((proportion(rung.arms[arm]) for rung in found), DASH)


def under_denominators(rungs: Sequence[Rung]) -> Iterator[tuple[Row | None, Rung]]:
    """Each rung, after the heading of its denominator where that is another than before."""
    said = ""
    for rung in rungs:
        yield (Row((f"Of {rung.denominator}",), heading=True) if rung.denominator != said else None), rung
        said = rung.denominator


def proportion(arm: Proportion) -> str:
    """k of n with its percentage and limits: "8 of 11 (72.7 %); 39.0–94.0"; a dash of nobody."""
    if not arm.n:
        return DASH
    return f"{format_count(arm.k, arm.n)}; {format_interval(100 * arm.lower, 100 * arm.upper)}"


def tested_cell(test: Association | None) -> str:
    """P with the letter of its test; a dash where nothing was tested."""
    if test is None:
        return DASH
    text = format_p(test.p)
    return text if text == NOT_ESTIMABLE else f"{text} {TEST_LETTERS[test.test]}"


def versus_cells(one: Versus) -> tuple[str, str]:
    """The difference and the odds ratio of an arm, each with its limits."""
    ratio, difference = one.odds_ratio, one.difference
    return (
        format_percent_interval(difference.estimate, difference.lower, difference.upper),
        format_odds_ratio(ratio.estimate, ratio.lower, ratio.upper),
    )
