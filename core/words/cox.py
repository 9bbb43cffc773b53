"""How Cox models were fitted, and when not to trust them."""

from core.analyses.cox import EVENTS_PER_VARIABLE, Cox

TIES_NAMES = {"efron": "Efron", "breslow": "Breslow"}


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
