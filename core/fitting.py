"""A view meets a cohort: what of the question these patients can answer, and a sentence for what they cannot."""

from dataclasses import replace

from core.cohort import Cohort
from core.dictionary import dictionary
from core.endpoints import CUSTOM, ORIGINS, Endpoint, available, build_endpoint, choose, missing_for
from core.filters import Choice, Range, misfit, unknown_levels
from core.forms import form_of, pair_of, reference_of, slug_of
from core.happenings import DEATH, HAPPENINGS
from core.view import View

NO_OWN_ENDPOINT = "it needs a date of time zero, vital status and the date of death or last contact"


def fit_view(view: View, cohort: Cohort) -> tuple[View, tuple[str, ...]]:
    """The part of the view this cohort can answer, and a sentence for every part it cannot."""
    problems = []
    for fit in FITS:
        view, said = fit(view, cohort)
        problems += said
    return view, tuple(problems)


def offered_endpoints(view: View, cohort: Cohort, competing: bool | None = None) -> tuple[Endpoint, ...]:
    """The endpoints this cohort can answer, the one the user built among them.

    `competing` picks those something competes with, or those nothing competes with; None is both.
    """
    built = _built(view, cohort)
    offered = (*available(cohort), *([built] if built else []))
    return tuple(one for one in offered if competing is None or bool(one.competing) == competing)


def asked_endpoint(view: View, offered: tuple[Endpoint, ...]) -> Endpoint | None:
    """Of the endpoints offered the one nearest to what the view asks, between its bounds of observation."""
    chosen = choose(offered, view.endpoint, view.origin)
    return bounded(chosen, view) if chosen else None


def bounded(endpoint: Endpoint, view: View) -> Endpoint:
    """The endpoint between the bounds of observation of the view; to enter at time zero is no bound."""
    bounds = view.follow_up
    return endpoint.observed(replace(bounds, entry="") if bounds.entry == endpoint.origin else bounds)


def own_origins(cohort: Cohort) -> dict[str, str]:
    """The times zero from which a user may build an endpoint of this cohort, with their labels."""
    answerable = (slug for slug in ORIGINS if not missing_for(build_endpoint(slug, (DEATH,), ()), cohort))
    return {slug: ORIGINS[slug].label for slug in answerable}


def _built(view: View, cohort: Cohort) -> Endpoint | None:
    if view.endpoint != CUSTOM or not view.events or view.origin not in ORIGINS:
        return None
    built = build_endpoint(view.origin, view.events, view.competing)
    return None if missing_for(built, cohort) else built


def _fit_filters(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    """A filter by several levels keeps those the cohort has, as nobody has the others; one left with none is dropped.

    Dropping it whole would let in everybody.
    """
    kept, said = [], []
    for one in view.filters:
        why, part = misfit(one, cohort), _known_part(one, cohort)
        kept += [one] if why is None else [part] if part else []
        if why:
            said.append(f"{'Filter applied without a level' if part else 'Filter not applied'}: {why}")
    return view.model_copy(update={"filters": tuple(kept)}), said


def _fit_beside(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    """The filters of a view beside this one are made to fit as its own are, and what does not fit is one sentence."""
    if not view.beside:
        return view, []
    second, said = _fit_filters(view.change(filters=view.beside), cohort)
    if not said:
        return view, []
    return view.model_copy(update={"beside": second.filters}), [f"In the view beside this one: {' '.join(said)}"]


def _known_part(one: Choice | Range, cohort: Cohort) -> Choice | None:
    """A filter by levels with those of them the cohort has; None where it has none of them, or not such a field."""
    field = cohort.by_slug(one.field)
    if not isinstance(one, Choice) or field is None or not field.is_choice:
        return None
    unknown = unknown_levels(one, field)
    levels = tuple(slug for slug in one.levels if slug not in unknown)
    return Choice(field=one.field, levels=levels) if levels else None


def _fit_compare(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    field = cohort.by_slug(view.compare)
    if not view.compare or (field is not None and cohort.can_compare(field)):
        return view, []
    problem = (
        f"Comparison not drawn: {field.label} does not part these patients into two to twelve groups."
        if field
        else f"Comparison not drawn: this cohort has no groups called “{view.compare}”."
    )
    return view.model_copy(update={"compare": ""}), [problem]


def _fit_covariates(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    absent = [slug for slug in view.covariates if cohort.by_slug(slug) is None]
    if not absent:
        return view, []
    present = tuple(slug for slug in view.covariates if slug not in absent)
    problem = f"Covariates left out, not in this cohort: {', '.join(absent)}."
    return view.model_copy(update={"covariates": present}), [problem]


def _fit_forms(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    """Forms of fields the cohort has not, or that these fields cannot take, are left out."""
    misfits = [item for item in view.forms if not _takes_form(item, cohort)]
    if not misfits:
        return view, []
    kept = tuple(item for item in view.forms if item not in misfits)
    problem = f"Forms of covariates not used, as these columns cannot take them: {', '.join(misfits)}."
    return view.change(forms=kept), [problem]


def _takes_form(item: str, cohort: Cohort) -> bool:
    field, reference = cohort.by_slug(slug_of(item)), reference_of((item,), slug_of(item))
    if field is None:
        return False
    if reference:
        return reference.isdigit() if field.is_number else reference in {level.slug for level in field.levels}
    return field.kind == "ordinal" if form_of((item,), field.slug).kind == "trend" else field.is_number


def _fit_cox_columns(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    """Strata, interactions and covariates chosen by hand must be columns of the cohort, strata ones with groups."""
    strata = tuple(slug for slug in view.model_strata if _is_grouping(slug, cohort))
    pairs = tuple(pair for pair in view.interactions if all(cohort.by_slug(slug) for slug in pair_of(pair)))
    by_hand = tuple(slug for slug in view.entered if cohort.by_slug(slug))
    problems = [
        f"{what}, not in this cohort: {', '.join(one for one in asked if one not in kept)}."
        for what, asked, kept in (
            ("Strata left out", view.model_strata, strata),
            ("Interactions left out", view.interactions, pairs),
            ("Covariates not entered", view.entered, by_hand),
        )
        if kept != asked
    ]
    return view.change(model_strata=strata, interactions=pairs, entered=by_hand) if problems else view, problems


def _is_grouping(slug: str, cohort: Cohort) -> bool:
    field = cohort.by_slug(slug)
    return field is not None and cohort.can_compare(field)


def _fit_table_rows(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    """Rows of fields the cohort cannot tabulate, and all but the first of one field, are left out."""
    fields = {row: cohort.by_slug(row.partition(".")[0]) for row in view.table_rows}
    kept: dict[str, str] = {}
    for row, field in fields.items():
        summarised = "." in row
        if field is not None and cohort.can_tabulate(field) and (field.is_number or not summarised):
            kept.setdefault(field.slug, row)
    rows = tuple(kept.values())
    if rows == view.table_rows:
        return view, []
    out = [row for row in fields if row not in rows] or ["a field named twice"]
    problem = f"Rows left out of the table, not in this cohort or there already: {', '.join(out)}."
    return view.model_copy(update={"table_rows": rows}), [problem]


def _fit_strata(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    if not view.strata or _is_grouping(view.strata, cohort):
        return view, []
    return view.change(strata=""), [f"Not stratified: this cohort has no groups called “{view.strata}”."]


def _fit_endpoint(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    if not (view.endpoint or view.origin):
        return view, []
    if view.endpoint == CUSTOM:
        return _fit_custom(view, cohort)
    chosen = choose(available(cohort), view.endpoint, view.origin)
    answered = chosen and view.endpoint in ("", chosen.id) and view.origin in ("", chosen.origin)
    if answered:
        return view, []
    asked = " from ".join(part for part in (view.endpoint.upper(), view.origin) if part)
    shown = f"shown instead: {chosen.title}" if chosen else "it has no endpoint at all"
    return view.change(endpoint="", origin=""), [f"This cohort cannot answer {asked}; {shown}."]


def _fit_custom(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    """An endpoint being built, without events yet, is left as it is."""
    problem = "" if own_origins(cohort) else NO_OWN_ENDPOINT
    if view.events and not problem:
        try:
            lacking = missing_for(build_endpoint(view.origin, view.events, view.competing), cohort)
            problem = f"this cohort lacks {', '.join(lacking)}" if lacking else ""
        except ValueError as refusal:
            problem = str(refusal).rstrip(".")
    if not problem:
        return view, []
    return view.change(endpoint="", origin=""), [f"Own endpoint not used: {problem}."]


def _fit_bounds(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    """What observation is bounded by must be in the cohort, and the time of entry known of somebody."""
    entry = view.entry if view.entry and all(cohort.has(name) for name in ORIGINS[view.entry].needs) else ""
    censor = tuple(slug for slug in view.censor if all(name in cohort for name in HAPPENINGS[slug].needs))
    lacking = [] if entry == view.entry else [ORIGINS[view.entry].label]
    lacking += [HAPPENINGS[slug].label for slug in view.censor if slug not in censor]
    if not lacking:
        return view, []
    problem = f"Observation not bounded by what this cohort lacks: {', '.join(dict.fromkeys(lacking))}."
    return view.change(entry=entry, censor=censor), [problem]


def _fit_antibody(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    asked, default = view.antibody, View.model_fields["antibody"].default
    if asked == default or cohort.has(f"{asked}_response"):
        return view, []
    label = dictionary()[f"{asked}_response"].label
    return view.model_copy(update={"antibody": default}), [f"This cohort does not record: {label}."]


FITS = (
    _fit_filters,
    _fit_beside,
    _fit_compare,
    _fit_strata,
    _fit_covariates,
    _fit_forms,
    _fit_cox_columns,
    _fit_table_rows,
    _fit_endpoint,
    _fit_bounds,
    _fit_antibody,
)
"""What is made to fit, in the order in which misfits are said."""
