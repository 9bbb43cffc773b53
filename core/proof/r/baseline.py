"""The R script behind the Baseline page: summaries and shares by group, standardised differences and tests."""

from core.analyses.baseline import Baseline, ChoicesRow, NumbersRow
from core.analyses.baseline_tests import RowTest
from core.analyses.cox_frame import r_name
from core.proof.numbers.baseline import EVERYBODY, columns_shown, level_name
from core.proof.r.counts import beginning
from core.proof.r.text import r_numbers, r_string, r_strings
from core.proof.tables.baseline import NOT_APPLICABLE, has_never
from core.proof.tables.patients import PatientTable

READ = """
# Patients without a group are left out. The columns of the table, each with who is in it.
d <- d[!is.na(d$group), ]
columns <- list({columns})

absent <- function(name, never = rep(0, nrow(d))) for (column in names(columns)) {{
  without <- columns[[column]] & is.na(d[[name]])
  say(paste0(name, ", ", column, c(", missing", ", not applicable")), c(sum(without & !never), sum(without & never)))
}}
"""

NUMBERS = """
number <- function(name) for (column in names(columns)) {
  x <- d[[name]][columns[[column]] & !is.na(d[[name]])]
  summary <- if (length(x)) c(mean(x), sd(x), quantile(x, c(0, 0.25, 0.5, 0.75, 1), type = 7)) else rep(NA, 7)
  what <- c("mean", "SD", "lowest", "lower quartile", "median", "upper quartile", "highest")
  say(paste0(name, ", ", column, ", n"), length(x))
  say(paste0(name, ", ", column, ", ", what), summary)
}

# The values of each group that has one.
parts <- function(name) Filter(length, split(d[[name]][!is.na(d[[name]])], d$group[!is.na(d[[name]])]))
spread <- function(x) length(x) > 1 && any(sapply(x, function(one) length(unique(one)) > 1))

# R's rule: exact where both groups have fewer than 50 values and no two are equal, else normal with correction.
wilcoxon <- function(x) if (length(x) == 2 && length(unique(unlist(x))) > 1)
  suppressWarnings(wilcox.test(x[[1]], x[[2]]))$p.value else NA
kruskal <- function(x) if (length(unique(unlist(x))) > 1) kruskal.test(x)$p.value else NA
welch <- function(x) if (spread(x) && min(lengths(x)) > 1) t.test(x[[1]], x[[2]])$p.value else NA
variance_analysis <- function(x) if (spread(x))
  anova(lm(unlist(x) ~ factor(rep(seq_along(x), lengths(x)))))[1, "Pr(>F)"] else NA
mean_difference <- function(x) if (length(x) == 2 && min(lengths(x)) > 1 && spread(x))
  abs(mean(x[[1]]) - mean(x[[2]])) / sqrt((var(x[[1]]) + var(x[[2]])) / 2) else NA
"""

CHOICES = """
choice <- function(name, levels, labels) for (column in names(columns)) {{
  x <- d[[name]][columns[[column]]]
  say(paste0(name, ", ", column, ", known"), sum(!is.na(x)))
  for (place in seq_along(levels)) {{
    level <- levels[place]
    count <- sum(x %in% level)
    whole <- {whole}
    share <- if (whole > 0) count / whole else NA
    say(paste0(name, ", ", column, ", ", labels[place], c(", count", ", share")), c(count, share))
  }}
}}

# Groups (rows) against all levels of a field (columns), for a test without those that nobody has.
counts <- function(name, n_levels) table(d$group, factor(d[[name]], levels = seq_len(n_levels)))
used <- function(counts) counts[rowSums(counts) > 0, colSums(counts) > 0, drop = FALSE]
testable <- function(counts) min(dim(used(counts))) > 1
fisher <- function(counts) if (testable(counts))
  fisher.test(used(counts), workspace = 2e8, conf.int = FALSE)$p.value else NA
chi_squared <- function(counts) if (testable(counts))
  suppressWarnings(chisq.test(used(counts), correct = FALSE))$p.value else NA

# Ordered levels have their places as scores; one that nobody has keeps its place.
trend <- function(counts) {{
  if (!testable(counts)) return(NA)
  seen <- colSums(counts) > 0
  counts <- counts[rowSums(counts) > 0, seen]
  prop.trend.test(counts[1, ], colSums(counts), which(seen))$p.value
}}
# The same over all ways to hand the groups out again: P of a sum of scores at least as far from the one expected.
exact_trend <- function(counts) {{
  if (!testable(counts)) return(NA)
  counts <- counts[rowSums(counts) > 0, ]
  scores <- rep(seq_len(ncol(counts)) - 1, colSums(counts))
  size <- sum(counts[1, ])
  ways <- matrix(0, size + 1, sum(scores) + 1)  # of so many patients (rows) with such a sum of scores (columns)
  ways[1, 1] <- 1
  for (score in scores) for (chosen in size:1) {{
    to <- (score + 1):ncol(ways)
    ways[chosen + 1, to] <- ways[chosen + 1, to] + ways[chosen, to - score]
  }}
  apart <- abs((seq_len(ncol(ways)) - 1) * length(scores) - sum(scores) * size)
  observed <- apart[sum(counts[1, ] * (seq_len(ncol(counts)) - 1)) + 1]
  sum(ways[size + 1, apart >= observed]) / sum(ways[size + 1, ])
}}
kruskal_of_levels <- function(counts) if (testable(counts))
  kruskal.test(rep(col(counts), counts), rep(row(counts), counts))$p.value else NA
linear_by_linear <- function(counts) {{
  if (!testable(counts)) return(NA)
  correlation <- cor(rep(col(counts), counts), rep(row(counts), counts))
  pchisq((sum(counts) - 1) * correlation^2, 1, lower.tail = FALSE)
}}
# The standardised difference of shares in two groups (Yang and Dalton 2012): the distance of all levels but the first
# over the mean of both covariances; none where it would be infinite.
share_difference <- function(counts) {{
  if (any(rowSums(counts) == 0)) return(NA)
  share <- prop.table(used(counts), 1)
  if (ncol(share) < 2) return(0)
  apart <- (share[1, ] - share[2, ])[-1]
  covariance <- function(p) diag(p, length(p)) - outer(p, p)
  parts <- eigen((covariance(share[1, -1]) + covariance(share[2, -1])) / 2, symmetric = TRUE)
  kept <- parts$values > 1e-10 * max(parts$values, 1e-300)
  along <- drop(crossprod(parts$vectors, apart))
  if (any(abs(along[!kept]) > 1e-8)) NA else sqrt(sum(along[kept]^2 / parts$values[kept]))
}}
"""
WHOLES = {"column": "sum(!is.na(x))", "row": "sum(d[[name]] %in% level)"}

OF_NUMBERS = {
    "exact Wilcoxon": "wilcoxon",
    "Wilcoxon": "wilcoxon",
    "Kruskal-Wallis": "kruskal",
    "Welch": "welch",
    "variance analysis": "variance_analysis",
}
OF_CHOICES = {
    "Fisher": "fisher",
    "chi-squared": "chi_squared",
    "chi-squared for Fisher": "chi_squared",
    "exact trend": "exact_trend",
    "Cochran-Armitage": "trend",
    "linear-by-linear": "linear_by_linear",
    "Kruskal-Wallis": "kruskal_of_levels",
}
RULE = """
# The tests are those of the page. Choices: Fisher's exact test where a count expected is below 5 or there are fewer
# than 40 patients, else chi-squared without correction; ordered levels: a trend test, of several groups Kruskal-Wallis.
"""


def baseline_script(table: PatientTable, result: Baseline, patients: str) -> str:
    """A script that prints `core.proof.numbers.baseline.baseline_numbers` of this result from its analysis table."""
    by_row = result.percent_by == "row" and result.compared
    text = beginning(table, question_in_words(result, patients))
    text += READ.format(columns=", ".join(map(_column, columns_shown(result)))) + NUMBERS
    text += CHOICES.format(whole=WHOLES["row" if by_row else "column"]) + RULE
    return text + "\n" + "".join(_row(row, result) for row in result.rows)


def question_in_words(result: Baseline, patients: str) -> str:
    """What the page is asked: the patients in words and what they are compared by."""
    compared = f"compared by {result.title}" if result.compared else "no comparison"
    return f"Baseline; {patients}; {compared}; percent of the {result.percent_by}."


def _column(name: str) -> str:
    who = "TRUE" if name == EVERYBODY else f"as.integer(d$group) == {name.removeprefix('group ')}"
    return f'"{name}" = rep({who}, nrow(d))' if name == EVERYBODY else f'"{name}" = {who}'


def _row(row: NumbersRow | ChoicesRow, result: Baseline) -> str:
    name = r_name(row.field)
    never = f", d${name}{NOT_APPLICABLE} == 1" if has_never(row.field, result) else ""
    lines = [f"# {name}: {r_string(row.field.label)}"]
    if isinstance(row, NumbersRow):
        lines.append(f'number("{name}")')
        values = f'parts("{name}")'
    else:
        places = [row.field.levels.index(level) for level in row.levels]
        names = r_strings(tuple(level_name(row, level) for level in row.levels))
        lines.append(f'choice("{name}", {r_numbers(tuple(place + 1 for place in places))}, {names})')
        values = f'counts("{name}", {len(row.field.levels)})'
    lines.append(f'absent("{name}"{never})')
    if row.difference is not None:
        difference = "mean_difference" if isinstance(row, NumbersRow) else "share_difference"
        lines.append(f'say("{name}, SMD", {difference}({values}))')
    if row.test is not None:
        lines.append(f'say("{name}, P", {_test(row.test, row)}({values}))')
    return "\n".join(lines) + "\n\n"


def _test(test: RowTest, row: NumbersRow | ChoicesRow) -> str:
    return OF_NUMBERS[test.name] if isinstance(row, NumbersRow) else OF_CHOICES[test.name]
