"""Months by their names and abbreviations in the languages clinicians write."""

import unicodedata
from functools import cache

NAMES = (
    "january february march april may june july august september october november december",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janner feber maerz april mai juno juli august setiembre oktober november dezember",
)
"""English, German, French, Italian, Spanish, and further German and Spanish forms; without accents."""
SHORT = {"mrz": 3}
SHORTEST = 3


@cache
def month_of(name: str) -> int:
    """1 to 12 by a month's name or its beginning, in any of the languages; 0 if it is none, or two (`jui`)."""
    plain = without_accents(name)
    if len(plain) < SHORTEST:
        return 0
    meant = {number for names in NAMES for number, month in enumerate(names.split(), 1) if month.startswith(plain)} | (
        {SHORT[plain]} if plain in SHORT else set()
    )
    return meant.pop() if len(meant) == 1 else 0


def without_accents(text: str) -> str:
    """A text in small letters without accents; what has no such form is left out."""
    return unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
