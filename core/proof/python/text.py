"""Pieces of Python: the lines every script begins with, and functions several of them need."""

from core.proof.r.text import DATA_FILE
from core.proof.tables.times import AnalysisTable

BEGIN = """# Put this script beside {file} and run it: python script.py
# It prints the numbers Ballad shows, each under the name Ballad gives it. Times are in {unit}.
{imports}


def say(name, value):
    print(f"{{name}}\\t{{float(value)!r}}")


d = pd.read_csv("{file}", float_precision="round_trip")
"""

GROUPS = """if "entry" not in d:
    d["entry"] = 0.0
month = {per_month!r}  # {unit} in a month
groups = [{labels}]


def at(curve, time):
    return curve[curve.index <= time + 1e-9].iloc[-1]
"""

CURVES = """

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


def kaplan_meier(one):
    # In months; log-log limits. lifelines stops where all of a group have died and others enter it later.
    entry = one["entry"] / month if one["entry"].any() else None
    try:
        return KaplanMeierFitter().fit(one["time"] / month, (one["status"] == 1).astype(int), entry=entry)
    except StatError:
        return None


def say_milestones(name, fit, milestones):
    curve = fit.survival_function_["KM_estimate"]
    for months in milestones:
        what = f"{{name}}alive at {{months:g}} months"
        say(what, at(curve, months))
        if {log_log} and 0 < at(curve, months) < 1:  # there are no log-log limits of 0 and of 1
            lower, upper = (at(fit.confidence_interval_[column], months) for column in fit.confidence_interval_)
            say(what + ", lower", lower)
            say(what + ", upper", upper)


def say_times(name, fit):
    curve = fit.survival_function_["KM_estimate"]
    for height, what in {quartiles}:
        say(name + what, crossing(curve, height))
"""

UNBOUNDED = "\n# {name}: a hazard ratio cannot be estimated, and statsmodels fits no model with it: see the R script.\n"

COX = """

def cox(d, columns, strata=None):
    # statsmodels takes a patient who enters at a time for at risk at that time; R, lifelines and Ballad only after it.
    entry = d["entry"].to_numpy() + 1e-6 if d["entry"].any() else None
    x = np.column_stack(columns).astype(float)
    size = x.std(axis=0)
    status = (d["status"] == 1).to_numpy(dtype=int)
    model = PHReg(d["time"].to_numpy(), x / size, status=status, entry=entry, strata=strata, ties="{ties}")
    near = model.fit(method="bfgs", disp=0)  # Newton's steps alone may run away from a strong effect
    fit = model.fit(start_params=near.params, method="newton", tol=1e-14, maxiter=100, disp=0)
    return fit.params / size, fit.bse / size, fit


def say_ratio(name, b, se, hr=", HR"):
    lower, upper = np.exp(b + np.array([-1, 1]) * norm.ppf(0.975) * se)
    for what, value in ((hr, np.exp(b)), (hr + ", lower", lower), (hr + ", upper", upper)):
        say(name + what, value)
    say(name + ", P", 2 * norm.sf(abs(b / se)))
"""


def beginning_in_python(table: AnalysisTable, imports: str) -> str:
    """The lines that import, read a table of groups, and define `say` and `at`."""
    labels = ", ".join(map(ascii, table.labels))
    groups = GROUPS.format(unit=table.unit, per_month=float(table.per_month), labels=labels)
    return reading_in_python(table.unit, imports) + groups


def reading_in_python(unit: str, imports: str) -> str:
    """The lines that import, define `say`, and read the table, whatever its columns."""
    return BEGIN.format(file=DATA_FILE, unit=unit, imports=imports)
