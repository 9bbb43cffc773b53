"""R for counts by group: shares with limits, differences, odds ratios and the test of the house rule."""

from core.proof.r.text import DATA_FILE, r_string, r_strings
from core.proof.tables.patients import PatientTable
from core.view import ProportionInterval

BEGIN = """# Put this script beside {file} and run it: Rscript script.R
# It prints the numbers Ballad shows, each under the name Ballad gives it.
# It needs {needs}.
# Asked: {asked}
{loaded}
say <- function(name, value) cat(sprintf("%s\\t%.17g\\n", name, as.numeric(value)), sep = "")
estimate <- function(name, value, lower, upper) {{
  say(name, value); say(paste0(name, ", lower"), lower); say(paste0(name, ", upper"), upper)
}}
d <- read.csv("{file}")
groups <- {labels}
d$group <- factor(d$group, levels = seq_along(groups))
"""

COUNTS = """
exact <- function(k, n) binom.test(k, n)$conf.int
wilson <- function(k, n) suppressWarnings(prop.test(k, n, correct = FALSE))$conf.int
limits <- {limits}

proportion <- function(name, k, n) {{
  say(paste0(name, ", k"), k)
  say(paste0(name, ", n"), n)
  ends <- if (n > 0) limits(k, n) else c(NA, NA)
  estimate(paste0(name, ", share"), if (n > 0) k / n else NA, ends[1], ends[2])
}}

# The second share minus the first, with the limits of Newcombe (1998, method 10): Wilson's of both, combined.
difference <- function(name, k, n) {{
  if (any(n == 0)) return(estimate(name, NA, NA, NA))
  p <- k / n
  one <- wilson(k[1], n[1])
  two <- wilson(k[2], n[2])
  apart <- p[2] - p[1]
  estimate(name, apart, apart - sqrt((p[2] - two[1])^2 + (one[2] - p[1])^2),
           apart + sqrt((two[2] - p[2])^2 + (p[1] - one[1])^2))
}}

# The odds of the second group over those of the first, by conditional maximum likelihood with exact limits. These are
# those of fisher.test(), which stops looking at a precision of 1e-4: the same equations, solved to the end.
odds_ratio <- function(name, k, n) {{
  possible <- max(0, sum(k) - n[1]):min(n[2], sum(k))  # in the second group, given the margins
  if (length(possible) < 2) return(estimate(name, NA, NA, NA))
  weight <- dhyper(possible, n[2], n[1], sum(k), log = TRUE)
  probability <- function(log_odds) {{
    tilted <- weight + log_odds * possible
    exp(tilted - max(tilted)) / sum(exp(tilted - max(tilted)))
  }}
  root <- function(f) exp(uniroot(f, c(-40, 40), tol = 1e-14)$root)
  least <- k[2] == min(possible)
  most <- k[2] == max(possible)
  estimate(name,
           if (least) 0 else if (most) Inf else root(function(x) sum(possible * probability(x)) - k[2]),
           if (least) 0 else root(function(x) sum(probability(x)[possible >= k[2]]) - 0.025),
           if (most) Inf else root(function(x) sum(probability(x)[possible <= k[2]]) - 0.025))
}}

# Groups (rows) against answers (columns). Fisher's exact test where a count expected is below 5 or there are fewer than
# 40 patients, else the chi-squared test without correction; or the one asked for.
test <- function(name, counts, exact = NA) {{
  counts <- counts[rowSums(counts) > 0, colSums(counts) > 0, drop = FALSE]
  if (min(dim(counts)) < 2) return(say(name, NA))
  expected <- outer(rowSums(counts), colSums(counts)) / sum(counts)
  small <- if (is.na(exact)) any(expected < 5) || sum(counts) < 40 else exact
  say(name, if (small) fisher.test(counts, workspace = 2e7, conf.int = FALSE)$p.value
            else suppressWarnings(chisq.test(counts, correct = FALSE))$p.value)
}}

# Each group but the first against the first.
against_first <- function(name, k, n) for (place in seq_along(k)[-1]) {{
  pair <- c(1, place)
  difference(paste0(name, ", group ", place, " minus group 1"), k[pair], n[pair])
  odds_ratio(paste0(name, ", odds ratio of group ", place, " to group 1"), k[pair], n[pair])
}}
"""

CHECKED_WITH = {
    "R": "base R (checked with 4.2.2)",
    "survival": "the package survival (3.5-3)",
    "cmprsk": "the package cmprsk (2.2-11)",
}
"""What the scripts ran with when their numbers were compared with those of the pages."""
LIMITS = {"clopper-pearson": "exact", "wilson": "wilson"}


def beginning(table: PatientTable, asked: str, packages: tuple[str, ...] = ()) -> str:
    """The lines every script of a table of patients begins with; `asked` is the question in words."""
    needs = ", ".join((CHECKED_WITH["R"], *(CHECKED_WITH[package] for package in packages)))
    loaded = "".join(f"library({package})\n" for package in packages)
    labels = r_strings(table.labels)
    return BEGIN.format(file=DATA_FILE, asked=r_string(asked), labels=labels, needs=needs, loaded=loaded)


def counting(limits: ProportionInterval) -> str:
    """What counts shares, compares and tests them in R."""
    return COUNTS.format(limits=LIMITS[limits])
