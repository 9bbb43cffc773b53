"""Endpoints above a result: those offered, those a visitor builds, and the bounds of observation."""

from datetime import date

import numpy as np
import pytest

from core.bundled import read_bundled
from tests.app.pages import go_to, open_page, shown, tables, upload
from tests.app.relapse import (
    FROM_RESPONSE,
    FROM_TRANSPLANT,
    MODELS,
    PROGRESSION,
    RELAPSE,
    address,
    by_hand,
    counts,
    open_tab,
)
from tests.app.test_pages import workbook


def test_the_endpoints_something_competes_with_are_offered_and_no_others():
    offered = open_page("relapse").selectbox(key="setting_endpoint").options
    assert offered[:2] == ["Cumulative incidence of relapse", "Non-relapse mortality"]
    assert offered[-1] == "Build your own"
    assert {"Transplant", "Next therapy", "Sinusoidal obstruction syndrome"} < set(offered)
    assert not {"Overall survival", "Event-free survival", "Moderate or severe chronic GVHD"} & set(offered)


@pytest.mark.parametrize(
    ("widget", "key", "value", "bound"),
    [
        ("number_input", "setting_horizon", 6.0, {"months": 6.0}),
        ("date_input", "setting_until", date(2016, 12, 31), {"cut_off": "2016-12-31"}),
        ("multiselect", "setting_censor", ["sos"], {"censor": "sos_date"}),
    ],
)
def test_a_bound_of_observation_changes_the_counts_as_by_hand(widget, key, value, bound):
    app = open_page("relapse", **FROM_TRANSPLANT)
    before = counts(app)
    getattr(app, widget)(key=key).set_value(value).run()
    assert not app.exception
    assert counts(app)["All patients"] == by_hand(RELAPSE, **bound)
    assert counts(app) != before
    app.button(key="undo").click().run()
    assert counts(app) == before


def test_relapse_after_response_can_be_censored_at_transplant():
    app = open_page("relapse", **FROM_RESPONSE, censor="hsct")
    assert counts(app)["All patients"] == by_hand(PROGRESSION, censor="hsct_date") == (16, 10, 0)
    assert "Censored at transplant." in shown(app)


def test_late_entry_counts_those_under_observation_and_refuses_what_cannot_be_computed():
    app = open_page("relapse", endpoint="transplant", compare="salvage", **{"from": "mab1_start"})
    app.selectbox(key="setting_entry").set_value("mab1_response").run()
    expected = by_hand(("hsct_date", "mab1_start"), kept=lambda patients, end: end > patients["mab1_response_date"])
    assert tuple(np.sum(list(counts(app).values()), axis=0)) == expected
    assert "with late entry there is none" in shown(app)
    app = open_tab(app, "Fine-Gray and cause-specific Cox")
    assert not app.exception
    assert "A Fine-Gray model needs everybody under observation from time zero" in shown(app)
    assert tables(app)[MODELS][2][2] == "–"


def test_an_own_endpoint_is_built_from_its_events_and_what_competes():
    app = open_page("relapse")
    app.selectbox(key="setting_endpoint").set_value("custom").run()
    assert "Choose what your endpoint waits for." in shown(app)
    app.multiselect(key="setting_events").set_value(["mab2_start", "hsct"]).run()
    app.multiselect(key="setting_competing").set_value(["mab1_progression"]).run()
    assert not app.exception
    patients = read_bundled("mskcc").cohort.patients
    waited = patients[["mab2_start", "hsct_date"]].min(axis=1)
    against = patients[["mab1_progression", "death_date"]].min(axis=1)
    events = int((waited <= against.fillna(waited)).sum())
    assert counts(app)["All patients"] == (29, events, 29 - events)
    assert address(app)["events"] == "mab2_start~hsct"


def test_an_own_endpoint_nothing_competes_with_is_sent_to_the_survival_page_and_stays_chosen():
    app = open_page("relapse", endpoint="custom", events="death", **{"from": "mab1_start"})
    assert "Nothing competes with your endpoint: its curve is on the Survival page." in shown(app)
    assert "Shown here instead: " in shown(app)
    app = go_to(app, "survival")
    assert "Something competes" not in shown(app)
    assert "Overall survival from the first antibody" in shown(app)
    app.multiselect(key="setting_events").set_value(["hsct"]).run()
    assert "Something competes with your endpoint: its curve is on the Relapse and NRM page." in shown(app)


def test_a_sheet_of_times_and_statuses_has_relapse_and_nrm_and_no_bounds_that_need_dates():
    rows = [(f"P{i}", i, i % 2, i + (i % 3), (i % 3 == 0) * 1) for i in range(1, 25)]
    data = workbook(*rows, headings=("Pt ID", "RFS (mo)", "RFS_STATUS", "OS (mo)", "OS_STATUS"))
    app = go_to(upload(open_page(until="2019-01-01", horizon="12"), "export.xlsx", data), "relapse")
    assert not app.exception
    assert app.selectbox(key="setting_endpoint").options == ["Cumulative incidence of relapse", "Non-relapse mortality"]
    assert "they are not applied to the times of the sheet" in shown(app)
    failed = [row for row in rows if row[1] <= 12 and row[2]]
    died = [row for row in failed if row[4] and row[1] == row[3]]
    assert counts(app)["All patients"] == (24, len(failed) - len(died), len(died))


def test_without_a_ready_made_endpoint_one_can_be_built():
    rows = [
        (f"P{i}", "2019-01-05", f"2019-02-{i + 1:02}" if i % 2 else None, "dead", f"2019-06-{i + 1:02}")
        for i in range(8)
    ]
    headings = ("Pt ID", "mAb1 start", "mAb1 response date", "Vital status", "Last FU")
    app = go_to(upload(open_page(), "export.xlsx", workbook(*rows, headings=headings)), "relapse")
    assert "no endpoint with competing events yet" in shown(app)
    app.button(key="build_own").click().run()
    app.multiselect(key="setting_events").set_value(["mab1_response"]).run()
    assert not app.exception
    assert counts(app)["All patients"] == (8, 4, 4)


@pytest.mark.parametrize(
    "query",
    [
        {"until": "1800-01-01"},
        {"until": "9999-12-31"},
        {"horizon": "0.1"},
        {"entry": "hsct"},
        {"entry": "mab1_start"},
        {"entry": "inotuzumab_failure"},
        {"censor": "cgvhd~sos"},
        {"endpoint": "custom", "from": "inotuzumab_failure"},
        {"endpoint": "custom", "events": "hsct", "from": "hsct"},
        {"endpoint": "custom", "events": "hsct~sos", "competing": "hsct~sos", "from": "mab1_start"},
        {"timing": "time-dependent", "compare": "transplant"},
        {"compare": "cd19_at_relapse", "from": "mab1_response"},
        {"rows": "events~censored", "compare": "sex"},
    ],
    ids=lambda query: "-".join(query.values()),
)
@pytest.mark.parametrize("page", ["relapse", "survival"])
def test_no_address_ends_in_an_error(page, query):
    app = open_page(page, **({"endpoint": "cir", "from": "hsct"} | query))
    assert not app.exception
    assert not app.error
