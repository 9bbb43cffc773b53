"""Predicted survival in words: what the curve is, why there is none, and when not to trust it."""

from core.analyses.cox import Cox
from core.analyses.cox_patient import (
    COMPETING,
    KNOWN_LATER,
    NO_EVENTS,
    STRATIFIED,
    Asked,
    Prediction,
    Values,
)
from core.formats import format_plain, format_range
from core.words.cox import TIES_NAMES
from core.words.patients import patients
from core.words.survival import INTERVAL_PHRASES

CAUTION = (
    "The prediction rests on this cohort and on proportional hazards; it has been tested in no other patients and is "
    "not for decisions about a patient."
)


def not_predicted_sentence(reason: str, result: Cox) -> str:
    """Why no survival is predicted, and what to do."""
    if reason == KNOWN_LATER:
        labels = ", ".join(one.field.label for one in (*result.time_dependent, *result.late))
        return (
            f"Survival is not predicted with covariates known only after time zero ({labels}): nobody can say at time "
            "zero when, or whether, they will change. Take them out of the covariates, or compare from a landmark on "
            "the Survival page."
        )
    if reason == COMPETING:
        return (
            f"Survival is not predicted for {result.endpoint.label.lower()}: where something competes, the hazard of "
            "one event alone gives no probability. Choose an endpoint nothing competes with, or see the cumulative "
            "incidences of the page Relapse and NRM."
        )
    if reason == STRATIFIED:
        return (
            "Survival is not predicted from a stratified model here: each stratum has a baseline hazard of its own. "
            "Take the strata away, or filter the patients down to one of them."
        )
    if reason == NO_EVENTS:
        return "Survival is not predicted: no patient of the multivariable model has the event."
    return f"Without a multivariable model no survival is predicted. {result.refused}"


def predicted_caption(prediction: Prediction) -> str:
    """What the curves are and how their limits are made."""
    method = f"{TIES_NAMES[prediction.ties]}’s method for ties"
    error = "as R’s survfit of a coxph"
    if prediction.is_firth:
        method, error = f"Firth’s penalised likelihood, {method}", "that of the information without the penalty"
    return (
        f"{prediction.endpoint.title}, predicted by the multivariable Cox model ({method}) of "
        f"{patients(prediction.n)} with {prediction.n_events:,} events, whose numbers at risk stand below the axis. "
        f"95 % confidence intervals {INTERVAL_PHRASES[prediction.interval]}, with the error of the baseline hazard and "
        f"of the coefficients ({error}). {CAUTION}"
    )


def limits_note(prediction: Prediction) -> str:
    """What the numbers of a table are."""
    return (
        f"{prediction.endpoint.title}, predicted by the multivariable Cox model; 95 % confidence intervals "
        f"{INTERVAL_PHRASES[prediction.interval]}. {CAUTION}"
    )


def patient_label(place: int) -> str:
    """The name of a patient by the place among those asked for."""
    return f"Patient {place + 1}"


def value_text(one: Asked, value: float | str) -> str:
    """The value of a covariate with its unit."""
    return value if isinstance(value, str) else f"{format_plain(value)} {one.field.unit}".strip()


def outside_sentence(asked: tuple[Asked, ...], chosen: tuple[Values, ...]) -> str:
    """Which numbers lie outside what the model has seen, or nothing."""
    found = {
        one.field.name: f"{one.field.label} (seen: {format_range(*one.span, one.field.unit)})"
        for one in asked
        for values in chosen
        if one.is_outside(values[one.field.name])
    }
    if not found:
        return ""
    return f"Outside what the model has seen, where it only extrapolates: {'; '.join(found.values())}."


def unknown_sentence(prediction: Prediction) -> str:
    """Which patients have no prediction, or nothing."""
    labels = [patient_label(place) for place, one in enumerate(prediction.patients) if one.unknown]
    if not labels:
        return ""
    return (
        f"No survival for {', '.join(labels)}: a hazard ratio it rests on is not estimable, as nobody with such a "
        "value had the event or the estimate runs away. Use Firth’s method above the table, or choose another value."
    )
