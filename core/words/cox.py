"""How Cox models were fitted, who is in them, and when not to trust them."""

import math

from core.analyses.cox import EVENTS_PER_VARIABLE, Cox
from core.analyses.cox_question import NO_STATES
from core.formats import format_number, format_p_equation
from core.stats.chi_squared import Test
from core.stats.firth import FirthModel
from core.words.cox_forms import entry_sentence, form_sentences, strata_sentence
from core.words.immortal_time import REFUSALS
from core.words.patients import patients

TIMING_NAMES = {"time-dependent": "From its date (time-dependent)", "naive": "As it was in the end (naive)"}
TIES_NAMES = {"efron": "Efron", "breslow": "Breslow"}


def cox_caption(result: Cox) -> str:
    """How the Cox models were fitted."""
    who = (
        "All models are of the same patients, those with a value of every covariate that entered."
        if result.same_patients
        else "Each univariable model uses the patients with a value of its covariate, the multivariable one those with "
        "all that entered."
    )
    return (
        f"{result.endpoint.title}. Cox proportional hazards models, {TIES_NAMES[result.ties]}'s method for ties. "
        "HR, hazard ratio; CI, Wald confidence interval; P by the Wald test of the row; P, LR by the likelihood ratio "
        f"of the covariate, in the multivariable model of leaving it out. {who}" + _timing_sentence(result)
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


def model_notes(result: Cox) -> tuple[str, ...]:
    """What stands under the table of the models: who is in the multivariable one, who entered, forms, strata."""
    model = result.multivariable
    if model is None:
        return (result.refused, entry_sentence(result), strata_sentence(result), *form_sentences(result))
    labels = {field.name: field.label for field in result.covariates}
    dropped = "; ".join(f"{labels[term]}: {level}" for term, level in model.dropped_levels)
    return (
        _model_sentence(result),
        entry_sentence(result),
        strata_sentence(result),
        *form_sentences(result),
        _wald_sentence(result),
        f"Levels without a patient here: {dropped}." if dropped else "",
    )


def _wald_sentence(result: Cox) -> str:
    """What of a Firth model has other limits than the rest, as it is no single coefficient; nothing of others."""
    curves = any(one.form is not None and one.form.kind == "spline" for one in result.forms)
    if not isinstance(result.multivariable, FirthModel) or not (curves or result.interactions):
        return ""
    return "Hazard ratios of curves and within levels have Wald limits and P, in Firth’s model too."


def _model_sentence(result: Cox) -> str:
    """Patients, events, those left out, and the tests of the whole multivariable model."""
    model, who = result.multivariable, result.together_patients
    ratio = result.events_per_variable
    return (
        f"Multivariable model: {who.n:,} patients, {model.n_events:,} events"
        + (f", {format_number(ratio, 1)} per coefficient" if math.isfinite(ratio) else "")
        + _missing_phrase(result)
        + (f"; {who.n_changing:,} change a covariate while followed" if result.time_dependent else "")
        + f". Likelihood ratio {_test(model.likelihood_ratio)}; Wald {_test(model.wald)}; score {_test(model.score)}. "
        f"Concordance {format_number(model.concordance.c, 3)} (SE {format_number(model.concordance.se, 3)})."
    )


def _missing_phrase(result: Cox) -> str:
    """Who is left out of the multivariable model, and of which covariates how many have no value."""
    who = result.together_patients
    if not who.n_left_out:
        return ""
    lacking = [
        f"{field.label} {count:,}"
        for field, count in zip(result.covariates, result.without_value, strict=True)
        if count and field in result.entered
    ]
    missing = "a missing covariate or no follow-up" if result.time_dependent else "a missing covariate"
    return f"; {who.n_left_out:,} left out for {missing}" + (f" ({', '.join(lacking)})" if lacking else "")


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
    """The warning that the model has too many coefficients for its events, with the remedy, or nothing."""
    ratio = result.events_per_variable
    if not ratio < EVENTS_PER_VARIABLE:
        return ""
    return (
        f"{result.multivariable.n_events} events for {len(result.multivariable.coefficients)} coefficients, "
        f"{ratio:.1f} each; fewer than {EVENTS_PER_VARIABLE} make the multivariable hazard ratios unreliable. "
        "Choose fewer covariates or wider levels."
    )


def _test(test: Test) -> str:
    return f"χ² {format_number(test.chisq, 2)} on {test.df} df, {format_p_equation(test.p)}"
