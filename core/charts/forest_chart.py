"""The forest plot of a multivariable Cox model: names to the left, marks on a log axis, figures to the right."""

from dataclasses import dataclass
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from core.charts.figure import Figure
from core.charts.theme import LABEL_SIZE, THEMES, Mode, configure
from core.formats import format_p, format_ratio
from core.tables.cox_table import HazardRow

ROW_HEIGHT = 24
WIDEST = (0.02, 50.0)
GRID = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 20, 50)


@dataclass(frozen=True)
class TextColumn:
    """A column of text beside the plot: its heading, its place in pixels from an edge of the plot."""

    name: str
    heading: str
    from_left: int | None = None
    from_right: int = 0


COLUMNS = (
    TextColumn("name", "Covariate", from_left=-330),
    TextColumn("counts", "n / events", from_left=-100),
    TextColumn("figures", "HR (95 % CI)", from_right=24),
    TextColumn("p", "P", from_right=160),
)
LEVEL_INDENT = 14


@dataclass(frozen=True)
class Layout:
    """All that shapes the specification."""

    mode: Mode
    rows: int
    low: float
    high: float


def forest_chart(rows: list[HazardRow], mode: Mode) -> Figure:
    """The figure of the rows of a model. An interval that leaves the axis is cut there and ends in an arrow."""
    frame = pd.DataFrame([_record(place, row) for place, row in enumerate(rows)])
    low, high = _domain(frame)
    shown = frame.assign(
        lower=frame["low"].clip(low, high),
        upper=frame["high"].clip(low, high),
        at=frame["hr"].where(frame["hr"].between(low, high)),
    )
    arrows = pd.concat(
        [
            shown[frame["low"] < low].assign(end=low, angle=-90),
            shown[frame["high"] > high].assign(end=high, angle=90),
        ]
    )[["row", "end", "angle"]]
    layout = Layout(mode, len(rows), low, high)
    return Figure(_specification(layout), {"rows": shown.drop(columns=["low", "high", "hr"]), "arrows": arrows})


def _record(place: int, row: HazardRow) -> dict:
    known = row.estimate is not None and row.estimate["estimable"]
    hr, low, high = row.estimate[["hr", "lower", "upper"]] if known else (np.nan,) * 3
    figures, p = _figures(row)
    counts = "" if row.n is None else f"{row.n:,} / {row.n_events:,}"
    hr, low, high = (1.0, np.nan, np.nan) if row.reference else (float(hr), float(low), float(high))
    return {
        "row": place,
        "name": row.label,
        "counts": counts,
        "hr": hr,
        "low": low,
        "high": high,
        "figures": figures,
        "p": p,
        "reference": row.reference,
        "level": row.is_level,
    }


def _figures(row: HazardRow) -> tuple[str, str]:
    if row.reference:
        return "1 (reference)", ""
    if row.estimate is None:
        return "", ""
    if not row.estimate["estimable"]:
        return "not estimable", ""
    return format_ratio(*row.estimate[["hr", "lower", "upper"]]), format_p(row.estimate["p"])


def _domain(frame: pd.DataFrame) -> tuple[float, float]:
    """The grid values around all limits, 0.5 and 2 at least, never past `WIDEST`."""
    low = max(WIDEST[0], min(0.5, frame["low"].min(skipna=True) if frame["low"].notna().any() else 0.5))
    high = min(WIDEST[1], max(2.0, frame["high"].max(skipna=True) if frame["high"].notna().any() else 2.0))
    return max(g for g in GRID if g <= low), min(g for g in GRID if g >= high)


@lru_cache(maxsize=64)
def _specification(layout: Layout) -> dict:
    theme, rows = THEMES[layout.mode], alt.Chart(alt.NamedData(name="rows"))
    scale = alt.Scale(type="log", domain=[layout.low, layout.high], nice=False)
    ticks = [value for value in GRID if layout.low <= value <= layout.high]
    axis = alt.Axis(values=ticks, title="Hazard ratio (log scale)", format="~g", labelFlush=False)
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-1.2, layout.rows - 0.3], reverse=True, nice=False))
    ink = alt.value(theme.ink)
    arrow = alt.Chart(alt.NamedData(name="arrows")).mark_point(shape="triangle-up", size=45, filled=True, opacity=1)
    point = rows.mark_point(shape="square", size=60, opacity=1)
    fill = alt.condition("datum.reference", alt.value("transparent"), alt.value(theme.arms[0]))
    layers = [
        alt.Chart(alt.NamedData(name="rows"))
        .mark_rule(strokeDash=[3, 3])
        .encode(x=alt.datum(1), color=alt.value(theme.faint)),
        rows.mark_rule(strokeWidth=2).encode(
            x=alt.X("lower:Q", scale=scale, axis=axis), x2="upper:Q", y=y, color=alt.value(theme.arms[0])
        ),
        arrow.encode(
            x=alt.X("end:Q", scale=scale), y=y, angle=alt.Angle("angle:Q", scale=None), color=alt.value(theme.arms[0])
        ),
        point.encode(x=alt.X("at:Q", scale=scale), y=y, fill=fill, stroke=alt.value(theme.arms[0])),
        *(text for column in COLUMNS for text in _texts(column, y, ink)),
    ]
    chart = alt.layer(*layers).properties(height=ROW_HEIGHT * layout.rows + 20)
    return configure(chart, layout.mode).to_dict()


def _texts(column: TextColumn, y: alt.Y, ink: dict) -> list[alt.Chart]:
    """The heading of a column, its texts, and those of levels, which are set in a little in the first column."""
    rows = alt.Chart(alt.NamedData(name="rows"))
    x = alt.value("width" if column.from_left is None else column.from_left)
    indent = LEVEL_INDENT if column.name == "name" else 0

    def text(**marks) -> alt.Chart:
        dx = column.from_right + marks.pop("dx", 0)
        return rows.mark_text(align="left", baseline="middle", fontSize=LABEL_SIZE, limit=220, dx=dx, **marks)

    return [
        text(fontWeight=600)
        .transform_filter("datum.row === 0")
        .encode(x=x, y=alt.value(6), text=alt.value(column.heading), color=ink),
        text().transform_filter("!datum.level").encode(x=x, y=y, text=f"{column.name}:N", color=ink),
        text(dx=indent).transform_filter("datum.level").encode(x=x, y=y, text=f"{column.name}:N", color=ink),
    ]
