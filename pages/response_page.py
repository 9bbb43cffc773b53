"""Response: the ladder by antibody and group, how long responses lasted, the flow to the second antibody, antigens."""

from functools import partial

import streamlit as st

from core.analyses.best_response import best_responses
from core.analyses.patients_behind import response_lines
from core.analyses.response import analyse_by_line, analyse_response, antibodies_with_responses, denominators_offered
from core.charts.response_bars_chart import SEGMENT, response_bars
from core.tables.best_response_table import best_response_table
from core.tables.response_table import antibodies_table, differences_table, response_table
from core.words.patients import left_out_sentence
from core.words.response import LIMIT_NAMES, NO_RESPONSES, by_line_caption, response_caption
from core.words.response_figures import bars_caption
from pages.parts.controls import choose_compare, choose_setting
from pages.parts.opening import cohort_and_view, selected_patients
from pages.parts.patients import list_segment, offer_patients
from pages.parts.response import draw_antigens, draw_duration, draw_flow
from pages.parts.showing import show_figure_with_clicks, show_notice, show_table, show_warning

cohort, view = cohort_and_view()
st.title("Response")

antibodies = antibodies_with_responses(cohort)
if not antibodies:
    show_warning(NO_RESPONSES)
    st.stop()
columns = st.columns(4)
with columns[0]:
    view = view.change(antibody=view.antibody if view.antibody in antibodies else next(iter(antibodies)))
    choose_setting("Response to", "antibody", view.antibody, antibodies)
with columns[1]:
    choose_compare(cohort, view)
with columns[2]:
    offered = denominators_offered(cohort, view.antibody)
    view = view.change(denominator=view.denominator if view.denominator in offered else next(iter(offered)))
    choose_setting("Percent of", "denominator", view.denominator, offered)
with columns[3]:
    choose_setting("Confidence interval", "limits", view.limits, LIMIT_NAMES)

selection = selected_patients(cohort, view)
result = analyse_response(selection, view)
caption = response_caption(result, view.limits)
show_table(response_table(result, caption), key="response")
offer_patients(lambda: response_lines(result), selection, key="response")
if len(result.labels) > 2:
    show_table(differences_table(result, caption), key="response_differences")
show_notice(left_out_sentence(sum(result.n), result.left_out))

best = best_responses(selection, view)
if best.levels:
    draw = partial(response_bars, best)
    clicked = show_figure_with_clicks(draw, "best_response_figure", SEGMENT, "Best response", bars_caption(best))
    list_segment(best, selection, clicked)
    show_table(best_response_table(best), key="best_response")
draw_duration(selection, view)
if len(antibodies) > 1:
    draw_flow(selection)
    by_line = analyse_by_line(selection, view)
    show_table(antibodies_table(by_line, by_line_caption(view.limits)), key="response_by_line")
draw_antigens(selection, view)
