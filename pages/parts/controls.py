"""The choices above a result: what to compare, which endpoint, which interval. Each is a setting of the view."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.cohort import Cohort
from core.endpoints import NAMES, ORIGINS, SHEET, Endpoint, available, choose
from core.view import View
from pages.parts.mapping import ask_questions
from pages.parts.session import bind, change, session

NOTHING = ""


def choose_setting(label: str, setting: str, current: str, options: Mapping[str, str], **together: str) -> None:
    """One setting of the view from a list of its values and their labels; those in `together` change with it."""
    st.selectbox(
        label,
        list(options),
        format_func=options.get,
        disabled=len(options) < 2,
        **bind(f"setting_{setting}", current, lambda value: change(**{setting: value}, **together)),
    )


def choose_compare(cohort: Cohort, view: View) -> None:
    """The field whose levels are compared."""
    groupings = {field.slug: field.label for field in cohort.columns.values() if cohort.can_compare(field)}
    choose_setting("Compare by", "compare", view.compare, {NOTHING: "no comparison"} | groupings)


def choose_endpoint(cohort: Cohort, view: View) -> Endpoint | None:
    """The endpoint and its time zero, among those the cohort can answer; None, and said, where there is none."""
    offered = available(cohort)
    chosen = choose(offered, view.endpoint, view.origin)
    if chosen is None:
        st.warning(
            "This cohort has no endpoint yet: it needs the date of the first antibody, vital status and the date of "
            "death or last contact, or a time and a status column. The Cohort page says what is missing."
        )
        ask_questions(session().reading)
        return None
    left, right = st.columns([2, 3])
    with left:
        choose_setting("Endpoint", "endpoint", chosen.id, _labels(offered, "id"), origin="")
    with right:
        same = [one for one in offered if one.id == chosen.id]
        choose_setting("From", "origin", chosen.origin, _labels(same, "origin"), endpoint=chosen.id)
    return chosen


def _labels(endpoints: Sequence[Endpoint], what: str) -> dict[str, str]:
    if what == "id":
        return {one.id: NAMES[one.id][0] for one in endpoints}
    return {one.origin: "as in the sheet" if one.origin == SHEET else ORIGINS[one.origin].label for one in endpoints}
