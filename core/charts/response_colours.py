"""The colour of each best response: responses in colours of Okabe and Ito, everything else in greys.

Any two differ in lightness, so that they are told apart in grey print too, and each is outlined in ink.
"""

from core.analyses.best_response import NO_SECOND, NOT_RECORDED

FILLS = {
    "CR": "#0072B2",
    "CRp": "#56B4E9",
    "CRh": "#009E73",
    "CRi": "#F0E442",
    "NR": "#4D4D4D",
    "Early death": "#000000",
    "Not evaluable": "#C6C6C6",
    NOT_RECORDED: "#FFFFFF",
    NO_SECOND: "#FFFFFF",
}
DARK_INK, LIGHT_INK = "#000000", "#FFFFFF"


def lightness(colour: str) -> float:
    """The lightness of a colour as CIE 1976 has it, from 0 (black) to 100 (white)."""
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > (6 / 29) ** 3 else y * (29 / 3) ** 3


def luminance(colour: str) -> float:
    """The relative luminance of a colour of sRGB, in [0, 1]."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ink_on(colour: str) -> str:
    """Black or white, whichever is read more easily on this colour."""
    y = luminance(colour)
    return DARK_INK if (y + 0.05) / 0.05 >= 1.05 / (y + 0.05) else LIGHT_INK
