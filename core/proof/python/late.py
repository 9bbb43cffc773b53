"""The Python script of a comparison by something known only later: lifelines for curves, statsmodels for the rest."""

from core.analyses.bias_panel import MethodEstimate
from core.analyses.hazard_ratios import HazardRatio
from core.analyses.landmark import LandmarkSurvival
from core.proof.numbers.late import LateComparison, compares_all
from core.proof.python.survival import curves_in_python, groups_in_python
from core.proof.python.text import COX, UNBOUNDED, beginning_in_python
from core.proof.tables.times import AnalysisTable

IMPORTS = """import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.exceptions import StatError
from scipy.stats import norm
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.duration.survfunc import survdiff"""

STATES = """

same = 1.5e-8  # times closer than this are one time

# 1. As if everything had been known from the start: who changes is taken for what the patient becomes.
naive = d.assign(group=d["after"])


# 2. From a landmark: who is followed beyond it, in the state of then, on a clock that starts there.
def from_landmark(months):
    landmark = months * month
    kept = d[d["time"] > landmark + same * max(1, landmark)]
    changed = kept["change"] <= landmark + same * max(1, landmark)
    return kept.assign(
        group=np.where(changed, kept["after"], kept["before"]),
        time=kept["time"] - landmark,
        entry=(kept["entry"] - landmark).clip(lower=0),
    )


# 3. As time passes: rows (entry, time] of each patient in each state. An event on the day of a change is before it.
seen = d[d["time"] > d["entry"]]
moves = (seen["change"] > seen["entry"]) & (seen["change"] < seen["time"])
first = seen.assign(
    group=np.where(seen["change"] <= seen["entry"], seen["after"], seen["before"]),
    time=seen["time"].where(~moves, seen["change"]),
    status=seen["status"].where(~moves, 0),
)
later = seen[moves]
later = later.assign(group=later["after"], entry=later["change"])
over_time = pd.concat([first, later], ignore_index=True)
"""

TELL = """

def hazard_ratios(name, data, reference):
    # Against one state, or against the first somebody is in where nobody is in that.
    found = sorted(set(data["group"]))
    reference = reference if reference in found else found[0]
    others = [place for place in found if place != reference]
    b, se, _ = cox(data, [data["group"] == place for place in others])
    for place, *one in zip(others, b, se):
        say_ratio(f"{name}, hazard ratio of group {place}", *one, hr="")


def counts(name, data, shown):
    say(name + ", patients", data["patient"].nunique())
    say(name + ", events", (data["status"] == 1).sum())
    for place in shown:
        one = data[data["group"] == place]
        say(f"{name}, group {place}, patients", len(one))
        say(f"{name}, group {place}, events", (one["status"] == 1).sum())


def log_rank(name, data):
    late = {"entry": data["entry"].to_numpy()} if data["entry"].any() else {}
    status = (data["status"] == 1).to_numpy(dtype=int)
    chisq, p = survdiff(data["time"].to_numpy(), status, data["group"].to_numpy(), **late)
    say(name + ", chi-square", chisq)
    say(name + ", P", p)

"""

WHILE_IN_IT = """
# Simon-Makuch curves: a patient is at risk in a state only while in it.
def say_times(name, fit):
    pass  # times until so many of a state are left are not those of any patients

"""

BY_LANDMARK = """
# The hazard ratio at every landmark of the figure.
for months in {months!r}:
    hazard_ratios(f"from {{months:g}} months", from_landmark(months), 1)
"""
DATA = {"naive": "naive", "landmark": "at_landmark", "time-dependent": "over_time"}


def late_script_in_python(table: AnalysisTable, late: LateComparison) -> str:
    """A script that prints, under the names of `late_numbers`, those numbers that the two libraries have."""
    result = late.result
    text = beginning_in_python(table, IMPORTS) + curves_in_python(late.interval) + COX.format(ties=late.ties)
    text += f"{STATES}at_landmark = from_landmark({late.panel.landmark!r})\n{TELL}"
    text += "\n# The same comparison three ways.\n" + "".join(_method(late, one) for one in late.panel.estimates)
    text += _by_landmark(late)
    if isinstance(result, LandmarkSurvival):
        text += "\n# Curves from the landmark.\nd = at_landmark\n"
        test = result.logrank
    else:
        text += f"\n{WHILE_IN_IT}d = over_time\n"
        test = result.mantel_byar
    arms = {late.place(arm.label): arm for arm in result.groups}
    text += groups_in_python(tuple(arms.get(place + 1) for place in range(len(late.states))))
    text += 'log_rank("test", d)\n' if compares_all(test, len(result.groups)) else ""
    return text + _ratios("curves", "d", result.ratios, 1)


def _method(late: LateComparison, one: MethodEstimate) -> str:
    data, places = DATA[one.method], [late.place(ratio.label) for ratio in one.ratios]
    text = f'counts("{one.method}", {data}, {places})\n'
    text += _ratios(one.method, data, one.ratios, late.place(late.panel.reference))
    tested = compares_all(one.test, len(one.ratios) + 1)
    return text + (f'log_rank("{one.method}, test", {data})\n' if tested else "")


def _ratios(name: str, data: str, ratios: tuple[HazardRatio, ...], reference: int) -> str:
    if not all(one.estimable for one in ratios):
        return UNBOUNDED.format(name=name)
    return f'hazard_ratios("{name}", {data}, {reference})\n' if ratios else ""


def _by_landmark(late: LateComparison) -> str:
    months = months_with_all_ratios(late)
    return BY_LANDMARK.format(months=months) if months else ""


def months_with_all_ratios(late: LateComparison) -> list[float]:
    """The landmarks at which every state somebody else is in has a hazard ratio."""
    if late.by_landmark.empty:
        return []
    occupied = late.by_landmark[late.by_landmark["n_exposed"] > 0]
    return [float(month) for month, rows in occupied.groupby("landmark") if rows["hr"].notna().all()]
