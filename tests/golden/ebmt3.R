# The figures of ebmt3.json, at 15 digits. R 4.2.2, survival 3.5-3. Run beside ebmt3.csv:
#   Rscript ebmt3.R > ebmt3.json
# The reference is the first level of each factor, in the order in which Ballad sorts the levels of an extra column.

library(survival)

patients <- read.csv("ebmt3.csv")
levels_of <- list(
  dissub = c("ALL", "AML", "CML"),
  age = c("<=20", "20-40", ">40"),
  drmatch = c("Gender mismatch", "No gender mismatch"),
  tcd = c("No TCD", "TCD")
)
for (name in names(levels_of)) patients[[name]] <- factor(patients[[name]], levels = levels_of[[name]])
months <- c(12, 24, 60)

json <- function(x) {
  if (is.list(x)) {
    inside <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(inside, collapse = ",\n"), "]"))
    return(paste0("{", paste0("\"", names(x), "\": ", inside, collapse = ",\n"), "}"))
  }
  plain <- if (is.character(x)) paste0("\"", x, "\"") else ifelse(is.na(x), "null", formatC(x, digits = 15, format = "g"))
  plain <- trimws(unname(plain))
  if (length(plain) == 1) plain else paste0("[", paste(plain, collapse = ", "), "]")
}

curve <- function(type) {
  fit <- survfit(Surv(rfstime, rfsstat) ~ dissub, data = patients, conf.type = type)
  one <- function(place) {
    arm <- fit[place]
    at <- summary(arm, times = months * 30.4375, extend = TRUE)
    q <- quantile(arm, probs = c(0.25, 0.5, 0.75))
    list(
      group = levels_of$dissub[place], n = arm$n, n_events = sum(arm$n.event), months = months, at_risk = at$n.risk,
      survival = at$surv, std_err = at$std.err, lower = at$lower, upper = at$upper,
      quantile_days = q$quantile, quantile_days_lower = q$lower, quantile_days_upper = q$upper
    )
  }
  lapply(seq_along(levels_of$dissub), one)
}

test <- survdiff(Surv(rfstime, rfsstat) ~ dissub, data = patients)
model <- coxph(
  Surv(rfstime, rfsstat) ~ dissub + age + drmatch + tcd,
  data = patients, ties = "efron", control = coxph.control(eps = 1e-11, iter.max = 50)
)
said <- summary(model)
term_of <- function(name) names(levels_of)[vapply(names(levels_of), function(term) startsWith(name, term), TRUE)]
coefficients <- lapply(rownames(said$coefficients), function(name) {
  term <- term_of(name)
  list(
    term = term, level = substring(name, nchar(term) + 1), coef = said$coefficients[name, "coef"],
    se = said$coefficients[name, "se(coef)"], hr = said$conf.int[name, "exp(coef)"],
    lower = said$conf.int[name, "lower .95"], upper = said$conf.int[name, "upper .95"],
    z = said$coefficients[name, "z"], p = said$coefficients[name, "Pr(>|z|)"]
  )
})

cat(json(list(
  r = R.version.string,
  survival = as.character(packageVersion("survival")),
  n = nrow(patients),
  n_events = sum(patients$rfsstat),
  logrank = list(
    chisq = test$chisq, df = length(test$n) - 1, p = pchisq(test$chisq, length(test$n) - 1, lower.tail = FALSE),
    observed = test$obs, expected = test$exp
  ),
  curves = list("log" = curve("log"), "log-log" = curve("log-log"), "plain" = curve("plain")),
  cox = list(
    coefficients = coefficients, loglik = model$loglik[2], loglik_null = model$loglik[1],
    likelihood_ratio = said$logtest[["test"]], wald = model$wald.test, score = model$score,
    concordance = unname(said$concordance[1])
  )
)), "\n", sep = "")
