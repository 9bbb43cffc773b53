"""The R script behind the Cox page: coxph for each covariate alone and for those that enter together."""

from core.analyses.cox import Cox
from core.analyses.cox_frame import r_name
from core.dictionary import Field
from core.proof.numbers.cox import coefficient_names, cox_models, is_curve
from core.proof.r.firth import FIRTH
from core.proof.r.text import DATA_FILE, r_string, r_strings
from core.proof.tables.cox import CoxTable
from core.stats.cox_model import CoxModel
from core.stats.design import TermColumns
from core.stats.firth import FirthModel
from core.stats.terms import Factor
from core.words.r_syntax import coxph_of

BEGIN = """# Put this script beside {file} and run it: Rscript script.R
# It prints the numbers Ballad shows, each under the name Ballad gives it. Times are in {unit}.
library(survival)

say <- function(name, value) cat(sprintf("%s\\t%.17g\\n", name, as.numeric(value)), sep = "")
options(contrasts = c("contr.treatment", "contr.treatment"))
d <- read.csv("{file}")
{factors}
# A row a patient, from when the patient came under observation; and rows cut where a covariate changes.
patients <- d[!duplicated(d$patient, fromLast = TRUE), ]
patients$start <- d$start[!duplicated(d$patient)]
rows <- d[d$stop > d$start, ]
complete <- function(data, names) droplevels(data[complete.cases(data[names]), ])

# Of a fit: events, hazard ratios of the coefficients with a name, the likelihood-ratio test and Harrell's C.
tell <- function(name, fit, coefficients) {{
  test <- 2 * diff(fit$loglik)
  df <- sum(!is.na(coef(fit)))
  say(paste0(name, ", events"), fit$nevent)
  say(paste0(name, ", likelihood ratio, chi-square"), test)
  say(paste0(name, ", likelihood ratio, P"), pchisq(test, df, lower.tail = FALSE))
  say(paste0(name, ", concordance"), fit$concordance[["concordance"]])
  b <- coef(fit)
  se <- sqrt(diag(vcov(fit)))
  shown <- which(coefficients != "")
  for (i in shown) {{
    limits <- exp(b[i] + c(-1, 1) * qnorm(0.975) * se[i])
    say(paste0(coefficients[i], c(", HR", ", HR, lower", ", HR, upper")), c(exp(b[i]), limits))
    say(paste0(coefficients[i], ", P"), 2 * pnorm(-abs(b[i] / se[i])))
  }}
}}
"""

CURVE = "# A spline has other columns in R, of the same curve: its coefficients are not compared.\n"
CROSSED = "# With interactions a coefficient is an effect in the reference only: coefficients are not compared.\n"


def cox_script(table: CoxTable, result: Cox) -> str:
    """A script that prints `core.proof.numbers.cox.cox_numbers` of this result from its analysis table."""
    factors = (
        f"d${name} <- factor(d${name}, levels = seq_along({r_strings(labels)}), labels = {r_strings(labels)})\n"
        for name, labels in table.levels.items()
    )
    models = cox_models(result)
    text = BEGIN.format(file=DATA_FILE, unit=table.unit, factors="".join(factors))
    text += FIRTH if any(isinstance(model, FirthModel) for model in models.values()) else ""
    for place, field in enumerate(result.covariates, start=1):
        text += f"\n# covariate {place}: {r_string(field.label)}"
    text += "\n"
    for name, model in models.items():
        text += f"\n{_notes(model)}{_fit(result, model)}\n"
        tell = "tell_firth" if isinstance(model, FirthModel) else "tell"
        text += f"{tell}({r_string(name)}, fit, {r_strings(_names_in_r(result, model, name))})\n"
    return text


def _notes(model: CoxModel) -> str:
    terms = model.design.terms
    return CURVE * any(map(is_curve, terms)) + CROSSED * any(columns.parts for columns in terms)


def _fit(result: Cox, model: CoxModel) -> str:
    names = {columns.term.name for columns in model.design.terms}
    fields = [field for field in result.covariates if field.name in names]
    changing = any(late.field in fields for late in result.time_dependent)
    late = changing or result.enters_late
    outcome = "Surv(start, stop, status)" if late else "Surv(stop, status)"
    columns = r_strings(tuple(r_name(field) for field in fields))
    data = f"complete({'rows' if changing else 'patients'}, {columns})"
    pairs: tuple[tuple[Field, Field], ...] = result.interactions if model is result.multivariable else ()
    return f"fit <- {coxph_of(result, model, outcome, data, pairs)}"


def _names_in_r(result: Cox, model: CoxModel, name: str) -> tuple[str, ...]:
    """The names of coefficients in the order of R, which has one too for a group of a number nobody is in."""
    names, found = iter(coefficient_names(result, model, name)), []
    for columns in model.design.terms:
        mine = {place: next(names) for place in columns.levels or range(len(columns.table))}
        if not columns.has_one_level:
            found += [mine.get(place, "") for place in _places_in_r(columns, result)]
    return tuple(found)


def _places_in_r(columns: TermColumns, result: Cox) -> list[int]:
    field = next((field for field in result.covariates if field.name == columns.term.name), None)
    if field is not None and field.is_number and isinstance(columns.term, Factor) and columns.reference is not None:
        return [place for place in range(len(columns.term.levels)) if place != columns.reference]
    return list(columns.levels or range(len(columns.table)))
