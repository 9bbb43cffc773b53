"""Firth's penalised likelihood in base R: coxph without an iteration gives what it is made of."""

FIRTH = """
# Firth's penalised likelihood is l(b) + log |I(b)| / 2 (Firth 1993, Heinze and Schemper 2001). coxph has no penalty of
# this kind, but its engine gives l and the inverse of I at any b; the summit is climbed by Newton's steps with slopes
# by differences. Limits are where the profile has fallen by half the 95 % quantile of chi-square, P is of the ratio.
tell_firth <- function(name, fit, coefficients) {
  known <- !is.na(coef(fit))
  x <- model.matrix(fit)[, known, drop = FALSE]
  coefficients <- coefficients[known]
  size <- apply(x, 2, sd)
  scaled <- sweep(x, 2, size, "/")
  frame <- model.frame(fit)
  s <- grep("^strata\\\\(", names(frame))
  strata <- if (length(s)) as.integer(frame[[s]])
  engine <- if (ncol(fit$y) == 3) agreg.fit else coxph.fit
  at <- function(b) {
    still <- coxph.control(iter.max = 0)
    found <- engine(scaled, fit$y, strata, NULL, b, still, NULL, fit$method, NULL, resid = FALSE)
    list(height = tail(found$loglik, 1) - determinant(found$var)$modulus / 2, information = solve(found$var))
  }
  height <- function(b) as.numeric(at(b)$height)
  slope <- function(b, j, h = 1e-3) {
    to <- function(steps) height(replace(b, j, b[j] + steps * h))
    (8 * (to(1) - to(-1)) - (to(2) - to(-2))) / (12 * h)
  }
  climb <- function(b, free) {
    if (!length(free)) return(b)
    for (i in 1:100) {
      here <- at(b)
      uphill <- sapply(free, function(j) slope(b, j))
      move <- solve(here$information[free, free], uphill)
      move <- move * min(1, 2 / max(abs(move)))
      # The information is not all of the curvature: half the step until it gains a quarter of what it promises.
      gains <- function() height(replace(b, free, b[free] + move)) - here$height >= sum(move * uphill) / 4
      while (max(abs(move)) >= 1e-9 && !gains()) move <- move / 2
      b[free] <- b[free] + move
      if (max(abs(move)) < 1e-9) break
    }
    b
  }
  places <- seq_along(size)
  top <- climb(numeric(length(size)), places)
  fallen <- height(top) - qchisq(0.95, 1) / 2
  limit <- function(j, direction) {
    near <- top
    above <- function(value) {
      near <<- climb(replace(near, j, value), places[-j])
      height(near) - fallen
    }
    inside <- top[j]
    se <- sqrt(solve(at(top)$information)[j, j])
    outside <- inside + direction * 2 * se
    while (above(outside) > 0) {
      inside <- outside
      outside <- outside + direction * 2 * se
    }
    uniroot(above, sort(c(inside, outside)), tol = 1e-10)$root
  }
  ratio <- function(absent) 2 * (height(top) - height(climb(replace(top, absent, 0), places[-absent])))
  test <- 2 * (height(top) - height(numeric(length(size))))
  say(paste0(name, ", events"), sum(fit$y[, "status"]))
  say(paste0(name, ", likelihood ratio, chi-square"), test)
  say(paste0(name, ", likelihood ratio, P"), pchisq(test, length(size), lower.tail = FALSE))
  score <- drop(scaled %*% top)
  ranked <- if (is.null(strata)) fit$y ~ score else fit$y ~ score + strata(strata)
  say(paste0(name, ", concordance"), concordance(ranked, reverse = TRUE)$concordance)
  for (j in which(coefficients != "")) {
    limits <- c(limit(j, -1), limit(j, 1)) / size[j]
    say(paste0(coefficients[j], c(", HR", ", HR, lower", ", HR, upper")), exp(c(top[j] / size[j], limits)))
    say(paste0(coefficients[j], ", P"), pchisq(ratio(j), 1, lower.tail = FALSE))
  }
}
"""
