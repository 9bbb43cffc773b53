"""Patients whose survival is predicted, side by side: their covariates, median and milestones."""

from core.analyses.cox_patient import Asked, PatientCurve, Prediction
from core.formats import NOT_ESTIMABLE, format_median, format_percent_interval, format_plain
from core.tables.display import DisplayTable, Row
from core.words.cox_patient import limits_note, patient_label, value_text


def cox_patient_table(prediction: Prediction, asked: tuple[Asked, ...]) -> DisplayTable:
    """A column a patient; a row a covariate, the median and survival at each milestone, with limits."""
    chosen = prediction.patients
    columns = ("", *(patient_label(place) for place in range(len(chosen))))
    covariates = [
        Row((one.field.label, *(value_text(one, patient.values[one.field.name]) for patient in chosen)), inset=True)
        for one in asked
    ]
    median = Row(("Median, months (95 % CI)", *(_median(patient) for patient in chosen)), inset=True)
    months = chosen[0].milestones["time"]
    at_months = [
        Row((f"At {format_plain(month)} months, % (95 % CI)", *(_at(patient, row) for patient in chosen)), inset=True)
        for row, month in enumerate(months)
    ]
    headed = (Row(("Covariates",), heading=True), *covariates)
    predicted = (Row((prediction.endpoint.label,), heading=True), median, *at_months)
    return DisplayTable("Predicted survival", columns, (*headed, *predicted), (limits_note(prediction),))


def _median(patient: PatientCurve) -> str:
    if patient.unknown:
        return NOT_ESTIMABLE
    return format_median(patient.median["time"], patient.median["lower"], patient.median["upper"])


def _at(patient: PatientCurve, row: int) -> str:
    if patient.unknown:
        return NOT_ESTIMABLE
    at = patient.milestones.iloc[row]
    return format_percent_interval(at["survival"], at["lower"], at["upper"])
