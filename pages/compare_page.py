"""Two views: two selections of one cohort, asked the same endpoint, as two curves. Nobody is tested against oneself."""

import streamlit as st

from core.analyses.two_views import set_side_by_side
from core.words.patients import left_out_sentence
from core.words.two_views import only_filters_sentence
from pages.parts.endpoints import choose_endpoint
from pages.parts.opening import cohort_and_view, selected_patients, stop_without
from pages.parts.showing import show_caption
from pages.parts.two_views import choose_second, draw_two, labels_of, say_overlap

cohort, view = cohort_and_view()
st.title("Two views")

what, beside = st.columns([6, 4])
with beside:
    second = choose_second(cohort)
with what:
    endpoint = choose_endpoint(cohort, view)
if endpoint is None:
    st.stop()

for one in (view, second.view):
    selected_patients(cohort, one)
two = set_side_by_side(cohort, (view, second.view), endpoint, labels_of(second))
for one in two.compared:
    stop_without(len(one.used), one.left_out)
say_overlap(two)
draw_two(two, view)
show_caption(only_filters_sentence(second.name))
for label, one in zip(two.labels, two.compared, strict=True):
    show_caption(f"{label}: {left_out_sentence(len(one.used), one.left_out)}")
