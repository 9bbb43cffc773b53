"""Records: what happened to patients more than once, a row an occurrence (courses, laboratory values, toxicities).

A workbook may bring them on sheets of their own, joined to the patients by their id. A cohort holds a frame a kind;
`patient` is the patient's place in the cohort (int64), the other columns are typed like those of a cohort.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

RecordKind = Literal["courses", "labs", "toxicities"]
PATIENT = "patient"


@dataclass(frozen=True)
class RecordColumn:
    """A column of records: its name, its label, its kind (text, number or date) and the headings it bears."""

    name: str
    label: str
    kind: Literal["text", "number", "date"]
    headings: tuple[str, ...] = ()


COLUMNS: Mapping[RecordKind, tuple[RecordColumn, ...]] = MappingProxyType(
    {
        "courses": (
            RecordColumn(
                "treatment", "Treatment", "text",
                ("therapy", "regimen", "drug", "agent", "antibody", "mAb", "Therapie", "Medikament", "Präparat",
                 "Antikörper", "traitement", "médicament", "anticorps", "terapia", "trattamento", "farmaco",
                 "anticorpo", "tratamiento", "fármaco", "anticuerpo"),
            ),
            RecordColumn(
                "start", "Start", "date",
                ("start date", "date", "course start", "date given", "started", "treatment start", "Beginn",
                 "Startdatum", "début", "date de début", "inizio", "data inizio", "data di inizio", "inicio",
                 "fecha de inicio"),
            ),
            RecordColumn(
                "end", "End", "date",
                ("end date", "stop", "stop date", "course end", "treatment end", "Ende", "Enddatum", "fin",
                 "date de fin", "fine", "data fine", "fecha de fin"),
            ),
            RecordColumn(
                "line", "Line", "number",
                ("treatment line", "line of therapy", "salvage line", "cycle", "Linie", "ligne", "linea"),
            ),
            RecordColumn(
                "response", "Response", "text",
                ("best response", "outcome", "Ansprechen", "bestes Ansprechen", "réponse", "meilleure réponse",
                 "risposta", "migliore risposta", "respuesta", "mejor respuesta"),
            ),
        ),
        "labs": (
            RecordColumn("test", "Test", "text", ("lab", "analyte", "parameter", "laboratory test")),
            RecordColumn("date", "Date", "date", ("sample date", "lab date", "date of test")),
            RecordColumn("value", "Value", "number", ("result", "measurement")),
            RecordColumn("unit", "Unit", "text", ("units",)),
        ),
        "toxicities": (
            RecordColumn("event", "Event", "text", ("toxicity", "adverse event", "AE", "AE term")),
            RecordColumn("grade", "Grade", "number", ("CTCAE grade", "AE grade", "max grade", "worst grade")),
            RecordColumn("date", "Date", "date", ("onset", "onset date", "AE date", "start date")),
        ),
    }
)  # fmt: skip
"""The columns of each kind of records, in order; `core/workbook/` fills them, missing where a sheet has none."""

_EMPTY = {"text": object, "number": float, "date": "datetime64[ns]"}


def no_records(kind: RecordKind) -> pd.DataFrame:
    """A frame of this kind without a row."""
    columns = {column.name: pd.Series([], dtype=_EMPTY[column.kind]) for column in COLUMNS[kind]}
    return pd.DataFrame({PATIENT: pd.Series([], dtype=np.int64), **columns})
