"""The database under the store of views: SQLite in a folder of the user's, or a server of the department's."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from sqlalchemy import URL, Engine, MetaData, create_engine, event, inspect, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

PATIENCE = 5
"""Seconds to wait for a database that is busy or does not answer."""
POSTGRESQL = "postgresql+psycopg"
VARIABLE = "BALLAD_VIEWS_URL"
"""The environment variable that names another database, as SQLAlchemy writes addresses."""


@dataclass(frozen=True)
class Database:
    """One database twice: its transactions begin ready to write with `writer`, and as readers with `reader`."""

    reader: Engine
    writer: Engine


def default_address(environment: Mapping[str, str] = os.environ) -> str:
    """Where the views are kept: where the environment says, else in a file in the user's data folder."""
    return environment.get(VARIABLE, "") or f"sqlite:///{user_data_path('Ballad', appauthor=False) / 'views.sqlite'}"


def open_database(url: str, tables: MetaData) -> Database:
    """The database at this address with these tables, which are made where they are missing."""
    engine = _engine(url)
    database = Database(engine, engine.execution_options(begin="BEGIN IMMEDIATE"))
    if not _has(tables, engine):
        try:
            with database.writer.begin() as connection:
                tables.create_all(connection)
        except SQLAlchemyError:
            # Another program may have made them at the same moment.
            if not _has(tables, engine):
                raise
    return database


def _has(tables: MetaData, engine: Engine) -> bool:
    return set(tables.tables) <= set(inspect(engine).get_table_names())


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.drivername == "postgresql":
        address = address.set(drivername=POSTGRESQL)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, pool_timeout=PATIENCE, connect_args=_waits(address))
    if address.database and not address.database.startswith("file:"):
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _leave_transactions_to_sqlalchemy)
    event.listen(engine, "begin", _begin)
    return engine


def _waits(address: URL) -> dict[str, Any]:
    """How long a server may let us wait for a connection, a lock and an answer; other drivers wait their own time."""
    if address.drivername != POSTGRESQL:
        return {}
    milliseconds = int(PATIENCE * 1_000)
    options = f"-c lock_timeout={milliseconds} -c statement_timeout={2 * milliseconds}"
    return {"connect_timeout": max(1, int(PATIENCE)), "options": options}


def _leave_transactions_to_sqlalchemy(connection, _record) -> None:
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    """A writer takes its place before it reads: two of them then wait for each other instead of failing."""
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
