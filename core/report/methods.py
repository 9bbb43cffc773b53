"""The methods paragraph of a report: what its sections say of themselves, then what holds for all, with versions."""

import platform
from importlib.metadata import version

from core.report.section import Section
from core.words.methods import TWO_SIDED

PACKAGES = ("numpy", "pandas", "scipy", "statsmodels", "lifelines", "altair")
BALLAD = "0.1.0"


def methods_paragraph(sections: tuple[Section, ...]) -> str:
    """Estimators, intervals, tests, ties, landmark and missing values, and the software, as STROBE asks."""
    said = dict.fromkeys(text for section in sections for text in section.methods)
    return " ".join([*said, TWO_SIDED, software_sentence()])


def software_sentence() -> str:
    """Ballad and the packages it computes with, each with its version."""
    named = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"Analyses were made with Ballad {BALLAD} on Python {platform.python_version()} ({named})."
