"""The table behind counts, medians and their tests: a row a patient, and nothing that tells who it is."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analyses.selection import Selection


@dataclass(frozen=True, eq=False)
class PatientTable:
    """A column `patient` and those of the page: choices as numbers from 1, yes and no as 1 and 0, times in days.

    Missing is empty. Patients are numbered anew in the order of their values; there are no dates and no ids. `labels`
    are the groups, in the order of their numbers.
    """

    frame: pd.DataFrame
    labels: tuple[str, ...]

    def to_csv(self) -> str:
        """The table as text, every number at full precision."""
        return self.frame.to_csv(index=False, lineterminator="\n", float_format="%.17g")


def patient_table(selection: Selection, columns: Mapping[str, object], labels: tuple[str, ...]) -> PatientTable:
    """The selected patients with these columns, which are of the whole cohort."""
    frame = pd.DataFrame(dict(columns))[selection.patients]
    frame = frame.sort_values(list(frame), ignore_index=True)
    frame.insert(0, "patient", np.arange(1, len(frame) + 1))
    return PatientTable(frame, labels)


def from_one(codes: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """The places of choices as numbers from 1, missing where a place is below 0."""
    return pd.array(np.where(codes < 0, pd.NA, codes.astype(int) + 1), dtype="Int64")


def marked(mask: np.ndarray) -> np.ndarray:
    """1 for yes and 0 for no."""
    return mask.astype(int)
