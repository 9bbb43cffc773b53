"""Parametric models as sentences: what a shape means, where a curve is extrapolated, when cure may be spoken of."""

import math
from collections.abc import Sequence

from core.analyses.models import AT_MONTHS, CURE, ArmModels, FittedModel, Models
from core.formats import format_interval, format_number, format_percent_interval, format_plain
from core.stats.cox_model import NO_EVENTS
from core.stats.cure import (
    FEW_ON_PLATEAU,
    FEWEST_ON_PLATEAU,
    NO_PLATEAU,
    SHORT_FOLLOW_UP,
    SHORT_PLATEAU,
    SUFFICIENT_FOLLOW_UP,
    CurePlausibility,
)
from core.stats.parametric import ALL_AT_ONCE, EVENT_AT_ZERO, NOT_CONVERGED, NOTHING_CURED
from core.words.patients import patients

MODEL_NAMES = {
    "exponential": "Exponential",
    "weibull": "Weibull",
    "lognormal": "Log-normal",
    "loglogistic": "Log-logistic",
    "cure": "Mixture cure (Weibull)",
}
REASONS = {
    NO_EVENTS: "no events",
    EVENT_AT_ZERO: "an event at time zero, where a model has no survival to lose",
    ALL_AT_ONCE: "all events fall on one time",
    NOT_CONVERGED: "the likelihood has no maximum that could be found",
    NOTHING_CURED: "the estimated cure fraction is 0",
}
EXTRAPOLATED = "†"
LONG = "With so many different times, fitting the models takes seconds to a minute: it starts when you say so."
NOT_YET = "The parametric model is drawn once the models have been fitted, in the tab of models."
METHOD = (
    "Maximum likelihood in each group alone (lifelines); parameters as R's flexsurvreg, limits Wald's: on the log "
    "scale of parameters and medians, on the log(−log) scale of survival. AIC with times in months, Δ AIC above the "
    "lowest of the group: lower is better, and differences below 2 say little. A good AIC does not make a model true."
)
CURE_CAUTION = (
    "Mixture cure model: some patients are cured, the times of the others are Weibull (Boag 1949). A cure fraction is "
    "that of the event of this endpoint and rests on the plateau being one; a few late events change it much."
)


def hazard_sentence(one: FittedModel) -> str:
    """What the parameters of a model say, with their limits; why it was not fitted where it was not."""
    if one.fit.reason:
        return f"Not fitted: {REASONS[one.fit.reason]}."
    return _SAID[one.model](one)


def not_cured_sentence(arm: ArmModels) -> str:
    """Why no cure model is shown for an arm, or nothing."""
    found = arm.plausibility
    if found.plausible:
        return ""
    return f"No cure model for {arm.label}: {'; '.join(_REASONS[reason](found) for reason in found.reasons)}."


def models_notes(result: Models) -> tuple[str, ...]:
    """How the models were fitted and compared, and from where on they are extrapolated."""
    said = [(arm, month) for arm in result.arms for month in AT_MONTHS]
    said += [(arm, one.median.value) for arm in result.arms for one in arm.fitted]
    beyond = any(is_extrapolated(arm, month) for arm, month in said)
    return (METHOD, *([extrapolation_sentence(result)] if beyond else []))


def is_extrapolated(arm: ArmModels, month: float) -> bool:
    """Whether a model says something of a time after the last follow-up of its arm."""
    return arm.followed_to < month < math.inf


def extrapolation_sentence(result: Models) -> str:
    """From where on nobody was observed and a model stands alone."""
    ends = ", ".join(
        f"{format_number(arm.followed_to)} months" + (f" ({arm.label})" if len(result.arms) > 1 else "")
        for arm in result.arms
    )
    return (
        f"{EXTRAPOLATED} Extrapolated beyond the last follow-up, {ends}: no patient supports it, models that fit alike "
        "may differ widely there, and the limits do not cover the choice of the model."
    )


def overlay_caption(fitted: Sequence[FittedModel | None], labels: Sequence[str], model: str) -> str:
    """What the dotted curves are, where they are extrapolated, and for whom there is none."""
    pairs = list(zip(fitted, labels, strict=True))
    missing = [f"{label} ({REASONS[one.fit.reason]})" for one, label in pairs if one is not None and one.fit.reason]
    missing += [f"{label} (no plateau to fit a cure model to)" for one, label in pairs if one is None]
    absent = f"not drawn for {', '.join(missing)}."
    if len(missing) == len(pairs):
        return f"{MODEL_NAMES[model]} model: {absent}"
    said = f"Dotted: {MODEL_NAMES[model]} model, paler beyond the last follow-up, where it is extrapolated."
    return f"{said} {absent[:1].upper()}{absent[1:]}" if missing else said


def _parameter(one: FittedModel, name: str, decimals: int) -> tuple[float, str]:
    """A parameter and its text with limits."""
    row = one.fit.parameters.set_index("parameter").loc[name]
    limits = format_interval(row["lower"], row["upper"], decimals)
    return float(row["estimate"]), f"{format_number(row['estimate'], decimals)} ({limits})"


def _exponential(one: FittedModel) -> str:
    row = one.fit.parameters.set_index("parameter").loc["scale"]
    rate, lower, upper = (100 / row[name] for name in ("estimate", "upper", "lower"))
    said = f"{format_number(rate)} ({format_interval(lower, upper)})"
    return f"Hazard constant: {said} events per 100 patient-months."


def _weibull(one: FittedModel) -> str:
    return f"Hazard {_direction(one)}. {_weibull_parameters(one)}"


def _weibull_parameters(one: FittedModel) -> str:
    _, shape = _parameter(one, "shape", 2)
    _, scale = _parameter(one, "scale", 1)
    return f"Shape {shape}; scale {scale} months, when 63 % have had the event."


def _direction(one: FittedModel) -> str:
    """Whether the hazard of a Weibull model rises or falls, as far as its limits tell."""
    row = one.fit.parameters.set_index("parameter").loc["shape"]
    if row["lower"] > 1:
        return "rises with time"
    if row["upper"] < 1:
        return "falls with time"
    return "neither clearly rises nor falls"


def _lognormal(one: FittedModel) -> str:
    _, spread = _parameter(one, "sdlog", 2)
    _, centre = _parameter(one, "meanlog", 2)
    return f"Hazard rises, then falls. Log time: mean {centre}, standard deviation {spread}."


def _loglogistic(one: FittedModel) -> str:
    value, shape = _parameter(one, "shape", 2)
    _, scale = _parameter(one, "scale", 1)
    course = "rises, then falls" if value > 1 else "falls throughout"
    return f"Hazard {course}. Shape {shape}; scale {scale} months, the median."


def _cure(one: FittedModel) -> str:
    row = one.fit.parameters.set_index("parameter").loc["cure fraction"]
    cured = format_percent_interval(row["estimate"], row["lower"], row["upper"])
    return f"Cured: {cured} %. Weibull times of the others. {_weibull_parameters(one)}"


_SAID = {
    "exponential": _exponential,
    "weibull": _weibull,
    "lognormal": _lognormal,
    "loglogistic": _loglogistic,
    CURE: _cure,
}

_REASONS = {
    NO_EVENTS: lambda found: "no events",
    NO_PLATEAU: lambda found: NO_PLATEAU,
    SHORT_PLATEAU: lambda found: (
        f"the plateau is {format_number(found.plateau)} of {format_number(found.followed_to)} months of follow-up, "
        "less than a fifth"
    ),
    FEW_ON_PLATEAU: lambda found: (
        f"{patients(found.n_on_plateau)} followed beyond the last event, fewer than {FEWEST_ON_PLATEAU}"
    ),
    SHORT_FOLLOW_UP: lambda found: (
        "events went on too close to the last one for so short a plateau (Maller and Zhou's probability "
        f"{format_number(found.maller_zhou, 2)}, not below {format_plain(SUFFICIENT_FOLLOW_UP)})"
    ),
}


def plateau_phrase(found: CurePlausibility) -> str:
    """The plateau a cure model rests on: its patients and its length."""
    return f"{patients(found.n_on_plateau)} over {format_number(found.plateau)} months"
