"""The checks of limits as tables: what each method gives for the count, what goes with what on each scale."""

from core.analyses.figure_check import LimitsCheck
from core.formats import format_interval, format_number
from core.tables.display import DisplayTable, Row
from core.words.figure_check import METHODS, span_text


def limits_of_count_table(check: LimitsCheck) -> DisplayTable:
    """A row a method: the limits it gives for k of n, and whether they are the printed ones."""
    rows = [
        Row((METHODS[one.method], format_interval(one.lower, one.upper, check.lower.decimals), _says(one.agrees)))
        for one in check.of_counts
    ]
    notes = ("Log and log-log: limits of survival with nobody censored before that time.",)
    return DisplayTable("Limits for the count", ("Method", "Limits, %", "As printed"), tuple(rows), notes)


def scales_table(check: LimitsCheck) -> DisplayTable:
    """A row a scale: the limit that goes with the other one on either side, and the n of that width."""
    rows = [
        Row((METHODS[one.scale], span_text(one.upper), span_text(one.lower), _says(one.symmetric), _n(one.patients)))
        for one in check.of_scales
    ]
    columns = (
        "Scale",
        f"Upper that goes with {check.lower.text}",
        f"Lower that goes with {check.upper.text}",
        "Symmetric",
        "Patients, nobody censored",
    )
    note = "In percent, as far as rounding leaves it open. Patients: how many, uncensored, have that lower limit."
    return DisplayTable("Limits and rate", columns, tuple(rows), (note,))


def _says(agrees: bool) -> str:
    return "yes" if agrees else "no"


def _n(patients: float) -> str:
    return format_number(patients, 0)
