"""The tab of predicted survival: whose, by which values, and the curves.

What is chosen of a patient stays in the session: it may be somebody's, and an address goes to others.
"""

from functools import partial

import streamlit as st

from core.analyses.cox import Cox
from core.analyses.cox_patient import (
    MOST_PATIENTS,
    Asked,
    asked_covariates,
    first_values,
    predict_patients,
    why_not_predicted,
)
from core.analyses.selection import Selection
from core.charts.predicted_chart import predicted_chart
from core.tables.cox_patient_table import cox_patient_table
from core.view import View
from core.words.cox_patient import (
    not_predicted_sentence,
    outside_sentence,
    patient_label,
    predicted_caption,
    unknown_sentence,
)
from core.words.survival import INTERVAL_NAMES
from pages.parts.controls import choose_setting
from pages.parts.session import bind, keep, kept
from pages.parts.showing import plain, show_figure, show_notice, show_table, show_warning

KEY = "cox_patients"
OFFERED = {name: label for name, label in INTERVAL_NAMES.items() if name != "beta-product"}


def draw_prediction(fitted: Cox, selection: Selection, view: View) -> None:
    """Choose up to three patients; their curves over each other, medians and milestones in a table."""
    reason = why_not_predicted(fitted)
    if reason:
        show_notice(not_predicted_sentence(reason, fitted))
        return
    asked = asked_covariates(fitted)
    question = View(cohort=view.cohort, covariates=view.covariates)
    n_patients, chosen = kept(KEY, question) or (1, ({},) * MOST_PATIENTS)
    how_many, limits, _ = st.columns([2, 2, 4])
    with how_many:
        options = list(range(1, MOST_PATIENTS + 1))
        report = _keeper(question, chosen)
        st.segmented_control("Patients", options, required=True, **bind("cox_n_patients", n_patients, report))
    with limits:
        shown = view.interval if view.interval in OFFERED else "log-log"
        choose_setting("Confidence interval", "interval", shown, OFFERED)
    patients = tuple(_values(asked, place, chosen[place]) for place in range(n_patients))
    for place, column in enumerate(st.columns(n_patients)):
        with column:
            _choose_values(asked, place, patients, chosen, question)
    _show(fitted, selection, view, asked, patients)


def _show(fitted: Cox, selection: Selection, view: View, asked: tuple[Asked, ...], patients: tuple[dict, ...]) -> None:
    """What is predicted of these patients, and what of it is not to be trusted."""
    found = predict_patients(fitted, selection, patients, view.interval)
    show_warning(unknown_sentence(found))
    show_warning(outside_sentence(asked, patients))
    if not all(one.unknown for one in found.patients):
        title = f"Predicted {found.endpoint.label.lower()}"
        show_figure(partial(predicted_chart, found), "predicted_figure", title, predicted_caption(found))
    show_table(cox_patient_table(found, asked), key="predicted_survival")


def _values(asked: tuple[Asked, ...], place: int, chosen: dict) -> dict:
    """A value of every covariate: the one chosen if it still can be, else the one to begin with."""
    first = first_values(asked, place)
    return {
        one.field.name: one.fitting(chosen[one.field.name]) if one.field.name in chosen else first[one.field.name]
        for one in asked
    }


def _choose_values(
    asked: tuple[Asked, ...], place: int, patients: tuple[dict, ...], chosen: tuple[dict, ...], question: View
) -> None:
    """The covariates of one patient, each a number or a list of its levels; those of one alone side by side."""
    st.markdown(f"**{patient_label(place)}**")
    columns = st.columns(MOST_PATIENTS) if len(patients) == 1 else [st.container()]
    for number, one in enumerate(asked):

        def report(value: float | str, name: str = one.field.name) -> None:
            own = {**chosen[place], name: value}
            keep(KEY, question, (len(patients), (*chosen[:place], own, *chosen[place + 1 :])))

        tied = bind(f"cox_patient_{place}_{number}", patients[place][one.field.name], report)
        label, column = plain(one.field.label_with_unit), columns[number % len(columns)]
        if one.levels:
            column.selectbox(label, list(one.levels), **tied)
        else:
            column.number_input(label, **tied)


def _keeper(question: View, chosen: tuple[dict, ...]):
    """Keeps how many patients there are, beside what was chosen of them."""
    return lambda n_patients: keep(KEY, question, (n_patients, chosen))
