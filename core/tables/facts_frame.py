"""The figures of a study as a frame to choose a row from: as printed, from the bundled cohort, from this cohort."""

from collections.abc import Mapping

import pandas as pd

from core.analyses.study_parts import Recomputed
from core.studies import Study
from core.words.study_facts import fact_title, found_text, patients_words, printed_text, verdict_text

COLUMNS = ("Figure", "Patients", "As printed", "Bundled cohort", "Bundled: verdict", "This cohort", "This: verdict")
WIDTHS = dict(zip(COLUMNS, (250, 120, 165, 165, 85, 165, 85), strict=True))
"""How wide each column is on screen, in pixels: all of them fit a page."""
VERDICT = "Verdict"
"""What both columns of verdicts are called on screen, where each stands beside its cohort."""


def facts_frame(
    study: Study, bundled: Mapping[str, Recomputed], own: Mapping[str, Recomputed] | None = None
) -> pd.DataFrame:
    """A row a figure in the order printed, all text; without `own` the columns of this cohort are not there."""
    rows = [
        (
            fact_title(study, fact),
            patients_words(study, fact) or "all",
            printed_text(study, fact),
            found_text(study, bundled[name]),
            verdict_text(study, bundled[name]),
            *((found_text(study, own[name]), verdict_text(study, own[name])) if own else ()),
        )
        for name, fact in study.facts.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS if own else COLUMNS[:5]))
