"""The R script behind the Response page: ladders of responses, their differences and tests, counts and days."""

from core.analyses.response import NOT_EVALUABLE, RESPONDED
from core.proof.numbers.response import BY_ANTIGEN, DURATION, ResponsePage
from core.proof.numbers.response_terms import (
    Words,
    line_words,
    question_in_words,
    rung_words,
    values_with_labels,
    with_rungs_once,
    words_of,
)
from core.proof.r.counts import beginning, counting
from core.proof.r.survival import survival_script
from core.proof.r.text import preamble, r_string, r_strings
from core.proof.tables.patients import PatientTable
from core.proof.tables.times import time_table
from core.view import View

READ = """
# What is recorded of an antibody ("mab1" the first, "mab2" the second): who was given it, who could be judged, who
# responded, who was tested for MRD and was negative. No value is no response and no test.
word <- function(codes, words) words[as.integer(codes)]
answers <- function(antibody) {{
  column <- function(what) d[[paste0(antibody, "_", what)]]
  response <- word(column("response"), {responses})
  mrd <- word(column("mrd"), {mrd})
  burden <- word(column("disease_burden"), {burden})
  given <- column("given") == 1
  tested <- given & mrd %in% c("negative", "positive")
  before <- word(d$mab1_mrd, {mrd})
  list(given = given, response = response, days = column("days_to_response"),
       evaluable = !is.na(response) & response != {not_evaluable},
       {levels},
       responded = response %in% {responded},
       tested = tested, negative = given & mrd %in% "negative",
       "tested, MRD at start" = tested & burden %in% "MRD",
       "tested, morphologic at start" = tested & burden %in% "morphologic",
       "tested, positive before" = tested & before %in% "positive")
}}

# How many of each group.
by_group <- function(patients, group) as.integer(table(group[patients]))

# What is counted (second) among whom (third), under its name (first), in each group; compared where there are several.
ladder <- function(prefix, a, group, rungs, one = "group", compare = nlevels(group) > 1) for (r in rungs) {{
  name <- paste0(prefix, r[1])
  n <- by_group(a[[r[3]]], group)
  k <- by_group(a[[r[3]]] & a[[r[2]]], group)
  for (place in seq_along(n)) proportion(paste0(name, ", ", one, " ", place), k[place], n[place])
  if (compare) {{
    against_first(name, k, n)
    test(paste0(name, ", P"), cbind(k, n - k))
  }}
}}

a <- answers({antibody})
ladder("", a, d$group, {rungs})
"""

BEST = """
# The best response of each patient, in one level.
among <- a[[{among}]]
recorded <- ifelse(is.na(a$response), "not recorded", a$response)
for (level in list({levels})) {{
  count <- by_group(among & recorded == level[1], d$group)
  say(paste0("best response ", level[2], ", group ", seq_along(count)), count)
}}
"""

DAYS = """
# Days from the start of the antibody to the response; a response dated before the start is an error, left out.
for (place in seq_along(groups)) {
  name <- function(what) paste0("days to response, group ", place, ", ", what)
  mine <- a$responded & d$group %in% place
  days <- a$days[mine & !is.na(a$days) & a$days >= 0]
  say(name("responders"), sum(mine))
  say(name("with both dates"), length(days))
  say(name(c("median", "shortest", "longest")),
      if (length(days)) c(median(days), range(days)) else c(NA, NA, NA))
}
"""

FLOW = """
# From the response to the first antibody to that to the second.
from <- answers("mab1")
to <- answers("mab2")
first <- ifelse(is.na(from$response), "not recorded", from$response)
second <- ifelse(!to$given, "no second", ifelse(is.na(to$response), "not recorded", to$response))
for (one in list({first})) for (other in list({second})) {{
  say(paste0("from ", one[2], " to ", other[2]), sum(from$given & first == one[1] & second == other[1]))
}}
"""

LINES = """
# Both antibodies by salvage line, which is not tested: a patient given both is counted twice.
line <- {line}
"""

ANTIGENS = """
# The second antibody by CD19 and CD22 at relapse after the first.
a <- answers("mab2")
"""
ANTIGEN_GROUPS = {
    "CD19 at relapse": "factor(d$cd19_at_relapse)",
    "CD22 at relapse": "factor(d$cd22_at_relapse)",
    "CD19 and CD22 at relapse": "interaction(d$cd22_at_relapse, d$cd19_at_relapse, drop = TRUE)",
}


DURATION_OF = """
# How long responses lasted: Kaplan-Meier from the response to relapse, progression or death, of responders with a time.
month <- {per_month:.17g}  # {unit} in a month
d <- d[!is.na(d$lasted_time), ]
d$time <- d$lasted_time
d$status <- d$lasted_status
d$group <- factor(d$lasted_group, labels = {labels})
d$entry <- {entry}
print_as <- say
say <- function(name, value) print_as(paste0({begins}, name), value)
"""


def response_script(table: PatientTable, page: ResponsePage, view: View, patients: str) -> str:
    """A script that prints `core.proof.numbers.response.response_numbers` of this page from its analysis table."""
    packages = ("survival",) if page.lasted is not None else ()
    text = beginning(table, question_in_words(page, patients), packages) + counting(view.limits)
    rungs = rung_words(page.ladder.rungs)
    text += READ.format(
        responses=_levels("mab1_response"),
        mrd=_levels("mab1_mrd"),
        burden=_levels("mab1_disease_burden"),
        not_evaluable=r_string(NOT_EVALUABLE),
        levels=", ".join(f"{level} = response %in% {r_string(level)}" for level in RESPONDED),
        responded=r_strings(RESPONDED),
        antibody=r_string(view.antibody),
        rungs=_listed(rungs),
    )
    text += BEST.format(among=r_string(rungs[0][2]), levels=_with_labels(page.best.levels))
    text += DAYS if page.times else ""
    if page.flow is not None:
        text += FLOW.format(first=_with_labels(page.flow.first), second=_with_labels(page.flow.second))
    if page.by_line:
        text += LINES.format(line="factor(d$salvage)" if page.by_line[0].title else "factor(rep(1, nrow(d)))")
        lines = (
            (f'ladder({r_string(begins)}, answers({r_string(name)}), line, rungs, "line", compare = FALSE)\n', words)
            for begins, name, words in line_words(page)
        )
        text += with_rungs_once(lines, _listed, "<-")
    return text + _antigens(page) + _duration(page, view)


def _antigens(page: ResponsePage) -> str:
    ladders = (
        (
            f"ladder({r_string(f'{BY_ANTIGEN[one.title]}, ')}, a, {ANTIGEN_GROUPS[one.title]}, rungs)\n",
            rung_words(one.rungs),
        )
        for one in page.by_antigen
    )
    return ANTIGENS + with_rungs_once(ladders, _listed, "<-") if page.by_antigen else ""


def _duration(page: ResponsePage, view: View) -> str:
    """Last, as it leaves only those on the clock of the duration in the table."""
    if page.lasted is None:
        return ""
    table = time_table(page.lasted.compared, view.change(strata=""))
    begins = DURATION_OF.format(
        per_month=table.per_month,
        unit=table.unit,
        labels=r_strings(table.labels),
        entry="d$lasted_entry" if table.enters_late else "0",
        begins=r_string(DURATION),
    )
    script = survival_script(table, page.lasted.survival, page.lasted.interval)
    return begins + script.removeprefix(preamble(table, ("survival",)))


def _listed(rungs: tuple[Words, ...]) -> str:
    return "list(\n  " + ",\n  ".join(map(r_strings, rungs)) + ")"


def _levels(name: str) -> str:
    return r_strings(words_of(name))


def _with_labels(labels: tuple[str, ...]) -> str:
    return ", ".join(map(r_strings, values_with_labels(labels)))
