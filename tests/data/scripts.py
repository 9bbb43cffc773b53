"""The scripts that make the bundled cohorts, run from the tests."""

import sys
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from core.dictionary import DATA


def assert_makes_again(monkeypatch: pytest.MonkeyPatch, script: str, workbook: Path) -> None:
    """The script makes the workbook that is there, cell by cell and byte by byte.

    Scripts and their parts import one another by name: what was imported from their folder is forgotten again.
    """
    monkeypatch.syspath_prepend(str(DATA))
    again = __import__(script).make()
    of_scripts = [name for name, module in sys.modules.items() if is_of_the_folder(module)]
    for name in of_scripts:
        monkeypatch.delitem(sys.modules, name)
    new, old = load_workbook(BytesIO(again)), load_workbook(workbook)
    assert new.sheetnames == old.sheetnames
    for sheet in old.sheetnames:
        assert list(new[sheet].values) == list(old[sheet].values)
    assert again == workbook.read_bytes()


def is_of_the_folder(module: object) -> bool:
    file = getattr(module, "__file__", None)
    return bool(file) and Path(file).parent == DATA


def in_order(patients: pd.DataFrame, names: tuple[str, ...]) -> bool:
    """Whether no patient has a date before one that comes earlier in the list; missing dates are passed over."""
    gaps = patients[list(names)].ffill(axis=1).diff(axis=1).iloc[:, 1:].fillna(pd.Timedelta(0))
    return bool((gaps >= pd.Timedelta(0)).all(axis=None))
