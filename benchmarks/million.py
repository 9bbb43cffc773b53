"""A million patients: filter, event table, curves and test, from the columns of a cohort."""

from dataclasses import replace

import numpy as np
import pandas as pd

from benchmarks.measure import Row, median_ms
from benchmarks.patients import make_patients
from core.analyses.selection import select
from core.analyses.survival import analyse_survival
from core.cohort import Cohort, Source
from core.dictionary import dictionary
from core.endpoints import available
from core.filters import Choice, keep
from core.stats.event_table import event_table
from core.stats.kaplan_meier import fit_kaplan_meier
from core.stats.logrank import compare_logrank
from core.view import View

MILLION = 1_000_000
TWO_OF_THREE = Choice(field="salvage", levels=("1", "2"))


def million_rows() -> list[Row]:
    """The chain of the engine, which has an aim, and the analysis of the Survival page, which has none."""
    cohort = million_patients()
    time = cohort.numbers("os_time").astype(np.int32)
    event, group = cohort.codes("os_status"), cohort.codes("cytogenetic_risk")

    def chain() -> None:
        kept = np.flatnonzero(keep([TWO_OF_THREE], cohort))
        table = event_table(time[kept], event[kept], group[kept], groups=3)
        fit_kaplan_meier(table)
        compare_logrank(table)

    view = View(filters=(TWO_OF_THREE,), compare="cytogenetic_risk")
    endpoint = available(cohort)[0]

    def page() -> None:
        analyse_survival(select(cohort, view), endpoint, view)

    return [
        Row("filter, event table, KM, log-rank", MILLION, median_ms(chain), aim="ms", limit=25),
        Row("the same, analyse_survival", MILLION, median_ms(page)),
    ]


def million_patients() -> Cohort:
    """A cohort of made-up patients with times in days, a status, salvage status and three groups."""
    patients = make_patients(MILLION)
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
