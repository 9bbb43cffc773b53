"""Records: what happened more than once follows the patients that a filter keeps."""

import numpy as np
import pandas as pd
import pytest

from core.cohort import Cohort
from core.records import COLUMNS, PATIENT, no_records
from tests.making import cohort_of


def with_labs() -> Cohort:
    plain = cohort_of(patient_id=["a", "b", "c"])
    labs = no_records("labs").reindex(range(3)).assign(patient=[0, 2, 2], value=[1.0, 2.0, 3.0])
    return Cohort(plain.patients, plain.columns, plain.source, records={"labs": labs})


def test_records_are_those_of_the_patients_kept():
    found = with_labs().records_of("labs", np.array([False, True, True]))
    assert found["value"].tolist() == [2.0, 3.0]
    assert found.index.tolist() == [0, 1]


@pytest.mark.parametrize("kind", COLUMNS)
def test_a_cohort_without_records_has_an_empty_frame_of_every_kind(kind):
    plain = cohort_of(patient_id=["a"])
    pd.testing.assert_frame_equal(plain.records_of(kind, np.array([True])), no_records(kind))
    assert list(no_records(kind)) == [PATIENT, *(column.name for column in COLUMNS[kind])]
