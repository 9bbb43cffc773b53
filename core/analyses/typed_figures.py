"""Figures as a reader types them, to be checked: what can be checked of them, and what is not understood."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.analyses.figure_check import (
    LARGEST_N,
    FigureCheck,
    SpreadCheck,
    TotalCheck,
    check_limits,
    check_percent,
)
from core.analyses.printed_number import Printed, read_printed

BOXES = {
    "percent": "Percentage or rate",
    "k": "k",
    "n": "n",
    "lower": "Lower limit",
    "upper": "Upper limit",
    "median": "Median",
    "from": "From",
    "to": "To",
    "parts": "Parts",
    "total": "Total",
}
"""What can be typed, by the key of a check in `studies.json`, with the words of the screen."""


@dataclass(frozen=True)
class Checked:
    """The checks that what was typed allows, and a sentence for everything that allows none."""

    checks: tuple[FigureCheck, ...]
    refused: tuple[str, ...]


def check_typed(typed: Mapping[str, str]) -> Checked:
    """Everything that can be checked of these texts, by the keys of `BOXES`; empty ones are not there."""
    given = {key: text.strip() for key, text in typed.items() if text.strip()}
    numbers = {key: read_printed(text) for key, text in given.items() if key != "parts"}
    refused = [f"{BOXES[key]}: “{given[key]}” is no number." for key, number in numbers.items() if number is None]
    known = {key: number for key, number in numbers.items() if number is not None}
    parts, said_of_parts = _parts(given.get("parts", ""))
    refused += [*said_of_parts, *_wrong(known)]
    if refused:
        return Checked((), tuple(refused))
    checks = tuple(_checks(known, parts))
    return Checked(checks, () if checks or not given else (TOO_LITTLE,))


TOO_LITTLE = (
    "This is too little to check: a percentage needs its n or its limits, a median its two ends, parts their total."
)


def _parts(text: str) -> tuple[tuple[Printed, ...], list[str]]:
    pieces = [one for one in re.split(r"[+;\s]+", text) if one]
    parts = [read_printed(one) for one in pieces]
    if None in parts:
        return (), [f"{BOXES['parts']}: write numbers with + between them, as in 15 + 6."]
    return tuple(one for one in parts if one), []


def _wrong(known: Mapping[str, Printed]) -> Iterator[str]:
    """What cannot be a count, a number of patients or a percentage."""
    for key in ("k", "n"):
        if key in known and known[key].decimals:
            yield f"{BOXES[key]} must be a whole number."
    if "n" in known and not 1 <= known["n"].value <= LARGEST_N:
        yield f"n must lie between 1 and {LARGEST_N:,}."
    if "k" in known and "n" in known and known["k"].value > known["n"].value:
        yield "k cannot be more than n."
    for key in ("percent", "lower", "upper"):
        if key in known and known[key].value > 100:
            yield f"{BOXES[key]} must lie between 0 and 100 %."


def _checks(known: Mapping[str, Printed], parts: tuple[Printed, ...]) -> Iterator[FigureCheck]:
    count, of = (int(known[key].value) if key in known else None for key in ("k", "n"))
    if "percent" in known and of:
        yield check_percent(known["percent"], of, count)
    if {"percent", "lower", "upper"} <= known.keys():
        yield check_limits(known["percent"], known["lower"], known["upper"], count, of)
    if {"median", "from", "to"} <= known.keys():
        yield SpreadCheck(known["median"], known["from"], known["to"])
    if parts and "total" in known:
        yield TotalCheck(parts, known["total"])
