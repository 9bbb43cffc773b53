"""Cumulative incidences at milestones, Gray's tests, models side by side, and what happens after transplant."""

import math

import pandas as pd

from core.analyses.after_transplant import DAYS, AfterTransplant, IncidenceAtDays
from core.analyses.competing_models import CompetingModels
from core.analyses.incidence import CompetingRisks, GroupIncidence
from core.dictionary import Field
from core.endpoints import Endpoint
from core.formats import DASH, format_number, format_p, format_percent_interval
from core.stats.cox_model import CoxModel
from core.tables.cox_table import estimate_cells, rows_of
from core.tables.display import DisplayTable, Row
from core.words.comparison import ADJUSTMENT_NAMES
from core.words.incidence import (
    SCALE_PHRASES,
    after_transplant_sentence,
    causes_in_sentence,
    covariates_sentence,
    models_sentence,
)
from core.words.patients import patients

PAST_THE_END = "A dash past the last observation of a group, unless everybody left then had an event."
WHAT_COMPETES = "Competing events: death; for GVHD also relapse; for non-relapse mortality relapse alone."


def incidence_table(result: CompetingRisks, scale: str) -> DisplayTable:
    """A row an arm with its numbers at risk, below it a row a cause: events, and the incidence at each milestone."""
    months = sorted({int(month) for arm in result.groups for month in arm.milestones[0]["time"]})
    columns = (result.title or "Group", "n, events", *(f"{month} months" for month in months))
    rows = tuple(row for arm in result.groups for row in _arm_rows(arm, result.endpoint, months))
    note = (
        f"Cumulative incidence in percent (95 % CI {SCALE_PHRASES[scale]}, standard errors by the delta method, as R's "
        f"survfit). {PAST_THE_END}"
    )
    return DisplayTable("Cumulative incidence at milestones", columns, rows, (note,))


def gray_table(result: CompetingRisks, pairs: tuple[pd.DataFrame, ...], adjust: str) -> DisplayTable:
    """Gray's test of all groups and, of more than two, of each pair, for the event and for what competes with it."""
    paired = len(result.groups) > 2
    columns = ("Event", "Groups", "χ²", "df", "P", *([f"P, {ADJUSTMENT_NAMES[adjust]}"] if paired else []))
    rows = []
    for cause, test, compared in zip(result.endpoint.causes, result.gray, pairs, strict=True):
        rows.append(Row((cause, "all", *_test(test.chisq, test.df, test.p), *([DASH] if paired else []))))
        for pair in compared.itertuples() if paired else ():
            both = f"{result.groups[int(pair.a)].label} / {result.groups[int(pair.b)].label}"
            adjusted = format_p(getattr(pair, f"p_{adjust}"))
            rows.append(Row(("", both, *_test(pair.chisq, 1, pair.p), adjusted)))
    return DisplayTable("Gray's test", columns, tuple(rows), ("Gray (1988), as cmprsk::cuminc in R.",))


def models_table(models: CompetingModels, endpoint: Endpoint, ties: str) -> DisplayTable:
    """A row a coefficient: Fine-Gray beside the cause-specific hazard ratios of both causes."""
    event, competing = endpoint.causes
    columns = (
        "Covariate",
        "n",
        f"{event}: subdistribution HR (95 % CI)",
        "P",
        f"{event}: cause-specific HR (95 % CI)",
        "P",
        f"{competing}: cause-specific HR (95 % CI)",
        "P",
    )
    fits = (models.fine_gray, models.event, models.competing)
    rows = [row for field in models.covariates for row in _model_rows(field, fits)]
    notes = (
        *models.refused,
        covariates_sentence(models),
        _counted(fits, endpoint),
        models_sentence(causes_in_sentence(endpoint)[0]),
        f"Fine-Gray as cmprsk::crr in R, with its standard errors; cause-specific Cox models, {ties}'s method for "
        "ties. P by the Wald test of the row.",
    )
    return DisplayTable("Models of competing risks", columns, tuple(rows), notes)


def after_transplant_table(found: AfterTransplant, scale: str) -> DisplayTable:
    """A row an endpoint and group, a column a day after transplant."""
    columns = ("After transplant", found.title or "Group", "n", "Events", *(_day(day) for day in DAYS))
    before = (None, *(one.endpoint for one in found.rows))
    rows = tuple(_on_days(one, first=one.endpoint != last) for one, last in zip(found.rows, before, strict=False))
    notes = (
        f"Cumulative incidence in percent (95 % CI {SCALE_PHRASES[scale]}). {WHAT_COMPETES} {PAST_THE_END}",
        after_transplant_sentence(found),
    )
    return DisplayTable("Cumulative incidence after transplant", columns, rows, notes)


def _arm_rows(arm: GroupIncidence, endpoint: Endpoint, months: list[int]) -> list[Row]:
    at_risk = {int(at.time): f"{int(at.at_risk):,} at risk" for at in arm.milestones[0].itertuples(index=False)}
    rows = [Row((arm.label, f"{arm.n:,}", *(at_risk.get(month, DASH) for month in months)), heading=True)]
    for cause, n, milestones in zip(endpoint.causes, (arm.n_events, arm.n_competing), arm.milestones, strict=True):
        found = {int(at.time): _incidence(at) for at in milestones.itertuples(index=False)}
        rows.append(Row((cause, f"{n:,}", *(found.get(month, DASH) for month in months)), inset=True))
    return rows


def _incidence(at: tuple) -> str:
    return format_percent_interval(at.incidence, at.lower, at.upper)


def _test(chisq: float, df: int, p: float) -> tuple[str, str, str]:
    return format_number(chisq, 2), str(df) if math.isfinite(p) else DASH, format_p(p)


def _on_days(one: IncidenceAtDays, first: bool) -> Row:
    """One group; the endpoint is named in its first row."""
    cells = (_incidence(at) for at in one.at_days.itertuples(index=False))
    return Row((one.endpoint.label if first else "", one.label, f"{one.n:,}", f"{one.n_events:,}", *cells))


def _day(day: int) -> str:
    return {365: "1 year", 730: "2 years"}.get(day, f"Day {day}")


def _model_rows(field: Field, fits: tuple[CoxModel | None, ...]) -> list[Row]:
    """The rows of a covariate in the first model there is, each with its estimate in all three."""
    found = [{(row.is_level, row.label): row for row in rows_of(fit, field)} if fit else {} for fit in fits]
    first = next((rows for rows in found if rows), {})
    shown = []
    for key, row in first.items():
        if row.n is None:
            shown.append(Row((row.label, *[""] * 7), heading=True))
            continue
        estimates = [cell for rows in found for cell in estimate_cells(rows.get(key))]
        shown.append(Row((row.label, f"{row.n:,}", *estimates), inset=row.is_level))
    return shown


def _counted(fits: tuple[CoxModel | None, ...], endpoint: Endpoint) -> str:
    _, event, competing = fits
    if event is None or competing is None:
        return ""
    causes = zip(causes_in_sentence(endpoint), (event.n_events, competing.n_events), strict=True)
    left_out = f"; {event.n_left_out:,} left out for a missing covariate" if event.n_left_out else ""
    return f"{patients(event.n)}; events: {', '.join(f'{cause} {n:,}' for cause, n in causes)}{left_out}."
