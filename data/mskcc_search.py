"""What the columns of this cohort give for each figure the study printed, and how far it is from the print."""

from math import erfc, exp, sqrt

import numpy as np
from search import Columns, Target
from survival import DAYS_PER_MONTH, NORMAL_95, first_at_half, half_a_unit, kaplan_meier, log_rank_p


def figure(fact: dict, scale: float = 1.0) -> Target:
    """The printed figures of a fact; a distance of `scale` beyond the printed rounding counts as one miss."""
    reads = {fact.get("field"), fact.get("by"), fact.get("compare"), *fact.get("where", {})} - {None}
    if "origin" in fact:
        reads |= CLOCK_READS[fact["origin"]]

    def miss(columns: Columns) -> float:
        return sum(
            max(0.0, abs(found - printed) - half_a_unit - 1e-9) / scale
            for found, printed, half_a_unit in figures(fact, columns)
        )

    return Target(fact["id"], frozenset(reads), miss)


def figures(fact: dict, columns: Columns) -> list[tuple[float, float, float]]:
    """What the columns give and what was printed, with half a unit of the last printed digit."""
    rows = rows_where(fact.get("where", {}), columns)
    return MEASURES[fact["kind"]](fact, columns, rows)


def rows_where(where: dict, columns: Columns) -> np.ndarray:
    """Patients who have every level asked for."""
    rows = np.ones(len(next(iter(columns.values()))), dtype=bool)
    for field, level in where.items():
        rows = rows & (columns[field] == level)
    return rows


def _groups(fact: dict, printed: str, columns: Columns, rows: np.ndarray) -> list[tuple[np.ndarray, object]]:
    if "by" not in fact:
        return [(rows, fact[printed])]
    return [
        (rows if group == "all" else rows & (columns[fact["by"]] == group), value)
        for group, value in fact[printed].items()
    ]


def _count(fact: dict, columns: Columns, rows: np.ndarray) -> list[tuple[float, float, float]]:
    level = fact["level"]
    return [
        (float(np.sum(columns[fact["field"]][group] == level)), k, 0.0)
        for group, k in _groups(fact, "k", columns, rows)
    ]


def _percent(fact: dict, columns: Columns, rows: np.ndarray) -> list[tuple[float, float, float]]:
    share = np.mean(columns[fact["field"]][rows] == fact["level"]) if rows.any() else 0.0
    return [(100.0 * share, fact["percent"], 0.05)]


def _median(fact: dict, columns: Columns, rows: np.ndarray) -> list[tuple[float, float, float]]:
    found = []
    for printed, quantiles in (("value", (0.5,)), ("iqr", (0.25, 0.75)), ("range", (0.0, 1.0))):
        if printed not in fact:
            continue
        for group, value in _groups(fact, printed, columns, rows):
            values = columns[fact["field"]][group].astype(float)
            values = np.sort(values[~np.isnan(values)]).tolist()
            wanted = value if isinstance(value, list) else [value]
            for share, number in zip(quantiles, wanted, strict=True):
                found.append((_quantile(values, share), number, half_a_unit(number)))
    return found


def _quantile(values: list[float], share: float) -> float:
    """R's type 7 of sorted values, as numpy.quantile, without its overhead for a list this short."""
    if not values:
        return 0.0
    place = share * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])


CLOCK_READS = {
    "mab1_start": {"mab1_to_progression_days"},
    "mab1_progression": {"mab1_to_progression_days", "mab1_to_mab2_days", "mab2_to_end_days"},
    "mab2_start": {"mab2_to_end_days"},
    "hsct": {"mab2_to_end_days", "mab2_to_hsct_days", "mab2_to_progression_days"},
    "mab2_progression": {"mab2_to_end_days", "mab2_to_progression_days"},
}


def clock(fact: dict, columns: Columns) -> tuple[np.ndarray, np.ndarray]:
    """Days from the fact's origin and whether its event ended them; NaN where there is no origin."""
    first_progression = columns["mab1_to_progression_days"]
    if (fact["endpoint"], fact["origin"]) == ("EFS", "mab1_start"):  # everybody progressed
        return first_progression, np.ones(len(first_progression), dtype=bool)
    end, dead = columns["mab2_to_end_days"], columns["vital_status"] == "dead"
    relapse = columns.get("mab2_to_progression_days", np.full(len(end), np.nan))
    match fact["endpoint"], fact["origin"]:
        case "OS", "mab1_progression":
            return columns["mab1_to_mab2_days"] - first_progression + end, dead
        case "OS", "mab2_start":
            return end, dead
        case "OS", "hsct":
            return end - columns["mab2_to_hsct_days"], dead
        case "EFS", "hsct":
            return np.fmin(end, relapse) - columns["mab2_to_hsct_days"], dead | ~np.isnan(relapse)
        case "OS", "mab2_progression":
            return end - relapse, dead
    raise ValueError(f"No clock for {fact['endpoint']} from {fact['origin']}.")


def _survival(fact: dict, columns: Columns, rows: np.ndarray) -> list[tuple[float, float, float]]:
    days, event = clock(fact, columns)
    times, curve, greenwood = kaplan_meier(days[rows], event[rows])
    last = int(np.searchsorted(times, fact["at_months"] * DAYS_PER_MONTH, side="right")) - 1
    percent, spread = (100 * curve[last], greenwood[last]) if last >= 0 else (100.0, 0.0)
    found = [(percent, fact["percent"], 0.05)]
    if "ci" in fact:
        lower = percent * exp(-NORMAL_95 * min(spread, 99.0) ** 0.5)
        found.append((lower, fact["ci"][0], 0.05))
    return found


def _median_survival(fact: dict, columns: Columns, rows: np.ndarray) -> list[tuple[float, float, float]]:
    days, event = clock(fact, columns)
    rows = rows & ~np.isnan(days)
    times, curve, greenwood = kaplan_meier(days[rows], event[rows])
    found = [(min(first_at_half(times, curve), 9999.0), fact["value"], 0.5)]
    if "ci" in fact:
        lower = curve * np.exp(-NORMAL_95 * np.sqrt(greenwood))
        found.append((min(first_at_half(times, lower), 9999.0), fact["ci"][0], 0.5))
    return found


def _follow_up(fact: dict, columns: Columns, rows: np.ndarray) -> list[tuple[float, float, float]]:
    days, event = clock({"endpoint": "OS", **fact}, columns)
    times, curve, _ = kaplan_meier(days[rows], ~event[rows])
    return [(min(first_at_half(times, curve), 9999.0) / DAYS_PER_MONTH, fact["months"], 0.05)]


def kruskal_wallis_p(values: np.ndarray, first: np.ndarray) -> float:
    """P of the Kruskal-Wallis test of two groups, as scipy.stats.kruskal, fast enough for a search."""
    _, code, tied = np.unique(values, return_inverse=True, return_counts=True)
    rank = (np.cumsum(tied) - (tied - 1) / 2)[code]
    n, one = len(values), int(first.sum())
    sums = rank[first].sum(), rank[~first].sum()
    h = 12 / (n * (n + 1)) * (sums[0] ** 2 / one + sums[1] ** 2 / (n - one)) - 3 * (n + 1)
    return erfc(sqrt(max(h / (1 - np.sum(tied**3 - tied) / (n**3 - n)), 0.0) / 2))


def _p(fact: dict, columns: Columns, rows: np.ndarray) -> list[tuple[float, float, float]]:
    label = columns[fact["compare"]]
    levels = sorted({level for level in label[rows] if level is not None})
    rows = rows & (label != None)  # noqa: E711 - elementwise
    if fact["test"] == "Kruskal-Wallis":
        values = columns[fact["field"]].astype(float)
        found = kruskal_wallis_p(values[rows], label[rows] == levels[0])
    else:
        days, event = clock(fact, columns)
        rows = rows & ~np.isnan(days)
        found = log_rank_p(days[rows], event[rows], label[rows] == levels[0])
    return [(float(found), fact["p"], 0.005)]


MEASURES = {
    "count": _count,
    "percent": _percent,
    "median": _median,
    "survival": _survival,
    "median_survival": _median_survival,
    "follow_up": _follow_up,
    "p": _p,
}
