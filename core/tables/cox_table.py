"""Univariable and multivariable hazard ratios side by side, and the rows a forest plot draws."""

from dataclasses import dataclass

import pandas as pd

from core.analyses.cox import Cox
from core.analyses.cox_rows import PatientsOfModel
from core.dictionary import Field
from core.formats import DASH, format_number, format_p, format_p_equation, format_ratio
from core.stats import cox_model
from core.stats.cox_model import CoxModel
from core.stats.fine_gray import NO_INFLUENCE
from core.tables.display import DisplayTable, Row

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
}


NO_OTHER_LEVEL = "no other level"


@dataclass(frozen=True)
class HazardRow:
    """One line of a model: a covariate's name, a level or a number; `estimate` is None for names and references."""

    label: str
    n: int | None = None
    n_events: int | None = None
    estimate: pd.Series | None = None
    reference: bool = False
    is_level: bool = False


def hazard_rows(
    model: CoxModel, covariates: tuple[Field, ...], patients: PatientsOfModel | None = None
) -> list[HazardRow]:
    """The rows of a model in the order of its covariates: a factor as its name, its reference and its levels."""
    return [row for field in covariates for row in rows_of(model, field, patients)]


def cox_table(result: Cox, caption: str) -> DisplayTable:
    """A row a coefficient: n, events, and HR (95 % CI) with P, univariable and multivariable."""
    columns = ("Covariate", "n", "Events", "Univariable HR (95 % CI)", "P", "Multivariable HR (95 % CI)", "P")
    rows = []
    models = zip(result.covariates, result.univariable, result.single_patients, strict=True)
    for field, single, patients in models:
        together = {row.label: row for row in rows_of(result.multivariable, field)} if result.multivariable else {}
        rows += [_display(row, together.get(row.label)) for row in rows_of(single, field, patients)]
    return DisplayTable("", columns, tuple(rows), (caption, *_notes(result)))


def rows_of(model: CoxModel, field: Field, patients: PatientsOfModel | None = None) -> list[HazardRow]:
    """The rows of one covariate of a model; `patients` counts who is in them where a patient may have several rows."""
    terms = model.coefficients[model.coefficients["term"] == field.name]

    def count(level: str | None, n: int) -> int:
        if patients is None:
            return n
        return patients.n if field.is_number else patients.in_level.get((field.name, level), n)

    if field.is_number:
        return [
            HazardRow(f"{field.label}, per {_unit(field)}", count(None, row["n"]), row["n_events"], row)
            for _, row in terms.iterrows()
        ]
    references = model.references[model.references["term"] == field.name]
    rows = [HazardRow(field.label)]
    rows += [
        HazardRow(row["level"], count(row["level"], row["n"]), row["n_events"], reference=True, is_level=True)
        for _, row in references.iterrows()
    ]
    return rows + [
        HazardRow(row["level"] or NO_OTHER_LEVEL, count(row["level"], row["n"]), row["n_events"], row, is_level=True)
        for _, row in terms.iterrows()
    ]


def _unit(field: Field) -> str:
    singular = {"years": "year", "days": "day", "months": "month", "lines": "line", "cycles": "cycle"}
    return f"1 {singular.get(field.unit, field.unit)}".strip()


def _display(single: HazardRow, together: HazardRow | None) -> Row:
    if single.n is None:
        return Row((single.label, "", "", "", "", "", ""), heading=True)
    counts = (f"{single.n:,}", f"{single.n_events:,}")
    return Row((single.label, *counts, *estimate_cells(single), *estimate_cells(together)), inset=single.is_level)


def estimate_cells(row: HazardRow | None) -> tuple[str, str]:
    """Hazard ratio with limits and P as text; dashes without a row, the reason where it is not estimable."""
    if row is None:
        return DASH, DASH
    if row.reference:
        return "1 (reference)", ""
    if not row.estimate["estimable"]:
        return f"not estimable: {REASONS[row.estimate['reason']]}", DASH
    return format_ratio(row.estimate["hr"], row.estimate["lower"], row.estimate["upper"]), format_p(row.estimate["p"])


def _notes(result: Cox) -> tuple[str, ...]:
    model = result.multivariable
    if model is None:
        return (result.refused,)
    who = result.together_patients
    missing = "a missing covariate or no follow-up" if result.time_dependent else "a missing covariate"
    overall = (
        f"Multivariable model: {who.n:,} patients, {model.n_events:,} events"
        + (f"; {who.n_left_out:,} left out for {missing}" if who.n_left_out else "")
        + (f"; {who.n_changing:,} change a covariate while followed" if result.time_dependent else "")
        + f". Likelihood ratio {_test(model.likelihood_ratio)}; Wald {_test(model.wald)}; score {_test(model.score)}. "
        f"Concordance {format_number(model.concordance.c, 3)} (SE {format_number(model.concordance.se, 3)})."
    )
    labels = {field.name: field.label for field in result.covariates}
    dropped = "; ".join(f"{labels[term]}: {level}" for term, level in model.dropped_levels)
    return (overall, f"Levels without a patient here: {dropped}." if dropped else "")


def _test(test: cox_model.Test) -> str:
    return f"χ² {format_number(test.chisq, 2)} on {test.df} df, {format_p_equation(test.p)}"
