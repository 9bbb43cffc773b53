"""A real PostgreSQL for the tests of the store, from Debian's packages or wherever its programs are found."""

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.saved import database

DEBIAN = Path("/usr/lib/postgresql")
NOT_RUN = "no PostgreSQL on this machine: see tests/saved/postgresql.sh"


def program(name: str) -> str | None:
    """Where a program of PostgreSQL is; Debian keeps them off the path, the newest version in the last folder."""
    versions = sorted(DEBIAN.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    return next((found for folder in (*versions, None) if (found := shutil.which(name, path=folder))), None)


class Server:
    """A server of one test run: reached through a socket in its own folder, by no port, and gone afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names = (f"views_{number}" for number in itertools.count())
        self._as: dict = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "nobody")
            self._as = {"user": "nobody", "group": folder.stat().st_gid, "extra_groups": []}

    def run(self, name: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            subprocess.run(
                [program(name), *arguments],
                cwd=self.folder,
                check=True,
                stdout=log,
                stderr=log,
                timeout=120,
                **self._as,
            )

    def start(self) -> None:
        settings = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
        self.run(
            "pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "-o", settings, "start"
        )

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    def new_database(self) -> str:
        """The address of a new, empty database, as a department would write it."""
        name = next(self._names)
        self.run("psql", "-h", str(self.folder), "-U", "ballad", "-c", f"create database {name}", "postgres")
        return self.address(name)

    def address(self, name: str) -> str:
        return f"postgresql://ballad@/{name}?host={self.folder}"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A running server; where it cannot be had the test is skipped by name."""
    if not all(program(name) for name in ("initdb", "pg_ctl", "psql")):
        pytest.skip(NOT_RUN)
    with tempfile.TemporaryDirectory(prefix="ballad") as name:
        server = Server(Path(name))
        server.run("initdb", "-D", str(server.folder / "data"), "-U", "ballad", "-A", "trust", "-E", "UTF8", "-N")
        server.start()
        yield server
        server.stop()


@pytest.fixture(autouse=True)
def _engines_end(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Connections of a test are closed with it, so that a hundred stores do not fill a server."""
    made, make = [], database.create_engine

    def remembered(*arguments, **settings):
        made.append(make(*arguments, **settings))
        return made[-1]

    monkeypatch.setattr(database, "create_engine", remembered)
    yield
    for engine in made:
        engine.dispose()
