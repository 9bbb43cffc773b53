"""No value is ever silently altered: each distinct cell is read, missing with a reason, waits, or is an issue."""

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dictionary import dictionary
from core.workbook.cells import Cells
from core.workbook.typed import Request, missing_counts
from core.workbook.values import read_values, typed_column

FIELDS = dictionary().sheet_fields
WRITTEN = (
    "<0.01", ">100", "12,5", "1.234,5", "1,234.5", "1,234", "~30", "1.2e-4", "10^-4", "45 y", "30%", "4.1 x10^9/L",
    "S2", "03/04/2019", "13/04/2019", "04/13/2019", "2019-04-03", "3. April 2019", "Mar 2020", "03/2020", "2020",
    "31/02/2020", "01.02.20", "43862", "20200201", "CR", "CRi", "CR MRD-", "PD", "NE", "ja", "nein", "oui", "x",
    "+", "-", "III-IV", "2-3", "Grad II", "0", "1", "2", "NA", "ND", "unk", "?", ".", "-99", "999", "n/a",
    "not done", "k.A.", "s.o.", "H", "M", "w", "blina", "Besponsa", "alive", "verstorben", "0:LIVING", "yes", "no",
    "none", "negative", "Hyper-CVAD",
)  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(WRITTEN), st.none(), st.integers(-99, 50_000), st.floats(0, 1), st.text(max_size=12), st.booleans(),
    st.dates(datetime.date(1930, 1, 1), datetime.date(2110, 1, 1)),
)  # fmt: skip


def accounted(field, cells: Cells) -> None:
    """Every distinct value is one of the four, and what the cohort gets is what was read."""
    typed = read_values(Request(field, field.label, cells))
    known = np.array([value is not None and value == value for value in typed.values], dtype=bool)
    assert not (known & typed.missing).any()
    silent = ~known & ~typed.missing
    silent[list(typed.problems)] = False
    if silent.any():
        assert typed.question is not None
        assert any(note.severity in ("error", "warning") for note in typed.notes)
    column = typed_column(typed, cells)
    filled = cells.filled & known[np.where(cells.filled, cells.codes, 0)]
    assert column.notna().tolist() == (filled | (~cells.filled & (typed.empty is not None))).tolist()
    counted = missing_counts(cells, typed, {})
    assert sum(counted.values()) == int((~cells.filled).sum() + cells.counts[typed.missing].sum())


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_form_under_every_field_is_accounted_for(field):
    accounted(field, Cells.of([*WRITTEN, None]))
    for written in WRITTEN:
        accounted(field, Cells.of([written]))


@settings(max_examples=400)
@given(st.sampled_from(FIELDS), st.lists(CELLS, min_size=1, max_size=12))
def test_any_cells_under_any_field_are_accounted_for(field, values):
    cells = Cells.of(values)
    if cells.distinct:
        accounted(field, cells)


@settings(max_examples=200)
@given(st.sampled_from(FIELDS), st.lists(CELLS, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(field, values, random):
    shuffled = values.copy()
    random.shuffle(shuffled)
    read = [dict(zip(cells.distinct, read_values(Request(field, "x", cells)).values.tolist(), strict=True))
            for cells in (Cells.of(values), Cells.of(shuffled))]  # fmt: skip
    assert {key: repr(value) for key, value in read[0].items()} == {key: repr(value) for key, value in read[1].items()}
