"""A second opinion on the page on transplant and toxicity: its shares, differences, odds ratios and tests."""

import numpy as np

from core.analyses.response import Proportion
from core.analyses.sections import Measure
from core.proof.numbers.curves import Numbers
from core.proof.numbers.transplant import (
    RecordedTable,
    TransplantPage,
    columns_of_table,
    event_names,
    lines_of,
    lines_tested_together,
    transplant_numbers,
)
from core.proof.opinions.opinion import SCIPY, STATSMODELS, Opinion, opinions_on
from core.proof.opinions.response import (
    differences,
    odds_ratios,
    p_of_shares,
    p_of_table,
    share_of,
    told,
)
from core.stats.association import Association
from core.view import ProportionInterval


def second_opinion_on_transplant(
    page: TransplantPage, limits: ProportionInterval
) -> tuple[tuple[Opinion, ...], tuple[str, ...]]:
    """Every share, difference, odds ratio and P of the page."""
    by_library: dict[str, Numbers] = {STATSMODELS: {}, SCIPY: {}}
    for table in page.tables:
        for line in lines_of(table):
            row = line.row
            if isinstance(row, Measure):
                continue
            if not row.muted:
                for column, one in zip(columns_of_table(table), row.columns, strict=True):
                    by_library[STATSMODELS] |= share_of(f"{line.name}, {column}", one, limits)
            _compared(by_library, line.name, row.columns[1:], row.test, contrasted=bool(row.versus))
        for name, together, test in lines_tested_together(table):
            counts = np.array([[one.k for one in line.row.columns[1:]] for line in together]).T
            by_library[_library(test)] |= p_of_table(name, counts, test)
    if page.recorded is not None:
        _events(by_library, page.recorded, limits)
    here = transplant_numbers(page)
    opinions = tuple(one for library, there in by_library.items() for one in opinions_on(here, there, library))
    return opinions, told(here, opinions)


def _events(by_library: dict[str, Numbers], recorded: RecordedTable, limits: ProportionInterval) -> None:
    for _, name, event in event_names(recorded):
        for column, counts in zip(columns_of_table(recorded), event.groups, strict=True):
            by_library[STATSMODELS] |= share_of(f"{name}, any grade, {column}", counts.any_grade, limits)
            by_library[STATSMODELS] |= share_of(f"{name}, severe, {column}", counts.severe, limits)
        severe = tuple(one.severe for one in event.groups[1:])
        _compared(by_library, f"{name}, severe", severe, event.test, contrasted=bool(event.versus))


def _compared(
    by_library: dict[str, Numbers],
    name: str,
    arms: tuple[Proportion, ...],
    test: Association | None,
    *,
    contrasted: bool,
) -> None:
    if contrasted:
        by_library[STATSMODELS] |= differences(name, arms)
        by_library[SCIPY] |= odds_ratios(name, arms)
    if test is not None:
        by_library[_library(test)] |= p_of_shares(name, arms, test)


def _library(test: Association) -> str:
    return SCIPY if test.test == "Fisher" else STATSMODELS
