"""A text read as one number: its digits, what stands before them, and the unit after them.

Decimal arithmetic, so that 4,100 in another unit is 4.1 and nothing beside it.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

Mark = Literal["", ",", "."]

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
SPACES = str.maketrans({"\u2212": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'", "µ": "u", "μ": "u"})
BEFORE = re.compile(
    r"(<=|>=|[<>≤≥~≈]|(?:ca|approx|circa|about|around|env|environ|etwa|aprox|c)\b\.?)\s*(.+)", re.IGNORECASE
)
ABOUT = "~"
SURE = re.compile(r"[+-]?\d+(?:\.(?:\d{0,2}|\d{4,}))?")
UNITLESS = re.compile(r"[\d\s.,'+-]+")
PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?", re.IGNORECASE)
COMMA = re.compile(r"([+-]?\d+),(\d+)(e[+-]?\d{1,3})?", re.IGNORECASE)
POINT_GROUP = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
GROUPED = (
    (re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+|[+-]?\d{1,3}(?:\.\d{3}){2,}"), ".", ","),
    (re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+|[+-]?\d{1,3}(?:,\d{3}){2,}"), ",", "."),
    (re.compile(r"[+-]?\d{1,3}(?:[ ']\d{3})+(?:\.\d+)?"), "", "."),
    (re.compile(r"[+-]?\d{1,3}(?:[ ']\d{3})+,\d+"), "", ","),
)
POWER = re.compile(r"(?:([+-]?\d+(?:[.,]\d+)?)\s*[x×*·]\s*)?10\^([+-]?\d{1,3})", re.IGNORECASE)
TEN_E = re.compile(r"[+-]?10+e-\d+", re.IGNORECASE)


class Numeral(NamedTuple):
    """A text read as a number.

    `value` is the number with a comma or point as decimal mark; `thousands` the other number, where its one
    separator may part thousands as well. `shows` is the decimal mark the text itself proves, `mark` the one it
    bears. `bound` is "<", ">", "~" or nothing; `factor` turned the unit it bears into the unit of the field.
    """

    value: float
    thousands: float | None = None
    mark: Mark = ""
    shows: Mark = ""
    bound: str = ""
    factor: Decimal = Decimal(1)


def read_numeral(text: str, units: Mapping[str, Decimal]) -> Numeral | None:
    """The number a text is, with the units that may follow it and their factors; None if it is no number.

    `10E-4` is none: it is written for both 0.001 and 10^-4.
    """
    if SURE.fullmatch(text):
        mark: Mark = "." if "." in text else ""
        return Numeral(float(text), None, mark, mark)
    if not any(map(str.isdigit, text)):
        return None
    told = RAISED.sub(lambda raised: "^" + raised[0].translate(SUPERSCRIPTS), text).translate(SPACES)
    bound = ""
    if before := BEFORE.fullmatch(told):
        bound, told = _bound(before[1]), before[2]
    digits, factor = (told, Decimal(1)) if UNITLESS.fullmatch(told) else _without_unit(told, units)
    found = _digits(digits)
    if found is None:
        return None
    value, thousands, mark, shows = found
    return Numeral(
        float(value * factor), None if thousands is None else float(thousands * factor), mark, shows, bound, factor
    )


def compact(unit: str) -> str:
    """A unit without case, spaces and a multiplication sign before it, as the tables of units spell it."""
    raised = RAISED.sub(lambda found: "^" + found[0].translate(SUPERSCRIPTS), unit).translate(SPACES)
    return re.sub(r"^[x×*·]|\s", "", raised.casefold().strip())


def _bound(sign: str) -> str:
    return {"<": "<", "<=": "<", "≤": "<", ">": ">", ">=": ">", "≥": ">"}.get(sign, ABOUT)


def _without_unit(text: str, units: Mapping[str, Decimal]) -> tuple[str, Decimal]:
    """The digits and the factor of the longest known unit at the end; the whole text where it ends in none."""
    for start in range(1, len(text)):
        if text[start - 1].isdigit() or text[start - 1] in " .":
            factor = units.get(compact(text[start:]))
            if factor is not None and not text[start].isdigit():
                return text[:start].rstrip(), factor
    return text, Decimal(1)


def _digits(text: str) -> tuple[Decimal, Decimal | None, Mark, Mark] | None:
    """Value, the value if the separator parts thousands, the mark borne, the mark proved."""
    if power := POWER.fullmatch(text):
        return Decimal((power[1] or "1").replace(",", ".")).scaleb(int(power[2])), None, "", ""
    if comma := COMMA.fullmatch(text):
        value = Decimal(f"{comma[1]}.{comma[2]}{comma[3] or ''}")
        sure = bool(comma[3]) or is_decimal(comma[1], comma[2])
        return value, None if sure else Decimal(comma[1] + comma[2]), ",", "," if sure else ""
    if not PLAIN.fullmatch(text):
        return _grouped(text)
    if TEN_E.fullmatch(text):
        return None
    parted = POINT_GROUP.fullmatch(text)
    shows: Mark = "." if "." in text and not parted else ""
    return Decimal(text), Decimal(text.replace(".", "")) if parted else None, "." if "." in text else "", shows


def _grouped(text: str) -> tuple[Decimal, None, Mark, Mark] | None:
    """A number whose thousands are parted in one way only."""
    for shape, parting, mark in GROUPED:
        if shape.fullmatch(text):
            bare = re.sub(r"[ ']", "", text).replace(parting or " ", "").replace(",", ".")
            return Decimal(bare), None, mark, mark
    return None


def is_decimal(whole: str, decimals: str) -> bool:
    """Whether the separator between these digits can only be a decimal mark."""
    digits = whole.lstrip("+-")
    return len(decimals) != 3 or len(digits) > 3 or digits.startswith("0")
