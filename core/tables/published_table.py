"""Published figures beside those of this cohort, and the one-sample tests against the curves they make."""

import math
from collections.abc import Iterator

from core.analyses.published_comparison import ArmAgainst, FigureBeside, OwnFigure, PublishedComparison
from core.formats import (
    DASH,
    format_median,
    format_number,
    format_p,
    format_percent_interval,
    format_plain,
    format_ratio,
)
from core.tables.display import DisplayTable, Row
from core.words.published import (
    CAUTION,
    TEST_NAME,
    curve_sentence,
    few_events_sentence,
    group_of,
    printed_figure,
    printed_where,
    refused_sentences,
    remarks,
    time_zero_sentence,
)


def figures_table(result: PublishedComparison) -> DisplayTable:
    """A row a printed figure, a column an arm: its own figure with limits and the number at risk."""
    labels = [own.label for own in result.figures[0].own] if result.figures else []
    columns = ("Published figure", "Figure", "As printed (95 % CI)", *(f"{label} (95 % CI)" for label in labels))
    notes = (
        "This cohort: survival in percent, for a median the own median in months; the number at risk at the printed "
        "month after the semicolon. A dash where nobody of a group was followed so long; NR, not reached.",
        *remarks(result),
    )
    rows = [row for one in _with_study(result.figures) for row in _beside(*one, result)]
    return DisplayTable("Published figures and this cohort", columns, tuple(rows), notes)


def against_table(result: PublishedComparison) -> DisplayTable:
    """A row an arm and published curve: events observed and expected, their ratio with exact limits, and P."""
    columns = (
        "Published curve",
        result.title or "Group",
        "n",
        "Until, months",
        "Observed",
        "Expected",
        "O/E (95 % CI)",
        "P (χ²)",
        "P (exact)",
    )
    rows = [
        Row(("" if place else curve_sentence(curve), arm.label, *_tested(arm)), muted=arm.test is None)
        for curve in result.curves
        for place, arm in enumerate(curve.arms)
    ]
    cautions = (CAUTION, time_zero_sentence(result.endpoint), few_events_sentence(result))
    notes = (TEST_NAME, *filter(None, cautions), *refused_sentences(result))
    return DisplayTable("One-sample log-rank test", columns, tuple(rows), notes)


def _with_study(figures: tuple[FigureBeside, ...]) -> Iterator[tuple[FigureBeside, str]]:
    """Each figure with its study, empty where that is the study of the figure before."""
    before = ""
    for one in figures:
        yield one, "" if one.point.study == before else one.point.study
        before = one.point.study


def _beside(one: FigureBeside, study: str, result: PublishedComparison) -> list[Row]:
    where = printed_where(one.point)
    own = (_own(figure, one.point.is_median) for figure in one.own)
    cells = (f"{one.number}  {group_of(one.point, result.endpoint)}", where, printed_figure(one.point), *own)
    return [*([Row((study,), heading=True)] if study else []), Row(cells, inset=True)]


def _own(own: OwnFigure, is_median: bool) -> str:
    figure = (own.value, own.lower, own.upper)
    if is_median:
        return f"{format_median(*figure)}; {own.at_risk:,}"
    return f"{format_percent_interval(*figure)}; {own.at_risk:,}" if math.isfinite(own.value) else DASH


def _tested(arm: ArmAgainst) -> tuple[str, ...]:
    test = arm.test
    if test is None:
        return (DASH,) * 7
    return (
        f"{test.n:,}",
        format_plain(test.until) if math.isfinite(test.until) else "end",
        f"{test.observed:,}",
        format_number(test.expected),
        format_ratio(test.ratio, test.lower, test.upper),
        format_p(test.p),
        format_p(test.p_exact),
    )
