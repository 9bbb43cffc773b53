"""Results as sentences. Every figure in them has been formatted by `core.formats`; nothing here computes."""

from collections import Counter

from core.analyses.cox import EVENTS_PER_VARIABLE, Cox
from core.analyses.immortal_time import LateKnowledge
from core.analyses.response import EVALUABLE, GIVEN, Response
from core.analyses.survival import FEWEST_EVENTS, Survival
from core.cohort import SEVERITIES, Cohort
from core.formats import format_median, format_p_equation

INTERVAL_NAMES = {"log-log": "log-log", "log": "log (as R)", "plain": "plain"}
LIMIT_NAMES = {"clopper-pearson": "exact (Clopper-Pearson)", "wilson": "Wilson score"}
TIES_NAMES = {"efron": "Efron", "breslow": "Breslow"}
DENOMINATOR_NAMES = {"all": GIVEN, "evaluable": EVALUABLE}


def patients(n: int) -> str:
    """A number of patients: "1 patient", "29 patients"."""
    return f"{n:,} patient{'' if n == 1 else 's'}"


def cohort_sentence(cohort: Cohort) -> str:
    """How large the cohort is, where it was read, and its fingerprint."""
    extra = sum(field.origin == "extra" for field in cohort.columns.values())
    known = sum(field.origin == "sheet" for field in cohort.columns.values())
    sheet = f" from sheet {cohort.source.sheet}" if cohort.source.sheet else ""
    return (
        f"{patients(len(cohort))}{sheet}, {known} columns understood, {extra} kept as extra columns. "
        f"Fingerprint {cohort.fingerprint}."
    )


def issues_sentence(cohort: Cohort) -> str:
    """How many errors, warnings and notes the workbook gave."""
    if not cohort.issues:
        return "No issues were found."
    counts = Counter(issue.severity for issue in cohort.issues)
    said = [f"{counts[name]} {name}{'' if counts[name] == 1 else 's'}" for name in SEVERITIES if counts[name]]
    return f"Found in the workbook: {', '.join(said)}."


def test_sentence(result: Survival) -> str:
    """The log-rank test as it stands in the figure: "Log-rank P = .48"; empty where nothing is compared."""
    return f"Log-rank {format_p_equation(result.logrank.p)}" if result.logrank else ""


def nobody_sentence(filters: str) -> str:
    """What a page says when the filters leave nobody."""
    return f"No patients match: {filters}. Take a filter away or press “All patients” in the sidebar."


def left_out_sentence(n: int, left_out: tuple[tuple[str, int], ...]) -> str:
    """Who is in the result and who is not, by reason."""
    if not left_out:
        return f"All {patients(n)} are included." if n != 1 else "The 1 patient is included."
    reasons = "; ".join(f"{count} {reason}" for reason, count in left_out)
    return f"{patients(n)} included; left out: {reasons}."


def medians_sentence(result: Survival) -> str:
    """The medians with their limits, as a results section would say them."""
    said = [
        f"{format_median(*arm.median[['time', 'lower', 'upper']])} months"
        + (f" ({arm.label})" if len(result.groups) > 1 else "")
        for arm in result.groups
    ]
    return f"Median {result.endpoint.title[:1].lower()}{result.endpoint.title[1:]}, with 95 % CI: {'; '.join(said)}."


def survival_caption(result: Survival, interval: str) -> str:
    """What the figure is, how its numbers were computed, and what makes it misleading, so that it travels with it."""
    parts = [
        f"{result.endpoint.title}, Kaplan-Meier. 95 % confidence intervals on the {INTERVAL_NAMES[interval]} scale.",
        "Ticks mark censored patients; a curve fades where fewer than 5 patients, or 10 % of its group, remain.",
        "NR, not reached. Follow-up by the reverse Kaplan-Meier method. 1 month = 30.4375 days.",
        *([f"Immortal time: {late_sentence(result.late)}"] if result.late else []),
        *filter(None, [arms_sentence(result), few_events_sentence(result)]),
    ]
    return " ".join(parts)


def arms_sentence(result: Survival) -> str:
    """Which arms are not drawn and whether a comparison is left, or nothing where all are there."""
    if not result.empty_arms:
        return ""
    alone = " A comparison needs two groups." if result.logrank is None else ""
    return f"No patient with a time in: {', '.join(result.empty_arms)}.{alone}"


def few_events_sentence(result: Survival) -> str:
    """Why the P is greyed, or nothing."""
    few = result.arms_with_few_events
    if result.logrank is None or not few:
        return ""
    return f"Fewer than {FEWEST_EVENTS} events in {', '.join(few)}: the log-rank P is only a rough guide."


def late_sentence(late: LateKnowledge) -> str:
    """The warning that a grouping was not known at time zero."""
    known = (
        f"{late.field.label} was known only after {late.origin} in {patients(late.patients)}. "
        if late.dated
        else f"{late.field.label} may have become known only after {late.origin}, and no date in the cohort tells. "
    )
    return (
        f"{known}Comparing from time zero gives them time in which they could not die (immortal time), "
        "and so favours the group that had to live long enough to get there."
    )


def response_caption(result: Response, limits: str) -> str:
    """How the limits and tests of the response table were computed."""
    text = f"k of n (%) with 95 % {LIMIT_NAMES[limits]} confidence intervals."
    if len(result.labels) > 1:
        text += " P by Fisher's exact test where an expected count is below 5 or n below 40, else chi-squared test."
    if result.unrecorded:
        text += f" {patients(result.unrecorded)} without a recorded response: among all given it, not responders."
    return text


def cox_caption(result: Cox) -> str:
    """How the Cox models were fitted."""
    return (
        f"{result.endpoint.title}. Cox proportional hazards models, {TIES_NAMES[result.ties]}'s method for ties. "
        "HR, hazard ratio; CI, Wald confidence interval; P by the Wald test of the row. "
        "Each univariable model uses the patients with a value of its covariate, the multivariable one those with all."
    )


def overfitting_sentence(result: Cox) -> str:
    """The warning that the model has too many coefficients for its events, or nothing."""
    ratio = result.events_per_variable
    if not ratio < EVENTS_PER_VARIABLE:
        return ""
    return (
        f"{result.multivariable.n_events} events for {len(result.multivariable.coefficients)} coefficients, "
        f"{ratio:.1f} each; fewer than {EVENTS_PER_VARIABLE} make the multivariable hazard ratios unreliable."
    )
