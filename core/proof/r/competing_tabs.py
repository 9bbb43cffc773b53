"""The R lines for the tabs of the Relapse and NRM page: Gray's test of pairs, Fine-Gray and cause-specific models."""

from core.proof.numbers.competing_tabs import FINE_GRAY, CompetingTabs, model_names, named_models
from core.proof.r.survival_tabs import ADJUST
from core.proof.r.text import r_string, r_strings
from core.proof.tables.times import AnalysisTable
from core.stats.cox_model import CoxModel

PAIRS = """
# Every pair of groups as if there were no others; a cause that does not happen in a pair is not compared.
pairs <- combn(nlevels(d$group), 2)
alone <- lapply(seq_len(ncol(pairs)), function(i) {{
  two <- droplevels(d[as.integer(d$group) %in% pairs[, i], ])
  if (any(two$status > 0)) tests_of(two)
}})
for (cause in c("1", "2")) {{
  statistic <- sapply(alone, function(tests) if (cause %in% rownames(tests)) tests[cause, "stat"] else NA)
  p <- pchisq(statistic, 1, lower.tail = FALSE)
  name <- paste0("Gray's test, ", causes[as.integer(cause)], ", groups ", pairs[1, ], " and ", pairs[2, ])
  say(paste0(name, ", chi-square"), statistic)
  say(paste0(name, ", P"), p)
  say(paste0(name, ", P adjusted"), p.adjust(p, "{adjust}"))
}}
"""

MODELS = """
# Models of these covariates:
{covariates}
{factors}complete <- droplevels(d[complete.cases(d[{names}]), ])
tell_model <- function(name, b, se, n, events, coefficients) {{
  say(paste0(name, ", patients"), n)
  say(paste0(name, ", events"), events)
  z <- qnorm(0.975)
  for (i in which(coefficients != "")) {{
    estimate(paste0(coefficients[i], ", HR"), exp(b[i]), exp(b[i] - z * se[i]), exp(b[i] + z * se[i]))
    say(paste0(coefficients[i], ", P"), 2 * pnorm(-abs(b[i] / se[i])))
  }}
}}
"""
FINE_GRAY_MODEL = """
x <- model.matrix(~ {terms}, complete)[, -1, drop = FALSE]
fit <- crr(complete$time, complete$status, x, gtol = 1e-14, maxiter = 100)
tell_model({name}, fit$coef, sqrt(diag(fit$var)), nrow(complete), sum(complete$status == 1), {labels})
"""
COX_MODEL = """
fit <- coxph(Surv({start}time, status == {cause}) ~ {terms}, complete, ties = "{ties}",
             control = coxph.control(eps = 1e-11, iter.max = 50))
tell_model({name}, coef(fit), sqrt(diag(vcov(fit))), nrow(complete), fit$nevent, {labels})
"""
COUNTS_ALONE = """
# A coefficient cannot be estimated, and there is no answer to the others in R.
tell_model({name}, 0, 0, nrow(complete), sum(complete$status == {cause}), "")
"""


def competing_tabs_script(table: AnalysisTable, tabs: CompetingTabs) -> str:
    """Lines that go after those of the incidences and print `competing_tab_numbers`."""
    text = "\n# What the tabs under the curves show.\n"
    text += PAIRS.format(adjust=ADJUST[tabs.adjust]) if tabs.pairs else ""
    models = named_models(tabs)
    if not models:
        return text
    names = tuple(tabs.columns.values())
    factors = (
        f"d${name} <- factor(d${name}, levels = seq_along({r_strings(labels)}), labels = {r_strings(labels)})\n"
        for name, labels in tabs.levels.items()
    )
    labels = (
        f"# covariate {place}: {r_string(one.label)}" for place, one in enumerate(tabs.models.covariates, start=1)
    )
    text += MODELS.format(covariates="\n".join(labels), factors="".join(factors), names=r_strings(names))
    return text + "".join(_model(tabs, name, model, table) for name, model in models.items())


def _model(tabs: CompetingTabs, name: str, model: CoxModel, table: AnalysisTable) -> str:
    terms = [one for one in model.design.terms if not one.has_one_level]
    known = list(zip(model_names(tabs, model, name), model.estimable, model.design.owner, strict=True))
    kept = [(label, estimable) for label, estimable, place in known if model.design.terms[place] in terms]
    cause = 2 if model is tabs.models.competing else 1
    asked = {
        "name": r_string(name),
        "cause": cause,
        "terms": " + ".join(tabs.columns[one.term.name] for one in terms),
        "labels": r_strings(tuple(label if estimable else "" for label, estimable in kept)),
    }
    if not any(estimable for _, estimable in kept) or (name == FINE_GRAY and not all(known for _, known in kept)):
        return COUNTS_ALONE.format(**asked)
    if name == FINE_GRAY:
        return FINE_GRAY_MODEL.format(**asked)
    return COX_MODEL.format(**asked, start="entry, " if table.enters_late else "", ties=tabs.ties)
