# The figures of pooled_curves.csv, at 15 digits, from the counts of pooled_counts.csv. R 4.2.2, survival 3.5-3.
# Curves weigh each count, tests repeat it. Run in this folder: Rscript pooled_curves.R > pooled_curves.csv
suppressMessages(library(survival))
counts <- read.csv("pooled_counts.csv")
patients <- counts[rep(seq_len(nrow(counts)), counts$patients), ]

figures <- function(curves, rows, by) {
  do.call(rbind, lapply(unique(rows[[by]]), function(label) {
    own <- rows[rows[[by]] == label, ]
    do.call(rbind, lapply(c("log-log", "log", "plain"), function(type) {
      fit <- survfit(Surv(month, event) ~ 1, own, weights = patients, conf.type = type)
      median <- quantile(fit, 0.5)
      at <- summary(fit, times = c(6, 12, 24), extend = TRUE)
      steps <- data.frame(what = "step", time = fit$time, at_risk = fit$n.risk, events = fit$n.event,
                          survival = fit$surv, lower = fit$lower, upper = fit$upper)
      months <- data.frame(what = "milestone", time = at$time, at_risk = at$n.risk, events = NA,
                           survival = at$surv, lower = at$lower, upper = at$upper)
      middle <- data.frame(what = "median", time = median$quantile, at_risk = sum(own$patients),
                           events = sum(own$patients[own$event == 1]), survival = NA, lower = median$lower,
                           upper = median$upper)
      data.frame(curves, curve = label, interval = type, rbind(steps, months, middle))
    }))
  }))
}

tested <- function(curves, fit) {
  data.frame(curves, curve = "", interval = "", what = "test", time = NA, at_risk = NA, events = length(fit$n),
             survival = fit$chisq, lower = fit$pvalue, upper = NA)
}

one <- patients[patients$group == "standard", ]
found <- rbind(
  figures("group", counts, "group"),
  figures("centre", counts, "centre"),
  figures("standard", counts[counts$group == "standard", ], "centre"),
  tested("group", survdiff(Surv(month, event) ~ group + strata(centre), patients)),
  tested("centre", survdiff(Surv(month, event) ~ centre, patients)),
  tested("standard", survdiff(Surv(month, event) ~ centre, one))
)
write.csv(format(found, digits = 15, trim = TRUE), quote = FALSE, row.names = FALSE)
