"""What the Kaplan-Meier figure is filled with: frames of vertices, marks, labels and numbers at risk."""

from itertools import pairwise

import numpy as np
import pandas as pd

from core.analyses.selection import EVERYBODY
from core.analyses.survival import GroupSurvival, Survival
from core.charts.thinning import visible_marks, visible_steps

FEW_PATIENTS, FEW_SHARE = 5, 0.10
CLOSEST_LABELS = 0.055
LOWEST_LABEL = 0.035
POINTER_PIXELS = 6


def steps_frame(arms: tuple[GroupSurvival, ...]) -> pd.DataFrame:
    """Vertices of every arm from (0, 1) to its last time: months, survival, arm, part.

    `part` is "few" from where too few remain at risk for the curve to be trusted, else "enough".
    """
    return _stacked([_steps(arm) for arm in arms])


def hover_frame(arms: tuple[GroupSurvival, ...], longest: float) -> pd.DataFrame:
    """What the pointer is told, at vertices a few pixels apart: months, survival, lower, upper, at_risk, label."""
    told = _stacked([_hover(arm, longest) for arm in arms])
    return told.assign(label=[arms[int(place)].label for place in told["arm"]])


def bands_frame(arms: tuple[GroupSurvival, ...]) -> pd.DataFrame:
    """Vertices of the limits: months, lower, upper, arm. Where a limit does not exist there is no band."""
    return _stacked([_band(arm) for arm in arms])


def censorings_frame(arms: tuple[GroupSurvival, ...], longest: float) -> pd.DataFrame:
    """Where patients were censored: months, survival, arm; one mark for each few pixels."""
    return _stacked([_censorings(arm, longest) for arm in arms])


def ends_frame(arms: tuple[GroupSurvival, ...]) -> pd.DataFrame:
    """Where each curve ends and its label, moved apart where curves end close together; one arm needs no label."""
    ends = [(arm.curve.time[-1], arm.curve.survival[-1]) if len(arm.curve.time) else (0.0, 1.0) for arm in arms]
    frame = pd.DataFrame(
        {
            "months": [round(float(time), 4) for time, _ in ends],
            "survival": apart(np.array([max(float(survival), LOWEST_LABEL) for _, survival in ends])),
            "label": [arm.label for arm in arms],
            "arm": _places(arms),
        }
    )
    return frame[frame["label"] != EVERYBODY]


def risk_frames(result: Survival) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The numbers at risk (months, n, arm) and the names of their rows (label, arm)."""
    arms = result.groups
    numbers = pd.DataFrame(
        {
            "months": np.tile(result.ticks.astype(float), len(arms)),
            "n": result.at_risk.ravel().astype(int),
            "arm": np.repeat(_places(arms), len(result.ticks)),
        }
    )
    return numbers, pd.DataFrame({"label": [arm.label for arm in arms], "arm": _places(arms)})


def apart(heights: np.ndarray) -> np.ndarray:
    """Heights in [0, 1] moved as little as keeps each `CLOSEST_LABELS` above the one below, and none above 1."""
    placed = heights.astype(float)
    order = np.argsort(heights, kind="stable")
    for below, above in pairwise(order):
        placed[above] = max(placed[above], placed[below] + CLOSEST_LABELS)
    ceiling = 1.0
    for place in order[::-1]:
        placed[place] = min(placed[place], ceiling)
        ceiling = placed[place] - CLOSEST_LABELS
    return placed


def _places(arms: tuple[GroupSurvival, ...]) -> list[str]:
    return [str(place) for place in range(len(arms))]


def _stacked(parts: list[dict[str, np.ndarray]]) -> pd.DataFrame:
    """One frame of the columns of every arm, with the place of the arm; numbers in as many digits as can be seen."""
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    shown = {name: values.round(5) if values.dtype.kind == "f" else values for name, values in columns.items()}
    lengths = [len(part["months"]) for part in parts]
    return pd.DataFrame(shown | {"arm": np.repeat([str(place) for place in range(len(parts))], lengths)})


def _steps(arm: GroupSurvival) -> dict[str, np.ndarray]:
    """The curve, cut in two where it begins to fade; the second part starts where the first ends."""
    curve = arm.curve
    few = curve.at_risk < max(FEW_PATIENTS, FEW_SHARE * arm.n)
    turn = np.flatnonzero(few)[:1]
    kept = np.union1d(visible_steps(curve.survival), turn).astype(int)
    months, survival = _from_start(0.0, curve.time, kept), _from_start(1.0, curve.survival, kept)
    faded = _from_start(few[0], few, kept)
    first = int(np.argmax(faded)) if faded.any() else len(faded)
    rows = np.concatenate([np.arange(min(first + 1, len(faded))), np.arange(first, len(faded))])
    part = np.repeat(["enough", "few"], [min(first + 1, len(faded)), len(faded) - first])
    if first == 0:
        rows, part = rows[1:], part[1:]
    return {"months": months[rows], "survival": survival[rows], "part": part}


def _from_start(start: float, values: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """The kept values after what was so at time zero."""
    return np.concatenate([[start], values[kept]])


def _hover(arm: GroupSurvival, longest: float) -> dict[str, np.ndarray]:
    curve = arm.curve
    stepped = visible_steps(curve.survival)
    kept = stepped[visible_marks(curve.time[stepped], longest, apart=POINTER_PIXELS)]
    names = ("survival", "lower", "upper", "at_risk")
    return {"months": curve.time[kept]} | {name: getattr(curve, name)[kept] for name in names}


def _band(arm: GroupSurvival) -> dict[str, np.ndarray]:
    curve = arm.curve
    limited = ~np.isnan(curve.lower)
    lower, upper, time = curve.lower[limited], curve.upper[limited], curve.time[limited]
    kept = visible_steps(lower, upper)
    return {"months": time[kept], "lower": lower[kept], "upper": upper[kept]}


def _censorings(arm: GroupSurvival, longest: float) -> dict[str, np.ndarray]:
    censored = arm.curve.censored > 0
    time, survival = arm.curve.time[censored], arm.curve.survival[censored]
    kept = visible_marks(time, longest)
    return {"months": time[kept], "survival": survival[kept]}
