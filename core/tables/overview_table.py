"""The key figures as a compact table, with the denominator in every line and limits where there are some."""

from collections.abc import Iterator

from core.analyses.overview import YEAR, AntibodyFigures, KeyFigures, SurvivalFigures
from core.analyses.response import Proportion
from core.formats import (
    DASH,
    format_count,
    format_interval,
    format_median,
    format_percent,
    format_spread,
    in_sentence,
)
from core.tables.display import DisplayTable, Row
from core.words.overview import key_figures_notes

MONTHS = ("time", "lower", "upper")


def key_figures_table(result: KeyFigures) -> DisplayTable:
    """A row a figure: what it is, k of n with its percentage or a value, and 95 % limits where there are some."""
    rows = [_plain("Patients", format_count(result.n, result.of))]
    if result.age:
        low, high = result.age.range
        rows.append(_plain("Age, median (range), years", format_spread(result.age.median, low, high, high, whole=True)))
    for line in result.salvage:
        label = f"Salvage line {line.label.lower()}" if line.muted else line.label
        rows.append(_plain(label, format_count(line.columns[0].k, line.columns[0].n)))
    for one in result.responses:
        rows += _responses(one)
    if result.transplanted:
        rows.append(_counted("Transplant after the first antibody", result.transplanted))
    rows += _survival(result.survival) if result.survival else []
    return DisplayTable("", ("Key figures", "", "95 % CI"), tuple(rows), key_figures_notes(result))


def _plain(label: str, value: str) -> Row:
    return Row((label, value, ""))


def _counted(label: str, share: Proportion) -> Row:
    limits = format_interval(100 * share.lower, 100 * share.upper)
    return Row((label, format_count(share.k, share.n), f"{limits} %" if limits != DASH else DASH))


def _responses(one: AntibodyFigures) -> Iterator[Row]:
    antibody = in_sentence(one.antibody)
    yield _counted(f"Response to the {antibody}", one.overall)
    if one.negative:
        yield _counted(f"MRD-negative after the {antibody}", one.negative)


def _survival(found: SurvivalFigures) -> Iterator[Row]:
    arm = found.group
    yield _plain(
        "Deaths" if found.endpoint.id == "os" else f"{found.endpoint.label}, events", format_count(arm.n_events, arm.n)
    )
    yield _in_months("Follow-up, median, months", *arm.follow_up[list(MONTHS)])
    yield _in_months(f"{found.endpoint.label}, median, months", *arm.median[list(MONTHS)])
    at = arm.milestones[arm.milestones["time"] == YEAR]
    survival, limits = (DASH, DASH)
    if len(at):
        alive, lower, upper = at.iloc[0][["survival", "lower", "upper"]]
        survival, limits = f"{format_percent(alive)} %", f"{format_interval(100 * lower, 100 * upper)} %"
    yield Row((f"{found.endpoint.label} at {YEAR} months", survival, limits))


def _in_months(label: str, time: float, lower: float, upper: float) -> Row:
    """The median and its limits, each in a cell of its own."""
    median, _, limits = format_median(time, lower, upper).partition(" (")
    return Row((label, median, limits.removesuffix(")")))
