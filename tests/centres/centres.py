"""Centres of made-up patients: what they would write, as files."""

import json

from core.analyses.compared import Compared
from core.centres.table import CentreTable, centre_table
from core.view import View
from tests.proof.asked import compared, made_up

SEX = View(compare="sex")


def patients_of(seed: int, n: int = 60, view: View = SEX) -> Compared:
    return compared(made_up(seed, n), view, competing=False)


def table_of(seed: int, centre: str, n: int = 60, view: View = SEX) -> CentreTable:
    return centre_table(patients_of(seed, n, view), centre)


def file_of(seed: int, centre: str, n: int = 60, view: View = SEX) -> tuple[str, bytes]:
    """The name of the file and what is in it."""
    return f"{centre}.json", table_of(seed, centre, n, view).model_dump_json().encode()


def changed(file: tuple[str, bytes], **changes) -> tuple[str, bytes]:
    """The same file with other values of some of its keys."""
    return file[0], json.dumps(json.loads(file[1]) | changes).encode()
