"""Parametric models beside Kaplan-Meier, and the cured share."""

from core.analyses.models import AT_MONTHS, ArmModels, Estimate, FittedModel, Models
from core.formats import DASH, NOT_ESTIMABLE, format_median, format_number, format_percent_interval, format_plain
from core.tables.display import DisplayTable, Row
from core.words.models import (
    CURE_CAUTION,
    EXTRAPOLATED,
    MODEL_NAMES,
    REASONS,
    hazard_sentence,
    is_extrapolated,
    models_notes,
    plateau_phrase,
)

KAPLAN_MEIER = "Kaplan-Meier (observed)"


def models_table(result: Models) -> DisplayTable:
    """Each arm: what was observed, and each model with its AIC, its parameters, its median and milestones."""
    columns = (
        "Model",
        "AIC",
        "Δ AIC",
        "In words (95 % CI)",
        "Median, months (95 % CI)",
        *(f"At {format_plain(month)} months, % (95 % CI)" for month in AT_MONTHS),
    )
    several = len(result.arms) > 1
    rows = [row for arm in result.arms for row in _arm_rows(arm, several)]
    return DisplayTable("Parametric models", columns, tuple(rows), models_notes(result))


def cure_table(result: Models) -> DisplayTable:
    """A row an arm with a plateau: its cure fraction with limits, and what that rests on."""
    columns = (result.title or "Group", "n", "Events", "Cure fraction, % (95 % CI)", "Followed beyond the last event")
    rows = tuple(_cure_row(arm) for arm in result.arms if arm.cure is not None)
    return DisplayTable("Cure fraction", columns, rows, (CURE_CAUTION,))


def _arm_rows(arm: ArmModels, several: bool) -> list[Row]:
    heading = Row((f"{arm.label}: n = {arm.n:,}, {arm.n_events:,} events",), heading=True)
    at = (_percent(estimate) for estimate in arm.at)
    observed = Row((KAPLAN_MEIER, DASH, DASH, "", _months(arm.median), *at), inset=several)
    return [*([heading] if several else []), observed, *(_model_row(arm, one, several) for one in arm.fitted)]


def _model_row(arm: ArmModels, one: FittedModel, inset: bool) -> Row:
    if one.fit.reason:
        cells = (MODEL_NAMES[one.model], DASH, DASH, hazard_sentence(one), *[DASH] * (1 + len(AT_MONTHS)))
        return Row(cells, inset=inset, muted=True)
    at = (
        _marked(_percent(estimate), is_extrapolated(arm, month))
        for month, estimate in zip(AT_MONTHS, one.at, strict=True)
    )
    cells = (
        MODEL_NAMES[one.model],
        format_number(one.fit.aic),
        format_number(one.fit.aic - arm.lowest_aic),
        hazard_sentence(one),
        _marked(_months(one.median), is_extrapolated(arm, one.median.value)),
        *at,
    )
    return Row(cells, inset=inset)


def _cure_row(arm: ArmModels) -> Row:
    fit = arm.cure.fit
    counts = (arm.label, f"{arm.n:,}", f"{arm.n_events:,}")
    if fit.reason:
        return Row((*counts, f"{NOT_ESTIMABLE}: {REASONS[fit.reason]}", plateau_phrase(arm.plausibility)), muted=True)
    row = fit.parameters.set_index("parameter").loc["cure fraction"]
    fraction = format_percent_interval(row["estimate"], row["lower"], row["upper"])
    return Row((*counts, fraction, plateau_phrase(arm.plausibility)))


def _months(one: Estimate) -> str:
    return format_median(one.value, one.lower, one.upper)


def _percent(one: Estimate) -> str:
    return format_percent_interval(one.value, one.lower, one.upper)


def _marked(text: str, extrapolated: bool) -> str:
    return f"{text} {EXTRAPOLATED}" if extrapolated else text
