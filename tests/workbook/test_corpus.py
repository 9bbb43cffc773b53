"""Workbooks as hospitals keep them: each becomes exactly its cohort, asks exactly its questions, or is refused."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from core.workbook import Reading, WorkbookError, read_workbook
from tests.workbook.corpus import BOOKS
from tests.workbook.corpus.base import Book, Cell


def values(reading: Reading) -> dict[str, list[Cell]]:
    """Every column that was read, dates as text with the year first, None where there is no value."""
    patients, columns = reading.cohort.patients, reading.cohort.columns
    return {name: list(map(_plain, patients[name])) for name, known in columns.items() if known.origin != "derived"}


def _plain(value: object) -> Cell:
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    return None if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)) else value


def read_or_asked(data: bytes) -> Reading | WorkbookError:
    """The workbook read without an answer, or the refusal that brings the question that opens it."""
    try:
        return read_workbook(data, "export")
    except WorkbookError as refusal:
        return refusal


def asked(reading: Reading | WorkbookError) -> frozenset[tuple[str, str]]:
    """The questions of a reading or a refusal, by heading and kind."""
    of_columns = [] if isinstance(reading, WorkbookError) else [one.question for one in reading.columns if one.question]
    return frozenset((one.heading, one.kind) for one in (*reading.questions, *of_columns))


def read_wrongly(found: dict[str, list[Cell]], book: Book) -> Iterator[tuple[str, Cell, Cell]]:
    """Values of expected fields that are neither right nor missing."""
    for name, right in book.cohort.items():
        for value, one in zip(found.get(name, [None] * len(right)), right, strict=True):
            if value is not None and value != one:
                yield name, value, one


@pytest.mark.parametrize(
    "book",
    [
        pytest.param(book, id=f"{book.family}: {book.name}", marks=[pytest.mark.xfail(reason=book.wrong, strict=True)])
        if book.wrong
        else pytest.param(book, id=f"{book.family}: {book.name}")
        for book in BOOKS
    ],
)
def test_a_workbook_gives_exactly_its_cohort_or_its_refusal(book):
    data = book.make()
    if book.cohort is None:
        with pytest.raises(WorkbookError, match=book.refused):
            read_workbook(data, "export", mapping=book.answers)
        return
    first = read_or_asked(data)
    assert asked(first) == book.asked
    if not book.grows:
        assert list(read_wrongly(values(first), book)) == []
    last = read_workbook(data, "export", mapping=book.answers) if book.asked else first
    assert asked(last) == frozenset()
    assert values(last) == dict(book.cohort)
    assert {one.heading for one in last.columns if one.status == "dropped"} == book.dropped
    warnings = [issue for issue in last.cohort.issues if issue.severity != "note"]
    assert len(warnings) == book.warnings, warnings


def test_the_corpus_has_sixty_workbooks_and_no_name_twice():
    names = [(book.family, book.name) for book in BOOKS]
    assert len(names) == len(set(names)) >= 60
