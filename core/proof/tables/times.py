"""The analysis table: what the statistics are computed from, a row a patient, and nothing that tells who it is.

Patients are numbered anew in the order of their times; there are no dates and no ids. Groups and strata are numbers
from 1, so that no text of the workbook has to survive a file format; a script names them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analyses.chosen_test import strata_of
from core.analyses.compared import Compared
from core.view import View


@dataclass(frozen=True, eq=False)
class AnalysisTable:
    """Columns `patient`, `time` in `unit`, `status` (0 censored, 1 event, 2 competing), `group` from 1, and where they
    say something `entry` (in `unit`) and `stratum` from 1 (missing where the patient has no value); or, where
    groups change, those of `core.proof.tables.states`.

    `per_month` units make a month. `labels` are the groups, `stratified_by` the title of the strata.
    """

    frame: pd.DataFrame
    unit: str
    per_month: float
    labels: tuple[str, ...]
    stratified_by: str = ""

    @property
    def enters_late(self) -> bool:
        """Whether somebody came under observation after time zero."""
        return "entry" in self.frame

    def to_csv(self) -> str:
        """The table as text, every number at full precision."""
        return self.frame.to_csv(index=False, lineterminator="\n", float_format="%.17g")


def time_table(compared: Compared, view: View, covariates: Mapping[str, object] | None = None) -> AnalysisTable:
    """The table behind the curves and the tests of these patients, with columns of covariates where there are any."""
    columns = {"time": compared.time, "status": compared.status, "group": compared.codes + 1}
    if compared.entry is not None:
        columns["entry"] = compared.entry
    strata = strata_of(compared, view.strata)
    if strata.title:
        columns["stratum"] = pd.array(np.where(strata.codes < 0, pd.NA, strata.codes + 1), dtype="Int64")
    frame = numbered(pd.DataFrame(columns | dict(covariates or {})))
    return AnalysisTable(frame, compared.clock.unit, compared.per_month, compared.labels, strata.title)


def numbered(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order of their values, the first column first, with a column `patient` that counts them."""
    ordered = frame.sort_values(list(frame), ignore_index=True)
    ordered.insert(0, "patient", np.arange(1, len(ordered) + 1))
    return ordered
