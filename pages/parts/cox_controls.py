"""The choices above the Cox models: covariates and how each enters, strata, interactions, and who goes together."""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import combinations

import streamlit as st

from core.analyses.cox import Cox
from core.analyses.cox_terms import CovariateForm, known_numbers, observed_quantiles
from core.cohort import Cohort
from core.dictionary import Field
from core.formats import format_plain
from core.forms import APART, Form, form_of, read_numbers, reference_of, with_form, with_reference
from core.view import View
from core.words.cox_forms import ENTER_NAMES, FORM_NAMES, LEVEL_FORMS
from pages.parts.controls import groupings, switch_setting
from pages.parts.session import bind, change
from pages.parts.showing import plain, show_caption

NOT_NUMBERS = "Write numbers with a point for decimals, parted by commas: 40, 60.5"
ROW, BESIDE = [3, 2, 2.5], 3

Take = Callable[[Form | None], None]


def choose_covariates_shown(offered: Mapping[str, Field], view: View) -> None:
    """Which columns are covariates."""
    st.multiselect(
        "Covariates",
        list(offered),
        format_func=lambda slug: offered[slug].label,
        **bind("covariates", list(view.covariates), lambda slugs: change(covariates=tuple(slugs))),
    )


def choose_forms(cohort: Cohort, result: Cox, view: View, not_offered: str) -> None:
    """How each covariate enters; strata and interactions below; away unless they are used."""
    with st.expander("Forms, references, strata, interactions"):
        with_forms = [one for one in result.forms if _has_forms(one.field)]
        for covariate in with_forms:
            _draw_covariate(cohort, covariate, view)
        columns = st.columns(BESIDE)
        for place, covariate in enumerate(one for one in result.forms if one not in with_forms):
            with columns[place % BESIDE]:
                _choose_reference(cohort, covariate, view, f"{covariate.field.label}: reference")
        strata, pairs = st.columns(2)
        with strata:
            _choose_strata(cohort, view)
        with pairs:
            _choose_interactions(result, view)
        if not_offered:
            show_caption(not_offered)


def choose_who_enters(result: Cox, view: View) -> None:
    """Which covariates go together into the multivariable model, and whether all models have the same patients."""
    rule, detail, same = st.columns([4, 4, 3], vertical_alignment="bottom")
    with rule:
        switch_setting("Into the multivariable model", "enter", view.enter, ENTER_NAMES)
    with detail:
        if view.enter == "p":
            st.number_input(
                "P below",
                min_value=0.001,
                max_value=1.0,
                step=0.01,
                format="%.3g",
                **bind("enter_below", view.enter_below, lambda p: change(enter_below=p)),
            )
        if view.enter == "hand":
            labels = {field.slug: field.label for field in result.covariates}
            st.multiselect(
                "Covariates that enter",
                list(labels),
                format_func=labels.get,
                **bind("entered", [s for s in view.entered if s in labels], lambda s: change(entered=tuple(s))),
            )
    with same:
        st.toggle(
            "Same patients in all models",
            **bind("same_patients", view.same_patients, lambda on: change(same_patients=bool(on))),
        )


def _draw_covariate(cohort: Cohort, covariate: CovariateForm, view: View) -> None:
    """One covariate: its form, what the form needs to know, and the reference."""
    field, form = covariate.field, form_of(view.forms, covariate.field.slug)
    take = partial(_take, view, field)
    kind, detail, reference = st.columns(ROW, vertical_alignment="bottom")
    with kind:
        _choose_kind(cohort, field, form, take)
    with detail:
        _choose_detail(field, form, take)
    with reference:
        if covariate.form is None or covariate.form.is_grouped:
            _choose_reference(cohort, covariate, view, "Reference")


def _has_forms(field: Field) -> bool:
    """Whether there is a choice of forms: of a number, or of levels in an order."""
    return field.is_number or field.kind == "ordinal"


def _choose_kind(cohort: Cohort, field: Field, form: Form | None, take: Take) -> None:
    names = FORM_NAMES if field.is_number else LEVEL_FORMS
    current = form.kind if form else next(iter(names))
    st.selectbox(
        plain(field.label_with_unit),
        list(names),
        format_func=names.get,
        **bind(f"form_{field.slug}", current, lambda kind: take(_first_form(cohort, field, kind))),
    )


def _first_form(cohort: Cohort, field: Field, kind: str) -> Form | None:
    """The form of this kind a visitor begins with."""
    if not kind or kind == "per":
        return None
    return Form(kind, observed_quantiles(known_numbers(cohort, field), (0.5,)) if kind == "cut" else ())


def _choose_detail(field: Field, form: Form | None, take: Take) -> None:
    """The unit of a line, the cut points of groups, or where a curve is shown."""
    if not field.is_number:
        return
    if form is None or form.kind == "per":
        st.number_input(
            "Per",
            min_value=0.001,
            max_value=1e6,
            format="%.6g",
            **bind(
                f"per_{field.slug}",
                form.numbers[0] if form else 1.0,
                lambda unit: take(Form("per", (unit,))),
            ),
        )
    elif form.kind == "cut":
        _type_numbers("Groups begin at", f"cuts_{field.slug}", form, take)
    elif form.kind == "spline":
        _type_numbers("Shown at", f"shown_{field.slug}", form, take, "quantiles")


def _type_numbers(label: str, key: str, form: Form, take: Take, without: str = "") -> None:
    """Numbers parted by commas; what is none leaves those before, and is said."""

    def read(text: str) -> None:
        numbers = () if without and not text.strip() else read_numbers(text)
        if numbers is None or len(numbers) > form.most_numbers:
            st.toast(NOT_NUMBERS)
        else:
            take(Form(form.kind, numbers))

    st.text_input(label, placeholder=without, **bind(key, ", ".join(map(format_plain, form.numbers)), read))


def _choose_reference(cohort: Cohort, covariate: CovariateForm, view: View, label: str) -> None:
    """The level or group the others are compared with."""
    field = covariate.field
    if field.is_number:
        options = {str(place): label for place, label in enumerate(covariate.groups, start=1)}
    else:
        options = {level.slug: level.label for level in cohort.observed_levels(field.name)}
    asked, first = reference_of(view.forms, field.slug), next(iter(options))
    st.selectbox(
        plain(label),
        list(options),
        format_func=options.get,
        **bind(
            f"reference_{field.slug}",
            asked if asked in options else first,
            lambda chosen: change(forms=with_reference(view.forms, field.slug, "" if chosen == first else chosen)),
        ),
    )


def _choose_strata(cohort: Cohort, view: View) -> None:
    labels = groupings(cohort)
    st.multiselect(
        "Stratify by",
        list(labels),
        format_func=labels.get,
        max_selections=3,
        placeholder="one baseline hazard for all",
        **bind("model_strata", list(view.model_strata), lambda slugs: change(model_strata=tuple(slugs))),
    )


def _choose_interactions(result: Cox, view: View) -> None:
    labels = {field.slug: field.label for field in result.covariates}
    pairs = {APART.join(pair): " × ".join(labels[slug] for slug in pair) for pair in combinations(labels, 2)}
    turned = {item: pairs.get(APART.join(reversed(item.split(APART))), item) for item in view.interactions}
    options = {key: words for key, words in pairs.items() if words not in turned.values()} | {
        item: pairs.get(item, words) for item, words in turned.items()
    }
    st.multiselect(
        "Interactions",
        list(options),
        format_func=options.get,
        max_selections=10,
        placeholder="none",
        **bind("interactions", list(view.interactions), lambda items: change(interactions=tuple(items))),
    )


def _take(view: View, field: Field, form: Form | None) -> None:
    """Make this the form of a covariate."""
    change(forms=with_form(view.forms, field.slug, form))
