"""Univariable and multivariable hazard ratios side by side."""

from core.analyses.cox import Cox
from core.dictionary import Field
from core.formats import DASH, format_p, format_ratio
from core.stats import cox_model
from core.stats.contrasts import NOBODY
from core.stats.fine_gray import NO_INFLUENCE
from core.tables.cox_rows import HazardRow, hazard_rows, interaction_of, rows_of, subject_of
from core.tables.display import DisplayTable, Row
from core.words.cox import model_notes

__all__ = ["REASONS", "HazardRow", "cox_table", "estimate_cells", "hazard_rows", "rows_of"]

REASONS = {
    cox_model.NO_EVENTS: "no events",
    cox_model.CONSTANT: "the same in every patient",
    cox_model.ONE_LEVEL: "only one level left",
    cox_model.COLLINEAR: "follows from the covariates above",
    cox_model.NO_COMPARISON: "the same in all at risk at any event",
    cox_model.NO_EVENT_IN_LEVEL: "no event in this level",
    cox_model.NO_EVENT_IN_REFERENCE: "no event in the reference level",
    cox_model.SEPARATION: "the estimate runs away (separation)",
    NO_INFLUENCE: "everyone at risk has the event at once",
    NOBODY: NOBODY,
}

COLUMNS = (
    "Covariate", "n", "Events",
    "Univariable HR (95 % CI)", "P", "P, LR",
    "Multivariable HR (95 % CI)", "P", "P, LR",
)  # fmt: skip
NOT_ENTERED, BELOW = "not entered", "interacts, see below"

Cells = tuple[str, str, str]
NOTHING: Cells = ("", "", "")


def cox_table(result: Cox, caption: str) -> DisplayTable:
    """A row a coefficient: n, events, and HR (95 % CI) with P, univariable and multivariable; then interactions.

    The likelihood-ratio P of a covariate stands in its first row.
    """
    rows = [row for place in range(len(result.covariates)) for row in _covariate(result, place)]
    rows += [row for field in result.entered for row in _interaction(result, field)]
    return DisplayTable("", COLUMNS, tuple(rows), (caption, *model_notes(result)))


def estimate_cells(row: HazardRow | None) -> tuple[str, str]:
    """Hazard ratio with limits and P as text; dashes without a row, the reason where it is not estimable."""
    if row is None:
        return DASH, DASH
    if row.reference:
        return "1 (reference)", ""
    if not row.estimate["estimable"]:
        return f"not estimable: {REASONS[row.estimate['reason']]}", DASH
    return format_ratio(row.estimate["hr"], row.estimate["lower"], row.estimate["upper"]), format_p(row.estimate["p"])


def _covariate(result: Cox, place: int) -> list[Row]:
    """The rows of one covariate: those of its univariable model, and of the multivariable one beside them."""
    field, single = result.covariates[place], result.univariable[place]
    rows = rows_of(single, field, result.single_patients[place])
    instead = _instead(result, field)
    model = result.multivariable
    together = {row.label: row for row in rows_of(model, field)} if model and not instead else {}
    shown = []
    for number, row in enumerate(rows):
        first = number == 0
        alone = (*_estimate(row), format_p(single.likelihood_ratio.p) if first else "")
        if instead:
            beside: Cells = (instead, "", "") if first else NOTHING
        elif row.n is None:
            beside = ("", "", _ratio_p(result, field.name))
        else:
            beside = (*estimate_cells(together.get(row.label)), _ratio_p(result, field.name) if first else "")
        shown.append(_row(row, alone, beside))
    return shown


def _instead(result: Cox, field: Field) -> str:
    """What stands in the multivariable columns of a covariate that has no hazard ratio of its own there, or nothing."""
    if result.multivariable is None:
        return ""
    if field not in result.entered:
        return NOT_ENTERED
    return BELOW if interaction_of(result.multivariable, field.name) is not None else ""


def _interaction(result: Cox, field: Field) -> list[Row]:
    """The effect of a covariate within the levels of the one it interacts with; nothing where it does not."""
    model = result.multivariable
    crossed = interaction_of(model, field.name) if model else None
    if crossed is None or subject_of(crossed).term.name != field.name:
        return []
    heading, *rows = rows_of(model, field, result.together_patients)
    first = _row(heading, NOTHING, ("", "", _ratio_p(result, crossed.term.name)))
    return [first, *(_row(row, NOTHING, (*estimate_cells(row), "")) for row in rows)]


def _estimate(row: HazardRow) -> tuple[str, str]:
    return ("", "") if row.n is None else estimate_cells(row)


def _ratio_p(result: Cox, term: str) -> str:
    """The likelihood-ratio P of leaving a term out of the multivariable model; a dash without one."""
    return format_p(result.together_tests[term].p) if term in result.together_tests else DASH


def _row(row: HazardRow, alone: Cells, beside: Cells) -> Row:
    counts = ("", "") if row.n is None else (f"{row.n:,}", f"{row.n_events:,}")
    return Row((row.label, *counts, *alone, *beside), inset=row.is_level, heading=row.n is None)
