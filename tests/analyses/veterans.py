"""The veteran data of the golden cases as a cohort: times in days, age a field, the rest extra columns."""

from collections.abc import Mapping, Sequence

import numpy as np

from core.analyses.cox import Cox, analyse_cox
from core.cohort import Cohort
from core.dictionary import Field
from core.view import View
from tests.golden.cases import data_set
from tests.making import endpoint, extra, selected, sheet_cohort

VETERAN = data_set("veteran")
CELLS = ("squamous", "smallcell", "adeno", "large")
KARNO, DIAGNOSIS = extra("Karno", "number"), extra("Diagtime", "number")
CELL, TREATMENT = extra("Celltype", "category", CELLS), extra("Trt", "category", ("1", "2"))
STAGE = extra("Stage", "ordinal", ("1", "2", "3"))
EVERYTHING = ("age_years", "x-karno", "x-diagtime", "x-celltype", "x-trt")


def veterans(missing: int = 0, extras: Mapping[Field, Sequence] | None = None) -> Cohort:
    """All patients; the first `missing` have no Karnofsky index. Stage is Karnofsky in three steps."""
    karno = VETERAN["karno"].to_numpy(dtype=float).copy()
    karno[:missing] = np.nan
    columns = {
        KARNO: karno,
        DIAGNOSIS: VETERAN["diagtime"].to_numpy(dtype=float),
        CELL: VETERAN["celltype"].tolist(),
        TREATMENT: VETERAN["trt"].astype(str).tolist(),
        STAGE: VETERAN["karno_grp"].astype(str).tolist(),
    }
    time, event = VETERAN["time"], VETERAN["status"]
    return sheet_cohort(time, event, columns | (extras or {}), "days", age_years=VETERAN["age"])


def fitted(cohort: Cohort | None = None, **settings) -> Cox:
    """The models of a view with these settings, of overall survival as in the sheet."""
    view = View(**settings)
    return analyse_cox(selected(cohort or veterans(), view), endpoint("os", "sheet"), view)
