# The figures of predicted_medians.csv, at 15 digits. R 4.2.2, survival 3.5-3. Run in this folder:
#   Rscript predicted_medians.R > predicted_medians.csv
suppressMessages(library(survival))
veteran <- read.csv("reference/data/veteran.csv")
veteran$celltype <- factor(veteran$celltype, c("squamous", "smallcell", "adeno", "large"))
exactly <- coxph.control(eps = 1e-11, toler.chol = 1e-13, iter.max = 50)
patients <- expand.grid(karno = c(30, 60, 90), age = c(40, 65), celltype = levels(veteran$celltype))
found <- do.call(rbind, lapply(c("efron", "breslow"), function(ties) {
  fit <- coxph(Surv(time, status) ~ karno + age + celltype, veteran, ties = ties, control = exactly)
  do.call(rbind, lapply(c("log-log", "log", "plain"), function(type) {
    curves <- survfit(fit, newdata = patients, conf.type = type)
    rows <- quantile(curves, 0.5)
    data.frame(ties, interval = type, patients, median = c(rows$quantile), lower = c(rows$lower),
               upper = c(rows$upper))
  }))
}))
write.csv(format(found, digits = 15, trim = TRUE), quote = FALSE, row.names = FALSE)
