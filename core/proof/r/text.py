"""Pieces of R: texts of the workbook as R reads them safely, and the lines every script begins with."""

import json

from core.proof.tables.times import AnalysisTable

DATA_FILE = "analysis_table.csv"


def r_string(text: str) -> str:
    """A text as an R string: whatever the workbook held, it is one literal on one line and nothing else."""
    visible = text.replace("\x00", "\ufffd")
    escaped = (json.dumps(sign)[1:-1] if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}" for sign in visible)
    return '"' + "".join(escaped) + '"'


def r_strings(texts: tuple[str, ...]) -> str:
    """Texts as an R vector."""
    return f"c({', '.join(map(r_string, texts))})"


def r_numbers(numbers: tuple[float, ...]) -> str:
    """Numbers as an R vector, at full precision."""
    return f"c({', '.join(f'{number:.17g}' for number in numbers)})"


def preamble(table: AnalysisTable, packages: tuple[str, ...]) -> str:
    """The lines that load packages and table with its groups, and define `say`, which prints a number by its name."""
    places = r_numbers(tuple(range(1, len(table.labels) + 1)))
    lines = [
        beginning(table, packages),
        f"d$group <- factor(d$group, levels = {places},",
        f"                  labels = {r_strings(table.labels)})",
    ]
    return "\n".join(lines) + "\n"


def beginning(table: AnalysisTable, packages: tuple[str, ...]) -> str:
    """The lines that load packages and table, whatever its columns, and define `say`; without a line's end."""
    lines = [
        f"# Put this script beside {DATA_FILE} and run it: Rscript script.R",
        "# It prints the numbers Ballad shows, each under the name Ballad gives it.",
        *(f"library({package})" for package in packages),
        "",
        'say <- function(name, value) cat(sprintf("%s\\t%.17g\\n", name, as.numeric(value)), sep = "")',
        "estimate <- function(name, value, lower, upper) {",
        '  say(name, value); say(paste0(name, ", lower"), lower); say(paste0(name, ", upper"), upper)',
        "}",
        f"month <- {table.per_month:.17g}  # {table.unit} in a month",
        f'd <- read.csv("{DATA_FILE}")',
    ]
    if not table.enters_late:
        lines.append("d$entry <- 0")
    return "\n".join(lines)
