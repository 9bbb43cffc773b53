"""A printed figure as a view: the page that shows it, with exactly its filters, endpoint and interval method."""

from dataclasses import dataclass

from core.analyses.study_terms import BY_LANDMARK, Terms
from core.studies import Fact
from core.view import View

OF_RESPONSE = ("mab1_response", "mab2_response", "mab1_mrd", "mab2_mrd")


@dataclass(frozen=True)
class FactView:
    """Where a figure is to be seen: the page by the end of its address, and the view."""

    page: str
    view: View


def view_of(terms: Terms, fact: Fact, cohort: str) -> FactView:
    """The page and view of a figure; CannotComputeError where this cohort has not what they need.

    `cohort` is how an address calls the cohort of `terms`.
    """
    where = {name: level for name, level in fact.get("where", {}).items() if name != BY_LANDMARK}
    outside = fact.get("compare", "")
    view = View(
        cohort=cohort,
        filters=terms.filters_of(where, outside),
        interval=terms.study.interval,
        compare=_groups(terms, fact),
    )
    match fact["kind"]:
        case "hazard_ratio":
            fields = (terms.field(name) for name, _ in terms.study.model.values())
            return FactView("cox", _timed(terms, fact, view).change(covariates=tuple(one.slug for one in fields)))
        case "survival" | "median_survival" | "follow_up":
            return FactView("survival", _timed(terms, fact, view))
        case "p" if "endpoint" in fact:
            return FactView("survival", _timed(terms, fact, view))
    return _of_counts(terms, fact, view)


def _groups(terms: Terms, fact: Fact) -> str:
    """The field compared by, where it is a column patients can be compared by."""
    name = fact.get("compare") or fact.get("by") or (BY_LANDMARK if BY_LANDMARK in fact.get("where", {}) else "")
    if not name:
        return ""
    field = terms.field(name)
    return field.slug if terms.cohort.can_compare(field) else ""


def _timed(terms: Terms, fact: Fact, view: View) -> View:
    """The view on the clock of the figure; a landmark is one of a comparison, or else of those alive at it."""
    endpoint = terms.endpoint(fact)
    view = view.change(endpoint=endpoint.id, origin=endpoint.origin)
    if "landmark_months" not in fact:
        return view
    late = BY_LANDMARK in (*fact.get("where", {}), fact.get("compare"))
    month = float(fact["landmark_months"])
    return view.change(timing="landmark", landmark=month) if late else view.change(alive_at=month)


def _of_counts(terms: Terms, fact: Fact, view: View) -> FactView:
    """A count or a number: the ladder of responses, else a row of the baseline table, else what follows transplant."""
    field = terms.field(fact["field"])
    if field.name in OF_RESPONSE:
        return FactView("response", view.change(antibody=field.name[:4]))
    if not terms.cohort.can_tabulate(field):
        return FactView("transplant", view)
    if "ranges" in terms.study.fields.get(fact["field"], {}):
        view = view.with_filter(field.slug, terms.filter(fact["field"], fact["level"]))
    summary = next((f".{name}" for name in ("iqr", "range") if name in fact), "") if field.is_number else ""
    return FactView("baseline", view.change(table="mine", table_rows=(f"{field.slug}{summary}",)))
