"""The Python script behind the Response page: the ladders by scipy and statsmodels, counts and days by pandas."""

from core.analyses.response import NOT_EVALUABLE, RESPONDED
from core.proof.numbers.response import BY_ANTIGEN, ResponsePage
from core.proof.numbers.response_terms import (
    Words,
    line_words,
    question_in_words,
    rung_words,
    values_with_labels,
    with_rungs_once,
    words_of,
)
from core.proof.python import counts as python_counts
from core.proof.python.beginning import beginning_in_python
from core.proof.tables.patients import PatientTable
from core.view import View

READ = """

def word(column, words):
    return d[column].map(dict(enumerate(words, start=1)))


def answers(antibody):
    # What is recorded of an antibody ("mab1" the first, "mab2" the second): who was given it, who could be judged, who
    # responded, who was tested for MRD and was negative. No value is no response and no test.
    response = word(f"{{antibody}}_response", {responses})
    mrd = word(f"{{antibody}}_mrd", {mrd})
    burden = word(f"{{antibody}}_disease_burden", {burden})
    given = d[f"{{antibody}}_given"] == 1
    tested = given & mrd.isin(["negative", "positive"])
    return {{
        "response": response,
        "days": d[f"{{antibody}}_days_to_response"],
        "given": given,
        "evaluable": response.notna() & (response != {not_evaluable!r}),
        "responded": response.isin({responded}),
        **{{level: response == level for level in {responded}}},
        "tested": tested,
        "negative": given & (mrd == "negative"),
        "tested, MRD at start": tested & (burden == "MRD"),
        "tested, morphologic at start": tested & (burden == "morphologic"),
        "tested, positive before": tested & (word("mab1_mrd", {mrd}) == "positive"),
    }}


def ladder(begins, a, group, n_groups, rungs, one="group", compare=True):
    # What is counted among whom, under its name, in each group; compared where there are several.
    for name, counted, among in rungs:
        n = [int((a[among] & (group == place)).sum()) for place in range(1, n_groups + 1)]
        k = [int((a[among] & a[counted] & (group == place)).sum()) for place in range(1, n_groups + 1)]
        for place in range(n_groups):
            say(f"{{begins}}{{name}}, {{one}} {{place + 1}}, k", k[place])
            say(f"{{begins}}{{name}}, {{one}} {{place + 1}}, n", n[place])
            estimate(f"{{begins}}{{name}}, {{one}} {{place + 1}}, share", share(k[place], n[place], {method!r}))
        if n_groups < 2 or not compare:
            continue
        for place in range(1, n_groups):
            pair = [k[0], k[place]], [n[0], n[place]]
            estimate(f"{{begins}}{{name}}, group {{place + 1}} minus group 1", difference(*pair))
            estimate(f"{{begins}}{{name}}, odds ratio of group {{place + 1}} to group 1", odds(*pair))
        say(f"{{begins}}{{name}}, P", p_of(np.column_stack([k, np.subtract(n, k)])))


a = answers({antibody!r})
ladder("", a, d["group"], len(groups), {rungs})

# The best response of each patient, in one level.
recorded = a["response"].fillna("not recorded")
for value, label in {best}:
    mine = d["group"][a[{among!r}] & (recorded == value)]
    for place in range(1, len(groups) + 1):
        say(f"best response {{label}}, group {{place}}", (mine == place).sum())
"""

DAYS = """
# Days from the start of the antibody to the response; a response dated before the start is an error, left out.
for place in range(1, len(groups) + 1):
    mine = a["responded"] & (d["group"] == place)
    days = a["days"][mine & (a["days"] >= 0)]
    say(f"days to response, group {place}, responders", mine.sum())
    say(f"days to response, group {place}, with both dates", len(days))
    for what, value in (("median", days.median()), ("shortest", days.min()), ("longest", days.max())):
        say(f"days to response, group {place}, {what}", value)
"""

FLOW = """
# From the response to the first antibody to that to the second.
before, after = answers("mab1"), answers("mab2")
first = before["response"].fillna("not recorded")
second = after["response"].fillna("not recorded").where(after["given"], "no second")
for value, label in {first}:
    for other, other_label in {second}:
        say(f"from {{label}} to {{other_label}}", (before["given"] & (first == value) & (second == other)).sum())
"""

LINES = """
# Both antibodies by salvage line, which is not tested: a patient given both is counted twice.
line = {line}
"""
CODED = """

def coded(column):
    # The values somebody has, numbered from 1.
    return column.map({value: place for place, value in enumerate(sorted(column.dropna().unique()), start=1)})

"""
BY_SALVAGE, TOGETHER = 'coded(d["salvage"])', "pd.Series(1, index=d.index)"
ANTIGENS = """
# The second antibody by CD19 and CD22 at relapse after the first.
a = answers("mab2")
"""
ANTIGEN_GROUPS = {
    "CD19 at relapse": 'coded(d["cd19_at_relapse"])',
    "CD22 at relapse": 'coded(d["cd22_at_relapse"])',
    "CD19 and CD22 at relapse": 'coded(10 * d["cd19_at_relapse"] + d["cd22_at_relapse"])',
}
DURATION_ELSEWHERE = "\n# How long responses lasted is Kaplan-Meier's: script.R has it, and so has the Survival page.\n"


def response_script_in_python(table: PatientTable, page: ResponsePage, view: View, patients: str) -> str:
    """A script that prints the numbers of this page but for the duration of response."""
    rungs = rung_words(page.ladder.rungs)
    text = beginning_in_python(question_in_words(page, patients), table.labels, python_counts) + READ.format(
        responses=list(words_of("mab1_response")),
        mrd=list(words_of("mab1_mrd")),
        burden=list(words_of("mab1_disease_burden")),
        not_evaluable=NOT_EVALUABLE,
        responded=list(RESPONDED),
        method={"clopper-pearson": "beta", "wilson": "wilson"}[view.limits],
        antibody=view.antibody,
        rungs=_listed(rungs),
        best=list(values_with_labels(page.best.levels)),
        among=rungs[0][2],
    )
    text += DAYS if page.times else ""
    if page.flow is not None:
        first, second = (list(values_with_labels(one)) for one in (page.flow.first, page.flow.second))
        text += FLOW.format(first=first, second=second)
    text += CODED if page.by_line or page.by_antigen else ""
    if page.by_line:
        text += LINES.format(line=BY_SALVAGE if page.by_line[0].title else TOGETHER)
        n_lines = len(page.by_line[0].labels)
        lines = (
            (f'ladder({begins!r}, answers({name!r}), line, {n_lines}, rungs, one="line", compare=False)\n', words)
            for begins, name, words in line_words(page)
        )
        text += with_rungs_once(lines, _listed, "=")
    return text + _antigens(page) + (DURATION_ELSEWHERE if page.lasted is not None else "")


def _antigens(page: ResponsePage) -> str:
    ladders = (
        (
            f"ladder({f'{BY_ANTIGEN[one.title]}, '!r}, a, {ANTIGEN_GROUPS[one.title]}, {len(one.labels)}, rungs)\n",
            rung_words(one.rungs),
        )
        for one in page.by_antigen
    )
    return ANTIGENS + with_rungs_once(ladders, _listed, "=") if page.by_antigen else ""


def _listed(rungs: tuple[Words, ...]) -> str:
    return "[\n    " + ",\n    ".join(map(repr, rungs)) + ",\n]"
