"""Survival of those still at risk at some months, at the milestones after them."""

import math

from core.analyses.conditional_survival import ConditionalSurvival
from core.formats import DASH, format_percent_interval, format_plain
from core.tables.display import DisplayTable, Row
from core.words.conditional_survival import conditional_note, still_phrase


def conditional_table(result: ConditionalSurvival) -> DisplayTable:
    """Under each month given a row an arm: at risk then, and survival with limits and number at risk later on."""
    columns = (result.title or "Group", "At risk then", *(f"{format_plain(month)} months" for month in result.months))
    rows: list[Row] = []
    for given in result.given:
        rows.append(Row((f"{still_phrase(result.endpoint)} at {format_plain(given)} months",), heading=True))
        rows += [_arm(result, given, label) for label in result.labels]
    return DisplayTable("Conditional survival", columns, tuple(rows), (conditional_note(result),))


def _arm(result: ConditionalSurvival, given: float, label: str) -> Row:
    own = result.rows[(result.rows["given"] == given) & (result.rows["label"] == label)]
    cells = {
        at.time: f"{format_percent_interval(at.survival, at.lower, at.upper)}; {int(at.at_risk):,}"
        for at in own.itertuples(index=False)
        if at.time > given and math.isfinite(at.survival)
    }
    at_risk = f"{int(own['at_risk_given'].iloc[0]):,}"
    return Row((label, at_risk, *(cells.get(month, DASH) for month in result.months)), inset=True)
