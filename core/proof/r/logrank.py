"""The log-rank family in R: survdiff where it has the test, else the sums of the test, written out."""

from core.analyses.chosen_test import ChosenTest
from core.proof.r.text import r_numbers

WEIGHTED_TEST = """
# survdiff has no late entry and no weights but S^rho: the sums of the test, written out.
weighted_test <- function(d, weight, scores = NULL) {
  if (all(d$entry == 0)) d$entry <- -1  # everybody is at risk of an event on day 0
  k <- nlevels(d$group)
  observed <- expected <- numeric(k)
  variance <- matrix(0, k, k)
  for (part in split(d, d$stratum)) {
    group <- as.integer(part$group)
    times <- sort(unique(part$time[part$status == 1]))
    if (!length(times)) next
    counted <- function(rows) t(vapply(times, function(t) tabulate(group[rows(t)], k), numeric(k)))
    n <- counted(function(t) part$entry < t & part$time >= t)
    e <- counted(function(t) part$time == t & part$status == 1)
    all <- rowSums(n)
    died <- rowSums(e)
    w <- weight(all, died)
    observed <- observed + colSums(w * e)
    expected <- expected + colSums(w * died * n / all)
    for (i in seq_along(times)) if (all[i] > 1) {
      share <- n[i, ] / all[i]
      scale <- w[i]^2 * died[i] * (all[i] - died[i]) / (all[i] - 1)
      variance <- variance + scale * (diag(share, k) - outer(share, share))
    }
  }
  excess <- observed - expected
  if (is.null(scores)) {
    spread <- eigen(variance, symmetric = TRUE)
    kept <- spread$values > 1e-9 * max(spread$values, 0)
    chisq <- sum(crossprod(spread$vectors[, kept], excess)^2 / spread$values[kept])
    df <- sum(kept)
  } else {
    scores <- scores - mean(scores)
    chisq <- sum(scores * excess)^2 / drop(scores %*% variance %*% scores)
    df <- 1
  }
  list(chisq = if (df) chisq else NA, df = df, observed = observed, expected = expected)
}
survival_before <- function(n, d) c(1, cumprod((n - d) / n))[seq_along(n)]
"""

SURVDIFF_TEST = """
survdiff_test <- function(data, rho = 0) {{
  test <- survdiff(Surv(time, status == 1) ~ group{strata}, data = data, rho = rho)
  list(chisq = test$chisq, df = sum(rowSums(cbind(test$exp)) > 0) - 1)
}}
"""
TELL_TEST = """
tell_test <- function(name, test) {
  say(paste0(name, ", chi-square"), test$chisq)
  say(paste0(name, ", P"), pchisq(test$chisq, test$df, lower.tail = FALSE))
}
"""

EQUAL_WEIGHTS = "function(n, d) rep(1, length(n))"
WEIGHTS = {
    "logrank": EQUAL_WEIGHTS,
    "trend": EQUAL_WEIGHTS,
    "gehan": "function(n, d) n",
    "tarone_ware": "function(n, d) sqrt(n)",
    "peto_peto": "survival_before",
    "peto_peto_modified": "function(n, d) cumprod((n + 1 - d) / (n + 1)) * n / (n + 1)",
    "fleming_harrington": "function(n, d) survival_before(n, d)^{rho:.17g} * (1 - survival_before(n, d))^{gamma:.17g}",
}
SURVDIFF_RHO = {"logrank": 0, "peto_peto": 1}


def chosen_test_in_r(test: ChosenTest, enters_late: bool) -> str:
    """The lines that print the test under the name "test", with the functions they need."""
    stratified = bool(test.strata.title)
    if not is_written_out(test, enters_late):
        text = SURVDIFF_TEST.format(strata=" + strata(stratum)" if stratified else "") + TELL_TEST
        return f'{text}tell_test("test", survdiff_test(d, rho = {SURVDIFF_RHO[test.test]}))\n'
    scores = f", scores = {r_numbers(test.scores)}" if test.scores else ""
    call = f"weighted_test(tested, {weights_in_r(test.test, test.rho, test.gamma)}{scores})"
    return f'{WEIGHTED_TEST}{TELL_TEST}{tested_in_r(stratified)}tell_test("test", {call})\n'


def is_written_out(test: ChosenTest, enters_late: bool) -> bool:
    """Whether survdiff does not have the test."""
    return enters_late or test.test not in SURVDIFF_RHO


def tested_in_r(stratified: bool) -> str:
    """The line that names the patients of the tests, each with a stratum."""
    rows = "d[!is.na(d$stratum), ]" if stratified else "transform(d, stratum = 1)"
    return f"tested <- {rows}\n"


def weights_in_r(test: str, rho: float, gamma: float) -> str:
    """The weights of one test as a function of R: of the numbers at risk and of events at each time."""
    return WEIGHTS[test].format(rho=rho, gamma=gamma)
