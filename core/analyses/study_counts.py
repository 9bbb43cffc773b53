"""How many of the figures of the studies their cohorts give: the table of `make studies`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from core.analyses.study_facts import recompute_all
from core.analyses.study_parts import AGREES, BUT_FOR_A_PART, CANNOT, Recomputed
from core.analyses.study_terms import Terms
from core.cohort import Cohort
from core.studies import Study


@dataclass(frozen=True)
class StudyCount:
    """A study's figures by what became of them.

    `computable` are those a cohort of its patients can give, `reproduced` those of them it does give at the printed
    precision, `but_for_a_part` of these agree but for a limit that the print itself speaks against. `exceptions`
    are all others.
    """

    study: Study
    facts: int
    computable: int
    reproduced: int
    but_for_a_part: int
    exceptions: tuple[Recomputed, ...]


def count_facts(study: Study, cohort: Cohort) -> StudyCount:
    """The figures of a study recomputed from its cohort and counted."""
    return tally(study, recompute_all(Terms(study, cohort)))


def tally(study: Study, found: Mapping[str, Recomputed]) -> StudyCount:
    """Figures already recomputed, counted."""
    verdicts = Counter(one.verdict for one in found.values())
    met = (AGREES, BUT_FOR_A_PART)
    return StudyCount(
        study=study,
        facts=len(found),
        computable=len(found) - verdicts[CANNOT],
        reproduced=sum(verdicts[one] for one in met),
        but_for_a_part=verdicts[BUT_FOR_A_PART],
        exceptions=tuple(one for one in found.values() if one.verdict != AGREES),
    )
