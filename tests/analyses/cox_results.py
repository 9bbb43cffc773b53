"""Cox results on made-up cohorts: ordinary ones, and each way in which one can go wrong."""

import numpy as np

from core.analyses.cox import Cox, analyse_cox
from core.analyses.selection import Selection
from core.view import View
from tests.making import endpoint, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B", "C"))
DOSE = extra("Dose", "number")
VIEW = View(covariates=("age_years", "x-arm"))


def fit(time, event, view: View = VIEW, extras=None, **columns) -> tuple[Cox, Selection]:
    """The result of the Cox page for a sheet of these columns, and who was selected."""
    chosen = selected(sheet_cohort(time, event, extras, **columns), view)
    return analyse_cox(chosen, endpoint("os", "sheet"), view), chosen


def ordinary(n: int = 90, view: View = VIEW) -> tuple[Cox, Selection]:
    """Age and an arm of three levels, about half with the event."""
    random = np.random.default_rng(11)
    arm = random.choice(["A", "B", "C"], n)
    time = random.exponential(20 * np.where(arm == "B", 0.6, 1.0)).round(2)
    return fit(time, random.integers(0, 2, n), view, {ARM: arm}, age_years=random.normal(50, 10, n).round(1))


def without_event_in(level: str, n: int = 60) -> tuple[Cox, Selection]:
    """Nobody in this level of the arm has the event."""
    random = np.random.default_rng(12)
    arm = random.choice(["A", "B", "C"], n)
    event = np.where(arm == level, 0, random.random(n) < 0.7).astype(int)
    return fit(random.exponential(20, n), event, VIEW, {ARM: arm}, age_years=random.normal(50, 10, n))


def separated() -> tuple[Cox, Selection]:
    """The higher the dose, the earlier the event, without an exception."""
    time = np.arange(1, 16)
    return fit(time, [1] * 15, View(covariates=("x-dose",)), {DOSE: 30.0 - time})


def changing_effect(n: int = 240) -> tuple[Cox, Selection]:
    """Arm B dies early, arm A late: the hazard ratio turns round."""
    random = np.random.default_rng(13)
    arm = np.array(["A", "B"] * (n // 2))
    time = np.where(arm == "B", random.exponential(8, n), 6 + random.gamma(4, 3, n))
    return fit(time.round(2), [1] * n, VIEW, {ARM: arm}, age_years=random.normal(50, 10, n))


def many_covariates() -> tuple[Cox, Selection]:
    """Forty numbers for fifty patients of whom twenty have the event."""
    random = np.random.default_rng(14)
    doses = {extra(f"Dose {i}", "number"): random.normal(size=50) for i in range(40)}
    view = View(covariates=tuple(field.slug for field in doses))
    return fit(random.exponential(9, 50), [1] * 20 + [0] * 30, view, doses)


BAD_INPUTS = {
    "no covariate": lambda: ordinary(view=View()),
    "no events": lambda: fit([5, 6, 7, 8], [0] * 4, VIEW, {ARM: ["A", "B", "A", "B"]}, age_years=[40, 50, 60, 70]),
    "one event": lambda: fit([5, 6, 7, 8], [0, 1, 0, 0], VIEW, {ARM: ["A", "B", "A", "B"]}, age_years=[40, 50, 60, 70]),
    "one patient": lambda: fit([5], [1], VIEW, {ARM: ["A"]}, age_years=[40]),
    "nobody on the clock": lambda: fit([None, None], [1, 0], VIEW, {ARM: ["A", "B"]}, age_years=[40, 50]),
    "no complete case": lambda: fit(
        [5, 6, 7, 8], [1, 1, 0, 1], VIEW, {ARM: ["A", "B", None, None]}, age_years=[None, None, 60, 70]
    ),
    "all times tied": lambda: fit([5] * 12, [1] * 12, VIEW, {ARM: ["A", "B"] * 6}, age_years=range(40, 52)),
    "a constant": lambda: fit(range(1, 13), [1] * 12, VIEW, {ARM: ["A", "B"] * 6}, age_years=[50] * 12),
    "one level left": lambda: fit(range(1, 13), [1] * 12, VIEW, {ARM: ["A"] * 12}, age_years=range(40, 52)),
    "collinear": lambda: fit(
        [3, 1, 4, 1.5, 9, 2, 6, 5, 3.5, 8, 7, 10],
        [1] * 12,
        View(covariates=("age_years", "x-dose")),
        {DOSE: [2.0 * age for age in range(40, 52)]},
        age_years=range(40, 52),
    ),
    "a level without events": lambda: without_event_in("B"),
    "a reference without events": lambda: without_event_in("A"),
    "perfect separation": separated,
    "more coefficients than patients": lambda: fit(
        [1, 2, 3], [1] * 3, View(covariates=("age_years", "x-arm", "ecog")), {ARM: ["A", "B", "C"]},
        age_years=[3, 1, 2], ecog=["0", "1", "2"],
    ),
    "the covariate is the time": lambda: fit(
        range(1, 31), [1] * 30, View(covariates=("x-dose",)), {DOSE: [float(day) for day in range(1, 31)]}
    ),
    "forty covariates for twenty events": many_covariates,
}  # fmt: skip
