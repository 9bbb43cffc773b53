"""The R lines for the tabs under the curves of the Survival page: tests, fixed times, means, follow-up, hazards."""

from core.proof.numbers.survival_tabs import SurvivalTabs, known_milestones, name_of_weights
from core.proof.r.logrank import TELL_TEST, WEIGHTED_TEST, is_written_out, tested_in_r, weights_in_r
from core.proof.r.ratios import ratios_in_r
from core.proof.r.survival import limits_in_r
from core.proof.r.text import r_numbers, r_string
from core.proof.tables.times import AnalysisTable

COMPARISONS = """
chosen <- weighted_test(tested, {weights}{scores})
for (place in seq_along(levels(d$group))) {{
  say(paste0("test, group ", place, ", observed"), chosen$observed[place])
  say(paste0("test, group ", place, ", expected"), chosen$expected[place])
}}
hazard_ratios("groups", tested, 1, {shown})
"""
PAIRS = """
# Every pair of groups as if there were no others.
pairs <- combn(nlevels(d$group), 2)
alone <- lapply(seq_len(ncol(pairs)), function(i) tested[as.integer(tested$group) %in% pairs[, i], ])
tests <- lapply(alone, function(two) weighted_test(two, {weights}))
p <- sapply(tests, function(test) pchisq(test$chisq, test$df, lower.tail = FALSE))
adjusted <- p.adjust(p, "{adjust}")
estimable <- {estimable}
for (i in seq_along(alone)) {{
  name <- paste("groups", pairs[1, i], "and", pairs[2, i])
  tell_test(name, tests[[i]])
  say(paste0(name, ", P adjusted"), adjusted[i])
  if (estimable[i]) hazard_ratios(name, alone[[i]], pairs[1, i], pairs[2, i], with_p = FALSE)
}}
"""
DIFFERENCES = """
# Survival at fixed times: limits of the difference from the log-log limits of both curves (Zou and Donner 2008), the
# test on the log(-log) scale (Klein and others 2007); nothing past the last follow-up of a group.
survival_at <- function(place, months) {{
  one <- d[d$group == levels(d$group)[place], ]
  fit <- survfit(outcome(one) ~ 1, conf.type = "log-log")
  at <- summary(fit, times = months * month, extend = TRUE)
  past <- months * month > max(one$time) + 1e-6 & min(fit$surv) > 0
  inside <- at$surv > 0 & at$surv < 1
  keep <- function(x, which) ifelse(which, x, NA)
  list(s = keep(at$surv, !past), se = keep(at$std.err, inside & !past),
       lower = keep(at$lower, inside & !past), upper = keep(at$upper, inside & !past))
}}
months <- {months}
one <- survival_at(1, months)
for (place in seq_len(nlevels(d$group))[-1]) {{
  other <- survival_at(place, months)
  difference <- other$s - one$s
  lower <- difference - sqrt((other$s - other$lower)^2 + (one$upper - one$s)^2)
  upper <- difference + sqrt((other$upper - other$s)^2 + (one$s - one$lower)^2)
  ratio <- log(log(other$s) / log(one$s))
  se <- sqrt((other$se / (other$s * log(other$s)))^2 + (one$se / (one$s * log(one$s)))^2)
  for (i in which(!is.na(difference) | months %in% {also})) {{
    name <- paste0("alive at ", months[i], " months, group ", place)
    estimate(paste0(name, " minus group 1"), difference[i], lower[i], upper[i])
    z <- qnorm(0.975)
    hazards <- exp(ratio[i] + c(0, -1, 1) * z * se[i]) + 0 * se[i]
    estimate(paste0(name, ", ratio of cumulative hazards"), hazards[1], hazards[2], hazards[3])
    say(paste0(name, ", P"), 2 * pnorm(-abs(ratio[i] / se[i])))
  }}
}}
"""
MEANS = """
# Restricted means: the area under the curve up to tau months, with Greenwood's error.
tau <- {tau:.17g}
z <- qnorm(0.975)
mean_of <- function(place) {{
  one <- d[d$group == levels(d$group)[place], ]
  fit <- survfit(outcome(one) ~ 1)
  if (min(fit$time) >= tau * month) return(c(tau, 0))
  found <- summary(fit, rmean = tau * month)$table
  found[grep("rmean", names(found))] / month  # the mean and its error
}}
means <- sapply(seq_along(levels(d$group)), mean_of)
m <- means[1, ]
lost <- tau - m
se <- means[2, ]
tell_contrast <- function(name, value, se, scale = identity) {{
  half <- if (isTRUE(se > 0)) z * se else NA
  estimate(name, scale(value), scale(value - half), scale(value + half))
  say(paste0(name, ", P"), if (isTRUE(se > 0)) 2 * pnorm(-abs(value / se)) else NA)
}}
for (place in seq_along(m)) {{
  half <- if (se[place] > 0) z * se[place] else NA
  estimate(paste0("group ", place, ", restricted mean"), m[place], m[place] - half, m[place] + half)
  estimate(paste0("group ", place, ", time lost"), lost[place], lost[place] - half, lost[place] + half)
  if (place == 1) next
  name <- paste0("restricted mean, group ", place)
  of_ratio <- function(x) if (all(x[c(1, place)] > 0)) log(x[place] / x[1]) else NA
  error <- function(x) sqrt((se[1] / x[1])^2 + (se[place] / x[place])^2)
  tell_contrast(paste0(name, " minus group 1"), m[place] - m[1], sqrt(se[1]^2 + se[place]^2))
  tell_contrast(paste0(name, " over group 1"), of_ratio(m), error(m), exp)
  tell_contrast(paste0(name, " time lost over group 1"), of_ratio(lost), error(lost), exp)
}}
"""
FOLLOW_UP = """
# Follow-up and the hazard by year; limits of events per 100 patient-years by the Poisson distribution (Garwood 1936).
times <- sort(unique(c(d$time, d$entry[d$entry > 0])))
for (place in seq_along(levels(d$group))) {{
  one <- d[d$group == levels(d$group)[place], ]
  name <- paste0("group ", place, ", ")
  at_risk <- sapply(times, function(t) sum(one$entry < t & one$time >= t))
  say(paste0(name, "longest follow-up"), max(one$time) / month)
  say(paste0(name, "10 % at risk up to"), max(times[at_risk >= max(0.1 * nrow(one) - 1e-9, 0.5)]) / month)
  for (months in {milestones}) {{
    lost <- sum(one$status != 1 & one$time < months * month - 1e-6)
    say(paste0(name, "informative at ", months, " months"), nrow(one) - lost)
  }}
  for (year in seq_len({years})) {{
    start <- (year - 1) * 12 * month
    end <- year * 12 * month
    spent <- sum(pmax(0, pmin(one$time, end) - pmax(one$entry, start))) / (12 * month)
    if (spent == 0) next
    died <- sum(one$status == 1 & (one$time > start | start == 0) & one$time <= end)
    what <- paste0(name, "year ", year)
    say(paste0(what, ", at risk at its start"), sum(one$entry <= start & (one$time > start | start == 0)))
    say(paste0(what, ", events"), died)
    say(paste0(what, ", patient-years"), spent)
    limits <- c(if (died) qgamma(0.025, died) else 0, qgamma(0.975, died + 1))
    estimate(paste0(what, ", hazard"), 100 * died / spent, 100 * limits[1] / spent, 100 * limits[2] / spent)
  }}
}}
"""
CONDITIONAL = """
# Conditional survival: those at risk at some months, from then on.
given <- function(months, place, later) {
  one <- d[d$group == levels(d$group)[place] & d$time > months * month + 1e-6, ]
  one$entry <- pmax(one$entry, months * month)
  fit <- survfit(Surv(entry, time, status == 1) ~ 1, data = one, conf.type = limits)
  alive_at(paste0("group ", place, ", given ", months, " months, "), fit, later)
}
"""
EVENTS_FIRST = """
# Median follow-up with an event at the time of a censoring taken first, as prodlim has it: a product, written out.
events_first <- function(place) {{
  one <- d[d$group == levels(d$group)[place], ]
  times <- sort(unique(one$time))
  since <- if (any(one$entry > 0)) one$entry else -1
  lost <- sapply(times, function(t) sum(one$time == t & one$status != 1))
  n <- sapply(times, function(t) sum(since < t & one$time >= t & !(one$time == t & one$status == 1)))
  n <- pmax(n, 1)
  s <- cumprod(1 - lost / n)
  error <- sqrt(cumsum(lost / (n * pmax(n - lost, 1))))
  limits <- {limits}
  inside <- s > 0{below}
  fit <- list(time = times, surv = s, lower = ifelse(inside, pmax(limits[[1]], 0), NA),
              upper = ifelse(inside, pmin(limits[[2]], 1), NA))
  q <- quantiles(fit, 0.5)
  estimate(paste0("group ", place, ", median follow-up, events first"), q$quantile, q$lower, q$upper)
}}
for (place in seq_along(levels(d$group))) events_first(place)
"""
ERROR_LIMITS = {
    "plain": "list(s - qnorm(0.975) * s * error, s + qnorm(0.975) * s * error)",
    "log": "list(s * exp(-qnorm(0.975) * error), s * exp(qnorm(0.975) * error))",
    "log-log": "list(s^exp(qnorm(0.975) * error / -log(s)), s^exp(-qnorm(0.975) * error / -log(s)))",
}
ADJUST = {"holm": "holm", "bh": "BH", "bonferroni": "bonferroni"}


def tabs_script(table: AnalysisTable, tabs: SurvivalTabs, interval: str) -> str:
    """Lines that go after those of the curves and the test, and print the `tab_numbers`."""
    text = "\n# What the tabs under the curves show.\n" + tested_in_r(bool(table.stratified_by))
    text += ratios_in_r(tabs.ties, stratified=True)
    chosen = tabs.comparisons.chosen
    if not chosen.refused:
        text += "" if is_written_out(chosen, table.enters_late) and chosen.df else TELL_TEST + WEIGHTED_TEST
        text += _comparisons(tabs)
    if len(table.labels) > 1 and len(tabs.comparisons.milestones):
        milestones = tabs.comparisons.milestones
        months = tuple(sorted(set(milestones["time"])))
        also = tuple(milestones["time"][milestones["difference"].isna()].unique())
        text += DIFFERENCES.format(months=r_numbers(months), also=r_numbers(also))
    if tabs.means.means is not None:
        text += MEANS.format(tau=tabs.means.tau)
    years = int(tabs.follow_up.hazards["end"].max() / 12)
    text += FOLLOW_UP.format(milestones=r_numbers(tabs.follow_up.milestones), years=years)
    limits = limits_in_r(interval)
    if tabs.follow_up.tie_rules_differ:
        below = " & s < 1" if limits == "log-log" else ""
        text += EVENTS_FIRST.format(limits=ERROR_LIMITS[limits], below=below)
    conditional = "".join(
        f"given({month:.17g}, {place}, {r_numbers(tuple(later))})\n" for month, place, later in known_milestones(tabs)
    )
    return text + (f"limits <- {r_string(limits)}{CONDITIONAL}{conditional}" if conditional else "")


def _comparisons(tabs: SurvivalTabs) -> str:
    found, chosen = tabs.comparisons, tabs.comparisons.chosen
    shown = tuple(chosen.labels.index(one.label) + 1 for one in found.ratios if one.estimable)
    text = COMPARISONS.format(
        weights=weights_in_r(chosen.test, chosen.rho, chosen.gamma),
        scores=f", scores = {r_numbers(chosen.scores)}" if chosen.scores else "",
        shown=r_numbers(shown),
    )
    for row in found.tests.itertuples(index=False):
        scores = f", scores = {r_numbers(found.scores)}" if row.test == "trend" else ""
        name = r_string(f"all tests, {name_of_weights(row.test, row.rho, row.gamma)}")
        text += f"tell_test({name}, weighted_test(tested, {weights_in_r(row.test, row.rho, row.gamma)}{scores}))\n"
    if not len(found.pairs):
        return text
    weights = "logrank" if chosen.test == "trend" else chosen.test
    return text + PAIRS.format(
        weights=weights_in_r(weights, chosen.rho, chosen.gamma),
        adjust=ADJUST[found.adjust],
        estimable=f"c({', '.join('TRUE' if known else 'FALSE' for known in found.pairs['hr'].notna())})",
    )
