"""The endpoint above a result: which one, from when, the one a user builds, and the bounds of observation."""

from collections.abc import Sequence

import streamlit as st

from core.cohort import Cohort
from core.endpoints import CUSTOM, NAMES, ORIGINS, SHEET, Endpoint
from core.fitting import asked_endpoint, offered_endpoints
from core.happenings import DEATH, HAPPENINGS
from core.view import View
from pages.parts.controls import NOTHING, choose_number, choose_setting
from pages.parts.mapping import ask_questions
from pages.parts.session import bind, change, session

NO_ENDPOINT = (
    "This cohort has no such endpoint yet: it needs the date of the first antibody, vital status and the date of "
    "death or last contact, or a time and a status column. The Cohort page says what is missing."
)
UNFINISHED = "Choose what your endpoint waits for; until then the endpoint below is shown."
ELSEWHERE = {
    True: "Nothing competes with your endpoint: its curve is on the Survival page. Shown here instead: {}.",
    False: "Something competes with your endpoint: its curve is on the Relapse and NRM page. Shown here instead: {}.",
}


def choose_endpoint(cohort: Cohort, view: View, competing: bool | None = None) -> Endpoint | None:
    """The endpoint and its time zero, among those the cohort can answer; None, and said, where there is none.

    `competing` asks for endpoints something competes with, or for those nothing competes with.
    """
    offered = offered_endpoints(view, cohort, competing)
    chosen = asked_endpoint(view, offered)
    if chosen is None:
        st.warning(NO_ENDPOINT)
        ask_questions(session().reading)
        return None
    building = view.endpoint == CUSTOM
    left, right = st.columns([2, 3])
    with left:
        labels = {one.id: NAMES[one.id][0] for one in offered} | ({CUSTOM: "Build your own"} if _dated(cohort) else {})
        choose_setting("Endpoint", "endpoint", CUSTOM if building else chosen.id, labels, origin=NOTHING)
    with right:
        if building:
            choose_setting("From", "origin", view.origin or next(iter(_dated(cohort))), _dated(cohort))
        else:
            same = [one for one in offered if one.id == chosen.id]
            choose_setting("From", "origin", chosen.origin, _origins(same), endpoint=chosen.id)
    if building:
        _build(cohort, view, chosen, competing)
    _bound(cohort, view, chosen)
    return chosen


def _build(cohort: Cohort, view: View, shown: Endpoint, competing: bool | None) -> None:
    """The events of an own endpoint, and what competes with them."""
    possible = [slug for slug, one in HAPPENINGS.items() if all(name in cohort for name in one.needs)]
    origin = view.origin or next(iter(_dated(cohort)))
    waited, against = st.columns(2)
    with waited:
        _choose_happenings("Events: the first of these", "events", view.events, possible, origin=origin)
    with against:
        rest = [slug for slug in possible if slug not in view.events]
        _choose_happenings("Competing: these come first", "competing", view.competing, rest, origin=origin)
    if not view.events:
        st.caption(UNFINISHED)
    elif shown.id != CUSTOM and competing is not None:
        st.caption(ELSEWHERE[competing].format(shown.title))
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
    bounds = view.follow_up
    used = sum(bool(bound) for bound in (bounds.entry, bounds.censored_at, bounds.until, bounds.months))
    with st.popover("Observation" + (f" · {used} bound{'s' if used > 1 else ''}" if used else "")):
        if endpoint.origin != SHEET:
            later = {slug: label for slug, label in _dated(cohort).items() if slug != endpoint.origin}
            choose_setting("Under observation since (late entry)", "entry", view.entry, {NOTHING: "time zero"} | later)
            dated = [s for s, one in HAPPENINGS.items() if s != DEATH and all(name in cohort for name in one.needs)]
            _choose_happenings("Censor at", "censor", view.censor, dated)
            st.date_input(
                "Data cut-off",
                min_value="1990-01-01",
                format="YYYY-MM-DD",
                **bind("setting_until", view.until, lambda day: change(until=day)),
            )
        choose_number("Stop at months after time zero", "horizon", view.horizon, lowest=0.5)


def _dated(cohort: Cohort) -> dict[str, str]:
    """The times zero this cohort has dates of."""
    return {slug: one.label for slug, one in ORIGINS.items() if all(cohort.has(name) for name in one.needs)}


def _origins(endpoints: Sequence[Endpoint]) -> dict[str, str]:
    return {one.origin: "as in the sheet" if one.origin == SHEET else ORIGINS[one.origin].label for one in endpoints}
