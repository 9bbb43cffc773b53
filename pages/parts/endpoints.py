"""The endpoint above a result: which one, from when, the one a user builds, and the bounds of observation."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.cohort import Cohort
from core.endpoints import CUSTOM, NAMES, ORIGINS, SHEET, Endpoint
from core.fitting import asked_endpoint, offered_endpoints, own_origins
from core.happenings import DEATH, HAPPENINGS
from core.view import View
from pages.parts.controls import NOTHING, choose_number, choose_setting
from pages.parts.mapping import ask_questions
from pages.parts.session import bind, change, session

NO_ENDPOINT = (
    "This cohort has no such endpoint yet: it needs the date of the first antibody, vital status and the date of "
    "death or last contact, or a time and a status column. The Cohort page says what is missing."
)
NO_COMPETING = (
    "This cohort has no endpoint with competing events yet. Relapse and non-relapse mortality need the date of a "
    "response or of transplant, the column of relapses after it, vital status and the date of death or last contact; "
    "or times and statuses of both relapse-free and overall survival. The Cohort page says what is missing."
)
OWN = "Build your own"
UNFINISHED = "Choose what your endpoint waits for."
ELSEWHERE = {
    True: "Nothing competes with your endpoint: its curve is on the Survival page.",
    False: "Something competes with your endpoint: its curve is on the Relapse and NRM page.",
}
INSTEAD = " Shown here instead: {}."
NEED_DATES = (
    "Late entry, censoring at an event and a data cut-off need dates; they are not applied to the times of the sheet."
)
EARLIEST_CUT_OFF, SHORTEST_HORIZON = date(1990, 1, 1), 0.5


def choose_endpoint(cohort: Cohort, view: View, competing: bool | None = None) -> Endpoint | None:
    """The endpoint and its time zero, among those the cohort can answer; None, and said, where there is none.

    `competing` asks for endpoints something competes with, or for those nothing competes with.
    """
    offered = offered_endpoints(view, cohort, competing)
    chosen = asked_endpoint(view, offered)
    origins = own_origins(cohort)
    building = view.endpoint == CUSTOM and bool(origins)
    if chosen is None and not building:
        _say_none(competing, bool(origins))
        return None
    origin = (view.origin if view.origin in origins else next(iter(origins))) if building else chosen.origin
    left, right = st.columns([6, 5])
    with left:
        labels = {one.id: NAMES[one.id][0] for one in offered} | ({CUSTOM: OWN} if origins else {})
        choose_setting("Endpoint", "endpoint", CUSTOM if building else chosen.id, labels, origin=NOTHING)
    with right:
        if building:
            choose_setting("From", "origin", origin, origins)
        else:
            same = [one for one in offered if one.id == chosen.id]
            choose_setting("From", "origin", origin, _origins(same), endpoint=chosen.id)
    if building:
        _build(cohort, view, chosen, competing, origin)
    if chosen is not None:
        _bound(cohort, view, chosen)
    return chosen


def _say_none(competing: bool | None, can_build: bool) -> None:
    """What is missing for any endpoint at all, the questions that would help, and the way to one of one's own."""
    st.warning(NO_COMPETING if competing else NO_ENDPOINT)
    ask_questions(session().reading)
    if can_build:
        st.button(OWN, on_click=lambda: change(endpoint=CUSTOM, origin=NOTHING), key="build_own")


def _build(cohort: Cohort, view: View, shown: Endpoint | None, competing: bool | None, origin: str) -> None:
    """The events of an own endpoint, and what competes with them."""
    possible = [slug for slug, one in HAPPENINGS.items() if all(name in cohort for name in one.needs)]
    waited, against = st.columns(2)
    with waited:
        _choose_happenings("Events: the first of these", "events", view.events, possible, origin=origin)
    with against:
        rest = [slug for slug in possible if slug not in view.events]
        _choose_happenings("Competing: these come first", "competing", view.competing, rest, origin=origin)
    if not view.events:
        st.caption(UNFINISHED + (INSTEAD.format(shown.title) if shown else ""))
    elif (shown is None or shown.id != CUSTOM) and competing is not None:
        st.caption(ELSEWHERE[competing] + (INSTEAD.format(shown.title) if shown else ""))
    elif DEATH not in view.events:
        st.caption("Death always competes where it is no event.")


def _choose_happenings(
    label: str, setting: str, chosen: Sequence[str], possible: Sequence[str], **together: str
) -> None:
    st.multiselect(
        label,
        possible,
        format_func=lambda slug: HAPPENINGS[slug].label,
        **bind(
            f"setting_{setting}",
            [slug for slug in chosen if slug in possible],
            lambda slugs: change(**{setting: tuple(slugs)}, **together),
        ),
    )


def _bound(cohort: Cohort, view: View, endpoint: Endpoint) -> None:
    """Late entry, censoring at a happening or a calendar day, and a last month: away unless they are used."""
    bounds, dated = endpoint.follow_up, endpoint.origin != SHEET
    of_dates = sum(bool(bound) for bound in (bounds.entry, bounds.censored_at, bounds.until))
    used = of_dates * dated + (bounds.months is not None)
    with st.popover("Observation" + (f" · {used} bound{'s' if used > 1 else ''}" if used else "")):
        if dated:
            _bound_by_dates(cohort, view, endpoint)
        lowest = min(SHORTEST_HORIZON, view.horizon or SHORTEST_HORIZON)
        choose_number("Stop at months after time zero", "horizon", view.horizon, lowest=lowest)
    if of_dates and not dated:
        st.caption(NEED_DATES)


def _bound_by_dates(cohort: Cohort, view: View, endpoint: Endpoint) -> None:
    """Late entry, censoring at a happening, and the data cut-off."""
    later = {slug: label for slug, label in own_origins(cohort).items() if slug != endpoint.origin}
    entry = endpoint.follow_up.entry
    choose_setting("Under observation since (late entry)", "entry", entry, {NOTHING: "time zero"} | later)
    censoring = [s for s, one in HAPPENINGS.items() if s != DEATH and all(name in cohort for name in one.needs)]
    _choose_happenings("Censor at", "censor", view.censor, censoring)
    st.date_input(
        "Data cut-off",
        min_value=min(EARLIEST_CUT_OFF, view.until or EARLIEST_CUT_OFF),
        format="YYYY-MM-DD",
        **bind("setting_until", view.until, lambda day: change(until=day)),
    )


def _origins(endpoints: Sequence[Endpoint]) -> dict[str, str]:
    return {one.origin: "as in the sheet" if one.origin == SHEET else ORIGINS[one.origin].label for one in endpoints}
