"""The same questions put to R's survival and cmprsk, timed inside an R process of their own."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks.measure import Measured
from benchmarks.patients import FIVE, LEVELS, TWELVE, Patients
from benchmarks.questions import (
    COX,
    FINE_GRAY,
    HORIZON,
    INCIDENCE,
    KAPLAN_MEIER,
    LANDMARK_MONTHS,
    LANDMARKS,
    LOGRANK,
    MANTEL_BYAR,
    RESTRICTED_MEAN,
    TICKS,
    TOLD_MONTH,
    UNIVARIABLE,
)

ANSWER = "answer:"
PACKAGES = ("survival", "cmprsk")


def r_packages() -> tuple[str, ...]:
    """The packages R has of those asked; none where there is no Rscript."""
    program = shutil.which("Rscript")
    if program is None:
        return ()
    asked = [program, "-e", f"cat(Filter(requireNamespace, c{PACKAGES}))"]
    return tuple(subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split())


def r_times(patients: Patients, tasks: list[str]) -> dict[str, Measured]:
    """Median time and the figure found, by task, of one R process for these patients."""
    with tempfile.TemporaryDirectory() as folder:
        sheet, script = Path(folder) / "patients.csv", Path(folder) / "times.R"
        patients.frame().to_csv(sheet, index=False)
        script.write_text(_script(sheet, tasks), encoding="utf-8")
        done = subprocess.run(["Rscript", "--vanilla", str(script)], capture_output=True, text=True, check=True)
    lines = [line.removeprefix(ANSWER).split(";") for line in done.stdout.splitlines() if line.startswith(ANSWER)]
    return {tasks[int(place)]: Measured(float(ms), float(figure)) for place, ms, figure in lines}


def _script(sheet: Path, tasks: list[str]) -> str:
    factors = [f"d${name} <- factor(d${name})" for name in LEVELS]
    calls = [f"tell({place}, function() {CALLS[task]})" for place, task in enumerate(tasks)]
    prepared = [f'd <- read.csv("{sheet.as_posix()}")', *factors, PREPARED]
    return "\n".join([TIMING, *prepared, *calls])


def _c(values: object) -> str:
    """A vector of R."""
    return f"c({', '.join(map(str, values))})"


TIMING = f"""
suppressPackageStartupMessages({{library(survival); suppressWarnings(require(cmprsk, quietly = TRUE))}})
options(warn = -1)
seconds <- function(call) {{ start <- proc.time()[["elapsed"]]; call(); proc.time()[["elapsed"]] - start }}
median_ms <- function(call) {{
  first <- seconds(call)
  if (first > 6) return(1000 * first)
  # proc.time counts milliseconds: calls that are shorter are timed in bunches of at least 50 ms.
  bunch <- if (first > 0.5) 1 else max(1, ceiling(0.05 / max(seconds(function() for (i in 1:3) call()) / 3, 1e-4)))
  runs <- max(5, min(100, ceiling(1 / (bunch * max(seconds(call), 1e-3)))))
  1000 * median(replicate(runs, seconds(function() for (i in seq_len(bunch)) call()))) / bunch
}}
tell <- function(place, call) {{
  answer <- NULL
  ms <- median_ms(function() answer <<- call())
  cat(sprintf("{ANSWER}%d;%.6f;%.10g\\n", place, ms, answer))
}}
"""

PREPARED = f"""
formulas <- lapply({_c(f'"{name}"' for name in TWELVE)}, function(name) reformulate(name, "Surv(time, event)"))
five <- model.matrix(~ {" + ".join(FIVE)}, data = d)[, -1]
changed <- !is.na(d$change)
rows <- rbind(
  data.frame(start = 0, stop = ifelse(changed, d$change, d$time), event = ifelse(changed, 0, d$event), state = 0),
  data.frame(start = d$change, stop = d$time, event = d$event, state = 1)[changed, ]
)
at_landmark <- function(day) {{
  kept <- d[d$time > day, c("time", "event", "change")]
  if (!nrow(kept)) return(NA)
  kept$state <- !is.na(kept$change) & kept$change <= day
  # With a handful of patients coxph may fail in its concordance.
  tryCatch(summary(coxph(Surv(time - day, event) ~ state, data = kept))$conf.int[1, 1], error = function(e) NA)
}}
"""
"""Made before the clock starts: the columns of the models, and the rows cut at the change."""

CALLS = {
    KAPLAN_MEIER: f"""{{
  fit <- survfit(Surv(time, event) ~ group, data = d, conf.type = "log-log")
  summary(fit, times = {_c(TICKS)}, extend = TRUE)
  quantile(fit, c(0.25, 0.5, 0.75))$quantile[1, 2]
}}""",
    LOGRANK: "survdiff(Surv(time, event) ~ group, data = d)$chisq",
    INCIDENCE: "cuminc(d$time, d$status, d$group)$Tests[1, 1]",
    COX: f"summary(coxph(Surv(time, event) ~ {' + '.join(FIVE)}, data = d))$coefficients[1, 1]",
    UNIVARIABLE: "lapply(formulas, function(f) summary(coxph(f, data = d))$coefficients[1, 1])[[1]]",
    RESTRICTED_MEAN: f"summary(survfit(Surv(time, event) ~ group, data = d), rmean = {HORIZON})$table[1, 5]",
    MANTEL_BYAR: """{
  survfit(Surv(start, stop, event) ~ state, data = rows, conf.type = "log-log")
  coxph(Surv(start, stop, event) ~ state, data = rows, ties = "breslow", iter.max = 0)$first
}""",
    LANDMARKS: f"sapply({_c(LANDMARK_MONTHS * 30.4375)}, at_landmark)[{TOLD_MONTH + 1}]",
    FINE_GRAY: "crr(d$time, d$status, five)$coef[[1]]",
}
