# The smooth lines that R's plot.cox.zph draws, at 15 digits. R 4.2.2, survival 3.5-3. Run in this folder:
#   Rscript smooth_residuals.R > smooth_residuals.csv
# The function is survival's own; what it hands to lines() is written down instead of drawn.
suppressMessages(library(survival))
drawn <- list()
plot_zph <- survival:::plot.cox.zph
environment(plot_zph) <- list2env(
  list(plot = function(...) NULL, points = function(...) NULL, axis = function(...) NULL,
       lines = function(x, y, ...) drawn[[length(drawn) + 1]] <<- list(x = c(x), y = c(y))),
  parent = asNamespace("survival"))
smooth <- function(model, fit, transform) {
  drawn <<- list()
  zph <- cox.zph(fit, transform = transform, terms = FALSE)
  plot_zph(zph)
  names <- colnames(zph$y)
  stopifnot(length(drawn) == 3 * length(names))
  do.call(rbind, lapply(seq_along(names), function(i) {
    three <- drawn[3 * (i - 1) + 1:3]
    at <- if (transform == "log") log(three[[1]]$x) else three[[1]]$x
    data.frame(model, transform, coefficient = names[i], at = at, value = three[[1]]$y, upper = three[[2]]$y,
               lower = three[[3]]$y)
  }))
}
veteran <- read.csv("reference/data/veteran.csv")
veteran$celltype <- factor(veteran$celltype, c("squamous", "smallcell", "adeno", "large"))
exactly <- coxph.control(eps = 1e-11, toler.chol = 1e-13, iter.max = 50)
fits <- list(
  efron = coxph(Surv(time, status) ~ karno + age + celltype, veteran, ties = "efron", control = exactly),
  breslow = coxph(Surv(time, status) ~ karno + age + celltype, veteran, ties = "breslow", control = exactly),
  strata = coxph(Surv(time, status) ~ karno + age + celltype + strata(trt), veteran, control = exactly))
found <- do.call(rbind, lapply(names(fits), function(name) do.call(rbind, lapply(
  c("km", "rank", "identity", "log"), function(transform) smooth(name, fits[[name]], transform)))))
numbers <- c("at", "value", "upper", "lower")
found[numbers] <- lapply(found[numbers], formatC, digits = 15, format = "g", width = 1)
write.csv(found, quote = FALSE, row.names = FALSE)
