"""A view as one sentence: what it asks, before any patient is there to answer."""

from collections.abc import Callable

from core.address import SETTINGS, address_of
from core.cohort import Cohort
from core.endpoints import CUSTOM, NAMES, ORIGINS, SHEET
from core.filters import field_label, sentence
from core.formats import format_plain, in_sentence
from core.happenings import HAPPENINGS
from core.view import View
from core.words.comparison import ADJUSTMENT_NAMES, name_of_test
from core.words.immortal_time import months
from core.words.incidence import SCALE_NAMES
from core.words.survival import INTERVAL_NAMES

FIRST_ENDPOINT = "the first endpoint the cohort offers"
_TIMINGS = {
    "landmark": "compared from a landmark",
    "time-dependent": "compared as it became known",
    "naive": "compared as if known at time zero",
}
_SAID_FIRST = ("cohort", "compare", "endpoint", "from", "events", "competing", "interval")


def view_sentence(view: View, page: str, cohort: Cohort | None = None) -> str:
    """What a view asks on the page of this title: whom, compared by what, which endpoint, and what is set besides.

    Columns only a workbook has are called by their headings where the cohort is given. Every setting that is not at
    its default is said.
    """
    set_apart = [key for key in address_of(view) if key in SETTINGS and key not in _SAID_FIRST]
    parts = (
        sentence(view.filters, cohort),
        f"compared by {field_label(view.compare, cohort)}" if view.compare else "no comparison",
        endpoint_phrase(view),
        f"{INTERVAL_NAMES[view.interval]} intervals",
        *(_phrase(key, view, cohort) for key in set_apart),
        *(() if view.beside is None else (f"beside it: {sentence(view.beside, cohort)}",)),
    )
    return f"{page}: {'; '.join(parts)}."


def endpoint_phrase(view: View) -> str:
    """The endpoint a view asks for with its time zero: "overall survival from the first antibody"."""
    if view.endpoint == CUSTOM:
        name = f"an own endpoint ({_happenings(view.events) or 'nothing chosen yet'})"
    else:
        name = in_sentence(NAMES[view.endpoint][0]) if view.endpoint else FIRST_ENDPOINT
    if view.endpoint == CUSTOM and view.competing:
        name += f" with {_happenings(view.competing)} competing"
    if view.origin == SHEET:
        return f"{name} as timed in the sheet"
    origin = ORIGINS[view.origin].label if view.origin in ORIGINS else view.origin
    return f"{name} from {origin}" if origin else name


def _phrase(key: str, view: View, cohort: Cohort | None) -> str:
    """A setting in words; one without words of its own by its name in the address."""
    if key in _FIELDS:
        slugs = getattr(view, SETTINGS[key])
        slugs = (slugs,) if isinstance(slugs, str) else slugs
        return f"{_FIELDS[key]} {', '.join(field_label(slug.partition('.')[0], cohort) for slug in slugs)}"
    if key in _PHRASES:
        return _PHRASES[key](view)
    return f"{key.replace('_', ' ')} {address_of(view)[key].replace('~', ', ')}"


def _happenings(slugs: tuple[str, ...]) -> str:
    return " or ".join(HAPPENINGS[slug].label for slug in slugs)


_FIELDS = {"strata": "stratified by", "covariates": "covariates", "fields": "table rows"}

_PHRASES: dict[str, Callable[[View], str]] = {
    "entry": lambda view: f"late entry at {ORIGINS[view.entry].label}",
    "censor": lambda view: f"censored at {_happenings(view.censor)}",
    "until": lambda view: f"data cut-off {view.until.isoformat()}",
    "horizon": lambda view: f"follow-up ended at {months(view.horizon)}",
    "test": lambda view: f"test: {name_of_test(view.test, view.rho, view.gamma)}",
    "rho": lambda view: f"weight ρ = {format_plain(view.rho)}",
    "gamma": lambda view: f"weight γ = {format_plain(view.gamma)}",
    "adjust": lambda view: f"P adjusted by {ADJUSTMENT_NAMES[view.adjust]}",
    "timing": lambda view: _TIMINGS[view.timing],
    "landmark": lambda view: f"landmark at {months(view.landmark)}",
    "tau": lambda view: f"restricted mean to {months(view.tau)}",
    "alive_at": lambda view: f"those alive at {months(view.alive_at)}",
    "rows": lambda view: f"{' and '.join(view.extra_rows)} under the axis",
    "published": lambda view: f"{len(view.published)} published figure{'' if len(view.published) == 1 else 's'}",
    "model": lambda view: f"{view.model} model",
    "scale": lambda view: f"incidence intervals {SCALE_NAMES[view.incidence_interval]}",
    "stacked": lambda _: "incidences stacked",
    "antibody": lambda _: "response to the second antibody",
    "of": lambda view: f"proportions of {view.denominator}",
    "limits": lambda view: f"{view.limits.capitalize()} limits of proportions",
    "ties": lambda view: f"{view.ties.capitalize()} ties",
    "p": lambda view: f"P values as in {view.p_style.upper()}",
    "table": lambda _: "own rows of the baseline table",
    "percent": lambda view: f"percentages by {view.percent_by}",
    "standardised": lambda _: "standardised differences",
    "overall": lambda _: "no column of all patients",
    "sections": lambda view: f"report of {', '.join(view.sections)}",
    "as": lambda view: f"report as {view.document}",
}
