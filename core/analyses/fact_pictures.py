"""A printed figure as a screen shows it: the view to open and the curve, each or why there is none."""

from dataclasses import dataclass

from core.analyses.fact_curves import curves_of, has_curve, points_of_fact
from core.analyses.fact_views import FactView, view_of
from core.analyses.study_terms import CannotComputeError, Terms
from core.analyses.survival import Survival
from core.published import PublishedPoint
from core.studies import Fact


@dataclass(frozen=True)
class FactPicture:
    """The view of a figure in a cohort and its curves; `refused` and `undrawn` say why one of them is None."""

    opened: FactView | None
    refused: str
    curves: Survival | None
    undrawn: str
    points: tuple[PublishedPoint, ...]
    interval: str


def picture_of(terms: Terms, fact: Fact, cohort: str) -> FactPicture:
    """What there is to show of a figure in the cohort that an address calls `cohort`."""
    opened, refused, curves, undrawn = None, "", None, ""
    try:
        opened = view_of(terms, fact, cohort)
    except CannotComputeError as reason:
        refused = str(reason)
    try:
        curves = curves_of(terms, fact) if has_curve(fact) else None
    except CannotComputeError as reason:
        undrawn = str(reason)
    return FactPicture(opened, refused, curves, undrawn, points_of_fact(terms.study, fact), terms.study.interval)
