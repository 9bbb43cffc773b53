"""The R script behind the page on transplant and toxicity: counts, medians, differences and tests of its tables."""

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
from core.proof.r.counts import beginning, counting
from core.proof.r.text import r_string, r_strings
from core.proof.tables.patients import PatientTable
from core.stats.association import Association
from core.view import View

LINES = """
# A column a line of the page: 1 for whom it happened to, 0 for the others it is counted among, empty for who is not
# counted. Patients without a group are counted among all patients alone.
by_group <- function(patients) as.integer(table(group[patients]))
count_line <- function(name, x, limits = TRUE, compared = FALSE, tested = FALSE, exact = NA) {
  k <- by_group(x %in% 1)
  n <- by_group(!is.na(x))
  shown <- function(column, k, n) if (limits) proportion(paste0(name, ", ", column), k, n) else
    say(paste0(name, ", ", column, c(", k", ", n")), c(k, n))
  shown("all", sum(x %in% 1), sum(!is.na(x)))
  for (place in seq_along(n)) shown(paste0("group ", place), k[place], n[place])
  if (compared) against_first(name, k, n)
  if (tested) test(paste0(name, ", P"), cbind(k, n - k), exact)
}

measure_line <- function(name, x) {
  spread <- function(column, x) {
    q <- if (length(x)) quantile(x, c(0.5, 0.25, 0.75, 0, 1), type = 7) else rep(NA, 5)
    what <- c("n", "median", "lower quartile", "upper quartile", "lowest", "highest")
    say(paste0(name, ", ", column, ", ", what), c(length(x), q))
  }
  spread("all", x[!is.na(x)])
  for (place in seq_len(nlevels(group))) spread(paste0("group ", place), x[!is.na(x) & as.integer(group) %in% place])
}

# The lines of a section, in one of which each patient is, as one table.
together <- function(name, columns, exact = NA)
  test(paste0(name, ", P"), sapply(columns, function(column) by_group(d[[column]] %in% 1)), exact)
"""

EVENTS = """
# Recorded toxicity: the worst grade of each patient, 0 without the event, {not_graded} where it has no grade. Grade 3
# and more is of those whose worst grade is known or who had no such event.
event <- function(name, worst, compared = FALSE) {{
  patients <- list(all = !is.na(worst))
  for (place in seq_len(nlevels(group)))
    patients[[paste0("group ", place)]] <- !is.na(worst) & as.integer(group) %in% place
  for (column in names(patients)) {{
    x <- worst[patients[[column]]]
    known <- x[x != {not_graded}]
    proportion(paste0(name, ", any grade, ", column), sum(x > 0), length(x))
    say(paste0(name, c(", Grade 1-2, ", ", Grade 3-4, ", ", Grade 5, "), column),
        c(sum(known %in% 1:2), sum(known %in% 3:4), sum(known == 5)))
    say(paste0(name, ", not graded, ", column), length(x) - length(known))
    proportion(paste0(name, ", severe, ", column), sum(known >= 3), length(known))
  }}
  if (!compared) return(invisible())
  graded <- !is.na(worst) & worst != {not_graded}
  k <- by_group(graded & worst >= 3)
  n <- by_group(graded)
  against_first(paste0(name, ", severe"), k, n)
  test(paste0(name, ", severe, P"), cbind(k, n - k))
}}
"""


def transplant_script(table: PatientTable, page: TransplantPage, view: View, patients: str) -> str:
    """A script that prints `core.proof.numbers.transplant.transplant_numbers` of this page from its analysis table."""
    text = beginning(table, question_in_words(page, patients)) + counting(view.limits) + LINES
    return text + "".join(map(_table, page.tables)) + (_events(page.recorded) if page.recorded is not None else "")


def question_in_words(page: TransplantPage, patients: str) -> str:
    """What the page is asked: the antibody, the patients in words, and what they are compared by."""
    compared = f"compared by {page.compared_by}" if page.compared_by else "no comparison"
    after = f" after {page.origin}" if page.origin else ""
    return f"Transplant and toxicity{after}; {patients}; {compared}."


def _table(table: CountedTable) -> str:
    places = ", ".join(map(str, table.groups))
    lines = [f"\n# {table.title}, with the groups it has, by their places in the list above"]
    lines.append(f"group <- factor(as.integer(d$group), levels = c({places}))")
    for place, section in enumerate(table.sections, start=1):
        lines.append(f"# {place} {r_string(section.title)}, of {r_string(section.denominator)}")
        lines += [_line(line) for line in lines_of(table) if line.column.startswith(f"{table.key}_{place}_")]
    for name, together, test in lines_tested_together(table):
        columns = r_strings(tuple(line.column for line in together))
        lines.append(f"together({r_string(name)}, {columns}{_exact(test)})")
    return "\n".join(lines) + "\n"


def _events(recorded: RecordedTable) -> str:
    levels = f"group <- factor(as.integer(d$group), levels = c({', '.join(map(str, recorded.groups))}))\n"
    calls = (
        f"event({r_string(name)}, d${column}{', compared = TRUE' * (event.test is not None)})\n"
        for column, name, event in event_names(recorded)
    )
    return EVENTS.format(not_graded=NOT_GRADED) + levels + "".join(calls)


def _line(line: Line) -> str:
    start = f"({r_string(line.name)}, d${line.column}"
    if isinstance(line.row, Measure):
        return f"measure_line{start})"
    row = line.row
    settings = ", limits = FALSE" * row.muted + ", compared = TRUE" * bool(row.versus)
    settings += f", tested = TRUE{_exact(row.test)}" if row.test is not None else ""
    return f"count_line{start}{settings})"


def _exact(test: Association) -> str:
    """The test of the page where that is not the one of the rule."""
    exact = asked_for(test)
    return "" if exact is None else f", exact = {str(exact).upper()}"
