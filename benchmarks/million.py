"""A million patients: filter, event tables, curves and tests, from the columns of a cohort; their time and memory."""

import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from benchmarks.measure import Row, median_ms
from benchmarks.patients import Patients, make_patients
from core.analyses.selection import select
from core.analyses.survival import analyse_survival
from core.cohort import Cohort, Source
from core.dictionary import dictionary
from core.endpoints import available
from core.filters import Choice, keep
from core.stats.cumulative_incidence import fit_cumulative_incidence
from core.stats.event_table import event_table
from core.stats.gray import compare_gray
from core.stats.kaplan_meier import fit_kaplan_meier
from core.stats.logrank import compare_logrank
from core.view import View

MILLION = 1_000_000
SIZES = (100_000, 300_000, MILLION)
MOST_GROWTH = 1.5
"""How many times the bytes a patient of the smallest cohort a larger one may need: memory is linear in patients."""

TWO_OF_THREE = Choice(field="salvage", levels=("1", "2"))
SURVIVAL = "filter, event table, KM, log-rank"
COMPETING = "filter, event table, incidences, Gray"
BOTH = "both chains"


def million_rows() -> list[Row]:
    """The chains of the engine, the first of which has an aim, the analysis of the Survival page, and memory."""
    patients = make_patients(MILLION)
    cohort = cohort_of(patients)
    view = View(filters=(TWO_OF_THREE,), compare="cytogenetic_risk")
    endpoint = available(cohort)[0]

    def page() -> None:
        analyse_survival(select(cohort, view), endpoint, view)

    times = {name: median_ms(chain) for name, chain in _chains(patients, cohort).items()}
    return [
        Row(SURVIVAL, MILLION, times[SURVIVAL], aim="most", limit=25),
        Row(COMPETING, MILLION, times[COMPETING]),
        Row(BOTH, MILLION, sum(times.values())),
        Row("analyse_survival", MILLION, median_ms(page)),
        *_memory_rows(),
    ]


def cohort_of(patients: Patients) -> Cohort:
    """The patients as a cohort with times in days, a status, salvage status and three groups."""
    codes = {
        "os_status": patients.event,
        "salvage_status": patients.covariates["salvage"].to_numpy(),
        "cytogenetic_risk": patients.group,
    }
    days = replace(dictionary()["os_time"], unit="days")
    fields = {"os_time": days} | {name: dictionary()[name] for name in codes}
    columns = {
        name: pd.Categorical.from_codes(places, list(fields[name].values), ordered=fields[name].kind == "ordinal")
        for name, places in codes.items()
    }
    frame = pd.DataFrame({"os_time": patients.time.astype(float), **columns})
    return Cohort(frame, fields, Source("made-up patients"))


def _chains(patients: Patients, cohort: Cohort) -> dict[str, Callable[[], None]]:
    """From the columns to the curves and tests, by name."""
    time, group = cohort.numbers("os_time").astype(np.int32), cohort.codes("cytogenetic_risk")
    event, status = cohort.codes("os_status"), patients.status

    def survival() -> None:
        kept = np.flatnonzero(keep([TWO_OF_THREE], cohort))
        table = event_table(time[kept], event[kept], group[kept], groups=3)
        fit_kaplan_meier(table)
        compare_logrank(table)

    def competing() -> None:
        kept = np.flatnonzero(keep([TWO_OF_THREE], cohort))
        table = event_table(time[kept], status[kept], group[kept], groups=3, causes=2)
        for cause in (1, 2):
            fit_cumulative_incidence(table, cause)
            compare_gray(table, cause)

    return {SURVIVAL: survival, COMPETING: competing}


def _memory_rows() -> list[Row]:
    """The most memory both chains need beside the columns, as bytes a patient, and whether that stays the same."""
    needed = {}
    for n in SIZES:
        patients = make_patients(n)
        chains = _chains(patients, cohort_of(patients))
        needed[n] = max(_peak_bytes(chain) for chain in chains.values()) / n
    least, *larger = needed
    growth = [
        Row("peak memory a patient", n, needed[n], f"{least:,}", needed[least], "slower", MOST_GROWTH, unit="B")
        for n in larger
    ]
    return [Row("peak memory a patient", least, needed[least], unit="B"), *growth]


def _peak_bytes(call: Callable[[], None]) -> int:
    """What a call allocates at most at one time, numpy's arrays included; the second call, as columns stay at hand."""
    call()
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
