"""The R script behind the Survival page: survfit and survdiff, in words a biostatistician would write."""

from core.analyses.survival import BETA_PRODUCT, Survival
from core.proof.numbers.curves import QUARTILES
from core.proof.r.logrank import chosen_test_in_r
from core.proof.r.text import preamble, r_numbers, r_strings
from core.proof.tables.times import AnalysisTable

MILESTONES = """
# Survival at milestones with {limits} limits.
alive_at <- function(name, fit, months) {{
  if (!length(months)) return(invisible())
  at <- summary(fit, times = months * month, extend = TRUE)
  known <- {known}
  lower <- ifelse(known, at$lower, NA)
  upper <- ifelse(known, at$upper, NA)
  estimate(paste0(name, "alive at ", months, " months"), at$surv, lower, upper)
}}
"""
LIMITS_AT_ONE = "at$surv < 1  # log-log limits do not exist while nobody has died; R says 1 up to the first time"
NO_BETA_PRODUCT = "# The limits below are log-log ones; those by the beta product are in the package bpcp.\n"

CURVES = """
milestones <- list({milestones})
for (place in which(table(d$group) > 0)) {{
  one <- d[d$group == levels(d$group)[place], ]
  name <- paste0("group ", place, ", ")
  say(paste0(name, "patients"), nrow(one))
  say(paste0(name, "events"), sum(one$status == 1))
  fit <- survfit({response} ~ 1, data = one, conf.type = "{limits}")
  q <- quantiles(fit, c(0.25, 0.5, 0.75))
  estimate(paste0(name, {quartiles}), q$quantile, q$lower, q$upper)
  alive_at(name, fit, milestones[[place]])
  one$seen <- as.numeric(one$status != 1)  # reverse Kaplan-Meier: being lost from sight is the event
  followed <- survfit({reverse} ~ 1, data = one, conf.type = "{limits}")
  q <- quantiles(followed, 0.5)
  estimate(paste0(name, "median follow-up"), q$quantile, q$lower, q$upper)
}}
"""

FIRST_CROSSINGS = """
# The first crossing, as print() of a fit has it: limits may rise again, and quantile() takes them for falling.
quantiles <- function(fit, probs) {
  first <- function(y, p) {
    time <- fit$time[!is.na(y)]
    y <- y[!is.na(y)]
    at <- which(y <= 1 - p + 1e-9)[1]
    if (is.na(at) || y[at] < 1 - p - 1e-9) return(time[at] / month)
    below <- which(seq_along(y) > at & y < 1 - p - 1e-9)[1]
    (time[at] + if (is.na(below)) max(fit$time) else time[below]) / 2 / month
  }
  crossings <- function(y) sapply(probs, function(p) first(y, p))
  list(quantile = crossings(fit$surv), lower = crossings(fit$lower), upper = crossings(fit$upper))
}
"""


def survival_script(table: AnalysisTable, result: Survival, interval: str) -> str:
    """A script that prints `core.proof.numbers.curves.survival_numbers` of this result from its analysis table.

    Limits by the beta product, which R has in a package of its own, are left as log-log limits and a line says so.
    """
    months = [tuple(arm.milestones["time"]) for arm in result.groups]
    text = preamble(table, ("survival",)) + milestones_in_r(interval) + curves_in_r(months, interval, table.enters_late)
    return text + (chosen_test_in_r(result.test, table.enters_late) if result.test.df else "")


def limits_in_r(interval: str) -> str:
    """The `conf.type` of survfit."""
    return "log-log" if interval == BETA_PRODUCT else interval


def milestones_in_r(interval: str) -> str:
    """The function `alive_at`."""
    limits = limits_in_r(interval)
    known = LIMITS_AT_ONE if limits == "log-log" else "at$surv >= 0"
    return NO_BETA_PRODUCT * (interval == BETA_PRODUCT) + MILESTONES.format(limits=limits, known=known)


def curves_in_r(months: list[tuple[float, ...]], interval: str, enters_late: bool) -> str:
    """The loop over the groups of `d`, each with its milestones in months, none for a group without patients."""
    start = "entry, " if enters_late else ""
    return FIRST_CROSSINGS + CURVES.format(
        response=f"Surv({start}time, status == 1)",
        reverse=f"Surv({start}time, seen)",
        limits=limits_in_r(interval),
        quartiles=r_strings(tuple(QUARTILES.values())),
        milestones=", ".join(map(r_numbers, months)),
    )
