"""The Python script behind the Relapse and NRM page: cumulative incidences by statsmodels."""

from core.analyses.incidence import CompetingRisks
from core.proof.numbers.curves import CAUSES
from core.proof.python.text import beginning_in_python
from core.proof.tables.times import AnalysisTable

IMPORTS = """import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.duration.survfunc import CumIncidenceRight"""

LIMITS = {
    "plain": "f - z * se, f + z * se",
    "log-log": "f ** np.exp(-z * se / (f * np.log(f))), f ** np.exp(z * se / (f * np.log(f)))",
    "cloglog": (
        "1 - (1 - f) ** np.exp(z * se / ((1 - f) * np.log(1 - f))), "
        "1 - (1 - f) ** np.exp(-z * se / ((1 - f) * np.log(1 - f)))"
    ),
}

OF_STATSMODELS = """

def incidence(one, cause):
    # The Aalen-Johansen estimate and its standard error by the delta method, as step curves.
    # lifelines has it too, but moves tied times apart at random before.
    with np.errstate(divide="ignore", invalid="ignore"):
        fit = CumIncidenceRight(one["time"].to_numpy() / month, one["status"].to_numpy())
    if cause > len(fit.cinc):  # nobody in this group has it
        return None
    return pd.DataFrame({{"f": fit.cinc[cause - 1], "se": fit.cinc_se[cause - 1]}}, index=fit.times)


def say_incidence(name, f, se):
    say(name, f)
    if 0 < f < 1 and np.isfinite(se):  # statsmodels has no error from when everybody left had an event
        z = norm.ppf(0.975)
        lower, upper = {limits}
        say(name + ", lower", max(lower, 0.0))
        say(name + ", upper", min(upper, 1.0))
"""

WITH_LATE_ENTRY = """

def incidence(one, cause):
    # Neither library takes late entry: the Aalen-Johansen estimate, written out.
    times = np.unique(one["time"][one["status"] > 0])
    at_risk = np.array([((one["entry"] < time) & (one["time"] >= time)).sum() for time in times])
    events = np.array([((one["time"] == time) & (one["status"] > 0)).sum() for time in times])
    of_cause = np.array([((one["time"] == time) & (one["status"] == cause)).sum() for time in times])
    before = np.concatenate([[1.0], np.cumprod(1 - events / at_risk)[:-1]])
    return pd.DataFrame({{"f": np.cumsum(before * of_cause / at_risk), "se": np.nan}}, index=times / month)


def say_incidence(name, f, se):
    say(name, f)  # there is no standard error of it in Python
"""

GROUPS = """

causes = [{causes}]
milestones = [{milestones}]
for place in range(1, len(groups) + 1):
    one = d[d["group"] == place]
    name = f"group {{place}}, "
    say(name + "patients", len(one))
    say(name + "events", (one["status"] == 1).sum())
    say(name + "competing events", (one["status"] == 2).sum())
    for cause in (1, 2):
        curve = incidence(one, cause)
        for months in milestones[place - 1]:
            reached = None if curve is None else curve[curve.index <= months + 1e-9]
            f, se = (0.0, 0.0) if reached is None or reached.empty else reached.iloc[-1]
            say_incidence(f"{{name}}{{causes[cause - 1]}} by {{months:g}} months", f, se)
"""


def incidence_script_in_python(table: AnalysisTable, result: CompetingRisks, interval: str) -> str:
    """A script that prints what statsmodels has of the `incidence_numbers`, under their names."""
    late = table.enters_late
    months = ([float(month) for month in arm.milestones[0]["time"]] for arm in result.groups)
    return (
        beginning_in_python(table, _imports(late))
        + (WITH_LATE_ENTRY.format() if late else OF_STATSMODELS.format(limits=LIMITS[interval]))
        + GROUPS.format(causes=", ".join(map(ascii, CAUSES)), milestones=", ".join(map(repr, months)))
    )


def _imports(late: bool) -> str:
    lines = IMPORTS.splitlines()
    return "\n".join(lines[:2] if late else lines)
