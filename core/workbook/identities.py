"""Columns that name the patient by what stands in them, whatever their heading says."""

import datetime
import re
from collections.abc import Callable

import numpy as np

from core.workbook.cells import Cells
from core.workbook.date_texts import date_text

E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
PHONE = re.compile(r"(?:\+|00|0|\(0?)\d[\d\s()/.-]{6,}\d|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}")
SOCIAL_SECURITY = re.compile(r"\d{3}-\d{2}-\d{4}|756\.\d{4}\.\d{4}\.\d{2}|[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]")
NHS = re.compile(r"(\d{3})[ -]?(\d{3})[ -]?(\d{4})")
NIR = re.compile(r"([12]\d{2}(?:0[1-9]|1[0-2])\d{8})(\d{2})")
DNI = re.compile(r"(\d{8})-?([A-Z])")
DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
NAME_WORD = r"[^\W\d_](?:[^\W\d_]|['’-])+"
PERSON = re.compile(rf"{NAME_WORD}(?: {NAME_WORD}){{0,2}}, ?{NAME_WORD}(?: (?:{NAME_WORD}|[A-Z]\.?)){{0,2}}")
MOST, NEARLY_ALL = 0.5, 0.8
FEWEST_NAMES = 3
LONG_TEXT = 60
ROWS_PER_LEVEL = 2
REMARK = 25
LOOKED_AT = 500
LEAST_NUMBER = 1e8
BIRTH_YEARS = range(10, 91)

E_MAILS, PHONES, NUMBERS = "e-mail addresses", "phone numbers", "insurance or national identity numbers"
NAMES, FREE_TEXT, BIRTHS = "names of persons", "free text", "birth dates"
SURE = frozenset({E_MAILS, PHONES, NUMBERS})
"""What a column is dropped for even where the user would keep it."""


def identity_of(cells: Cells, says_notes: bool) -> str:
    """What of the patient's identity the values of a column are, or nothing; `says_notes`: its heading says remarks.

    E-mail addresses: one is enough. Phone and insurance numbers: most cells. Names: nearly all cells are
    `Lastname, Firstname` and nearly all differ (shares are of the first 500 distinct values). Free text: over 60
    characters on average, unless there are two or more texts that stand twice each on average, as long names of levels
    do; one cell over 25 under a heading that says so.
    """
    texts, counts = cells.texts, cells.counts
    short = cells.kinds == {float} and not (np.abs(cells.numbers) >= LEAST_NUMBER).any()
    if short or not counts.sum():
        return ""
    if any("@" in text and E_MAIL.search(text) for text in texts):
        return E_MAILS
    if _share(cells, _is_insurance_number) > MOST:
        return NUMBERS
    if _share(cells, _is_phone) > MOST:
        return PHONES
    differing = len(texts) >= max(FEWEST_NAMES, NEARLY_ALL * counts.sum())
    if differing and _share(cells, _is_person) >= NEARLY_ALL:
        return NAMES
    lengths = [len(text) for text in texts]
    are_levels = len(texts) > 1 and counts.sum() >= ROWS_PER_LEVEL * len(texts)
    is_long = not are_levels and np.average(lengths, weights=counts) > LONG_TEXT
    return FREE_TEXT if (max(lengths) > REMARK if says_notes else is_long) else ""


def are_births(cells: Cells, reference_years: np.ndarray) -> bool:
    """Whether nearly all dates of a column lie 10 to 90 years before the first antibody, as birth dates do.

    `reference_years` has the year of the first antibody per patient, nan where it is not known.
    """
    years = cells.spread(np.array([_year(value) for value in cells.distinct], dtype=float), np.nan)
    before = (reference_years - years)[~np.isnan(reference_years - years)]
    within = (before >= BIRTH_YEARS.start) & (before < BIRTH_YEARS.stop)
    return bool(len(before)) and bool(within.mean() >= NEARLY_ALL)


def _share(cells: Cells, is_one: Callable[[str], bool]) -> float:
    """The share of the cells with a value that are of a kind, among the first distinct values."""
    looked_at = [place for place in range(min(len(cells.distinct), LOOKED_AT)) if not cells.missing[place]]
    filled = cells.counts[looked_at].sum()
    found = sum(int(cells.counts[place]) for place in looked_at if is_one(cells.texts[place]))
    return found / filled if filled else 0.0


def _is_phone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return bool(PHONE.fullmatch(text)) and 9 <= digits <= 15 and date_text(text) is None and "." not in text[:2]


def _is_insurance_number(text: str) -> bool:
    if SOCIAL_SECURITY.fullmatch(text):
        return True
    if found := NHS.fullmatch(text):
        digits = [int(digit) for digit in "".join(found.groups())]
        check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
        return check % 11 == digits[-1] and check != 10 and len(set(digits)) > 1
    if found := DNI.fullmatch(text):
        return DNI_LETTERS[int(found[1]) % 23] == found[2]
    found = NIR.fullmatch(text.replace(" ", ""))
    return bool(found) and 97 - int(found[1]) % 97 == int(found[2])


def _is_person(text: str) -> bool:
    """Whether a text has the shape of a name; particles such as `von` may be small."""
    parts = text.split(",")
    return bool(PERSON.fullmatch(text)) and all(re.search(rf"\b(?=[^\W\d_a-zà-ÿ]){NAME_WORD}", part) for part in parts)


def _year(value: object) -> float:
    if isinstance(value, datetime.date):
        return float(value.year)
    found = date_text(value) if isinstance(value, str) else None
    return float(min(found.days.values()).year) if found and found.days and found.precision == "day" else np.nan
