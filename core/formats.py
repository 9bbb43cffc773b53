"""Numbers as text: the only place that rounds. It imports nothing of Ballad and stands under every other room.

"NR" is a median that was not reached, "–" a limit that cannot be given, "not estimable" a P that does not exist.
"""

import math
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Literal

PStyle = Literal["blood", "ama", "nejm"]
"""How P values are written: as Blood prints them, by the AMA Manual of Style, as the NEJM prints them."""

_reader: ContextVar[PStyle] = ContextVar("p_style", default="blood")

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


def format_at_most(value: float, decimals: int = 1) -> str:
    """A number rounded down, so that who asks for the number read asks for no more than the value."""
    scale = 10**decimals
    return format_number(math.floor(value * scale + 1e-9) / scale, decimals) if math.isfinite(value) else DASH


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
    limits = [format_hazard(limit) for limit in (lower, upper)]
    return f"{format_hazard(value)} ({_join(limits)})"


def format_odds_ratio(value: float, lower: float, upper: float) -> str:
    """An odds ratio with exact limits, which may be infinite: "1.46 (0.20–12.55)", "∞ (0.93 to ∞)"."""
    if math.isnan(value):
        return NOT_ESTIMABLE
    ends = {0.0: "0", math.inf: "∞"}
    estimate, *limits = (ends.get(one) or format_hazard(one) for one in (value, lower, upper))
    return f"{estimate} ({' to '.join(limits) if '∞' in limits else _join(limits)})"


def format_hazard(value: float) -> str:
    """A ratio alone: two decimals, three below 0.01 where two would be zeros; nothing beyond what a reader can use."""
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


def write_p_as(style: PStyle) -> None:
    """Write P values in this reader's style from here on, in tables, sentences and figures alike.

    It holds for the thread that asked for it alone, until it is asked again; a page asks before it writes anything.
    """
    _reader.set(style)


def format_p(p: float, style: PStyle | None = None) -> str:
    """A P value in this style, or the reader's: ".48", ".012", "< .001", "> .99"; at the NEJM "0.01", "<0.001".

    "blood": no zero before the point, two decimals from .10, three below. "ama" (AMA Manual of Style): two
    decimals from .01, three below, and three where two would turn a P under .05 into ".05". "nejm" (its statistical
    guidelines of 2019): two decimals from 0.01, three below, with the zero and no space. None goes below .001 or
    above .99.
    """
    style = style or _reader.get()
    if not math.isfinite(p):
        return NOT_ESTIMABLE
    space, zero = ("", "0") if style == "nejm" else (" ", "")
    if p < 0.001:
        return f"<{space}{zero}.001"
    if p > 0.99:
        return f">{space}{zero}.99"
    return zero + f"{p:.{_p_decimals(p, style)}f}".removeprefix("0")


def _p_decimals(p: float, style: PStyle) -> int:
    if style == "blood":
        return 2 if p >= 0.0995 else 3
    looks_like_05 = style == "ama" and 0.045 <= p < 0.05
    return 2 if p >= 0.01 and not looks_like_05 else 3


def format_p_equation(p: float, style: PStyle | None = None) -> str:
    """A P value as it stands in a sentence: "P = .48", "P < .001", "P not estimable"; at the NEJM "P=0.48"."""
    style = style or _reader.get()
    text, space = format_p(p, style), "" if style == "nejm" else " "
    if text == NOT_ESTIMABLE:
        return f"P {text}"
    return f"P{space}{text}" if text.startswith(("<", ">")) else f"P{space}={space}{text}"


def format_p_limits(lower: float, upper: float) -> str:
    """The limits of a P value found by simulation, in three decimals: ".185 to .192", "< .001 to .002"."""
    texts = (
        f"{limit:.3f}".removeprefix("0") if 0.001 <= limit <= 0.999 else format_p(limit) for limit in (lower, upper)
    )
    return " to ".join(texts)


def format_group(low: float | None, high: float | None) -> str:
    """The group of the numbers from `low` on and below `high`: "< 40", "40 to < 60", "≥ 60"."""
    if low is None:
        return "all" if high is None else f"< {format_plain(high)}"
    return f"≥ {format_plain(low)}" if high is None else f"{format_plain(low)} to < {format_plain(high)}"


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


def in_sentence(label: str) -> str:
    """A label as it stands inside a sentence: small at the start, unless it starts with an abbreviation."""
    return label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}"


def listed(parts: Sequence[str]) -> str:
    """Parts in a row: "a", "a and b", "a, b and c"; nothing for none."""
    *others, last = parts or ("",)
    return f"{', '.join(others)} and {last}" if others else last
