"""A department's PostgreSQL in trouble: a sentence for what it says, and what was kept stays."""

from collections.abc import Iterator
from types import SimpleNamespace

import psycopg
import pytest

from core.saved.store import ViewStore
from core.saved.store_errors import StoreError, told
from core.saved.view_file import Question
from core.view import View

ASKED = Question("survival", View(compare="sex"))


@pytest.fixture
def url(postgresql) -> str:
    return postgresql.new_database()


@pytest.fixture
def administrator(url) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def names(store: ViewStore) -> list[str]:
    return [view.name for view in store.views()]


def test_a_locked_table_says_so_and_the_writer_does_not_wait_for_ever(url, administrator, monkeypatch):
    monkeypatch.setattr("core.saved.database.PATIENCE", 0.2)
    store = ViewStore(url)
    store.save(ASKED, "Plan")
    with administrator.transaction():
        administrator.execute("lock table views in share mode")
        with pytest.raises(StoreError, match="locked"):
            store.save(ASKED, "Another")
        assert names(store) == ["Plan"]
    assert store.save(ASKED, "Another").name == "Another"


def test_a_database_that_may_only_be_read_still_opens_views(url, administrator):
    saved = ViewStore(url).save(ASKED, "Plan")
    administrator.execute(f"alter database {administrator.info.dbname} set default_transaction_read_only = on")
    store = ViewStore(url)
    assert store.open(saved.id).question() == (ASKED, ())
    with pytest.raises(StoreError, match="only be read"):
        store.save(ASKED, "Another")


def test_a_server_that_was_restarted_is_used_again(url, postgresql):
    store = ViewStore(url)
    store.save(ASKED, "Plan")
    postgresql.stop()
    with pytest.raises(StoreError, match="does not answer"):
        store.views()
    postgresql.start()
    assert names(store) == ["Plan"]


def test_a_database_that_is_not_there_says_so(postgresql):
    with pytest.raises(StoreError, match="cannot be used"):
        ViewStore(postgresql.address("nowhere")).views()


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("53100", "disk is full"),
        ("53300", "too many"),
        ("28P01", "user or the password"),
        ("42501", "may not do this"),
        ("57014", "too long"),
        ("XX000", "does not answer"),
    ],
)
def test_what_a_server_says_by_its_state_is_said_in_words(state, reason):
    error = RuntimeError("secret text")
    error.orig = SimpleNamespace(sqlstate=state)
    assert reason in str(told(error))
    assert "secret" not in str(told(error))
