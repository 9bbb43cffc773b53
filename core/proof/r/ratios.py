"""Hazard ratios of groups in R, with limits and P, by a Cox model of rows with entry, time and status."""

RATIOS = """
outcome <- function(d) if (any(d$entry > 0)) Surv(d$entry, d$time, d$status == 1) else Surv(d$time, d$status == 1)
# Hazard ratios against one group, or against the first somebody is in where nobody is in that.
hazard_ratios <- function(name, data, reference, shown, with_p = TRUE) {{
  all <- levels(data$group)
  data$group <- droplevels(data$group)
  if (all[reference] %in% levels(data$group)) data$group <- relevel(data$group, ref = all[reference])
  precise <- coxph.control(eps = 1e-11, iter.max = 50)
  fit <- coxph(outcome(data) ~ group{strata}, data = data, ties = "{ties}", control = precise)
  places <- match(levels(data$group)[-1], all)
  for (i in which(places %in% shown)) {{
    b <- coef(fit)[i]
    se <- sqrt(diag(vcov(fit)))[i]
    limits <- exp(b + c(-1, 1) * qnorm(0.975) * se)
    what <- paste0(name, ", hazard ratio of group ", places[i])
    estimate(what, exp(b), limits[1], limits[2])
    if (with_p) say(paste0(what, ", P"), 2 * pnorm(-abs(b / se)))
  }}
}}
"""


def ratios_in_r(ties: str, stratified: bool = False) -> str:
    """The function `hazard_ratios`; stratified by the column `stratum`."""
    return RATIOS.format(ties=ties, strata=" + strata(stratum)" if stratified else "")
