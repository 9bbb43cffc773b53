"""How covariates entered Cox models, which of them did, and by what the models are stratified."""

from core.analyses.cox import Cox
from core.analyses.cox_choice import Entry
from core.analyses.cox_terms import CovariateForm
from core.formats import format_p, format_p_equation, format_plain, listed

ENTER_NAMES = {"all": "All covariates", "p": "By univariable P", "hand": "By hand"}
FORM_NAMES = {
    "per": "Linear, per …",
    "doubling": "Per doubling",
    "median": "Two groups, at the median",
    "tertiles": "Three groups, at tertiles",
    "cut": "Groups, at cut points",
    "spline": "Curve (spline)",
}
LEVEL_FORMS = {"": "Levels", "trend": "Trend, per level"}


def entry_sentence(result: Cox) -> str:
    """Who entered the multivariable model, and why; nothing where all did because all were to."""
    said = [
        f"{one.field.label} tells who had the event, as the outcome itself does, and never enters"
        for one in result.entries
        if one.is_outcome
    ]
    entered = [one for one in result.entries if one.enters]
    others = [one for one in result.entries if not one.enters and not one.is_outcome]
    if result.entry_rule == "p":
        threshold = format_plain(result.enter_below).removeprefix("0")
        said += [f"Entered for a univariable likelihood-ratio P below {threshold}: {_with_p(entered)}"]
        said += [f"not entered: {_with_p(others)}"] if others else []
    elif result.entry_rule == "hand":
        said += [f"Entered by hand: {', '.join(one.field.label for one in entered) or 'none'}"]
        said += [f"not entered: {', '.join(one.field.label for one in others)}"] if others else []
    return f"{'; '.join(said)}." if said else ""


def _with_p(entries: list[Entry]) -> str:
    return ", ".join(f"{one.field.label} ({format_p(one.p)})" for one in entries) or "none"


def strata_sentence(result: Cox) -> str:
    """By what the models are stratified; nothing where by nothing."""
    if not result.strata:
        return ""
    names = " and ".join(field.label for field in result.strata)
    return f"Stratified by {names}: each level has a baseline hazard of its own, in all models."


def form_sentences(result: Cox) -> tuple[str, ...]:
    """Where groups of a number begin, and what a curve is and whether it bends."""
    return tuple(filter(None, (_form_sentence(covariate, result) for covariate in result.forms)))


def _form_sentence(covariate: CovariateForm, result: Cox) -> str:
    label, form = covariate.field.label, covariate.form
    places = listed([format_plain(place) for place in covariate.places])
    if form is not None and form.kind in ("median", "tertiles"):
        what = {"median": "the median", "tertiles": "tertiles"}[form.kind]
        return f"{label}: parted at {what} of these patients; a group begins at {places}."
    if form is None or form.kind != "spline":
        return ""
    tests = zip(("univariable", "multivariable"), result.nonlinearity[covariate.field], strict=True)
    found = ", ".join(f"{name} {format_p_equation(test.p)}" for name, test in tests if test is not None)
    return (
        f"{label}: restricted cubic spline with knots at {places} (Harrell's quantiles), hazard ratios against the "
        f"median; non-linearity by likelihood ratio: {found or 'not tested'}."
    )
