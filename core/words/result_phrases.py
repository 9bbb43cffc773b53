"""Numbers as they stand in a sentence of results: "6.4 months (95% CI, 4.1–NR)", "1.4 (95% CI, 0.6–3.3; P = .49)"."""

import math

from core.formats import (
    DASH,
    NOT_REACHED,
    format_hazard,
    format_interval,
    format_number,
    format_p_equation,
    format_percent,
    format_spread,
    listed,
)

SEVERAL = "; "


def with_limits(value: str, limits: str, p: float | None = None) -> str:
    """A number, its 95 % limits and its P; limits or P that there are not are left away."""
    said = [f"95% CI, {limits}"] if limits != DASH else []
    said += [format_p_equation(p)] if p is not None and math.isfinite(p) else []
    return f"{value} ({SEVERAL.join(said)})" if said else value


def median_phrase(found) -> str:
    """A median of months with its limits, `found` having time, lower and upper."""
    time = f"{format_number(found['time'])} months" if math.isfinite(found["time"]) else "not reached"
    return with_limits(time, format_interval(found["lower"], found["upper"], missing=NOT_REACHED))


def months_phrase(value: float, lower: float, upper: float, p: float | None = None) -> str:
    """A number of months with its limits and P."""
    return with_limits(f"{format_number(value)} months", format_interval(lower, upper), p)


def percent_phrase(share: float, lower: float, upper: float) -> str:
    """A proportion with its limits, in percent."""
    return with_limits(f"{format_percent(share)}%", format_interval(100 * lower, 100 * upper))


def share_phrase(k: int, n: int, lower: float, upper: float) -> str:
    """A proportion with what it was counted in: "66.7% (8 of 12; 95% CI, 34.9–90.1)"."""
    limits = format_interval(100 * lower, 100 * upper)
    return f"{format_percent(k / n)}% ({k:,} of {n:,}; 95% CI, {limits})"


def spread_phrase(median: float, low: float, high: float, unit: str) -> str:
    """A median with its range: "45 years (range, 18–80)"."""
    return format_spread(median, low, high, high, whole=True).replace(" (", f" {unit} (range, ", 1)


def ratio_phrase(value: float, lower: float, upper: float, p: float | None = None) -> str:
    """A ratio with its limits and P."""
    limits = [format_hazard(limit) for limit in (lower, upper)]
    awkward = any(text.startswith(("<", ">", DASH)) for text in limits)
    return with_limits(format_hazard(value), (" to " if awkward else "–").join(limits), p)


def by_group(phrases: list[tuple[str, str]]) -> str:
    """Numbers with their groups: "a in Female and b in Male"; of one group alone without its name."""
    if len(phrases) == 1:
        return phrases[0][0]
    return listed([f"{phrase} in {label}" for phrase, label in phrases])
