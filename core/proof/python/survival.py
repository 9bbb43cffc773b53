"""The Python script behind the Survival page: lifelines for the curves, statsmodels for the test."""

from core.analyses.survival import GroupSurvival, Survival
from core.proof.numbers.curves import QUARTILES
from core.proof.opinions.curves import STATSMODELS_WEIGHTS, statsmodels_has
from core.proof.python.text import CURVES, beginning_in_python
from core.proof.tables.times import AnalysisTable

IMPORTS = """import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.exceptions import StatError
from statsmodels.duration.survfunc import survdiff"""

GROUPS = """
milestones = [{milestones}]
for place in range(1, len(groups) + 1):
    one = d[d["group"] == place]
    if one.empty:
        continue
    name = f"group {{place}}, "
    say(name + "patients", len(one))
    say(name + "events", (one["status"] == 1).sum())
    fit = kaplan_meier(one)
    if fit is not None:
        say_times(name, fit)
        say_milestones(name, fit, milestones[place - 1])
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
    text = beginning_in_python(table, IMPORTS) + curves_in_python(interval) + "\n" + groups_in_python(result.groups)
    if not result.test.df:
        return text
    known = statsmodels_has(table, result)
    return text + (TEST.format(weight=STATSMODELS_WEIGHTS[result.test.test]) if known else NO_TEST)


def curves_in_python(interval: str) -> str:
    """The functions that fit a curve and say its quartiles and milestones."""
    return CURVES.format(
        quartiles=repr([(1 - reached, name) for reached, name in QUARTILES.items()]), log_log=interval == "log-log"
    )


def groups_in_python(arms: tuple[GroupSurvival | None, ...]) -> str:
    """The loop over the groups of `d`, each with its milestones in months, none for a group without patients."""
    months = ([] if arm is None else [float(month) for month in arm.milestones["time"]] for arm in arms)
    return GROUPS.format(milestones=", ".join(map(repr, months)))
