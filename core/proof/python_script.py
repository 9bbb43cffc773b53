"""The Python script behind the Survival page: lifelines for the curves, statsmodels for the test."""

from core.analyses.survival import Survival
from core.proof.analysis_table import AnalysisTable
from core.proof.numbers import QUARTILES
from core.proof.r_text import DATA_FILE
from core.proof.second_opinion import STATSMODELS_WEIGHTS, statsmodels_has

CURVES = """# Put this script beside {file} and run it: python script.py
# It prints the numbers Ballad shows, each under the name Ballad gives it. Times are in {unit}.
import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from statsmodels.duration.survfunc import survdiff

month = {per_month!r}  # {unit} in a month
groups = [{labels}]
milestones = [{milestones}]
d = pd.read_csv("{file}", float_precision="round_trip")
if "entry" not in d:
    d["entry"] = 0.0
died = (d["status"] == 1).astype(int)


def say(name, value):
    print(f"{{name}}\\t{{float(value)!r}}")


def crossing(curve, height):
    # The first time at or below a height; where the curve runs at exactly this height, the middle of the run, as in R.
    reached = curve[curve <= height + 1e-9]
    if reached.empty:
        return float("nan")
    below = curve[curve < height - 1e-9]
    if reached.iloc[0] < height - 1e-9:
        return reached.index[0]
    end = curve.index[-1] if below.empty else below.index[0]
    return (reached.index[0] + end) / 2


def at(curve, time):
    return curve[curve.index <= time + 1e-9].iloc[-1]


for place in range(1, len(groups) + 1):
    one = d["group"] == place
    name = f"group {{place}}, "
    say(name + "patients", one.sum())
    say(name + "events", died[one].sum())
    entry = d["entry"][one] / month if d["entry"].any() else None
    fit = KaplanMeierFitter().fit(d["time"][one] / month, died[one], entry=entry)
    curve = fit.survival_function_["KM_estimate"]
    for height, what in {quartiles}:
        say(name + what, crossing(curve, height))
    for months in milestones[place - 1]:
        what = f"{{name}}alive at {{months:g}} months"
        say(what, at(curve, months))
        if {log_log} and at(curve, months) < 1:  # log-log limits; they do not exist while nobody has died
            lower, upper = (at(fit.confidence_interval_[column], months) for column in fit.confidence_interval_)
            say(what + ", lower", lower)
            say(what + ", upper", upper)
"""

TEST = """
kept = d.dropna()
strata = {{"strata": kept["stratum"].to_numpy(dtype=int)}} if "stratum" in kept else {{}}
late = {{"entry": kept["entry"].to_numpy()}} if kept["entry"].any() else {{}}
status = (kept["status"] == 1).to_numpy(dtype=int)
chisq, p = survdiff(kept["time"].to_numpy(), status, kept["group"].to_numpy(), weight_type={weight!r}, **strata, **late)
say("test, chi-square", chisq)
say("test, P", p)
"""
NO_TEST = "\n# statsmodels does not have the test shown on the page: see the R script.\n"


def survival_script_in_python(table: AnalysisTable, result: Survival, interval: str) -> str:
    """A script that prints, under the names of `survival_numbers`, those numbers that the two libraries have.

    They have no limits of quartiles and of follow-up as Ballad's; limits of milestones are log-log ones.
    """
    text = CURVES.format(
        file=DATA_FILE,
        unit=table.unit,
        per_month=float(table.per_month),
        labels=", ".join(map(ascii, table.labels)),
        milestones=", ".join(repr([float(month) for month in arm.milestones["time"]]) for arm in result.groups),
        quartiles=repr([(1 - reached, name) for reached, name in QUARTILES.items()]),
        log_log=interval == "log-log",
    )
    if not result.test.df:
        return text
    known = statsmodels_has(table, result)
    return text + (TEST.format(weight=STATSMODELS_WEIGHTS[result.test.test]) if known else NO_TEST)
