"""The Relapse page as a visitor drives it: numbers, landmark, display, tabs, links, undo."""

from datetime import date

import numpy as np
import pytest

from core.clock import DAYS_PER_MONTH
from tests.app.pages import go_to, open_page, shown, tables, upload
from tests.app.relapse import (
    AFTER,
    FROM_RESPONSE,
    FROM_TRANSPLANT,
    MILESTONES,
    MODELS,
    PROGRESSION,
    RELAPSE,
    TABS,
    address,
    by_hand,
    counts,
    open_tab,
)
from tests.app.test_pages import SHAPES


def test_relapse_and_death_without_it_are_counted_as_by_hand():
    app = open_page("relapse", **FROM_TRANSPLANT)
    expected = by_hand(RELAPSE)
    assert counts(app)["All patients"] == expected == (18, 11, 5)
    app.selectbox(key="setting_endpoint").set_value("nrm").run()
    app.selectbox(key="setting_origin").set_value("hsct").run()
    n, relapses, deaths = expected
    assert counts(app)["All patients"] == (n, deaths, relapses)


def test_a_comparison_known_only_later_starts_at_a_landmark_the_slider_moves():
    app = open_page("relapse", compare="transplant", **FROM_RESPONSE)
    assert "immortal time" in shown(app)
    for month in (2, 5):
        app.slider(key="setting_landmark").set_value(float(month)).run()
        assert not app.exception
        assert f"Landmark analysis at {month} months" in shown(app)
        expected = by_hand(
            PROGRESSION,
            kept=lambda patients, end, month=month: (
                (end - patients["mab1_response_date"]).dt.days > month * DAYS_PER_MONTH
            ),
        )
        assert tuple(np.sum(list(counts(app).values()), axis=0)) == expected
    app.segmented_control(key="setting_timing").set_value("naive").run()
    assert tuple(np.sum(list(counts(app).values()), axis=0)) == by_hand(PROGRESSION)
    assert "Immortal time: " in shown(app)


@pytest.mark.parametrize("landmark", ["0", "11", "7.3", "500"])
def test_the_ends_of_the_slider_and_landmarks_beyond_it_leave_two_groups_or_say_why(landmark):
    app = open_page("relapse", compare="transplant", landmark=landmark, **FROM_RESPONSE)
    assert not app.exception
    slider = app.slider(key="setting_landmark")
    assert slider.min <= slider.value <= slider.max == 11
    assert slider.value == min(float(landmark), slider.max)
    assert len(counts(app)) == (1 if landmark == "0" else 2)


def test_the_models_of_a_landmark_take_transplant_as_it_was_there():
    app = open_tab(
        open_page("relapse", compare="transplant", landmark="2", **FROM_RESPONSE), "Fine-Gray and cause-specific Cox"
    )
    levels = {row[0]: int(row[1]) for row in tables(app)[MODELS][2:]}
    assert levels == {label: n for label, (n, *_) in counts(app).items()}
    assert "As known at the landmark: Transplant after the first antibody." in shown(app)


def test_a_covariate_known_only_later_is_warned_of():
    app = open_page("relapse", covariates="transplant", **FROM_RESPONSE)
    assert not app.warning
    app = open_tab(app, "Fine-Gray and cause-specific Cox")
    (warning,) = app.warning
    assert "was known only after response to the first antibody in 13 patients" in warning.value.replace("\\", "")


def test_stacked_there_is_a_figure_for_each_group():
    app = open_page("relapse", compare="sex", **FROM_TRANSPLANT)
    assert len(app.get("vega_lite_chart")) == 1
    app.segmented_control(key="stacked").set_value("Stacked").run()
    assert len(app.get("vega_lite_chart")) == 2
    assert "**Female**" in shown(app)
    assert address(app)["stacked"] == "yes"
    app.button(key="undo").click().run()
    assert len(app.get("vega_lite_chart")) == 1


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_shows_its_table(tab):
    app = open_tab(open_page("relapse", compare="salvage", **FROM_TRANSPLANT), tab)
    assert not app.exception
    assert set(tables(app)) == {MILESTONES, TABS[tab]}


def test_groups_known_at_transplant_are_compared_after_it_even_from_response():
    app = open_tab(open_page("relapse", compare="hsct_donor", **FROM_RESPONSE), "After transplant")
    heading, first, *_ = tables(app)[AFTER]
    assert heading[1] == "Donor"
    assert first[1] != "All patients"


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("shape", SHAPES)
def test_awkward_cohorts_get_a_word_on_what_is_missing_or_their_numbers(shape, tab):
    app = go_to(upload(open_page(endpoint="custom"), "export.xlsx", SHAPES[shape]), "relapse")
    app = open_tab(app, tab)
    assert not app.exception
    assert not app.error
    assert MILESTONES in tables(app) or len(app.warning) or "Choose what your endpoint waits for." in shown(app)


def test_the_address_carries_the_whole_view_and_a_fresh_visitor_sees_the_same():
    app = open_page("relapse", compare="transplant", **FROM_RESPONSE)
    app.slider(key="setting_landmark").set_value(3.0).run()
    app.number_input(key="setting_horizon").set_value(18.0).run()
    app.date_input(key="setting_until").set_value(date(2019, 6, 30)).run()
    app.selectbox(key="setting_incidence_interval").set_value("cloglog").run()
    app.segmented_control(key="stacked").set_value("Stacked").run()
    query = address(app)
    assert {"landmark", "horizon", "until", "scale", "stacked", "compare", "endpoint", "from"} <= set(query)
    other = open_page("relapse", **query)
    assert tables(other) == tables(app)
    assert shown(other) == shown(app)


def test_undo_takes_back_one_change_at_a_time():
    app = open_page("relapse", **FROM_TRANSPLANT)
    seen = [tables(app)]
    app.selectbox(key="setting_compare").set_value("sex").run()
    seen.append(tables(app))
    app.number_input(key="setting_horizon").set_value(3.0).run()
    assert tables(app) not in seen
    for before in reversed(seen):
        app.button(key="undo").click().run()
        assert tables(app) == before
