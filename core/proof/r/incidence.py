"""The R script behind the Relapse and NRM page: survfit of several states, and cmprsk for Gray's test."""

from core.analyses.incidence import CompetingRisks
from core.proof.numbers.curves import CAUSES
from core.proof.r.text import preamble, r_numbers, r_strings
from core.proof.tables.times import AnalysisTable

CURVES = """
d$state <- factor(d$status, levels = 0:2)
causes <- {causes}
limits <- {limits}
for (place in seq_along(levels(d$group))) {{
  one <- d[d$group == levels(d$group)[place], ]
  name <- function(what) paste0("group ", place, ", ", what)
  say(name("patients"), nrow(one))
  say(name("events"), sum(one$status == 1))
  say(name("competing events"), sum(one$status == 2))
  months <- list({milestones})[[place]]
  if (length(months)) {{
    fit <- survfit({response} ~ 1, data = one{by_patient})
    at <- summary(fit, times = months * month, extend = TRUE)
    for (cause in 1:2) {{
      f <- at$pstate[, cause + 1]
      what <- name(paste0(causes[cause], " by ", months, " months"))
      {print}
    }}
  }}
}}
"""

WITH_LIMITS = """ends <- limits(f, at$std.err[, cause + 1])
      estimate(what, f, ends$lower, ends$upper)"""
INCIDENCE_ALONE = """say(what, f)  # with late entry survfit has jackknife limits, Ballad those of the delta method"""

GRAY = """
# A row of Tests for each cause that happens; none where cuminc stops, as it may when nobody is left without the event.
tests_of <- function(d) {
  tests <- tryCatch(with(d, cuminc(time, status, group, cencode = 0))$Tests, error = function(stopped) NULL)
  if (is.null(tests)) message("cmprsk::cuminc stopped: no test of Gray's here.")
  if (!is.null(tests)) rownames(tests) <- sort(unique(d$status[d$status > 0]))  # it has none for one cause
  tests
}
tests <- tests_of(d)
for (cause in rownames(tests)) {
  name <- paste0("Gray's test, ", causes[as.integer(cause)])
  say(paste0(name, ", chi-square"), tests[cause, "stat"])
  say(paste0(name, ", P"), pchisq(tests[cause, "stat"], tests[cause, "df"], lower.tail = FALSE))
}
"""

INSIDE = """function(f, se) {{
  z <- qnorm(0.975)
  inside <- f > 0 & f < 1
  lower <- {lower}
  upper <- {upper}
  list(lower = ifelse(inside, pmax(lower, 0), NA), upper = ifelse(inside, pmin(upper, 1), NA))
}}"""
LIMITS = {
    "plain": ("f - z * se", "f + z * se"),
    "log-log": ("f^exp(-z * se / (f * log(f)))", "f^exp(z * se / (f * log(f)))"),
    "cloglog": (
        "1 - (1 - f)^exp(z * se / ((1 - f) * log(1 - f)))",
        "1 - (1 - f)^exp(-z * se / ((1 - f) * log(1 - f)))",
    ),
}


def incidence_script(table: AnalysisTable, result: CompetingRisks, interval: str) -> str:
    """A script that prints `core.proof.numbers.curves.incidence_numbers` of this result from its analysis table."""
    lower, upper = LIMITS[interval]
    months = (r_numbers(tuple(arm.milestones[0]["time"])) for arm in result.groups)
    late = table.enters_late
    text = preamble(table, ("survival", "cmprsk")) + CURVES.format(
        causes=r_strings(CAUSES),
        limits=INSIDE.format(lower=lower, upper=upper),
        milestones=", ".join(months),
        response="Surv(entry, time, state)" if late else "Surv(time, state)",
        print=INCIDENCE_ALONE if late else WITH_LIMITS,
        by_patient=", id = patient" if late else "",
    )
    return text + GRAY if any(test.df for test in result.gray) else text
