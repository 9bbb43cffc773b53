"""A store of views in trouble: a sentence, and neither the page nor what was typed is lost."""

import sqlite3
from contextlib import suppress

import pytest
import sqlalchemy as sa

from core.saved.store import ViewStore
from core.saved.store_errors import StoreError
from core.saved.view_file import Question
from core.view import View
from pages.parts.named_views import _store
from tests.app.pages import open_page, shown
from tests.app.views_menu import listed, open_menu, press

ASKED = Question("cox", View(compare="sex"))


@pytest.mark.parametrize("trouble", ["folder", "junk", "server", "driver", "nonsense"])
def test_a_store_in_trouble_says_so_once_and_the_page_stays(tmp_path, monkeypatch, trouble):
    place = tmp_path / "broken.sqlite"
    place.mkdir() if trouble == "folder" else place.write_bytes(b"junk" * 500)
    addresses = {
        "server": "postgresql://nobody@127.0.0.1:9/views",
        "driver": "postgresql+asyncpg://nobody@127.0.0.1:9/views",
        "nonsense": "where the views are",
    }
    monkeypatch.setenv("BALLAD_VIEWS_URL", addresses.get(trouble, f"sqlite:///{place}"))
    app = open_menu(open_page())
    assert not app.exception
    assert "The named views cannot be used at the moment" in shown(app)
    assert [title.value for title in app.title] == ["Survival"]
    assert len(app.get("vega_lite_chart")) == 1
    assert len(app.code) == 1
    monkeypatch.setenv("BALLAD_VIEWS_URL", f"sqlite:///{tmp_path / 'good.sqlite'}")
    assert "cannot be used" in shown(app.run())
    assert "cannot be used" not in shown(press(app, "store_again"))


def test_a_locked_store_refuses_with_a_sentence_and_nothing_typed_is_lost(url, tmp_path, monkeypatch):
    monkeypatch.setattr("core.saved.database.PATIENCE", 0.1)
    ViewStore(url).save(ASKED, "Plan")
    other = sqlite3.connect(tmp_path / "views.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    app = open_menu(open_page())
    app.text_input(key="view_name_0").set_value("Another")
    app = press(app, "view_save")
    assert "another program holds it locked" in shown(app)
    assert app.text_input(key="view_name_0").value == "Another"
    assert listed(app) == ["Plan · Cox"]
    other.execute("ROLLBACK")
    other.close()
    assert sorted(listed(press(app, "view_save"))) == ["Another · Survival", "Plan · Cox"]
    assert "locked" not in shown(app)


def always(store: ViewStore, pragma: str) -> None:
    """From now on every connection of this store is under this rule of SQLite's."""
    pool = store._database.reader.pool
    sa.event.listen(pool, "checkout", lambda connection, *_: connection.execute(f"PRAGMA {pragma}"))


def fill_the_disk(_folder, url: str) -> None:
    no_page_more, other = "max_page_count = 1", ViewStore(url)
    always(other, no_page_more)
    with suppress(StoreError):
        for number in range(200):
            other.save(ASKED, f"View {number}")
    always(_store(url), no_page_more)


def take_the_file_away(folder, _url: str) -> None:
    (folder / "views.sqlite").unlink()


def put_junk_in_its_place(folder, _url: str) -> None:
    (folder / "views.sqlite").write_bytes(b"junk" * 5_000)


def forbid_writing(_folder, url: str) -> None:
    always(_store(url), "query_only = on")


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (fill_the_disk, "the disk is full"),
        (take_the_file_away, "its file or folder may only be read"),
        (put_junk_in_its_place, "its file is"),
        (forbid_writing, "its file or folder may only be read"),
    ],
)
def test_trouble_of_a_store_in_use_is_a_sentence_and_neither_the_page_nor_what_was_typed_is_lost(
    url, tmp_path, trouble, reason
):
    app = open_menu(open_page(sex="male"))
    app.text_input(key="view_name_0").set_value("Plan")
    app = press(app, "view_save")
    assert listed(app) == ["Plan · Survival"]
    trouble(tmp_path, url)
    app.text_input(key="view_name_1").set_value("Another")
    app = press(app, "view_save")
    assert not app.exception
    assert f"The named views cannot be used at the moment: {reason}" in shown(app)
    assert app.text_input(key="view_name_1").value == "Another"
    assert "17 of 29 patients" in shown(app)
    assert len(app.get("vega_lite_chart")) == 1
