"""The rows of a multivariable Cox model as a data frame, in the names and levels its R syntax speaks of."""

import pandas as pd

from core.analyses.cox import Cox
from core.cohort import Cohort
from core.dictionary import Field
from core.endpoints import Endpoint


def r_name(field: Field) -> str:
    """The name of a column in R: the slug of the field, as a name R takes without quotes."""
    return field.slug.replace("-", "_")


def time_names(endpoint: Endpoint, unit: str, start_stop: bool) -> tuple[str, ...]:
    """The names of the columns `Surv` takes: time and status, or start, stop and status."""
    status = f"{endpoint.id}_status"
    return (f"start_{unit}", f"stop_{unit}", status) if start_stop else (f"{endpoint.id}_{unit}", status)


def model_frame(result: Cox, cohort: Cohort) -> pd.DataFrame:
    """A row a row of the multivariable model, those with a missing value among them.

    Numbers as in the cohort, choices as categoricals of the labels somebody has, in the order of the field, time in
    `result.unit`.
    """
    rows = result.rows
    times = (rows.time,) if rows.entry is None else (rows.entry, rows.time)
    names = time_names(result.endpoint, result.unit, rows.entry is not None)
    columns = dict(zip(names, (*times, rows.event.astype(int)), strict=True))
    for field in (*result.entered, *result.strata):
        if field.name in rows.states:
            labels, codes = rows.states[field.name]
            columns[r_name(field)] = pd.Categorical.from_codes(codes, list(labels))
        elif field.is_number:
            columns[r_name(field)] = cohort.numbers(field.name)[rows.patient]
        else:
            labels = [level.label for level in field.levels]
            codes = cohort.codes(field.name)[rows.patient]
            columns[r_name(field)] = pd.Categorical.from_codes(codes, labels).remove_unused_categories()
    return pd.DataFrame(columns)
