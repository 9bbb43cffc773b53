"""The arms compared: the test the view asks for, what the other tests say, pairs of arms, and fixed times."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analyses.chosen_test import ChosenTest, Strata, run_test, scores_of, strata_of, test_in
from core.analyses.compared import Compared
from core.analyses.hazard_ratios import HazardRatio, ratios_of
from core.analyses.survival import MILESTONE_MONTHS
from core.stats.cox import fit_cox
from core.stats.design import Factor
from core.stats.logrank import compare_pairwise
from core.stats.milestone_contrasts import compare_milestones
from core.view import View

LATE_WEIGHTS, MIDDLE_WEIGHTS = (0.0, 1.0), (1.0, 1.0)
WEIGHTS_SHOWN = (
    *((test, 0.0, 0.0) for test in ("logrank", "gehan", "tarone_ware", "peto_peto", "peto_peto_modified")),
    *(("fleming_harrington", *exponents) for exponents in (LATE_WEIGHTS, MIDDLE_WEIGHTS)),
)
"""The tests shown side by side: name, rho, gamma."""

TEST_COLUMNS = ("test", "rho", "gamma", "chosen", "chisq", "df", "p")
PAIR_COLUMNS = ("label", "reference", "hr", "lower", "upper", "chisq", "p", "p_adjusted")


@dataclass(frozen=True, eq=False)
class Comparisons:
    """What the tab of comparisons shows.

    `ratios` are hazard ratios of the arms against the first by a Cox model stratified as the test. `tests` has a row
    a test (`TEST_COLUMNS`), one for trend over `scores` where the arms are ordered or it is the chosen one. `pairs` has
    a row a pair of arms (`PAIR_COLUMNS`), P by the weights of the chosen test and adjusted by `adjust`, empty for two
    arms. `milestones` is survival at fixed times in months against the first arm
    (columns of `core.stats.milestone_contrasts`, with label). Frames and ratios are empty where the test is refused.
    """

    title: str
    chosen: ChosenTest
    ratios: tuple[HazardRatio, ...]
    tests: pd.DataFrame
    scores: tuple[int, ...]
    pairs: pd.DataFrame
    adjust: str
    milestones: pd.DataFrame


def compare_arms(compared: Compared, view: View) -> Comparisons:
    """The chosen test with hazard ratios, all tests, all pairs, and survival at fixed times."""
    strata = strata_of(compared, view.strata)
    chosen = test_in(compared, view, strata)
    estimated = not chosen.refused
    scores = scores_of(compared, view.compare) if chosen.test == "trend" or _are_ordered(compared, view.compare) else ()
    return Comparisons(
        title=compared.arms.title,
        chosen=chosen,
        ratios=_ratios(compared, strata, range(len(compared.labels)), view.ties) if estimated else (),
        tests=_all_tests(chosen, scores) if estimated else pd.DataFrame(columns=list(TEST_COLUMNS)),
        scores=scores,
        pairs=_pairs(compared, chosen, view) if estimated else pd.DataFrame(columns=list(PAIR_COLUMNS)),
        adjust=view.adjust,
        milestones=milestone_differences(compared, view.alive_at),
    )


def milestone_differences(compared: Compared, also: float | None = None) -> pd.DataFrame:
    """Survival of each arm against the first at the milestones some arm is compared at, and at one more month."""
    labels = compared.labels
    months = sorted({*MILESTONE_MONTHS, *([] if also is None else [also])})
    found = compare_milestones(compared.table_in_months, months)
    kept = found["difference"].notna() | (found["time"] == also)
    places = found["group"].astype(int)
    named = found.assign(label=[labels[place] for place in places], reference_label=labels[0] if labels else "")
    return named[kept].reset_index(drop=True)


def _all_tests(chosen: ChosenTest, scores: Sequence[int]) -> pd.DataFrame:
    """Every test on the same patients, that for trend where there are scores."""
    mine = (chosen.test, chosen.rho, chosen.gamma)
    trend = [("trend", 0.0, 0.0)] if scores else []
    rows = []
    for name, rho, gamma in dict.fromkeys([*WEIGHTS_SHOWN, *trend, mine]):
        found = run_test(chosen.strata.tables, name, rho, gamma, scores)
        rows.append((name, rho, gamma, (name, rho, gamma) == mine, found.chisq, found.df, found.p))
    return pd.DataFrame(rows, columns=list(TEST_COLUMNS))


def _pairs(compared: Compared, chosen: ChosenTest, view: View) -> pd.DataFrame:
    labels = compared.labels
    if len(labels) < 3:
        return pd.DataFrame(columns=list(PAIR_COLUMNS))
    weights = "logrank" if chosen.test == "trend" else chosen.test
    found = compare_pairwise(chosen.strata.tables, weights, chosen.rho, chosen.gamma)
    rows = []
    for pair in found.itertuples(index=False):
        ratios = _ratios(compared, chosen.strata, (pair.a, pair.b), view.ties)
        limits = next(((one.hr, one.lower, one.upper) for one in ratios), (np.nan,) * 3)
        adjusted = getattr(pair, f"p_{view.adjust}")
        rows.append((labels[pair.b], labels[pair.a], *limits, pair.chisq, pair.p, adjusted))
    return pd.DataFrame(rows, columns=list(PAIR_COLUMNS))


def _ratios(compared: Compared, strata: Strata, arms: Sequence[int], ties: str) -> tuple[HazardRatio, ...]:
    """These arms against the first of them, by a Cox model of nobody else; empty where fewer than two have patients."""
    place = np.full(len(compared.labels), -1)
    place[list(arms)] = np.arange(len(arms))
    used = (place[compared.codes] >= 0) & (strata.codes >= 0)
    if len(np.unique(compared.codes[used])) < 2:
        return ()
    factor = Factor("group", place[compared.codes[used]], tuple(compared.labels[arm] for arm in arms))
    entry = None if compared.entry is None else compared.entry[used]
    columns = (compared.time[used], compared.event[used], [factor])
    return ratios_of(fit_cox(*columns, entry=entry, strata=strata.codes[used], ties=ties))


def _are_ordered(compared: Compared, slug: str) -> bool:
    """Whether the arms are levels in an order, and enough of them for a trend to differ from a difference."""
    field = compared.selection.cohort.by_slug(slug)
    return field is not None and field.kind == "ordinal" and len(compared.labels) > 2
