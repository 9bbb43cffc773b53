"""The figure of predicted survival: a curve a patient, and the numbers at risk of the model under the axis."""

import numpy as np

from core.analyses.cox_patient import PatientCurve, Prediction
from core.analyses.survival import AT_RISK
from core.charts.figure import Figure
from core.charts.theme import Mode
from core.charts.time_data import CountBlock, Line
from core.charts.time_figure import Drawing, time_figure
from core.words.cox_patient import patient_label

MOST_WITH_BANDS = 2


def predicted_chart(prediction: Prediction, mode: Mode) -> Figure:
    """The figure of the patients whose survival is known; bands for one or two of them."""
    known = [(place, one) for place, one in enumerate(prediction.patients) if not one.unknown]
    drawing = Drawing(
        lines=tuple(_line(place, one) for place, one in known),
        blocks=(CountBlock(AT_RISK, ("",), prediction.at_risk),),
        ticks=prediction.ticks,
        title=prediction.endpoint.label,
        axis_title=prediction.endpoint.axis_title,
        bands=len(known) <= MOST_WITH_BANDS,
    )
    return time_figure(drawing, mode)


def _line(place: int, patient: PatientCurve) -> Line:
    curve = patient.curve
    return Line(
        label=patient_label(place),
        arm=place,
        dash=place,
        n=curve.n,
        start=1.0,
        time=curve.time,
        height=curve.survival,
        lower=curve.lower,
        upper=curve.upper,
        at_risk=curve.at_risk,
        censored=np.zeros(len(curve.time), dtype=int),
    )
