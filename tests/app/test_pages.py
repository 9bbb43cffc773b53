"""Every page over cohorts of every shape: what a doctor reads, and that nothing ends in an error."""

import io

import openpyxl
import pytest

from tests.app.pages import TITLES, go_to, open_page, shown, upload

HEADINGS = ("Pt ID", "Age", "Salvage", "mAb1", "mAb1 start", "mAb1 response", "Vital status", "Last FU")


def workbook(*rows: tuple, headings: tuple = HEADINGS) -> bytes:
    book = openpyxl.Workbook()
    for row in (headings, *rows):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


ONE = workbook(("P1", 40, 1, "blina", "2019-01-05", "CR", "alive", "2020-01-05"))
NO_EVENTS = workbook(
    *((f"P{i}", 30 + i, i % 3 + 1, "blina", "2019-01-05", "NR", "alive", f"2020-01-{i + 10}") for i in range(9))
)
NO_DATES = workbook(*((f"P{i}", 30 + i, "NR") for i in range(4)), headings=("Pt ID", "Age", "mAb1 response"))
TIMES_ONLY = workbook(*((f"P{i}", i * 2.5, i % 2) for i in range(8)), headings=("Pt ID", "OS (mo)", "OS_STATUS"))
SHAPES = {"one patient": ONE, "no events": NO_EVENTS, "no dates": NO_DATES, "times and statuses": TIMES_ONLY}


@pytest.mark.parametrize("page", TITLES)
def test_every_page_opens_on_the_bundled_cohort(page):
    app = open_page(page)
    assert not app.exception
    assert [title.value for title in app.title] == [TITLES[page]]
    assert "29 of 29 patients" in shown(app)
    assert "Synthetic, reconstructed from published figures; not patient data." in shown(app)


@pytest.mark.parametrize("page", TITLES)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_page_says_what_it_can_of_an_awkward_cohort(page, shape):
    app = go_to(upload(open_page(), "export.xlsx", SHAPES[shape]), page)
    assert not app.exception
    assert not app.error
    assert [title.value for title in app.title] == [TITLES[page]]


@pytest.mark.parametrize("page", ["survival", "response", "cox"])
def test_a_filter_that_leaves_nobody_is_said_in_its_own_words(page):
    app = open_page(page, age_years="110..120")
    assert not app.exception
    assert "0 of 29 patients" in shown(app)
    assert "No patients match: Age 110 to 120 years" in shown(app)


def test_a_filter_set_on_one_page_still_holds_on_the_next_and_after_a_rerun():
    app = open_page()
    app.button_group(key="filter_sequence").set_value(["blina-ino"]).run()
    assert "25 of 29 patients" in shown(app)
    for page in ("cox", "response"):
        app = go_to(app, page).run()
        assert "25 of 29 patients" in shown(app)
        assert app.query_params["sequence"] == "blina-ino"


def test_an_address_with_nonsense_is_said_and_the_rest_of_it_holds():
    app = open_page(sequence="blina-ino", colour="<script>", interval="sideways", salvage="9")
    assert not app.exception
    assert "25 of 29 patients" in shown(app)
    said = shown(app)
    assert all(f"“{key}”" in said for key in ("colour", "interval", "salvage"))


@pytest.mark.parametrize("compare", ["vital_status", "mab1", "age_years", "patient_id"])
def test_a_comparison_that_makes_no_groups_is_said_and_one_curve_drawn(compare):
    app = upload(open_page(compare=compare), "export.xlsx", NO_EVENTS)
    app = go_to(app, "survival")
    assert not app.exception
    assert "Comparison not drawn" in shown(app)
    assert len(app.get("vega_lite_chart")) == 1


def test_a_filter_of_a_link_is_taken_away_where_it_is_shown():
    app = open_page(sex="male")
    assert "17 of 29 patients" in shown(app)
    app.multiselect(key="more_filters").set_value([]).run()
    assert "29 of 29 patients" in shown(app)


def test_choosing_another_time_zero_keeps_the_endpoint():
    app = open_page(endpoint="efs")
    app.selectbox(key="setting_origin").set_value("mab2_start").run()
    assert app.selectbox(key="setting_endpoint").value == "efs"
    assert "Event-free survival from the second antibody" in shown(app).replace("event-free", "Event-free")


def test_a_link_made_with_another_workbook_says_that_its_figures_will_differ():
    app = open_page(cohort="0123456789", salvage="1")
    assert "waits for its workbook" in shown(app)
    app.file_uploader(key="upload_waiting_0").set_value(("export.xlsx", NO_EVENTS, "")).run()
    assert "not exactly the patients the view was made with" in shown(app)
    assert "3 of 9 patients" in shown(app)


def test_a_filter_the_new_cohort_does_not_know_is_reported_and_the_others_hold():
    app = open_page(cd19_at_relapse="positive", salvage="1")
    app = go_to(upload(app, "export.xlsx", NO_EVENTS), "survival")
    assert "CD19 at relapse is not a column of this cohort" in shown(app)
    assert "3 of 9 patients" in shown(app)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n" + bytes(64), b"PK\x03\x04 torn"])
def test_a_refused_file_leaves_the_cohort_as_it_was(data):
    app = upload(open_page(sequence="blina-ino"), "export.xlsx", data)
    assert not app.exception
    assert len(app.error) == 1
    assert "25 of 29 patients" in shown(app)


def test_undo_after_an_upload_keeps_the_uploaded_cohort():
    app = upload(open_page(), "export.xlsx", NO_EVENTS)
    own = app.query_params["cohort"]
    app.button(key="undo").click().run()
    assert "9 of 9 patients" in shown(app)
    assert app.query_params["cohort"] == own


def test_the_bundled_cohort_can_be_looked_at_and_the_own_workbook_is_still_there():
    app = upload(open_page(), "export.xlsx", NO_EVENTS)
    own = app.query_params["cohort"]
    app.button(key="mskcc").click().run()
    assert "29 of 29 patients" in shown(app)
    app.button(key="own").click().run()
    assert "9 of 9 patients" in shown(app)
    assert app.query_params["cohort"] == own


def test_forgetting_the_workbook_brings_the_bundled_cohort_back():
    app = upload(open_page(), "export.xlsx", NO_EVENTS)
    app.button(key="forget").click().run()
    assert "29 of 29 patients" in shown(app)
    assert "export.xlsx" not in shown(app)


def test_a_comparison_known_only_later_is_drawn_on_request_alone():
    app = open_page(compare="transplant", endpoint="os", **{"from": "mab1_start"})
    assert "immortal time" in shown(app)
    assert "Simon-Makuch curves" in shown(app)
    assert "Kaplan-Meier" not in shown(app)
    app.segmented_control(key="setting_timing").set_value("landmark").run()
    assert "landmark analysis at 4 months" in shown(app)
    app.segmented_control(key="setting_timing").set_value("naive").run()
    assert "Immortal time: Transplant after the first antibody was known only after" in shown(app)
    assert "The same comparison three ways" in shown(app)


def test_the_event_coding_is_asked_and_the_answer_opens_the_endpoint():
    coded = workbook(*((f"P{i}", i * 3.0, i % 2 + 1) for i in range(8)), headings=("Pt ID", "OS (mo)", "OS_STATUS"))
    app = upload(open_page(), "export.xlsx", coded)
    assert "OS_STATUS" in shown(app)
    questions = [box for box in app.selectbox if box.key.startswith("question_")]
    assert len(questions) == 2
    questions[0].set_value("no").run()
    next(box for box in app.selectbox if box.key.startswith("question_") and box.value is None).set_value("yes").run()
    app = go_to(app, "survival")
    assert not app.exception
    assert "Overall survival" in shown(app)


def test_a_unit_that_is_missing_is_asked_where_the_curve_would_be_and_the_answer_draws_it():
    plain = workbook(*((f"P{i}", i * 30, i % 2) for i in range(8)), headings=("Pt ID", "OS", "OS_STATUS"))
    app = go_to(upload(open_page(), "export.xlsx", plain), "survival")
    assert "days, months or years?" in shown(app)
    (question,) = [box for box in app.selectbox if box.key.startswith("question_")]
    question.set_value("days").run()
    assert "Median overall survival" in shown(app)
    assert not [box for box in app.selectbox if box.key.startswith("question_")]
