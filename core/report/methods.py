"""The methods of a report: a paragraph a section, then what holds for all, with the software that computed it."""

import platform
from importlib.metadata import version

from core.report.section import Section
from core.words.methods import TWO_SIDED, strobe_sentence

PACKAGES = ("numpy", "pandas", "scipy")
"""Every analysis is computed with these; what a part needs besides, it names."""
DRAWN_WITH = "altair"
BALLAD = "0.1.0"


def methods_paragraphs(sections: tuple[Section, ...]) -> tuple[str, ...]:
    """Estimators, intervals, tests, ties, landmark and missing values, and the software, as STROBE asks."""
    said = (f"{section.title}. {' '.join(section.methods)}" for section in sections if section.methods)
    packages = tuple(dict.fromkeys(name for section in sections for name in section.packages))
    strobe = strobe_sentence([section.title for section in sections])
    return (*said, " ".join(filter(None, (TWO_SIDED, software_sentence(packages), strobe))))


def software_sentence(besides: tuple[str, ...] = ()) -> str:
    """Ballad and the packages it computes and draws with, each with its version."""
    named = ", ".join(f"{name} {version(name)}" for name in (*PACKAGES, *besides))
    drawn = f"figures by {DRAWN_WITH} {version(DRAWN_WITH)}"
    return f"Analyses were made with Ballad {BALLAD} on Python {platform.python_version()} ({named}; {drawn})."
