"""Proportional hazards in words: whether they hold, which way they move, and what to do where they do not."""

from core.analyses.cox import Cox
from core.analyses.cox_check import FEW_EVENTS, FEWEST_EVENTS, NO_ESTIMATE, NO_MODEL, HazardsCheck, Movement
from core.dictionary import Field
from core.endpoints import Endpoint
from core.formats import format_hazard, format_p_equation

TESTED = (
    "Multivariable model: score test that no coefficient changes with time, time as 1 − Kaplan-Meier survival "
    "(Grambsch and Therneau). A small P says that one hazard ratio does not hold for the whole follow-up."
)
PLOTTED = (
    "Scaled Schoenfeld residuals of the multivariable model, one point an event, with a natural spline on 4 degrees of "
    "freedom and ± 2 standard errors; the time axis is stretched as 1 − Kaplan-Meier survival. Where hazards are "
    "proportional the curve stays level at the dashed line, the estimate of the model; the thin line is no effect."
)
RESTRICTED_MEANS = "Compare restricted means on the Survival page"


def refused_sentence(check: HazardsCheck, result: Cox) -> str:
    """Why proportional hazards were not tested."""
    if check.refused == NO_MODEL:
        return f"Without a multivariable model proportional hazards are not tested. {result.refused}"
    if check.refused == FEW_EVENTS:
        events = f"{check.n_events:,} event{'' if check.n_events == 1 else 's'}"
        return (
            f"Proportional hazards are not tested with fewer than {FEWEST_EVENTS} events, where the test finds hardly "
            f"anything: there {'is' if check.n_events == 1 else 'are'} {events}."
        )
    if check.refused == NO_ESTIMATE:
        return "Proportional hazards are not tested: no covariate of the multivariable model has an estimate."
    return "Proportional hazards are not tested: all events are at one time."


def verdict_sentence(check: HazardsCheck) -> str:
    """What the test says of the whole model, where it says nothing against a covariate; else nothing."""
    if check.suspects:
        return ""
    overall = format_p_equation(check.tested.overall.p)
    return f"The test finds no covariate whose hazard ratio changes over time (all together {overall})."


def suspect_sentence(check: HazardsCheck, field: Field, endpoint: Endpoint) -> str:
    """What speaks against one hazard ratio of this covariate, which way it moves, and the remedies."""
    tests = check.tested.terms.set_index("term")
    moved = " ".join(_way(one) for one in check.of(field.name) if one.smooth is not None)
    compared = "cumulative incidence" if endpoint.competing else "restricted mean survival time"
    remedy = (
        "split follow-up at a time and look at each part alone (a bound of observation, a landmark), or put it in "
        "groups and stratify the model by them"
        if field.is_number
        else "stratify the model by it, split follow-up at a time (a bound of observation, a landmark), or compare its "
        f"groups by {compared}, which needs no proportional hazards"
    )
    return (
        f"{field.label}: one hazard ratio does not seem to hold for the whole follow-up "
        f"({format_p_equation(float(tests.loc[field.name, 'p']))}). {moved} The hazard ratio in the table is an "
        f"average over follow-up. Remedies: {remedy}."
    )


def movement_title(one: Movement, label: str) -> str:
    """What a panel shows: the covariate with this label, or one of its levels, and its P."""
    return f"{f'{label}: {one.level}' if one.level else label}, {format_p_equation(one.p)}"


def _way(one: Movement) -> str:
    """From which hazard ratio to which the smooth curve goes."""
    first, last = (format_hazard(ratio) for ratio in one.smooth.ends)
    whose = f"That of “{one.level}” goes" if one.level else "It goes"
    return f"{whose} from about {first} with the first events to about {last} with the last."
