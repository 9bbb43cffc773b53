"""Where the cells of a column stand in the file, whatever became of the sheet's shape since."""

from dataclasses import dataclass, field, replace

import numpy as np

from core.workbook.faults import Faults
from core.workbook.letters import column_letters

NOWHERE = 0


@dataclass(frozen=True)
class Places:
    """The original cells of one column of a table, a row and a column number per patient, from 1 as Excel counts.

    A row of 0 means that the patient has no cell there. In a transposed sheet a field stands in a row, so `rows`
    is the same for all patients. `heading` is the one in the file; `is_percent` tells that Excel shows the numbers
    as percentages.
    """

    sheet: str
    heading: str
    rows: np.ndarray = field(repr=False)
    columns: np.ndarray = field(repr=False)
    faults: Faults = field(default=Faults(), repr=False)
    is_text: bool = False
    is_transposed: bool = False
    is_percent: bool = False

    @property
    def line(self) -> str:
        """The letters over the column in Excel; in a transposed sheet the row."""
        stands = np.flatnonzero(self.rows)
        if not len(stands):
            return ""
        first = stands[0]
        return f"row {self.rows[first]}" if self.is_transposed else column_letters(int(self.columns[first]))

    def at(self, patient: int) -> tuple[int, int]:
        """The row and the column of a patient's cell."""
        return int(self.rows[patient]), int(self.columns[patient])

    def cell(self, patient: int) -> str:
        """The address of a patient's cell, empty where there is none."""
        row, column = self.at(patient)
        if row == NOWHERE:
            return ""
        if not self.is_text:
            return f"{self.sheet}!{column_letters(column)}{row}"
        if self.is_transposed:
            return f"row '{self.heading}', cell {column}"
        return f"row {row}, column '{self.heading}'"

    def column(self) -> str:
        """The address of the whole column."""
        if self.is_text:
            return f"{'row' if self.is_transposed else 'column'} '{self.heading}'"
        if not self.line:
            return self.sheet
        return f"{self.sheet}, {self.line}" if self.is_transposed else f"{self.sheet}!{self.line}"

    def taken(self, patients: np.ndarray) -> "Places":
        """The places of these patients, by their number; -1 is none."""
        rows = np.where(patients < 0, NOWHERE, self.rows[patients])
        return replace(self, rows=rows, columns=self.columns[patients])
