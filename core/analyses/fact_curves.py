"""The curves behind a printed figure of survival, drawn again from a cohort."""

from core.analyses.compared import compare_groups
from core.analyses.landmark import compare_from_landmark
from core.analyses.study_terms import BY_LANDMARK, NOBODY, CannotComputeError, Terms
from core.analyses.survival import Survival, survival_of
from core.published import PublishedPoint, published_points
from core.studies import Fact, Study
from core.view import View


def has_curve(fact: Fact) -> bool:
    """Whether a figure is one of survival, with a curve behind it."""
    return "origin" in fact


def curves_of(terms: Terms, fact: Fact) -> Survival:
    """The curve of the patients of a figure, or of the groups it compares, from the landmark where there is one.

    CannotComputeError where this cohort has not what it needs.
    """
    compare = fact.get("compare") or (BY_LANDMARK if BY_LANDMARK in fact.get("where", {}) else "")
    slug = terms.field(compare).slug if compare else ""
    selection, endpoint = terms.select(fact.get("where", {}), outside=compare), terms.endpoint(fact)
    if not selection.n:
        raise CannotComputeError(NOBODY)
    compared = compare_groups(selection, endpoint, slug)
    if "landmark_months" in fact:
        compared = compare_from_landmark(compared, slug, float(fact["landmark_months"]))
    result = survival_of(compared, View(interval=terms.study.interval, compare=slug))
    if not result.n:
        raise CannotComputeError("nobody it is about has a time")
    return result


def points_of_fact(study: Study, fact: Fact) -> tuple[PublishedPoint, ...]:
    """The figure itself, to be laid over its curve; nothing where it is no milestone or median."""
    slug = f"{study.name}-{fact['id']}".lower()
    return tuple(point for point in published_points() if point.slug == slug)
