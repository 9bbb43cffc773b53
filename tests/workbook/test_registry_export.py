"""A real registry export: 2,204 transplants of the EBMT, with times and statuses (data set ebmt3 of mstate)."""

import pytest
from numpy.testing import assert_array_equal

from core.endpoints import available
from core.workbook import Reading, read_workbook
from tests.workbook.making import column, issues

EXTRAS = {
    "prtime": "number", "prstat": "category", "dissub": "category", "age": "category", "drmatch": "category",
    "tcd": "category", "rownames": "number",
}  # fmt: skip


@pytest.fixture(scope="module")
def reading(registry: bytes) -> Reading:
    return read_workbook(registry, "ebmt3.csv")


def test_every_patient_of_the_registry_is_there(reading):
    assert len(reading.cohort) == 2204
    assert reading.cohort.patients["patient_id"].is_unique


def test_relapse_free_survival_of_the_registry_is_in_days_by_its_longest_time(reading):
    assert reading.cohort.columns["rfs_time"].unit == "days"
    assert "2824" in issues(reading, "rfs_time", "note")[0].what
    assert_array_equal(reading.cohort.numbers("rfs_time")[:4], [744, 360, 135, 995])
    assert_array_equal(reading.cohort.codes("rfs_status")[:4], [0, 1, 1, 0])
    assert [one.id for one in available(reading.cohort)] == ["rfs"]


@pytest.mark.parametrize(("heading", "kind"), EXTRAS.items())
def test_columns_the_dictionary_does_not_know_stay_as_extra_columns(reading, heading, kind):
    found = column(reading, heading)
    assert found.field == f"extra:{heading}"
    assert reading.cohort.columns[found.field].kind == kind
    assert reading.cohort.patients[found.field].notna().all()


def test_age_groups_of_the_registry_are_no_ages(reading):
    age = column(reading, "age")
    assert age.status == "check"
    assert set(reading.cohort.columns["extra:age"].values) == {"<=20", "20-40", ">40"}


def test_nothing_of_the_registry_is_dropped_or_waits_for_an_answer(reading):
    assert not any(one.status in {"dropped", "not used"} or one.question for one in reading.columns)
    assert issues(reading, severity="error") == []
