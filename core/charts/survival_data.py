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


def steps_frame(arms: tuple[GroupSurvival, ...]) -> pd.DataFrame:
    """Vertices of every arm from (0, 1) to its last time: months, survival, lower, upper, at_risk, arm, part, label."""
    return pd.concat([_steps(place, arm) for place, arm in enumerate(arms)], ignore_index=True)


def bands_frame(arms: tuple[GroupSurvival, ...]) -> pd.DataFrame:
    """Vertices of the limits: months, lower, upper, arm. Where a limit does not exist there is no band."""
    return pd.concat([_band(place, arm) for place, arm in enumerate(arms)], ignore_index=True)


def censorings_frame(arms: tuple[GroupSurvival, ...], longest: float) -> pd.DataFrame:
    """Where patients were censored: months, survival, arm; one mark for each few pixels."""
    return pd.concat([_censorings(place, arm, longest) for place, arm in enumerate(arms)], ignore_index=True)


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


def _steps(place: int, arm: GroupSurvival) -> pd.DataFrame:
    """One arm; `part` is "few" from where too few remain at risk for the curve to be trusted."""
    curve = arm.curve
    few = curve.at_risk < max(FEW_PATIENTS, FEW_SHARE * arm.n)
    turn = np.flatnonzero(few)[:1]
    kept = np.union1d(visible_steps(curve.survival), turn).astype(int)
    frame = pd.DataFrame(
        {
            "months": np.concatenate([[0.0], curve.time[kept]]).round(4),
            "survival": np.concatenate([[1.0], curve.survival[kept]]).round(5),
            "lower": np.concatenate([[1.0], curve.lower[kept]]).round(5),
            "upper": np.concatenate([[1.0], curve.upper[kept]]).round(5),
            "at_risk": np.concatenate([[arm.n], curve.at_risk[kept]]),
        }
    )
    faded = np.concatenate([few[:1], few[kept]])
    frame = frame.assign(arm=str(place), part=np.where(faded, "few", "enough"), label=arm.label)
    joint = frame[faded].head(1).assign(part="enough") if faded.any() and not faded.all() else frame.head(0)
    return pd.concat([frame[~faded], joint, frame[faded]], ignore_index=True)


def _band(place: int, arm: GroupSurvival) -> pd.DataFrame:
    curve = arm.curve
    limited = ~np.isnan(curve.lower)
    lower, upper, time = curve.lower[limited], curve.upper[limited], curve.time[limited]
    kept = visible_steps(lower, upper) if len(time) else np.zeros(0, dtype=int)
    limits = {"months": time[kept].round(4), "lower": lower[kept].round(5), "upper": upper[kept].round(5)}
    return pd.DataFrame(limits).assign(arm=str(place))


def _censorings(place: int, arm: GroupSurvival, longest: float) -> pd.DataFrame:
    censored = arm.curve.censored > 0
    time, survival = arm.curve.time[censored], arm.curve.survival[censored]
    kept = visible_marks(time, longest)
    return pd.DataFrame({"months": time[kept].round(4), "survival": survival[kept].round(5)}).assign(arm=str(place))
