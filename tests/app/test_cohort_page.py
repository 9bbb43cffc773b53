"""The Cohort page over messy and clean workbooks: what stands first, what one click changes, what is remembered."""

import datetime
import io
from dataclasses import replace

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from core.words.columns import columns_sentence
from core.workbook import Mapping, read_workbook
from core.workbook.mapping import Question
from core.workbook.mapping_file import write_mapping
from tests.app.pages import go_to, open_page, shown, upload
from tests.workbook.making import text, xlsx

DAY = datetime.date
HEADINGS = ("Pt ID", "Name", "Age", "Best resp", "mAb1", "mAb1 start", "Vital", "Last FU", "Age at dx", "OS")
ROWS = [
    ("P1", "Anna", 400, "gut", "blina", DAY(2019, 1, 5), 1, DAY(2018, 1, 1), 44, 3),
    ("P2", "Bert", 44, "schlecht", "ino", DAY(2019, 3, 5), 2, DAY(2020, 1, 1), 44, 4),
    ("P3", "Carl", 52, "gut", "?!", DAY(2019, 4, 5), 2, DAY(2020, 1, 1), 52, 5),
]
MESSY = xlsx([HEADINGS, *ROWS])
HOSTILE = "![x](http://evil.example/x.png) :red[a] $b$"


def messy() -> AppTest:
    return upload(open_page("cohort"), "export.xlsx", MESSY)


def questions(app: AppTest, *headings: str) -> list:
    found = [box for box in app.selectbox if (box.key or "").startswith("question_")]
    return [box for box in found if not headings or any(f"_{heading}_" in box.key for heading in headings)]


def keyed(elements, start: str) -> list:
    return [one for one in elements if (one.key or "").startswith(start)]


def test_a_messy_workbook_is_counted_and_its_questions_stand_before_its_columns():
    app = messy()
    assert not app.exception
    assert columns_sentence(read_workbook(MESSY, "export.xlsx")) in shown(app)
    assert "Dropped for privacy, nothing of them was kept: Name." in shown(app)
    order = [title.value for title in app.subheader]
    assert order == ["export\\.xlsx", "3 questions only you can answer", "Columns", "Issues", "Endpoints"]


def test_a_clean_workbook_asks_nothing_and_has_no_issues():
    rows = [("Pt ID", "Age", "mAb1", "mAb1 start"), ("P1", 40, "blina", DAY(2019, 1, 5))]
    app = upload(open_page("cohort"), "clean.xlsx", xlsx(rows))
    assert "4 of 4 columns understood." in shown(app)
    assert "No issues were found." in shown(app)
    assert questions(app) == []


def test_an_answer_is_listed_and_taken_back_by_a_click():
    app = messy()
    asked = len(questions(app))
    questions(app, "OS")[0].set_value("months").run()
    assert len(questions(app)) == asked - 1
    assert "OS is in months" in shown(app)
    keyed(app.button, "take_back_")[0].click().run()
    assert not app.exception
    assert len(questions(app)) == asked
    assert "OS is in months" not in shown(app)


def test_all_answers_can_be_taken_back_at_once():
    app = messy()
    asked = len(questions(app))
    questions(app, "OS")[0].set_value("months").run()
    questions(app, "mAb1")[0].set_value("missing").run()
    app.button(key="take_all_back").click().run()
    assert len(questions(app)) == asked


def test_a_doubtful_column_becomes_a_field_by_one_choice():
    app = messy()
    box = next(box for box in keyed(app.selectbox, "becomes_") if box.key.endswith("_I"))
    box.set_value("Leave out").run()
    assert "Age at dx is left out" in shown(app)
    assert not [box for box in keyed(app.selectbox, "becomes_") if box.key.endswith("_I")]


def with_reading(app: AppTest, **parts: object) -> AppTest:
    """The app where the importer had found these parts of the reading."""
    state = app.session_state["ballad"]
    state.reading = replace(state.reading, **parts)
    state.brought = replace(state.brought, reading=state.reading)
    return app.run()


def test_what_a_column_may_be_is_suggested_and_taken_by_one_click():
    app = messy()
    columns = app.session_state["ballad"].reading.columns
    doubtful = [replace(one, suggestions=("cr1_months",) if one.letter == "I" else ()) for one in columns]
    app = with_reading(app, columns=tuple(doubtful))
    (button,) = keyed(app.button, "suggestion_")
    assert button.label == "It is Duration of first CR"
    button.click().run()
    assert not app.exception
    assert "Age at dx is Duration of first CR" in shown(app)


def test_a_question_about_the_whole_sheet_stands_before_those_about_columns():
    question = Question("orientation", "layout", "Patients stand in columns: turn the sheet?", ("turn", "keep"))
    app = with_reading(messy(), questions=(question,))
    assert "4 questions only you can answer" in shown(app)
    first = questions(app)[0]
    assert first.key.endswith("_orientation_")
    first.set_value("keep").run()
    assert not app.exception
    assert "The sheet: orientation: keep" in shown(app)


def test_columns_can_be_shown_by_what_became_of_them():
    app = messy()
    (control,) = keyed(app.button_group, "show_columns_")
    control.set_value("dropped").run()
    assert not app.exception
    (frame,) = [frame.value for frame in app.dataframe if "heading" in frame.value]
    assert frame["heading"].tolist() == ["Name"]


def test_issues_stand_in_groups_and_are_listed_by_severity():
    app = messy()
    assert "Errors · " in shown(app)
    assert "last contact before the first antibody" in shown(app)
    (pills,) = keyed(app.button_group, "issue_severity_")
    pills.set_value(["error"]).run()
    (listed,) = [frame.value for frame in app.dataframe if "severity" in frame.value]
    assert set(listed["severity"]) == {"error"}
    assert "Sheet1!H2" in listed["where"].tolist()


def test_nothing_of_a_hostile_workbook_is_read_as_markdown():
    rows = [("Pt ID", "Age", f"Age {HOSTILE}", "mAb1", "Sex"), ("P1", 40, HOSTILE, HOSTILE, HOSTILE)]
    app = upload(open_page("cohort"), f"{HOSTILE[:9]}.xlsx", xlsx([*rows, ("P2", 50, "b", "ino", "f")]))
    assert not app.exception
    markdown = [app.title, app.subheader, app.markdown, app.caption, app.info, app.warning, app.error]
    texts = [element.value for kind in markdown for element in kind]
    texts += [box.label for box in app.selectbox] + [button.label for button in app.button]
    texts += [expander.label for expander in app.expander]
    assert any("http" in said for said in texts)
    assert not [said for said in texts if "![x](" in said or ":red[" in said or "$b$" in said]


def test_next_months_export_finds_all_answers():
    app = messy()
    questions(app, "OS")[0].set_value("months").run()
    app = upload(
        app, "december.xlsx", xlsx([HEADINGS, *ROWS, ("P4", "D", 30, "gut", "ino", DAY(2019, 5, 5), 2, None, 1, 9)])
    )
    assert "has the headings of one you brought before" in shown(app)
    assert "OS is in months" in shown(app)
    assert "4 of 4 patients" in shown(app)
    assert questions(app, "OS") == []


def test_a_workbook_of_other_headings_is_asked_anew():
    app = messy()
    questions(app, "OS")[0].set_value("months").run()
    app = upload(app, "other.xlsx", xlsx([(*HEADINGS[:-2], "OS"), *(row[:-2] + row[-1:] for row in ROWS)]))
    assert "brought before" not in shown(app)
    assert len(questions(app, "OS")) == 1


def test_what_was_said_is_forgotten_with_the_workbook():
    app = messy()
    questions(app, "OS")[0].set_value("months").run()
    app.button(key="forget").click().run()
    app = upload(app, "export.xlsx", MESSY)
    assert len(questions(app, "OS")) == 1


def menu(app: AppTest) -> AppTest:
    app.session_state["keeping"] = True
    return app.run()


def load_answers(app: AppTest, data: bytes) -> AppTest:
    (uploader,) = keyed(menu(app).file_uploader, "answers_")
    uploader.set_value(("kept.ballad-mapping.json", data, "application/json")).run()
    return app


ANSWERS = write_mapping(Mapping(units={"OS": "months"}, codes={"mAb1": {"?!": ""}}))


def test_answers_kept_in_a_file_are_used_for_the_workbook_at_hand():
    app = load_answers(messy(), ANSWERS)
    assert not app.exception
    assert "The answers of the file are used." in shown(app)
    assert questions(app, "OS", "mAb1") == []


def test_answers_that_come_first_wait_for_their_workbook():
    app = load_answers(open_page("cohort"), ANSWERS)
    assert "wait for their workbook" in shown(app)
    app = upload(app, "export.xlsx", MESSY)
    assert "The answers of the file are used." in shown(app)
    assert questions(app, "OS", "mAb1") == []


def test_answers_make_a_workbook_readable_that_has_no_heading_ballad_knows():
    foreign = xlsx([("Kennung", "Jahre"), ("a", 40), ("b", 50)])
    refused = upload(open_page("cohort"), "fremd.xlsx", foreign)
    assert len(refused.error) == 1
    answers = write_mapping(Mapping(fields={"Jahre": "age_years"}))
    assert "2 of 2 patients" in shown(load_answers(refused, answers))
    app = upload(load_answers(open_page("cohort"), answers), "fremd.xlsx", foreign)
    assert "2 of 2 patients" in shown(app)


def test_the_columns_of_a_refused_workbook_can_be_named_on_the_spot():
    app = upload(open_page("cohort"), "fremd.xlsx", xlsx([("Kennung", "Jahre"), ("a", 40), ("b", 50)]))
    state = app.session_state["ballad"]
    assert state.refused.headings == ("Kennung", "Jahre")
    assert [one.label for one in app.expander if "columns are" in one.label] == ["Say what its 2 columns are"]
    asked = Question("orientation", "layout", "Do the patients stand in columns?", ("turn", "keep"))
    state.refused = replace(state.refused, questions=(asked,))
    questions(app.run())[0].set_value("keep").run()
    assert not app.exception
    assert app.session_state["ballad"].refused.upload.mapping.layout == {"orientation": "keep"}


def test_next_months_export_of_a_workbook_that_was_refused_loads_at_once():
    foreign = xlsx([("Kennung", "Jahre"), ("a", 40), ("b", 50)])
    refused = upload(open_page("cohort"), "fremd.xlsx", foreign)
    app = load_answers(refused, write_mapping(Mapping(fields={"Jahre": "age_years"})))
    app = upload(app, "december.xlsx", xlsx([("Kennung", "Jahre"), ("a", 40), ("b", 50), ("c", 60)]))
    assert not app.error
    assert "3 of 3 patients" in shown(app)
    assert "has the headings of one you brought before" in shown(app)


def test_a_refused_workbook_can_be_forgotten():
    app = upload(open_page("cohort"), "fremd.xlsx", xlsx([("Kennung", "Jahre"), ("a", 40)]))
    app.button(key="forget").click().run()
    assert app.session_state["ballad"].refused is None
    assert not app.error


def test_answers_about_another_workbook_are_listed_as_not_fitting():
    app = load_answers(messy(), write_mapping(Mapping(units={"PFS": "days"})))
    assert "answers were given about columns this sheet does not have" in shown(app)


@pytest.mark.parametrize("data", [b"", b"{}", ANSWERS[:-5], b"\xff\xfe"])
def test_a_file_that_holds_no_answers_is_refused_and_all_stays(data):
    app = load_answers(messy(), data)
    assert not app.exception
    assert "holds no answers about a workbook" in app.error[0].value.replace("\\", "")
    assert "3 of 3 patients" in shown(app)


def test_the_sheet_a_mapping_was_made_for_is_read_where_the_workbook_has_it():
    data = xlsx([HEADINGS, *ROWS], [("ID", "Age"), ("1", 40)], names=("Data", "Summary"))
    for asked, read in (("Summary", "1 patient from sheet Summary"), ("Gone", "from sheet Data")):
        app = load_answers(open_page("cohort"), write_mapping(Mapping(units={"OS": "months"}), asked))
        app = upload(app, "export.xlsx", data)
        assert read in shown(app)


def downloads(app: AppTest) -> list[str]:
    return [element.proto.label for element in app.get("download_button")]


def test_the_annotated_workbook_and_the_answers_are_offered_of_the_visitors_own_workbook_alone():
    assert downloads(open_page("cohort")) == []
    app = messy()
    assert downloads(app) == ["Annotated workbook"]
    questions(app, "OS")[0].set_value("months").run()
    assert downloads(app) == ["Annotated workbook", "Answers to keep"]


def test_the_template_is_offered_in_its_menu():
    assert downloads(menu(open_page("cohort"))) == ["Empty template (Excel)"]


def test_shifting_the_dates_is_an_answer_that_can_be_taken_back():
    app = messy()
    (toggle,) = keyed(app.toggle, "shifted_")
    toggle.set_value(True).run()
    assert not app.exception
    (toggle,) = keyed(app.toggle, "shifted_")
    assert toggle.value
    toggle.set_value(False).run()
    assert not keyed(app.toggle, "shifted_")[0].value


def test_sixty_columns_and_hundreds_of_issues_stay_short():
    headings = [*HEADINGS, *(f"Column {n}" for n in range(50))]
    rows = [[*row, *range(50)] for row in ROWS for _ in range(100)]
    for number, row in enumerate(rows):
        row[0], row[3] = f"P{number}", f"word {number % 40}"
    app = upload(open_page("cohort"), "big.csv", text([headings, *rows]))
    assert not app.exception
    assert len(questions(app)) < 100
    tables = [one.proto.body for one in app.get("html") if "Errors · " in one.proto.body]
    assert len(tables) == 1
    assert tables[0].count("<tr") < 30


def test_every_page_opens_after_an_answer_and_an_empty_workbook_is_refused():
    app = messy()
    questions(app, "OS")[0].set_value("months").run()
    assert not go_to(app, "survival").exception
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    assert upload(app, "empty.xlsx", stream.getvalue()).error
