"""How Cox models were fitted, and when not to trust them."""

from core.analyses.cox import EVENTS_PER_VARIABLE, NO_STATES, Cox
from core.words.immortal_time import REFUSALS
from core.words.patients import patients

TIMING_NAMES = {"time-dependent": "From its date (time-dependent)", "naive": "As it was in the end (naive)"}
FOREST_CAPTION = (
    "Multivariable model: hazard ratios with 95 % confidence intervals; hollow squares are reference levels."
)
TIES_NAMES = {"efron": "Efron", "breslow": "Breslow"}


def cox_caption(result: Cox) -> str:
    """How the Cox models were fitted."""
    return (
        f"{result.endpoint.title}. Cox proportional hazards models, {TIES_NAMES[result.ties]}'s method for ties. "
        "HR, hazard ratio; CI, Wald confidence interval; P by the Wald test of the row. "
        "Each univariable model uses the patients with a value of its covariate, the multivariable one those with all."
        + _timing_sentence(result)
    )


def _timing_sentence(result: Cox) -> str:
    """How covariates known late and late entry are handled, after a space; nothing without them."""
    text = ""
    if result.time_dependent:
        names = ", ".join(one.field.label for one in result.time_dependent)
        text += (
            f" Time-dependent, each patient in a level only from its date on: {names}. The n of a level are the "
            "patients ever in it; an event on the day of a change counts before it."
        )
    if result.enters_late:
        text += " Patients are at risk from when they came under observation (left truncation)."
    return text


def not_dated_sentence(result: Cox) -> str:
    """Why a covariate known late is taken as it was in the end, or nothing."""
    reasons = [
        f"{field.label} is taken as it was in the end. " + REFUSALS.get(reason, f"It is {NO_STATES}.")
        for field, reason in result.not_dated
    ]
    return " ".join(reasons)


def changing_sentence(result: Cox) -> str:
    """How many patients and events each time-dependent covariate rests on."""
    said = []
    for field, model, who in zip(result.covariates, result.univariable, result.single_patients, strict=True):
        if any(one.field == field for one in result.time_dependent):
            events = f"{model.n_events:,} event{'' if model.n_events == 1 else 's'}"
            said.append(
                f"{field.label}: {patients(who.n)}, {who.n_changing:,} of whom change while followed, {events}."
            )
    return " ".join(said)


def overfitting_sentence(result: Cox) -> str:
    """The warning that the model has too many coefficients for its events, or nothing."""
    ratio = result.events_per_variable
    if not ratio < EVENTS_PER_VARIABLE:
        return ""
    return (
        f"{result.multivariable.n_events} events for {len(result.multivariable.coefficients)} coefficients, "
        f"{ratio:.1f} each; fewer than {EVENTS_PER_VARIABLE} make the multivariable hazard ratios unreliable."
    )
