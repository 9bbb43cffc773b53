"""The choices above a result: what to compare, which interval, which number. Each is a setting of the view."""

from collections.abc import Mapping

import streamlit as st

from core.cohort import Cohort
from core.stats.kaplan_meier import Interval
from core.view import View
from core.words.survival import INTERVAL_NAMES, NO_BETA_PRODUCT
from pages.parts.session import bind, change

NOTHING = ""
P_STYLES = {"blood": "Blood", "ama": "Haematologica, AMA", "nejm": "NEJM"}
ROWS = {"censored": "Censored so far", "events": "Events so far"}


def choose_setting(label: str, setting: str, current: str, options: Mapping[str, str], **together: str) -> None:
    """One setting of the view from a list of its values and their labels; those in `together` change with it."""
    st.selectbox(
        label,
        list(options),
        format_func=options.get,
        disabled=len(options) < 2,
        **bind(f"setting_{setting}", current, lambda value: change(**{setting: value}, **together)),
    )


def choose_number(
    label: str,
    setting: str,
    current: float | None,
    lowest: float = 0.0,
    highest: float = 600.0,
    *,
    cleared: float | None = None,
    without: str = "none",
) -> None:
    """A number of the view between two bounds; `cleared` is what the view holds without one, `without` the words."""
    st.number_input(
        label,
        min_value=lowest,
        max_value=highest,
        value=None,
        step=1.0,
        placeholder=without,
        **bind(f"setting_{setting}", current, lambda value: change(**{setting: cleared if value is None else value})),
    )


def switch_setting(label: str, setting: str, current: str, options: Mapping[str, str]) -> None:
    """One setting of the view from a few values that stand side by side."""
    st.segmented_control(
        label,
        list(options),
        format_func=options.get,
        required=True,
        **bind(f"setting_{setting}", current, lambda value: change(**{setting: value})),
    )


def choose_rows(view: View) -> None:
    """What else is counted under the axis of a figure, away unless it is used."""
    with st.popover("Figure", width="stretch"):
        st.pills(
            "Rows under the axis, beside numbers at risk",
            list(ROWS),
            format_func=ROWS.get,
            selection_mode="multi",
            **bind("extra_rows", list(view.extra_rows), lambda rows: change(extra_rows=tuple(rows))),
        )


def choose_compare(cohort: Cohort, view: View) -> None:
    """The field whose levels are compared."""
    choose_setting("Compare by", "compare", view.compare, {NOTHING: "no comparison"} | groupings(cohort))


def choose_interval(intervals: tuple[Interval, ...], view: View) -> View:
    """The interval of survival, and the view with one these patients are offered."""
    offered = {name: INTERVAL_NAMES[name] for name in intervals}
    fitted = view.change(interval=view.interval if view.interval in offered else next(iter(offered)))
    choose_setting("Confidence interval", "interval", fitted.interval, offered)
    if fitted.interval != view.interval:
        st.caption(NO_BETA_PRODUCT)
    return fitted


def groupings(cohort: Cohort) -> dict[str, str]:
    """The fields patients can be compared by, with their labels."""
    return {field.slug: field.label for field in cohort.columns.values() if cohort.can_compare(field)}
