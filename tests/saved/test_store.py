"""Views by name: nobody's work is lost, others' views are safe, and a store in trouble says so."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.filters import Choice
from core.saved import store as store_module
from core.saved.database import default_address
from core.saved.store import LONGEST_NAME, VIEWS, ViewStore
from core.saved.store_errors import StoreError
from core.saved.view_file import Question, ViewFileError
from core.view import View

PROJECT = Path(__file__).parents[2]
ASKED = Question("survival", View(compare="cd19_at_relapse", filters=(Choice(field="salvage", levels=("1",)),)))


def address(folder) -> str:
    return f"sqlite:///{folder / 'views.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path) -> str:
    """The address of an empty store: a file whose folder is not there yet, or a database of a real server."""
    if request.param == "sqlite":
        return address(tmp_path / "a folder that is not there yet")
    return request.getfixturevalue("postgresql").new_database()


@pytest.fixture
def store(place) -> ViewStore:
    return ViewStore(place)


def names(store: ViewStore, owner: str = "") -> list[str]:
    return [view.name for view in store.views(owner)]


def test_a_view_comes_back_as_it_was_saved(store):
    saved = store.save(ASKED, "  First   salvage ", "for the\x00 meeting")
    assert saved.name == "First salvage"
    assert saved.note == "for the meeting"
    assert store.views() == (saved,)
    assert store.open(saved.id).question() == (ASKED, ())


def test_the_same_name_twice_keeps_both(store):
    store.save(ASKED, "Plan")
    other = Question("cox", View())
    assert store.save(other, "Plan").name == "Plan (2)"
    assert sorted(names(store)) == ["Plan", "Plan (2)"]
    assert {view.page for view in store.views()} == {"survival", "cox"}


def test_the_view_opened_last_comes_first(store):
    first, second = store.save(ASKED, "First"), store.save(ASKED, "Second")
    assert names(store) == ["Second", "First"]
    store.open(first.id)
    assert names(store) == ["First", "Second"]
    assert store.views()[0].opened > second.opened


def test_a_view_can_be_renamed_described_and_copied(store):
    saved = store.save(ASKED, "Plan")
    store.save(ASKED, "Taken")
    assert store.rename(saved.id, "Taken").name == "Taken (2)"
    store.describe(saved.id, "second look")
    copy = store.duplicate(saved.id)
    assert (copy.name, copy.note, copy.address) == ("Taken (3)", "second look", saved.address)


def test_a_deleted_view_can_be_brought_back_even_if_its_name_was_given_since(store):
    saved = store.save(ASKED, "Plan", "a note")
    store.delete(saved.id)
    assert not names(store)
    store.save(ASKED, "Plan")
    back = store.restore(saved.id)
    assert (back.name, back.note) == ("Plan (2)", "a note")
    assert sorted(names(store)) == ["Plan", "Plan (2)"]


def test_a_day_after_its_deletion_a_view_is_cleared_out(store, monkeypatch):
    first, second = store.save(ASKED, "First"), store.save(ASKED, "Second")
    long_ago = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    monkeypatch.setattr(store_module, "_now", lambda: long_ago)
    store.delete(first.id)
    monkeypatch.undo()
    store.delete(second.id)
    with pytest.raises(StoreError, match="not in the store"):
        store.restore(first.id)
    assert store.restore(second.id).name == "Second"


def test_nobody_sees_or_changes_what_others_keep_to_themselves(store):
    mine = store.save(ASKED, "Mine", owner="ana")
    assert not names(store, "ben")
    for attempt in (
        lambda: store.open(mine.id, "ben"),
        lambda: store.rename(mine.id, "Ours", "ben"),
        lambda: store.describe(mine.id, "!", "ben"),
        lambda: store.share(mine.id, True, "ben"),
        lambda: store.duplicate(mine.id, "ben"),
        lambda: store.delete(mine.id, "ben"),
        lambda: store.restore(mine.id, "ben"),
    ):
        with pytest.raises(StoreError, match="not in the store"):
            attempt()
    assert store.views("ana") == (mine,)


def test_a_shared_view_can_be_opened_and_copied_by_everybody_and_changed_by_its_owner_only(store):
    mine = store.save(ASKED, "Ours", owner="ana")
    store.share(mine.id, True, "ana")
    assert names(store, "ben") == ["Ours"]
    assert store.open(mine.id, "ben").address == mine.address
    assert store.duplicate(mine.id, "ben").owner == "ben"
    with pytest.raises(StoreError):
        store.delete(mine.id, "ben")
    store.share(mine.id, False, "ana")
    assert [view.owner for view in store.views("ben")] == ["ben"]


def test_a_name_is_one_line_of_bounded_length_and_never_empty(store):
    assert store.save(ASKED, "\n\t").name == "Unnamed view"
    long = store.save(ASKED, "a\nb" * 100)
    assert "\n" not in long.name
    assert len(long.name) <= LONGEST_NAME
    assert store.save(ASKED, "'; drop table views; --").name == "'; drop table views; --"
    assert len(names(store)) == 3


def save_some(store: ViewStore, writer: int, views: int = 3) -> None:
    for number in range(views):
        store.save(ASKED, "The same name", f"{writer}/{number}")


WRITER = """
import sys
from core.saved.store import ViewStore
from core.saved.view_file import Question
from core.view import View
for number in range(5):
    ViewStore(sys.argv[1]).save(Question("survival", View()), "The same name", f"{sys.argv[2]}/{number}")
"""


def test_twenty_writers_at_the_same_moment_lose_nothing(place):
    with ThreadPoolExecutor(20) as workers:
        list(workers.map(save_some, [ViewStore(place) for _ in range(20)], range(20)))
    views = ViewStore(place).views()
    assert {view.note for view in views} == {f"{writer}/{number}" for writer in range(20) for number in range(3)}
    assert len({view.name for view in views}) == 60


def test_programs_that_write_at_the_same_moment_lose_nothing(place):
    programs = [subprocess.Popen([sys.executable, "-c", WRITER, place, str(writer)], cwd=PROJECT) for writer in "abc"]
    assert [program.wait(120) for program in programs] == [0, 0, 0]
    views = ViewStore(place).views()
    assert {view.note for view in views} == {f"{writer}/{number}" for writer in "abc" for number in range(5)}
    assert len({view.name for view in views}) == 15


def test_a_locked_store_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("core.saved.database.PATIENCE", 0.1)
    store = ViewStore(address(tmp_path))
    saved = store.save(ASKED, "Plan")
    other = sqlite3.connect(tmp_path / "views.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        store.save(ASKED, "Another")
    assert store.open(saved.id) == saved
    other.execute("ROLLBACK")
    other.close()
    assert store.save(ASKED, "Another").name == "Another"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps folders writable for their owner")
def test_a_store_that_may_only_be_read_still_opens_views(tmp_path):
    ViewStore(address(tmp_path)).save(ASKED, "Plan")
    store = ViewStore(f"sqlite:///file:{tmp_path / 'views.sqlite'}?mode=ro&uri=true")
    (view,) = store.views()
    assert store.open(view.id).question() == (ASKED, ())
    with pytest.raises(StoreError, match="only be read"):
        store.save(ASKED, "Another")


def test_a_store_whose_file_was_taken_away_says_so_once_and_begins_anew(tmp_path):
    store = ViewStore(address(tmp_path))
    store.save(ASKED, "Plan")
    (tmp_path / "views.sqlite").rename(tmp_path / "before.sqlite")
    with pytest.raises(StoreError, match="only be read"):
        store.save(ASKED, "Another")
    assert store.save(ASKED, "Another").name == "Another"
    assert names(store) == ["Another"]
    (tmp_path / "views.sqlite").unlink()
    (tmp_path / "before.sqlite").rename(tmp_path / "views.sqlite")
    with pytest.raises(StoreError, match="only be read"):
        store.save(ASKED, "Another")
    assert names(store) == ["Plan"]


@pytest.mark.parametrize("address", ["", '{"sex": "ma', "[]", '{"sex": 1}', "null", "[" * 7_000])
def test_a_damaged_row_says_so_and_the_other_views_stay(store, address):
    damaged, whole = store.save(ASKED, "Damaged"), store.save(ASKED, "Whole")
    with store._database.writer.begin() as connection:
        connection.execute(VIEWS.update().where(VIEWS.c.id == damaged.id).values(address=address))
    found = {view.name: view for view in store.views()}
    assert found["Whole"].question() == (ASKED, ())
    assert whole == found["Whole"]
    with pytest.raises(ViewFileError, match="damaged in the store"):
        found["Damaged"].question()


def save_many(store: ViewStore) -> None:
    for number in range(200):
        store.save(ASKED, f"View {number}", "n" * 900)


def test_a_full_disk_says_so_and_keeps_what_was_there(tmp_path):
    store = ViewStore(address(tmp_path))
    store.save(ASKED, "Plan")
    with store._database.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="disk is full"):
        save_many(store)
    assert "Plan" in names(store)


@pytest.mark.parametrize(
    ("content", "reason"), [(b"not a database at all" * 100, "no database"), (None, "not there or may not")]
)
def test_a_broken_store_says_so(tmp_path, content, reason):
    place = tmp_path / "views.sqlite"
    place.mkdir() if content is None else place.write_bytes(content)
    with pytest.raises(StoreError, match=reason):
        ViewStore(address(tmp_path)).views()


def test_a_folder_that_cannot_be_made_says_so(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be used"):
        ViewStore(f"sqlite:///{tmp_path / 'file' / 'views.sqlite'}").views()


def test_a_server_that_does_not_answer_says_so():
    with pytest.raises(StoreError, match="does not answer"):
        ViewStore("postgresql+psycopg://nobody@127.0.0.1:9/views").views()


def test_no_error_quotes_the_address_or_what_was_being_written(tmp_path):
    (tmp_path / "views.sqlite").write_bytes(b"junk" * 500)
    with pytest.raises(StoreError) as refusal:
        ViewStore(address(tmp_path)).save(ASKED, "A very private name")
    assert "private" not in str(refusal.value)
    assert str(tmp_path) not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_the_store_is_a_file_of_the_users_unless_the_environment_names_another():
    assert default_address({"BALLAD_VIEWS_URL": "postgresql+psycopg://x/y"}) == "postgresql+psycopg://x/y"
    assert default_address({}).startswith("sqlite:///")
    assert default_address({}).endswith("views.sqlite")


def test_the_table_holds_questions_only(store):
    store.save(ASKED, "Plan")
    with store._database.reader.begin() as connection:
        row = connection.execute(sa.select(VIEWS)).mappings().one()
    assert row["address"] == '{"salvage": "1", "compare": "cd19_at_relapse", "cohort": "mskcc"}'
