"""What the check of a printed figure found, in sentences that carry the arithmetic."""

import math
from collections.abc import Iterator

from core.analyses.figure_check import (
    FigureCheck,
    LimitsCheck,
    PercentCheck,
    ScaleOf,
    SpreadCheck,
    TotalCheck,
)
from core.formats import format_number, format_plain

METHODS = {
    "clopper-pearson": "exact (Clopper–Pearson)",
    "wilson": "Wilson",
    "wilson-corrected": "Wilson with continuity correction",
    "wald": "plain (Wald)",
    "plain": "plain",
    "log": "log",
    "log-log": "log-log",
}


def check_sentence(check: FigureCheck) -> str:
    """What was found of one figure."""
    match check:
        case PercentCheck():
            return " ".join(_percent(check))
        case LimitsCheck():
            return " ".join(_limits(check))
        case SpreadCheck():
            return _spread(check)
        case TotalCheck():
            if len(check.parts) == 1:
                return _rounding(check)
            sum_said = f"{' + '.join(part.text for part in check.parts)} = {format_plain(check.sum)}"
            return f"{sum_said}, as printed." if check.agrees else f"{sum_said}, not {check.total.text}."


def _rounding(check: TotalCheck) -> str:
    rounded = check.total.rounded(check.sum)
    return f"{check.parts[0].text} rounds to {rounded}, {'as' if check.agrees else 'not as'} printed."


def _percent(check: PercentCheck) -> Iterator[str]:
    printed = f"{check.percent.text} %"
    if check.of_count is not None:
        same = "as printed" if check.agrees else f"not {printed}"
        yield f"{check.k} of {check.n} is {check.of_count} %, {same}."
    elif check.possible:
        yield f"{printed} of {check.n} can be {_one_of(check.possible)} of {check.n}."
    if not check.possible:
        near = " and ".join(f"{k} of {check.n} is {share} %" for k, share in check.nearest)
        yield f"{printed} is no count of {check.n}: {near}."
    if check.slip:
        yield "One digit parts the two: a slip of the pen is possible."
    if not check.agrees and check.others:
        yield f"{printed} would be {_one_of(tuple(f'{k} of {n}' for k, n in check.others))}."


def _one_of(items: tuple) -> str:
    texts = [str(one) for one in items]
    if len(texts) > 6:
        return f"{texts[0]} to {texts[-1]}"
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} or {texts[-1]}"


def _limits(check: LimitsCheck) -> Iterator[str]:
    printed = f"{check.rate.text} % ({check.lower.text}–{check.upper.text})"
    if not check.in_order:
        yield f"The limits {check.lower.text} to {check.upper.text} do not hold the rate {check.rate.text}."
    agreeing = [METHODS[one.method] for one in check.of_counts if one.agrees]
    if check.of_counts:
        given = f"are given by: {', '.join(agreeing)}" if agreeing else "are given by no method tried"
        yield f"For the count these limits {given}."
    on = [METHODS[one.scale] for one in check.of_scales if one.symmetric]
    if on:
        yield f"{printed} is symmetric about the rate on the {' and the '.join(on)} scale."
    elif check.of_scales:
        yield f"{printed} is symmetric about the rate on no scale: plain, log and log-log were tried."
        yield from (said for said in (_slip(one, check) for one in check.of_scales) if said)


def _slip(one: ScaleOf, check: LimitsCheck) -> str:
    if one.upper_slip:
        return (
            f"On the {METHODS[one.scale]} scale the upper limit that goes with {check.lower.text} is "
            f"{span_text(one.upper)}: {check.upper.text} is one digit away from it."
        )
    if one.lower_slip:
        return (
            f"On the {METHODS[one.scale]} scale the lower limit that goes with {check.upper.text} is "
            f"{span_text(one.lower)}: {check.lower.text} is one digit away from it."
        )
    return ""


def span_text(span: tuple[float, float]) -> str:
    """What the rounding of the other figures leaves of a limit, in percent."""
    if not math.isfinite(span[0]):
        return format_number(span[0])
    low, high = (format_number(one) for one in span)
    return low if low == high else f"{low} to {high}"


def _spread(check: SpreadCheck) -> str:
    ends = f"{check.low.text} to {check.high.text}"
    if check.low.value > check.high.value:
        return f"{ends} is no range: the first end is above the second."
    return f"{check.median.text} lies {'within' if check.agrees else 'outside'} {ends}."
