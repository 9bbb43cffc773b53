"""Best responses as stacked bars: a bar a group, a segment a level with its percentage in it."""

from functools import lru_cache

import altair as alt
import pandas as pd

from core.analyses.best_response import BestResponses
from core.charts.figure import Figure
from core.charts.response_colours import DARK_INK, FILLS, LIGHT_INK, ink_on
from core.charts.theme import LABEL_SIZE, THEMES, Mode, configure
from core.formats import format_count, format_percent

SEGMENT = "segment"
"""The name of the selection a click on a segment makes; it holds the places of its arm and its level."""
BAR_STEP = 46
ROOM_PER_LETTER = 0.0105
"""The share of a bar that a letter takes in a figure 750 pixels wide."""


def response_bars(result: BestResponses, mode: Mode) -> Figure:
    """The figure of best responses; groups without a patient have no bar."""
    records = [
        {"arm_place": arm, "level_place": place, **_record(label, n, level, int(k), int(before))}
        for arm, (label, n, counts) in enumerate(zip(result.labels, result.n, result.counts, strict=True))
        if n
        for place, (level, k, before) in enumerate(zip(result.levels, counts, counts.cumsum() - counts, strict=True))
        if k
    ]
    columns = ["arm_place", "level_place", "arm", "level", "start", "end", "middle", "text", "count", "ink"]
    return Figure(_specification(result.levels, mode), {"bars": pd.DataFrame(records, columns=columns)})


def _record(label: str, n: int, level: str, k: int, before: int) -> dict:
    share = k / n
    percent = f"{format_percent(share)} %"
    fitting = (text for text in (f"{level} {percent}", percent, "") if share >= ROOM_PER_LETTER * len(text))
    return {
        "arm": f"{label} (n = {n:,})",
        "level": level,
        "start": 100 * before / n,
        "end": 100 * (before + k) / n,
        "middle": 100 * (before + k / 2) / n,
        "text": next(fitting),
        "count": format_count(k, n),
        "ink": ink_on(FILLS[level]),
    }


@lru_cache(maxsize=64)
def _specification(levels: tuple[str, ...], mode: Mode) -> dict:
    theme, bars = THEMES[mode], alt.Chart(alt.NamedData(name="bars"))
    y = alt.Y(
        "arm:N",
        sort=None,
        title=None,
        scale=alt.Scale(paddingInner=0.35, paddingOuter=0.2),
        axis=alt.Axis(labelLimit=300, ticks=False),
    )
    scale = alt.Scale(domain=[0, 100], nice=False)
    axis = alt.Axis(title="Patients (%)", values=list(range(0, 101, 20)))
    legend = alt.Legend(
        title=None, orient="top", symbolType="square", symbolStrokeColor=theme.ink, symbolStrokeWidth=1,
        symbolOpacity=1, labelColor=theme.ink, labelFontSize=LABEL_SIZE,
    )  # fmt: skip
    fill = alt.Fill("level:N", scale=alt.Scale(domain=levels, range=[FILLS[one] for one in levels]), legend=legend)
    clicked = alt.selection_point(name=SEGMENT, fields=["arm_place", "level_place"], on="click", empty=False)
    said = (("arm", "Group"), ("level", "Best response"), ("count", "Patients"))
    tooltip = [alt.Tooltip(f"{name}:N", title=title) for name, title in said]
    segments = (
        bars.mark_bar(strokeWidth=1, opacity=1, cursor="pointer")
        .add_params(clicked)
        .encode(x=alt.X("start:Q", scale=scale, axis=axis), x2="end:Q", y=y, fill=fill, stroke=alt.value(theme.ink))
        .encode(tooltip=tooltip)
    )
    texts = [
        bars.mark_text(fontSize=LABEL_SIZE, fontWeight=600, cursor="pointer")
        .transform_filter(f"datum.ink === '{ink}'")
        .encode(x=alt.X("middle:Q", scale=scale), y=y, text="text:N", color=alt.value(ink), tooltip=tooltip)
        for ink in (DARK_INK, LIGHT_INK)
    ]
    chart = alt.layer(segments, *texts).properties(height=alt.Step(BAR_STEP))
    return configure(chart, mode).to_dict()
