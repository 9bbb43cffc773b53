"""Cohorts with a toxicity sheet, for tests of the table it makes."""

import pandas as pd

from core.cohort import Cohort
from core.records import no_records
from tests.making import cohort_of, days


def with_toxicities(records: list[tuple], extras=None, **columns) -> Cohort:
    """A cohort with these records: patient's place, event, grade, and day of onset where there is a fourth part."""
    plain = cohort_of(extras, **columns)
    rows = [(*record, *[None] * (4 - len(record))) for record in records]
    frame = pd.DataFrame(rows, columns=["patient", "event", "grade", "date"])
    frame["date"] = pd.to_datetime(pd.Series(days(*(row[3] for row in rows)), dtype=object))
    typed = frame.astype({"patient": "int64", "grade": float, "date": no_records("toxicities")["date"].dtype})
    return Cohort(plain.patients, plain.columns, plain.source, records={"toxicities": typed})
