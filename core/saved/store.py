"""Views by name: a small database of questions, on this computer or, for a department, on its server.

A view belongs to its owner, the empty text where nobody signs in, and may be shared with everybody who uses the
store. Whatever happens to the database becomes a `StoreError` with a sentence: no page may fail for it.
"""

import itertools
import json
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.exc import IntegrityError

from core.address import address_of
from core.saved.database import Database, open_database
from core.saved.store_errors import StoreError, said_in_words
from core.saved.view_file import VERSION, Question, ViewFileError, read_address

LONGEST_NAME, LONGEST_NOTE, LONGEST_OWNER = 80, 1_000, 200
MOST_ATTEMPTS = 50
GONE = "This view is not in the store any more, or it is not yours."
KEPT_AFTER_DELETION = timedelta(days=1)

_NUMBER = re.compile(r" \(\d+\)$")

METADATA = sa.MetaData()
VIEWS = sa.Table(
    "views",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(LONGEST_OWNER), nullable=False, index=True),
    sa.Column("name", sa.String(LONGEST_NAME + 10), nullable=False),
    sa.Column("unique_name", sa.String(LONGEST_NAME + 10), nullable=False),
    sa.Column("note", sa.String(LONGEST_NOTE), nullable=False),
    sa.Column("page", sa.String(30), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("address", sa.String(8_000), nullable=False),
    sa.Column("shared", sa.Boolean, nullable=False),
    sa.Column("created", sa.String(32), nullable=False),
    sa.Column("opened", sa.String(32), nullable=False),
    sa.Column("deleted", sa.String(32), nullable=False),
    sa.UniqueConstraint("owner", "unique_name"),
)
"""Times are UTC in ISO form, which sorts; `unique_name` is the name, or the id of a view that was deleted."""


@dataclass(frozen=True)
class SavedView:
    """A view in the store; `shared` with everybody, `created` and `opened` last in UTC."""

    id: str
    owner: str
    name: str
    note: str
    page: str
    shared: bool
    created: datetime
    opened: datetime
    version: int
    address: dict[str, str] | None

    def question(self) -> tuple[Question, tuple[str, ...]]:
        """What was asked, and a sentence for every part that could not be used.

        Raises ViewFileError for a later version, and where the row was damaged, whose `address` is None.
        """
        if self.address is None:
            raise ViewFileError("This view was damaged in the store and cannot be opened. The others are not touched.")
        view, problems = read_address(self.address, self.version)
        return Question(self.page, view), problems


class ViewStore:
    """The views kept at this address of a database (as SQLAlchemy writes it). Nothing is opened before it is used."""

    def __init__(self, url: str) -> None:
        """Remember where the store is."""
        self._url = url

    def save(self, question: Question, name: str, note: str = "", owner: str = "") -> SavedView:
        """Keep a question under a name. A name the owner already has gets a number: nobody's work is overwritten."""
        now = _now()
        row = {
            "id": secrets.token_hex(16),
            "owner": owner[:LONGEST_OWNER],
            "note": _printable(note)[:LONGEST_NOTE],
            "page": question.page,
            "version": VERSION,
            "address": json.dumps(address_of(question.view)),
            "shared": False,
            "created": now,
            "opened": now,
            "deleted": "",
        }
        return self._insert(name, row)

    def views(self, owner: str = "") -> tuple[SavedView, ...]:
        """The owner's views and those others share, last opened first."""
        kept = sa.select(VIEWS).where(VIEWS.c.deleted == "", (VIEWS.c.owner == owner) | VIEWS.c.shared)
        with self._reading() as connection:
            rows = connection.execute(kept.order_by(VIEWS.c.opened.desc(), VIEWS.c.name)).mappings().all()
        return tuple(_saved(row) for row in rows)

    def open(self, identity: str, owner: str = "") -> SavedView:
        """A view the owner may see, which counts as opened now, if the store can be written to."""
        with self._reading() as connection:
            seen = _saved(self._seen(connection, identity, owner))
        with suppress(StoreError), self._writing() as connection:
            connection.execute(VIEWS.update().where(VIEWS.c.id == identity).values(opened=_now()))
        return seen

    def rename(self, identity: str, name: str, owner: str = "") -> SavedView:
        """Give an own view another name; one the owner already has gets a number."""

        def write(connection: Connection, named: dict[str, str]) -> None:
            self._change(connection, identity, owner, named)

        return self._named(name, owner, write, identity)

    def describe(self, identity: str, note: str, owner: str = "") -> None:
        """Give an own view another note."""
        with self._writing() as connection:
            self._change(connection, identity, owner, {"note": _printable(note)[:LONGEST_NOTE]})

    def share(self, identity: str, shared: bool, owner: str = "") -> None:
        """Let everybody who uses the store see an own view, or nobody else any more."""
        with self._writing() as connection:
            self._change(connection, identity, owner, {"shared": shared})

    def duplicate(self, identity: str, owner: str = "") -> SavedView:
        """A copy of a view the owner may see, which belongs to the owner."""
        with self._reading() as connection:
            seen = dict(self._seen(connection, identity, owner))
        now = _now()
        copy = seen | {"id": secrets.token_hex(16), "owner": owner, "shared": False, "created": now, "opened": now}
        return self._insert(_NUMBER.sub("", seen["name"]), copy)

    def delete(self, identity: str, owner: str = "") -> None:
        """Put an own view away; `restore` brings it back for a day, after which a later deletion clears it out."""
        long_ago = (datetime.now(UTC) - KEPT_AFTER_DELETION).isoformat()
        with self._writing() as connection:
            self._change(connection, identity, owner, {"deleted": _now(), "unique_name": identity})
            connection.execute(VIEWS.delete().where(VIEWS.c.deleted != "", VIEWS.c.deleted < long_ago))

    def restore(self, identity: str, owner: str = "") -> SavedView:
        """Bring back an own view that was deleted; if its name was given since, it gets a number."""
        with self._reading() as connection:
            query = sa.select(VIEWS.c.name).where(VIEWS.c.id == identity, VIEWS.c.owner == owner)
            name = connection.execute(query).scalar()
        if name is None:
            raise StoreError(GONE)

        def write(connection: Connection, named: dict[str, str]) -> None:
            self._change(connection, identity, owner, named | {"deleted": ""}, deleted=True)

        return self._named(name, owner, write, identity)

    def _insert(self, name: str, row: dict[str, object]) -> SavedView:
        def write(connection: Connection, named: dict[str, str]) -> None:
            connection.execute(VIEWS.insert().values(**row | named))

        return self._named(name, row["owner"], write, row["id"])

    def _named(
        self, name: str, owner: str, write: Callable[[Connection, dict[str, str]], object], identity: str
    ) -> SavedView:
        """Write the row `identity` under this name or, where the owner has it, with the first number that is free.

        On a server another writer may take the name between look and write: then both look again.
        """
        stem = _printable(name)[:LONGEST_NAME].strip() or "Unnamed view"
        for _ in range(MOST_ATTEMPTS):
            with suppress(IntegrityError), self._writing() as connection:
                free = _free_name(stem, connection, owner, identity)
                write(connection, {"name": free, "unique_name": free})
                return _saved(connection.execute(sa.select(VIEWS).where(VIEWS.c.id == identity)).mappings().one())
        raise StoreError("Too many people are giving this name to a view at the moment: choose another one.")

    @staticmethod
    def _seen(connection: Connection, identity: str, owner: str) -> RowMapping:
        visible = (VIEWS.c.owner == owner) | VIEWS.c.shared
        row = (
            connection.execute(sa.select(VIEWS).where(VIEWS.c.id == identity, VIEWS.c.deleted == "", visible))
            .mappings()
            .first()
        )
        if row is None:
            raise StoreError(GONE)
        return row

    @staticmethod
    def _change(
        connection: Connection, identity: str, owner: str, values: dict[str, object], deleted: bool = False
    ) -> None:
        own = (VIEWS.c.id == identity) & (VIEWS.c.owner == owner)
        there = VIEWS.c.deleted != "" if deleted else VIEWS.c.deleted == ""
        if not connection.execute(VIEWS.update().where(own, there).values(**values)).rowcount:
            raise StoreError(GONE)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """One transaction that only reads, which a store that cannot be written to allows as well."""
        with self._opened_anew_after_trouble(), said_in_words(), self._database.reader.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction that writes; a name that is taken leaves it as an IntegrityError."""
        with self._opened_anew_after_trouble(), said_in_words(), self._database.writer.begin() as connection:
            yield connection

    @contextmanager
    def _opened_anew_after_trouble(self) -> Iterator[None]:
        """Let go of a database that refused, since connections to a file that was moved away would outlive it."""
        try:
            yield
        except StoreError:
            if (database := self.__dict__.pop("_database", None)) is not None:
                database.reader.dispose()
            raise

    @cached_property
    def _database(self) -> Database:
        return open_database(self._url, METADATA)


def _free_name(stem: str, connection: Connection, owner: str, identity: str) -> str:
    others = (VIEWS.c.owner == owner) & (VIEWS.c.id != identity) & VIEWS.c.unique_name.startswith(stem, autoescape=True)
    taken = set(connection.execute(sa.select(VIEWS.c.unique_name).where(others)).scalars())
    numbered = (f"{stem} ({number})" for number in itertools.count(2))
    return next(name for name in itertools.chain([stem], numbered) if name not in taken)


def _printable(text: str) -> str:
    """A text on one line, without signs that cannot be seen."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _saved(row: RowMapping) -> SavedView:
    return SavedView(
        id=row["id"],
        owner=row["owner"],
        name=row["name"],
        note=row["note"],
        page=row["page"],
        shared=row["shared"],
        created=datetime.fromisoformat(row["created"]),
        opened=datetime.fromisoformat(row["opened"]),
        version=row["version"],
        address=_address(row["address"]),
    )


def _address(text: str) -> dict[str, str] | None:
    """The address kept in a row, None where it is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_address = isinstance(found, dict) and all(isinstance(value, str) for value in found.values())
    return found if is_address else None
