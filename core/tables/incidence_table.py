"""Cumulative incidences at milestones, Gray's tests, models side by side, and what happens after transplant."""

from core.analyses.after_transplant import DAYS, AfterTransplant
from core.analyses.competing_models import CompetingModels
from core.analyses.incidence import CompetingRisks, GroupIncidence
from core.dictionary import Field
from core.formats import DASH, format_number, format_p, format_percent_interval
from core.stats.cox_model import CoxModel
from core.tables.cox_table import estimate_cells, rows_of
from core.tables.display import DisplayTable, Row
from core.words.comparison import ADJUSTMENT_NAMES
from core.words.incidence import models_sentence


def incidence_table(result: CompetingRisks) -> DisplayTable:
    """A row an arm and cause, a column a milestone: incidence in percent with its limits and the number at risk."""
    months = sorted({int(month) for arm in result.groups for month in arm.milestones[0]["time"]})
    columns = (result.title or "Group", "Event", "n", "Events", *(f"{month} months" for month in months))
    rows = [
        Row((arm.label if which == 0 else "", cause, f"{arm.n:,}", f"{n:,}", *_at(arm, which, months)))
        for arm in result.groups
        for which, (cause, n) in enumerate(zip(result.endpoint.causes, (arm.n_events, arm.n_competing), strict=True))
    ]
    note = (
        "Cumulative incidence in percent (95 % CI), number at risk after the semicolon; a dash past the last "
        "observation. Standard errors by the delta method, as R's survfit."
    )
    return DisplayTable("Cumulative incidence at milestones", columns, tuple(rows), (note,))


def gray_table(result: CompetingRisks, pairs: tuple, adjust: str) -> DisplayTable:
    """Gray's test of all groups and of each pair, for the event and for what competes with it."""
    columns = ("Event", "Groups", "χ²", "df", "P", f"P, {ADJUSTMENT_NAMES[adjust]}")
    rows = []
    for cause, test, compared in zip(result.endpoint.causes, result.gray, pairs, strict=True):
        rows.append(Row((cause, "all", format_number(test.chisq, 2), str(test.df), format_p(test.p), DASH)))
        if len(result.groups) > 2:
            rows += [
                Row(
                    (
                        "",
                        f"{result.groups[int(pair.a)].label} / {result.groups[int(pair.b)].label}",
                        format_number(pair.chisq, 2),
                        "1",
                        format_p(pair.p),
                        format_p(getattr(pair, f"p_{adjust}")),
                    )
                )
                for pair in compared.itertuples()
            ]
    return DisplayTable("Gray's test", columns, tuple(rows), ("Gray (1988), as cmprsk::cuminc in R.",))


def models_table(models: CompetingModels, causes: tuple[str, str], ties: str) -> DisplayTable:
    """A row a coefficient: Fine-Gray beside the cause-specific hazard ratios of both causes."""
    event, competing = causes
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
        models_sentence(event.lower()),
        f"Fine-Gray as cmprsk::crr in R, with its standard errors; cause-specific Cox models, {ties}'s method for "
        "ties. P by the Wald test of the row.",
        _counted(fits, causes),
        *models.refused,
    )
    return DisplayTable("Models of competing risks", columns, tuple(rows), notes)


def after_transplant_table(found: tuple[AfterTransplant, ...]) -> DisplayTable:
    """A row an endpoint and group, a column a day after transplant."""
    columns = ("After transplant", "Group", "n", "Events", *(_day(day) for day in DAYS))
    before = (None, *(one.endpoint for one in found))
    rows = tuple(_on_days(one, first=one.endpoint is not last) for one, last in zip(found, before, strict=False))
    note = (
        "Cumulative incidence in percent (95 % CI, log(−log F) scale). Competing: death, for GVHD also relapse. A dash "
        "past the last observation of the group."
    )
    return DisplayTable("Cumulative incidence after transplant", columns, rows, (note,))


def _on_days(one: AfterTransplant, first: bool) -> Row:
    """One group; the endpoint is named in its first row."""
    cells = (format_percent_interval(at.incidence, at.lower, at.upper) for at in one.at_days.itertuples(index=False))
    return Row((one.endpoint.label if first else "", one.label, f"{one.n:,}", f"{one.n_events:,}", *cells))


def _day(day: int) -> str:
    return {365: "1 year", 730: "2 years"}.get(day, f"Day {day}")


def _at(arm: GroupIncidence, which: int, months: list[int]) -> list[str]:
    found = {
        int(at.time): f"{format_percent_interval(at.incidence, at.lower, at.upper)}; {int(at.at_risk):,}"
        for at in arm.milestones[which].itertuples(index=False)
    }
    return [found.get(month, DASH) for month in months]


def _model_rows(field: Field, fits: tuple[CoxModel | None, ...]) -> list[Row]:
    """The rows of a covariate in the first model there is, each with its estimate in all three."""
    found = [{row.label: row for row in rows_of(fit, field)} if fit else {} for fit in fits]
    longest = next((rows for rows in found if rows), {})
    shown = []
    for label, row in longest.items():
        if row.n is None:
            shown.append(Row((label, *[""] * 7), heading=True))
            continue
        estimates = [cell for rows in found for cell in estimate_cells(rows.get(label))]
        shown.append(Row((label, f"{row.n:,}", *estimates), inset=row.is_level))
    return shown


def _counted(fits: tuple[CoxModel | None, ...], causes: tuple[str, str]) -> str:
    _, event, competing = fits
    if event is None or competing is None:
        return ""
    left_out = f"; {event.n_left_out:,} left out for a missing covariate" if event.n_left_out else ""
    return (
        f"{event.n:,} patients, {event.n_events:,} {causes[0].lower()}, {competing.n_events:,} {causes[1].lower()}"
        f"{left_out}."
    )
