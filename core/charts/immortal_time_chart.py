"""The figures of groups known only later: landmark curves, Simon-Makuch curves, and the hazard ratio by landmark."""

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from core.analyses.landmark import LandmarkSurvival
from core.analyses.survival import AT_RISK
from core.analyses.time_dependent import TimeDependentSurvival
from core.charts.figure import Figure
from core.charts.survival_chart import MOST_ARMS_WITH_BANDS, survival_lines
from core.charts.theme import LABEL_SIZE, THEMES, Mode, arm_colours, configure
from core.charts.time_data import CountBlock
from core.charts.time_figure import LABEL_WIDTH, Drawing, time_figure
from core.formats import format_p
from core.words.immortal_time import landmark_corner, mantel_byar_corner

RANGE_HEIGHT = 150
DODGE = 0.6
"""The share of the way to the next landmark over which the points of several groups are spread."""
P_ROOM, MOST_P = 14, 18
RATIO_GRID = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)


def landmark_chart(result: LandmarkSurvival, mode: Mode) -> Figure:
    """Kaplan-Meier curves from the landmark on."""
    return _curves(result, mode, landmark_corner(result), "Months from the landmark")


def time_dependent_chart(result: TimeDependentSurvival, mode: Mode) -> Figure:
    """Simon-Makuch curves with numbers at risk that rise and fall."""
    return _curves(result, mode, mantel_byar_corner(result), result.endpoint.axis_title)


def _curves(result: LandmarkSurvival | TimeDependentSurvival, mode: Mode, corner: str, axis_title: str) -> Figure:
    drawing = Drawing(
        lines=survival_lines(result.groups),
        blocks=(CountBlock(AT_RISK, tuple(arm.label for arm in result.groups), result.at_risk),),
        ticks=result.ticks,
        title=result.endpoint.label,
        axis_title=axis_title,
        corner=corner,
        doubtful=bool(result.arms_with_few_events),
        bands=len(result.groups) <= MOST_ARMS_WITH_BANDS,
    )
    return time_figure(drawing, mode)


def landmark_range_chart(ranged: pd.DataFrame, chosen: float, mode: Mode) -> Figure:
    """The hazard ratio with its limits at every landmark, log scale, the chosen landmark marked."""
    labels = tuple(dict.fromkeys(ranged["label"]))
    names = labels if len(labels) > 1 else ("P",)
    data = {
        "range": _range_frame(ranged.dropna(subset=["hr"]), labels),
        "rows": pd.DataFrame({"label": names, "arm": [str(place) for place in range(len(names))]}),
        "chosen": pd.DataFrame({"at": [chosen]}),
    }
    return Figure(_range_specification(mode, len(names)), data)


def _range_frame(known: pd.DataFrame, labels: tuple[str, ...]) -> pd.DataFrame:
    """The points of the chart: numbers cut at the edge of the scale, those of several groups beside each other."""
    place = known["label"].map(labels.index).to_numpy(dtype=int)
    months = known["landmark"].unique()
    apart = np.diff(months).min() if len(months) > 1 else 1.0
    return pd.DataFrame(
        {
            "landmark": known["landmark"],
            "at": known["landmark"] + DODGE * apart * (place - (len(labels) - 1) / 2) / max(len(labels), 1),
            **{name: known[name].clip(RATIO_GRID[0], RATIO_GRID[-1]) for name in ("hr", "lower", "upper")},
            "exact": known["hr"],
            "p": known["p"],
            "p_text": _every_so_often(known),
            "n": known["n"],
            "exposed": known["n_exposed"],
            "label": known["label"],
            "arm": place.astype(str),
        }
    )


def _every_so_often(known: pd.DataFrame) -> list[str]:
    """P at as many landmarks as there is room for, the others empty."""
    places = {month: place for place, month in enumerate(known["landmark"].drop_duplicates())}
    step = 1 + len(places) // MOST_P
    return [format_p(one.p) if places[one.landmark] % step == 0 else "" for one in known.itertuples()]


@lru_cache(maxsize=32)
def _range_specification(mode: Mode, groups: int) -> dict:
    theme = THEMES[mode]
    axis = alt.Axis(values=list(RATIO_GRID), title="Hazard ratio", format="~g", titlePadding=10)
    ratio = alt.Scale(type="log", domain=[RATIO_GRID[0], RATIO_GRID[-1]], nice=False)
    axis_of_months = alt.Axis(title="Landmark, months", format="d", tickMinStep=1)
    x, dodged = (alt.X(f"{column}:Q", axis=axis_of_months) for column in ("landmark", "at"))
    scale = alt.Scale(domain=[str(place) for place in range(groups)], range=arm_colours(mode, groups + 1)[1:])
    colour = alt.Color("arm:N", legend=None, scale=scale)
    data = alt.Chart(alt.NamedData(name="range"))
    tooltip = [
        alt.Tooltip("label:N", title="Group"),
        alt.Tooltip("landmark:Q", title="Landmark, months"),
        alt.Tooltip("n:Q", title="Patients"),
        alt.Tooltip("exposed:Q", title="In the group"),
        alt.Tooltip("exact:Q", title="Hazard ratio", format=".2f"),
        alt.Tooltip("p:Q", title="P (Wald)", format=".3f"),
    ]
    one = alt.Chart(alt.NamedData(name="chosen")).mark_rule(color=theme.faint, strokeDash=[3, 3])
    whisker = data.mark_rule(opacity=0.45, strokeWidth=1.6)
    point = data.mark_point(filled=True, size=46, opacity=1)
    unity = alt.Chart(alt.NamedData(name="chosen")).mark_rule(color=theme.ink, strokeWidth=0.8)
    above = f"-{P_ROOM} - {P_ROOM} * toNumber(datum.arm)"
    text = data.transform_calculate(place=above).mark_text(fontSize=LABEL_SIZE - 1, baseline="middle")
    names = alt.Chart(alt.NamedData(name="rows")).transform_calculate(place=above)
    heading = names.mark_text(align="right", fontSize=LABEL_SIZE, fontWeight=600, baseline="middle", limit=LABEL_WIDTH)
    height = alt.Y("place:Q", axis=None, scale=None)
    layers = alt.layer(
        unity.encode(y=alt.YDatum(1, scale=ratio)),
        one.encode(x=alt.X("at:Q")),
        whisker.encode(x=dodged, y=alt.Y("lower:Q", axis=axis, scale=ratio), y2="upper:Q", color=colour),
        point.encode(x=dodged, y=alt.Y("hr:Q", axis=axis, scale=ratio), color=colour, tooltip=tooltip),
        text.encode(x=x, y=height, text="p_text:N", color=colour),
        heading.encode(x=alt.value(-12), y=height, text="label:N", color=colour),
    )
    dressed = configure(layers.properties(height=RANGE_HEIGHT), mode)
    return dressed.configure_text(fontSize=LABEL_SIZE, aria=True).to_dict()
