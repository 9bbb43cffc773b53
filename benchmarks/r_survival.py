"""The same four questions put to R's survival, timed inside one R process."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks.engines import TASKS
from benchmarks.measure import Measured
from benchmarks.patients import FIVE, LEVELS, TICKS, TWELVE, Patients

ANSWER = "answer:"


def rscript() -> str | None:
    """The path of Rscript, if there is one with the package survival."""
    found = shutil.which("Rscript")
    asked = [found, "-e", "suppressPackageStartupMessages(library(survival))"]
    return found if found and subprocess.run(asked, capture_output=True, check=False).returncode == 0 else None


def r_times(program: str, patients: list[Patients]) -> dict[tuple[str, int], Measured]:
    """Median time and the figure found, by task and number of patients; R is started once for all."""
    with tempfile.TemporaryDirectory() as folder:
        for one in patients:
            one.frame().to_csv(Path(folder) / f"{len(one)}.csv", index=False)
        script = Path(folder) / "times.R"
        script.write_text(_script(folder, [len(one) for one in patients]), encoding="utf-8")
        done = subprocess.run([program, "--vanilla", str(script)], capture_output=True, text=True, check=True)
    lines = [line.removeprefix(ANSWER).split(";") for line in done.stdout.splitlines() if line.startswith(ANSWER)]
    return {(TASKS[int(task)], int(n)): Measured(float(ms), float(figure)) for task, n, ms, figure in lines}


def _script(folder: str, sizes: list[int]) -> str:
    factors = "\n".join(f"d${name} <- factor(d${name})" for name in LEVELS)
    return SCRIPT.format(
        folder=Path(folder).as_posix(),
        sizes=", ".join(f"{n}L" for n in sizes),
        factors=factors,
        ticks=", ".join(str(tick) for tick in TICKS),
        five=" + ".join(FIVE),
        twelve=", ".join(f'"{name}"' for name in TWELVE),
        answer=ANSWER,
    )


SCRIPT = """
suppressPackageStartupMessages(library(survival))
options(warn = -1)
seconds <- function(call) {{ start <- proc.time()[["elapsed"]]; call(); proc.time()[["elapsed"]] - start }}
median_ms <- function(call) {{
  # proc.time counts milliseconds: calls that are shorter are timed in bunches of at least 50 ms.
  bunch <- max(1, ceiling(0.05 / max(seconds(function() for (i in 1:3) call()) / 3, 1e-4)))
  runs <- max(5, min(100, ceiling(1 / (bunch * max(seconds(call), 1e-3)))))
  1000 * median(replicate(runs, seconds(function() for (i in seq_len(bunch)) call()))) / bunch
}}
ticks <- c({ticks})
for (n in c({sizes})) {{
  d <- read.csv(sprintf("{folder}/%d.csv", n))
  {factors}
  formulas <- lapply(c({twelve}), function(name) reformulate(name, "Surv(time, event)"))
  tasks <- list(
    function() {{
      fit <- survfit(Surv(time, event) ~ group, data = d, conf.type = "log-log")
      summary(fit, times = ticks, extend = TRUE)
      quantile(fit, c(0.25, 0.5, 0.75))$quantile[1, 2]
    }},
    function() survdiff(Surv(time, event) ~ group, data = d)$chisq,
    function() summary(coxph(Surv(time, event) ~ {five}, data = d))$coefficients[1, 1],
    function() lapply(formulas, function(f) summary(coxph(f, data = d))$coefficients[1, 1])[[1]]
  )
  for (i in seq_along(tasks))
    cat(sprintf("{answer}%d;%d;%.6f;%.10g\\n", i - 1L, n, median_ms(tasks[[i]]), tasks[[i]]()))
}}
"""
