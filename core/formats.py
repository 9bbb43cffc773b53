"""Numbers as text: the only place that rounds. It imports nothing of Ballad and stands under every other room.

"NR" is a median that was not reached, "–" a limit that cannot be given, "not estimable" a P that does not exist.
"""

import math

DASH = "–"
NOT_REACHED = "NR"
NOT_ESTIMABLE = "not estimable"


def format_number(value: float, decimals: int = 1) -> str:
    """A number with this many decimals; the typographic minus; a dash where there is no number."""
    if not math.isfinite(value):
        return DASH
    text = f"{value:,.{decimals}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("-")


def format_plain(value: float) -> str:
    """A number in as few digits as it needs: 40, 0.5, 1200."""
    return f"{value:.10g}".replace("-", "−")


def format_percent(proportion: float, decimals: int = 1) -> str:
    """A proportion in [0, 1] as a percentage, without the sign: 0.331 is "33.1"."""
    return format_number(100 * proportion, decimals)


def format_count(count: int, of: int) -> str:
    """k of n with its percentage: "11 of 25 (44.0 %)"; no percentage of nobody."""
    return f"{count} of {of} ({format_percent(count / of)} %)" if of else f"{count} of {of}"


def format_share(count: int, of: int) -> str:
    """k with its percentage of n: "11 (44.0)"; no percentage of nobody."""
    return f"{count:,} ({format_percent(count / of)})" if of else f"{count:,}"


def format_spread(middle: float, low: float, high: float, largest: float, whole: bool = False) -> str:
    """A median with its range or quartiles: "45.3 (25.1–62.6)".

    One decimal, three where the largest value is below 1; for whole numbers a decimal only where there is one.
    """
    if not math.isfinite(middle):
        return DASH
    decimals = 1 if whole or abs(largest) >= 1 else 3
    texts = [format_number(value, decimals) for value in (middle, low, high)]
    middle_text, *ends = [text.removesuffix(".0") for text in texts] if whole else texts
    return f"{middle_text} ({_join(ends)})"


def format_mean(mean: float, sd: float, largest: float) -> str:
    """A mean with its standard deviation: "44.1 (19.6)"; one decimal, three where the largest value is below 1."""
    decimals = 1 if abs(largest) >= 1 else 3
    return f"{format_number(mean, decimals)} ({format_number(sd, decimals)})" if math.isfinite(mean) else DASH


def format_interval(lower: float, upper: float, decimals: int = 1, missing: str = DASH) -> str:
    """Two limits: "4.1–16.8", parted by "to" where one is negative; `missing` for one limit, a dash for none."""
    if not (math.isfinite(lower) or math.isfinite(upper)):
        return DASH
    texts = [format_number(limit, decimals) if math.isfinite(limit) else missing for limit in (lower, upper)]
    return _join(texts)


def format_median(time: float, lower: float, upper: float, decimals: int = 1) -> str:
    """A median time with its limits: "6.4 (4.1–NR)"; "NR" where it was not reached."""
    median = format_number(time, decimals) if math.isfinite(time) else NOT_REACHED
    return f"{median} ({format_interval(lower, upper, decimals, NOT_REACHED)})"


def format_percent_interval(proportion: float, lower: float, upper: float, decimals: int = 1) -> str:
    """A proportion with its limits as percentages: "33.1 (19.4–56.4)"."""
    if not math.isfinite(proportion):
        return DASH
    return f"{format_percent(proportion, decimals)} ({format_interval(100 * lower, 100 * upper, decimals)})"


def format_ratio(value: float, lower: float, upper: float) -> str:
    """A hazard or odds ratio with its limits: "0.42 (0.18–0.97)"."""
    if not math.isfinite(value):
        return NOT_ESTIMABLE
    limits = [_format_hazard(limit) for limit in (lower, upper)]
    return f"{_format_hazard(value)} ({_join(limits)})"


def _format_hazard(value: float) -> str:
    """Two decimals, three below 0.01 where two would be zeros; nothing beyond what a reader can use."""
    if not math.isfinite(value):
        return DASH
    if value >= 1000:
        return "> 999"
    if value < 0.001:
        return "< 0.001"
    return format_number(value, 3 if value < 0.01 else 2)


def _join(limits: list[str]) -> str:
    """Two limits parted by a dash, or by "to" where a dash would be read as part of one."""
    awkward = any(text.startswith(("−", DASH, "<", ">")) for text in limits)
    return (" to " if awkward else DASH).join(limits)


def format_p(p: float) -> str:
    """A P value in the style of the field: ".48", ".012", "< .001", "> .99"."""
    if not math.isfinite(p):
        return NOT_ESTIMABLE
    if p < 0.001:
        return "< .001"
    if p > 0.99:
        return "> .99"
    decimals = 2 if p >= 0.0995 else 3
    return f"{p:.{decimals}f}".removeprefix("0")


def format_p_equation(p: float) -> str:
    """A P value as it stands in a sentence: "P = .48", "P < .001", "P not estimable"."""
    text = format_p(p)
    return f"P {text}" if text.startswith(("<", ">", NOT_ESTIMABLE)) else f"P = {text}"


def format_range(low: float | None, high: float | None, unit: str = "") -> str:
    """A range in words: "40 to 60 years", "at least 40 years", "at most 60 years", "any"."""
    unit = f" {unit}" if unit else ""
    if low is None and high is None:
        return "any"
    if low is None:
        return f"at most {format_plain(high)}{unit}"
    if high is None:
        return f"at least {format_plain(low)}{unit}"
    return f"{format_plain(low)} to {format_plain(high)}{unit}"
