"""What a Cox model was asked and cannot do, each with the remedy."""

from core.analyses.cox import NO_COMPLETE_CASE, Cox
from core.analyses.cox_choice import (
    DATE,
    FREE_TEXT,
    MANY_LEVELS,
    NO_VALUE,
    NUMBERS_AS_TEXT,
    ONE_LEVEL,
    OUTCOME,
)
from core.analyses.cox_question import IN_ANOTHER, IS_STRATUM, KNOWN_LATER, NOT_TOGETHER
from core.analyses.cox_terms import CHANGES, NO_CURVE, NO_LOGARITHM, ONE_GROUP
from core.cohort import MOST_COMPARED
from core.dictionary import Field
from core.formats import listed
from core.stats import cox_model
from core.words.patients import patients

WHY_NO_COVARIATE = {
    OUTCOME: "it is an outcome, or part of this endpoint",
    NO_VALUE: "nobody has a value",
    ONE_LEVEL: "all patients have the same value",
    MANY_LEVELS: f"it has more than {MOST_COMPARED} levels; merge some in the workbook",
    NUMBERS_AS_TEXT: "most of its cells are numbers but some are text; correct these in the workbook",
    FREE_TEXT: "it is free text",
    DATE: "it is a date",
}

NOT_TAKEN = {
    ONE_GROUP: "per unit: these groups leave all patients in one; choose other cut points",
    NO_LOGARITHM: "per unit: a doubling needs values above 0, and some are not; take it linear or in groups",
    NO_CURVE: "per unit: it has too few different values for a curve; take it in groups",
    CHANGES: "by its levels: patients change them while followed, and a change has no trend; take it as it was in the "
    "end for one",
}

NOT_DONE = {
    KNOWN_LATER: "Not stratified by {}, which becomes known only after time zero: take it as a covariate.",
    IS_STRATUM: "{} parts the patients into strata and has no hazard ratio: take it out of one of the two.",
    NOT_TOGETHER: "Interaction of {} left out: both must be in the multivariable model.",
    IN_ANOTHER: "Interaction of {} left out: a covariate interacts with one other at a time.",
}

# What Firth's method mends is said where it is offered (core.words.cox_firth).
WHERE_NOT_ESTIMATED = {
    cox_model.CONSTANT: "{} is the same in every patient of the model: widen the filters or take it out.",
    cox_model.ONE_LEVEL: "{} has one level left among these patients: widen the filters or take it out.",
    cox_model.COLLINEAR: "{} follows from the covariates before it (collinear) and has no hazard ratio of its own: "
    "take one of them out.",
    cox_model.NO_COMPARISON: "{} is the same in all at risk at any event: take it out.",
}


def no_covariate_sentence(fields: tuple[tuple[Field, str], ...]) -> str:
    """Columns that cannot be covariates, each with the reason; nothing without any."""
    said = "; ".join(f"{field.label}: {WHY_NO_COVARIATE[reason]}" for field, reason in fields)
    return f"Not covariates: {said}." if said else ""


def problem_sentences(result: Cox) -> tuple[str, ...]:
    """What was asked and is not done, and the coefficients that cannot be estimated for a reason to be mended."""
    said = [f"{one.field.label} is taken {NOT_TAKEN[one.refused]}." for one in result.forms if one.refused]
    said += [NOT_DONE[one.reason].format(listed([field.label for field in one.fields])) for one in result.not_done]
    said += [
        f"{one.field.label} tells exactly who had the event, or when, as only the outcome itself does: take it out."
        for one in result.entries
        if one.is_outcome
    ]
    return (*said, *_not_estimated(result))


def refused_sentence(result: Cox) -> str:
    """Why there is no multivariable model, with the remedy; nothing where there is one."""
    if result.multivariable is not None or not result.entries:
        return result.refused
    if result.refused == NO_COMPLETE_CASE:
        lacking, field = max(
            (count, field.label)
            for field, count in zip(result.covariates, result.without_value, strict=True)
            if field in result.entered
        )
        return f"{result.refused} {patients(lacking)} of {result.n:,} have none of {field}: take it out first."
    return result.refused


def _not_estimated(result: Cox) -> list[str]:
    """A sentence for each covariate and reason, of the multivariable model where there is one."""
    models = [result.multivariable] if result.multivariable is not None else result.univariable
    labels = {field.name: field.label for field in result.covariates}
    labels |= {f"{a.name}:{b.name}": f"The interaction of {a.label} and {b.label}" for a, b in result.interactions}
    found = dict.fromkeys(
        (labels[term], reason)
        for model in models
        for term, reason in zip(model.coefficients["term"], model.reasons, strict=True)
        if term in labels and reason in WHERE_NOT_ESTIMATED
    )
    return [WHERE_NOT_ESTIMATED[reason].format(label) for label, reason in found]
