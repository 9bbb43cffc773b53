"""The Python script behind the page on transplant and toxicity: the same lines by pandas, scipy and statsmodels."""

from core.analyses.sections import Measure
from core.proof.numbers.transplant import (
    NOT_GRADED,
    CountedTable,
    Line,
    RecordedTable,
    TransplantPage,
    asked_for,
    event_names,
    lines_of,
    lines_tested_together,
)
from core.proof.python import counts as python_counts
from core.proof.python.beginning import beginning_in_python
from core.proof.r.transplant import question_in_words
from core.proof.tables.patients import PatientTable
from core.view import View

LINES = """

# A column a line of the page: 1 for whom it happened to, 0 for the others it is counted among, empty for who is not
# counted. Patients without a group are counted among all patients alone.
def by_group(patients):
    return [int((patients & (d["group"] == group)).sum()) for group in groups_here]


def shown(name, k, n, limits):
    say(f"{{name}}, k", k)
    say(f"{{name}}, n", n)
    if limits:
        estimate(f"{{name}}, share", share(k, n, {method!r}))


def count_line(name, column, limits=True, compared=False, tested=False, exact=None):
    x = d[column]
    k, n = by_group(x == 1), by_group(x.notna())
    shown(f"{{name}}, all", (x == 1).sum(), x.notna().sum(), limits)
    for place in range(len(n)):
        shown(f"{{name}}, group {{place + 1}}", k[place], n[place], limits)
    for place in range(1, len(n) if compared else 0):
        pair = [k[0], k[place]], [n[0], n[place]]
        estimate(f"{{name}}, group {{place + 1}} minus group 1", difference(*pair))
        estimate(f"{{name}}, odds ratio of group {{place + 1}} to group 1", odds(*pair))
    if tested:
        say(f"{{name}}, P", p_of(np.column_stack([k, np.subtract(n, k)]), exact))


def measure_line(name, column):
    everybody = [("all", d[column])]
    for label, x in everybody + [(f"group {{i}}", d[column][d["group"] == g]) for i, g in enumerate(groups_here, 1)]:
        say(f"{{name}}, {{label}}, n", x.count())
        x = x.dropna()
        what = {{"median": x.median(), "lower quartile": x.quantile(0.25), "upper quartile": x.quantile(0.75)}}
        what |= {{"lowest": x.min(), "highest": x.max()}}
        for which, value in what.items():
            say(f"{{name}}, {{label}}, {{which}}", value)


def together(name, columns, exact=None):
    # The lines of a section, in one of which each patient is, as one table.
    say(f"{{name}}, P", p_of(np.column_stack([by_group(d[column] == 1) for column in columns]), exact))


"""
EVENTS = """

# Recorded toxicity: the worst grade of each patient, 0 without the event, {not_graded} where it has no grade. Grade 3
# and more is of those whose worst grade is known or who had no such event.
def event(name, column, compared=False):
    everybody = [("all", d[column])]
    for label, x in everybody + [(f"group {{i}}", d[column][d["group"] == g]) for i, g in enumerate(groups_here, 1)]:
        x = x.dropna()
        known = x[x != {not_graded}]
        shown(f"{{name}}, any grade, {{label}}", (x > 0).sum(), len(x), True)
        for band, low, high in (("Grade 1-2", 1, 2), ("Grade 3-4", 3, 4), ("Grade 5", 5, 5)):
            say(f"{{name}}, {{band}}, {{label}}", known.between(low, high).sum())
        say(f"{{name}}, not graded, {{label}}", len(x) - len(known))
        shown(f"{{name}}, severe, {{label}}", (known >= 3).sum(), len(known), True)
    if not compared:
        return
    graded = d[column].notna() & (d[column] != {not_graded})
    k, n = by_group(graded & (d[column] >= 3)), by_group(graded)
    for place in range(1, len(n)):
        pair = [k[0], k[place]], [n[0], n[place]]
        estimate(f"{{name}}, severe, group {{place + 1}} minus group 1", difference(*pair))
        estimate(f"{{name}}, severe, odds ratio of group {{place + 1}} to group 1", odds(*pair))
    say(f"{{name}}, severe, P", p_of(np.column_stack([k, np.subtract(n, k)])))


"""


def transplant_script_in_python(table: PatientTable, page: TransplantPage, view: View, patients: str) -> str:
    """A script that prints the same numbers as that in R.

    A P of Fisher's test of a table too large to be listed without a compiler is nan in it.
    """
    method = {"clopper-pearson": "beta", "wilson": "wilson"}[view.limits]
    text = beginning_in_python(question_in_words(page, patients), table.labels, python_counts)
    text += LINES.format(method=method) + "\n\n".join(map(_table, page.tables)) + "\n"
    return text + (_events(page.recorded) if page.recorded is not None else "")


def _table(table: CountedTable) -> str:
    lines = [f"# {table.title}, with the groups it has, by their places in the list above"]
    lines.append(f"groups_here = {list(table.groups)}")
    for place, section in enumerate(table.sections, start=1):
        lines.append(f"# {place} {section.title!a}, of {section.denominator!a}")
        lines += [_line(line) for line in lines_of(table) if line.column.startswith(f"{table.key}_{place}_")]
    for name, together, test in lines_tested_together(table):
        exact = asked_for(test)
        columns = [line.column for line in together]
        lines.append(f"together({name!a}, {columns}{'' if exact is None else f', exact={exact}'})")
    return "\n".join(lines)


def _events(recorded: RecordedTable) -> str:
    calls = (
        f'event({name!a}, "{column}"{", compared=True" * (event.test is not None)})\n'
        for column, name, event in event_names(recorded)
    )
    return EVENTS.format(not_graded=NOT_GRADED) + f"groups_here = {list(recorded.groups)}\n" + "".join(calls)


def _line(line: Line) -> str:
    start = f'({line.name!a}, "{line.column}"'
    if isinstance(line.row, Measure):
        return f"measure_line{start})"
    row = line.row
    settings = ", limits=False" * row.muted + ", compared=True" * bool(row.versus)
    if row.test is not None:
        exact = asked_for(row.test)
        settings += ", tested=True" + ("" if exact is None else f", exact={exact}")
    return f"count_line{start}{settings})"
