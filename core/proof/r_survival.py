"""The R script behind the Survival page: survfit and survdiff, in words a biostatistician would write."""

from core.analyses.survival import BETA_PRODUCT, GroupSurvival, Survival
from core.proof.analysis_table import AnalysisTable
from core.proof.numbers import QUARTILES
from core.proof.r_text import preamble, r_numbers, r_strings

CURVES = """
for (place in seq_along(levels(d$group))) {{
  one <- d[d$group == levels(d$group)[place], ]
  name <- function(what) paste0("group ", place, ", ", what)
  say(name("patients"), nrow(one))
  say(name("events"), sum(one$status == 1))
  fit <- survfit({response} ~ 1, data = one, conf.type = {limits})
  q <- quantiles(fit, c(0.25, 0.5, 0.75))
  estimate(name({quartiles}), q$quantile, q$lower, q$upper)
  months <- list({milestones})[[place]]
  if (length(months)) {{
    at <- summary(fit, times = months * month, extend = TRUE)
    known <- {known}
    lower <- ifelse(known, at$lower, NA)
    upper <- ifelse(known, at$upper, NA)
    estimate(name(paste0("alive at ", months, " months")), at$surv, lower, upper)
  }}
  one$seen <- as.numeric(one$status != 1)  # reverse Kaplan-Meier: being lost from sight is the event
  followed <- survfit({reverse} ~ 1, data = one, conf.type = {limits})
  q <- quantiles(followed, 0.5)
  estimate(name("median follow-up"), q$quantile, q$lower, q$upper)
}}
"""

OF_SURVFIT = """
quantiles <- function(fit, probs) lapply(quantile(fit, probs), function(x) as.numeric(x) / month)
"""
FIRST_CROSSINGS = """
# With late entry limits may rise again, and quantile() takes curves for falling ones: the first crossing, written out.
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

SURVDIFF = """
test <- survdiff(Surv(time, status == 1) ~ group{strata}, data = d, rho = {rho})
say("test, chi-square", test$chisq)
say("test, P", pchisq(test$chisq, sum(rowSums(cbind(test$exp)) > 0) - 1, lower.tail = FALSE))
"""

WEIGHTED = """
# survdiff has no late entry and no weights but S^rho: the sums of the test, written out.
weighted_test <- function(d, weight, scores = NULL) {{
  k <- nlevels(d$group)
  observed <- expected <- numeric(k)
  variance <- matrix(0, k, k)
  for (part in split(d, d$stratum)) {{
    group <- as.integer(part$group)
    times <- sort(unique(part$time[part$status == 1]))
    n <- t(sapply(times, function(t) tabulate(group[part$entry < t & part$time >= t], k)))
    e <- t(sapply(times, function(t) tabulate(group[part$time == t & part$status == 1], k)))
    if (!length(times)) next
    all <- rowSums(n)
    died <- rowSums(e)
    w <- weight(all, died)
    observed <- observed + colSums(w * e)
    expected <- expected + colSums(w * died * n / all)
    for (i in seq_along(times)) if (all[i] > 1) {{
      share <- n[i, ] / all[i]
      scale <- w[i]^2 * died[i] * (all[i] - died[i]) / (all[i] - 1)
      variance <- variance + scale * (diag(share, k) - outer(share, share))
    }}
  }}
  if (is.null(scores)) {{
    kept <- which(diag(variance) > 1e-12)
    kept <- kept[-1]
    excess <- (observed - expected)[kept]
    chisq <- drop(excess %*% solve(variance[kept, kept, drop = FALSE], excess))
    df <- length(kept)
  }} else {{
    scores <- scores - mean(scores)
    chisq <- sum(scores * (observed - expected))^2 / drop(scores %*% variance %*% scores)
    df <- 1
  }}
  say("test, chi-square", chisq)
  say("test, P", pchisq(chisq, df, lower.tail = FALSE))
}}
survival_before <- function(n, d) c(1, cumprod((n - d) / n))[seq_along(n)]
weighted_test({data}, {weight}{scores})
"""

WEIGHTS = {
    "logrank": "function(n, d) rep(1, length(n))",
    "trend": "function(n, d) rep(1, length(n))",
    "gehan": "function(n, d) n",
    "tarone_ware": "function(n, d) sqrt(n)",
    "peto_peto": "survival_before",
    "peto_peto_modified": "function(n, d) cumprod((n + 1 - d) / (n + 1)) * n / (n + 1)",
    "fleming_harrington": "function(n, d) survival_before(n, d)^{rho:.17g} * (1 - survival_before(n, d))^{gamma:.17g}",
}
LIMITS_AT_ONE = "at$surv < 1  # log-log limits do not exist while nobody has died; R says 1 up to the first time"
SURVDIFF_RHO = {"logrank": 0, "peto_peto": 1}


def survival_script(table: AnalysisTable, result: Survival, interval: str) -> str:
    """A script that prints `core.proof.numbers.survival_numbers` of this result from its analysis table.

    Limits by the beta product, which R has in a package of its own, are left as log-log limits and a line says so.
    """
    limits = "log-log" if interval == BETA_PRODUCT else interval
    start = "entry, " if table.enters_late else ""
    text = preamble(table, ("survival",))
    if interval == BETA_PRODUCT:
        text += "# The limits below are log-log ones; those by the beta product are in the package bpcp.\n"
    text += FIRST_CROSSINGS if table.enters_late else OF_SURVFIT
    text += CURVES.format(
        response=f"Surv({start}time, status == 1)",
        reverse=f"Surv({start}time, seen)",
        limits=f'"{limits}"',
        known=LIMITS_AT_ONE if limits == "log-log" else "at$surv >= 0",
        quartiles=r_strings(tuple(QUARTILES.values())),
        milestones=", ".join(_months(arm) for arm in result.groups),
    )
    return text + (_test(table, result) if result.test.df else "")


def _months(arm: GroupSurvival) -> str:
    return r_numbers(tuple(arm.milestones["time"]))


def _test(table: AnalysisTable, result: Survival) -> str:
    test, stratified = result.test, bool(table.stratified_by)
    if test.test in SURVDIFF_RHO and not table.enters_late:
        strata = " + strata(stratum)" if stratified else ""
        return SURVDIFF.format(strata=strata, rho=SURVDIFF_RHO[test.test])
    weight = WEIGHTS[test.test].format(rho=test.rho, gamma=test.gamma)
    scores = f", scores = {r_numbers(test.scores)}" if test.scores else ""
    data = "d[!is.na(d$stratum), ]" if stratified else "transform(d, stratum = 1)"
    return WEIGHTED.format(data=data, weight=weight, scores=scores)
