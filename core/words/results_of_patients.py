"""Results of counts: who the patients are, which characteristics differ, how many were transplanted or died."""

import math
from collections.abc import Collection, Sequence

from core.analyses.baseline import Baseline
from core.analyses.overview import KeyFigures
from core.analyses.sections import Count, Section
from core.formats import format_p_equation, in_sentence, listed
from core.words.result_phrases import share_phrase, spread_phrase

ALL = "All patients"
DIFFERS = 0.05
"""A P below this is named in the sentence about the baseline table."""


def key_results(found: KeyFigures) -> tuple[str, ...]:
    """The median age, and how many were transplanted."""
    said = []
    if found.age:
        low, high = found.age.range
        said.append(f"Median age was {spread_phrase(found.age.median, low, high, 'years')}.")
    if one := found.transplanted:
        share = share_phrase(one.k, one.n, one.lower, one.upper)
        said.append(f"{share} were transplanted after the first antibody.")
    return tuple(said)


def baseline_results(result: Baseline) -> tuple[str, ...]:
    """Which characteristics differ between the groups by their tests; nothing without groups."""
    tested = [
        (row.field.label, row.test.p) for row in result.rows if row.test is not None and math.isfinite(row.test.p)
    ]
    if not tested:
        return ()
    differ = [f"{in_sentence(label)} ({format_p_equation(p)})" for label, p in tested if p < DIFFERS]
    count = f"{len(tested)} characteristic{'' if len(tested) == 1 else 's'} tested"
    found = f"{listed(differ)} differed between the groups" if differ else "none differed between the groups"
    return (f"Of {count}, {found} at P below .05, not adjusted for their number.",)


def counts_results(
    labels: Sequence[str], sections: Sequence[Section], only: Collection[str] | None = None
) -> tuple[str, ...]:
    """The first line of each section, or the lines of these names, in all patients, with the test of the groups."""
    said = []
    for section in sections:
        lines = [row for row in section.rows if isinstance(row, Count) and not row.muted and row.columns[0].n]
        for row in lines[:1] if only is None else [row for row in lines if row.label in only]:
            share = [_share(label, one, len(labels)) for label, one in zip(labels, row.columns, strict=True) if one.n]
            p = row.test.p if row.test is not None else math.nan
            test = f" ({format_p_equation(p)} between the groups)" if math.isfinite(p) else ""
            name = row.label if only is None else f"{section.title}, {in_sentence(row.label)}"
            said.append(f"{name}: {listed(share)}{test}.")
    return tuple(said)


def _share(label: str, one, columns: int) -> str:
    share = share_phrase(one.k, one.n, one.lower, one.upper)
    if columns == 1:
        return share
    return f"{share} in {in_sentence(label) if label == ALL else label}"
