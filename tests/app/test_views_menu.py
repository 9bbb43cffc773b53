"""The Views menu: a question saved, found again, changed and deleted, and a file that is no view."""

import json
import sqlite3

import pytest
from streamlit.testing.v1 import AppTest

from core.filters import Choice
from core.saved.store import ViewStore
from core.saved.view_file import Question, write_view_file
from core.view import View
from tests.app.pages import go_to, open_page, shown, upload
from tests.app.test_pages import NO_EVENTS
from tests.app.views_menu import choose, listed, open_menu, page_of, press

ASKED = Question("cox", View(filters=(Choice(field="sex", levels=("male",)),), compare="sex"))
BY_ANA = {"is_logged_in": True, "sub": "1", "email": "ana@example.org", "email_verified": True, "name": "Ana"}
BY_BEN = {"is_logged_in": True, "sub": "2", "email": "ben@example.org", "email_verified": True, "name": "Ben"}


def test_a_closed_menu_touches_no_store(tmp_path):
    open_page()
    assert not (tmp_path / "views.sqlite").exists()


def test_a_view_is_saved_under_a_name_found_by_it_and_opened_on_its_page(url):
    app = open_menu(open_page("cox", sex="male"))
    app.text_input(key="view_name_0").set_value("Men")
    app.text_input(key="view_note_0").set_value("for Friday")
    app = press(app, "view_save")
    assert not app.exception
    assert listed(app) == ["Men · Cox"]
    (saved,) = ViewStore(url).views()
    assert (saved.page, saved.note, saved.address["sex"]) == ("cox", "for Friday", "male")

    other = choose(open_menu(open_page()))
    assert "Cox: Sex: Male" in shown(other)
    assert "for Friday" in shown(other)
    other = press(other, "view_open")
    assert page_of(other) == "cox"
    assert "17 of 29 patients" in shown(other)
    other = press(other, "undo")
    assert "29 of 29 patients" in shown(other)
    assert ViewStore(url).views()[0].opened > saved.opened


def test_a_view_is_renamed_copied_and_deleted_and_the_deletion_taken_back(url):
    saved = ViewStore(url).save(ASKED, "Plan")
    app = choose(open_menu(open_page()))
    app.text_input(key=f"name_{saved.id}_Plan").set_value("Better plan")
    app = press(app, "view_edit")
    assert listed(app) == ["Better plan · Cox"]
    app = press(app, "view_duplicate")
    assert sorted(listed(app)) == ["Better plan (2) · Cox", "Better plan · Cox"]
    app = press(app, "view_delete")
    assert listed(app) == ["Better plan (2) · Cox"]
    assert "Deleted: Better plan" in shown(app)
    app = press(app, "view_restore")
    assert sorted(listed(app)) == ["Better plan (2) · Cox", "Better plan · Cox"]
    assert "Deleted" not in shown(app)
    assert not app.exception


def test_without_sign_in_the_menu_says_that_all_are_one_user_and_offers_no_sharing(url):
    ViewStore(url).save(ASKED, "Plan")
    app = choose(open_menu(open_page()))
    assert "Nobody signs in to this Ballad" in shown(app)
    assert "view_share" not in [button.key for button in app.button]


def signed_in(user: dict) -> AppTest:
    app = open_page()
    app.secrets["auth"] = {"client_id": "ballad"}
    app.user = user
    return open_menu(app)


def test_views_belong_to_whoever_signed_in_and_can_be_shared_with_all(url):
    ViewStore(url).save(ASKED, "Plan", owner="ana@example.org")
    assert listed(signed_in(BY_BEN)) == []
    press(choose(signed_in(BY_ANA)), "view_share")
    ben = signed_in(BY_BEN)
    assert listed(ben) == ["Plan · Cox · shared by ana@example.org"]
    ben = choose(ben)
    assert not {"view_share", "view_delete", "view_edit"} & {button.key for button in ben.button}
    assert "Signed in as Ben" in shown(ben)
    assert page_of(press(ben, "view_open")) == "cox"


def test_two_shared_views_of_one_name_can_be_told_apart(url):
    store = ViewStore(url)
    for owner, page in (("sub:1", "cox"), ("sub:2", "cox")):
        store.share(store.save(Question(page, View()), "Plan", f"note of {owner}", owner).id, True, owner)
    ben = signed_in(BY_BEN)
    assert listed(ben) == ["Plan · Cox · shared", "Plan · Cox · shared (2)"]
    assert "Cox: All patients" in shown(choose(ben, 1))
    assert {line for line in shown(ben).splitlines() if line.startswith("note of")} == {"note of sub:1"}


def test_before_sign_in_there_are_links_and_files_and_no_names(url):
    ViewStore(url).save(ASKED, "Plan")
    app = signed_in({"is_logged_in": False})
    assert listed(app) == []
    assert "Sign in to keep views under a name" in shown(app)
    assert [code.value for code in app.code] == ["/survival?cohort=mskcc"]
    assert not app.exception


def test_a_view_of_a_later_version_in_the_store_says_so(url, tmp_path):
    ViewStore(url).save(ASKED, "Plan")
    with sqlite3.connect(tmp_path / "views.sqlite") as connection:
        connection.execute("update views set version = 99")
    app = choose(open_menu(open_page()))
    assert not app.exception
    assert "later version of Ballad" in shown(app)


def drop(app: AppTest, data: bytes) -> AppTest:
    uploader = next(one for one in app.file_uploader if one.key.startswith("view_upload_"))
    return uploader.set_value(("view.ballad.json", data, "application/json")).run()


def test_a_view_file_opens_on_its_page():
    app = drop(open_menu(open_page()), write_view_file(ASKED).encode())
    assert not app.exception
    assert page_of(app) == "cox"
    assert "17 of 29 patients" in shown(app)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "cut off"),
        (b'{"kind": "ballad view"', "cut off"),
        (b"[" * 15_000, "cut off"),
        (b"<script>alert(1)</script>", "no Ballad view"),
        (write_view_file(ASKED).replace('"version": 1', '"version": 99').encode(), "later version"),
        (json.dumps({"kind": "ballad view", "version": 1, "page": "../x", "address": {}}).encode(), "damaged"),
    ],
)
def test_a_file_that_is_no_view_is_refused_and_the_question_on_screen_stays(data, said):
    app = drop(open_menu(open_page(sex="male")), data)
    assert not app.exception
    assert said in shown(app)
    assert "17 of 29 patients" in shown(app)


def test_a_view_made_on_a_page_that_is_not_there_is_shown_where_the_reader_is():
    app = drop(open_menu(open_page()), write_view_file(Question("astrology", ASKED.view)).encode())
    assert not app.exception
    assert "made on a page this Ballad does not have" in shown(app)
    assert "17 of 29 patients" in shown(app)


def test_a_view_of_another_workbook_waits_for_it_and_says_what_it_asks():
    view = ASKED.view.change(cohort="0123456789", endpoint="os", origin="mab1_start", until="2021-06-30")
    app = drop(open_menu(open_page()), write_view_file(Question("survival", view)).encode())
    said = (
        "Survival: Sex: Male; compared by Sex; overall survival from the first antibody; log-log intervals; "
        "data cut-off 2021-06-30."
    )
    assert "waits for its workbook" in shown(app)
    assert said in shown(app)
    app.file_uploader(key="upload_waiting_1").set_value(("export.xlsx", NO_EVENTS, "")).run()
    assert "not exactly the patients the view was made with" in shown(app)
    assert "Filter not applied: Sex is not a column of this cohort" in shown(app)


def test_a_view_of_another_workbook_is_asked_of_the_own_one_on_screen_and_what_does_not_fit_is_said():
    app = open_menu(go_to(upload(open_page(), "export.xlsx", NO_EVENTS), "survival"))
    own = app.query_params["cohort"]
    view = View(cohort="0123456789", filters=(Choice(field="salvage", levels=("1",)),), compare="cd19_at_relapse")
    app = drop(app, write_view_file(Question("survival", view)).encode())
    assert not app.exception
    assert "3 of 9 patients" in shown(app)
    assert app.query_params["cohort"] == own
    assert "not exactly the patients the view was made with" in shown(app)
    assert "Comparison not drawn" in shown(app)


def test_what_was_undone_can_be_redone_until_something_else_is_changed():
    app = open_page()
    app.button_group(key="filter_sequence").set_value(["blina-ino"]).run()
    app = press(app, "undo")
    assert "29 of 29 patients" in shown(app)
    app = press(app, "redo")
    assert "25 of 29 patients" in shown(app)
    assert app.query_params["sequence"] == "blina-ino"
    assert app.button(key="redo").disabled
    app = press(app, "undo")
    app.button_group(key="filter_salvage").set_value(["1"]).run()
    assert app.button(key="redo").disabled
