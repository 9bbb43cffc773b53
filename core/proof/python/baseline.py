"""The Python script behind the Baseline page: summaries by pandas, tests by scipy and statsmodels."""

from core.analyses.baseline import Baseline, ChoicesRow, NumbersRow
from core.analyses.cox_frame import r_name
from core.proof.numbers.baseline import EVERYBODY, columns_shown, level_name
from core.proof.python import counts as python_counts
from core.proof.python import tests as python_tests
from core.proof.python.beginning import beginning_in_python
from core.proof.r.baseline import question_in_words
from core.proof.tables.baseline import NOT_APPLICABLE, has_never
from core.proof.tables.patients import PatientTable

READ = """
# Patients without a group are left out. The columns of the table, each with who is in it.
d = d[d["group"].notna()]
columns = {{{columns}}}


def number(name):
    for column, mine in columns.items():
        x = d[name][mine].dropna()
        say(f"{{name}}, {{column}}, n", len(x))
        what = {{"mean": x.mean(), "SD": x.std(), "lowest": x.min(), "lower quartile": x.quantile(0.25)}}
        what |= {{"median": x.median(), "upper quartile": x.quantile(0.75), "highest": x.max()}}
        for label, value in what.items():
            say(f"{{name}}, {{column}}, {{label}}", value)


def choice(name, levels):
    for column, mine in columns.items():
        x = d[name][mine]
        say(f"{{name}}, {{column}}, known", x.notna().sum())
        for level, label in levels.items():
            count = (x == level).sum()
            whole = {whole}
            say(f"{{name}}, {{column}}, {{label}}, count", count)
            say(f"{{name}}, {{column}}, {{label}}, share", count / whole if whole else np.nan)


def absent(name, never=False):
    for column, mine in columns.items():
        without = mine & d[name].isna()
        say(f"{{name}}, {{column}}, missing", (without & (never == False)).sum())
        say(f"{{name}}, {{column}}, not applicable", (without & never).sum())


def parts(name):
    # The values of each group that has one.
    return [part.to_numpy(dtype=float) for _, part in d[name].dropna().groupby(d["group"]) if len(part)]


def counts(name, n_levels):
    # Groups (rows) against all levels of a field (columns).
    places = range(1, n_levels + 1)
    rows = [[int(((d["group"] == group) & (d[name] == level)).sum()) for level in places] for group in {places}]
    return np.array(rows)


"""
WHOLES = {"column": "x.notna().sum()", "row": "(d[name] == level).sum()"}
OF_NUMBERS = {
    "exact Wilcoxon": "wilcoxon({})",
    "Wilcoxon": "wilcoxon({})",
    "Kruskal-Wallis": "kruskal_wallis({})",
    "Welch": "welch({})",
    "variance analysis": "variance_analysis({})",
}
OF_CHOICES = {
    "Fisher": "p_of({}, exact=True)",
    "chi-squared": "p_of({}, exact=False)",
    "chi-squared for Fisher": "p_of({}, exact=False)",
    "exact trend": "exact_trend({})",
    "Cochran-Armitage": "trend({})",
    "linear-by-linear": "linear_by_linear({})",
    "Kruskal-Wallis": "kruskal_of_levels({})",
}


def baseline_script_in_python(table: PatientTable, result: Baseline, patients: str) -> str:
    """A script that prints the same numbers as that in R.

    A P of Fisher's test of a table too large to be listed without a compiler is nan in it.
    """
    by_row = result.percent_by == "row" and result.compared
    text = beginning_in_python(question_in_words(result, patients), table.labels, python_counts, python_tests)
    text += READ.format(
        columns=", ".join(map(_column, columns_shown(result))),
        whole=WHOLES["row" if by_row else "column"],
        places=f"range(1, {len(result.labels) + 1})",
    )
    return text + "\n\n".join(_row(row, result) for row in result.rows) + "\n"


def _column(name: str) -> str:
    who = 'd["group"] > 0' if name == EVERYBODY else f'd["group"] == {name.removeprefix("group ")}'
    return f'"{name}": {who}'


def _row(row: NumbersRow | ChoicesRow, result: Baseline) -> str:
    name = r_name(row.field)
    lines = [f"# {name}: {row.field.label!a}"]
    if isinstance(row, NumbersRow):
        lines.append(f'number("{name}")')
        values, difference, tests = f'parts("{name}")', "mean_difference", OF_NUMBERS
    else:
        levels = {row.field.levels.index(level) + 1: level_name(row, level) for level in row.levels}
        lines.append(f'choice("{name}", {levels!a})')
        values, difference, tests = f'counts("{name}", {len(row.field.levels)})', "share_difference", OF_CHOICES
    lines.append(f'absent("{name}", d["{name}{NOT_APPLICABLE}"] == 1)' if has_never(row.field, result)
                 else f'absent("{name}")')  # fmt: skip
    if row.difference is not None:
        lines.append(f'say("{name}, SMD", {difference}({values}))')
    if row.test is not None:
        lines.append(f'say("{name}, P", {tests[row.test.name].format(values)})')
    return "\n".join(lines)
