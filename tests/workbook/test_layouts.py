"""A clean cohort written in any layout reads back equal, and addresses stay those of the file."""

import csv
import datetime
import io
import re
from collections.abc import Sequence

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.cohort import Cohort
from core.dictionary import dictionary
from core.workbook import Mapping, Reading, read_workbook
from tests.making import typed
from tests.workbook.layouts import HEADINGS, LAYOUTS, THREE, Patient, Written, patient, transposed_text

CELL = re.compile(r"(?P<sheet>.+)!(?P<cell>[A-Z]+\d+)")
ROW = re.compile(r"row (?P<row>\d+), column '(?P<heading>.+)'")
TURNED = re.compile(r"row '(?P<heading>.+)', cell (?P<cell>\d+)")
DATES = st.dates(datetime.date(2005, 1, 1), datetime.date(2024, 12, 31))
IDS = st.one_of(
    st.from_regex(r"[A-Z]{1,3}-?[0-9]{1,3}", fullmatch=True),
    st.sampled_from(["Max", "Mia", "A:1", "B=2", "Range", "0012", "7a"]),
)
ANTIBODIES = ("blinatumomab", "inotuzumab")


def maybe(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | values


@st.composite
def one_patient(draw: st.DrawFn) -> Patient:
    cells: dict[str, object] = {
        "sex": draw(maybe(st.sampled_from(["female", "male"]))),
        "age_years": draw(maybe(st.integers(18, 89) | st.sampled_from([33.5, 61.25]))),
        "vital_status": draw(maybe(st.sampled_from(["alive", "dead"]))),
        "last_contact": draw(maybe(DATES)),
    }
    first = draw(maybe(st.sampled_from(ANTIBODIES)))
    second = draw(maybe(st.just(next(one for one in ANTIBODIES if one != first)))) if first else None
    starts = sorted([draw(DATES), draw(DATES)])
    for name, antibody, start in zip(("mab1", "mab2"), (first, second), starts, strict=True):
        if antibody:
            cells |= {
                name: antibody,
                f"{name}_start": start + datetime.timedelta(days=name == "mab2"),
                f"{name}_response": draw(maybe(st.sampled_from(["CR", "CRi", "NR", "early death"]))),
                f"{name}_mrd": draw(maybe(st.sampled_from(["negative", "positive"]))),
                f"{name}_progression": draw(maybe(DATES)),
            }
    return patient(**cells)


@st.composite
def patients(draw: st.DrawFn) -> list[Patient]:
    ids = draw(st.lists(IDS, min_size=1, max_size=6, unique_by=str.casefold))
    found = [{**draw(one_patient()), "patient_id": name} for name in ids]
    # Somebody has an age and a contact: a sheet without any known value is none.
    return [{**found[0], "age_years": 50, "last_contact": datetime.date(2024, 12, 31)}, *found[1:]]


def read(written: Written) -> Reading:
    return read_workbook(written.data, "cohort", mapping=Mapping(layout=written.layout))


def expected(rows: Sequence[Patient]) -> pd.DataFrame:
    """What was written, as the table it must become."""
    columns = {name: typed(dictionary()[name], [one[name] for one in rows]) for name in HEADINGS}
    return pd.DataFrame(columns).sort_values("patient_id", ignore_index=True)


def table_of(cohort: Cohort) -> pd.DataFrame:
    """The fields of the dictionary that a sheet brings; one that nobody has may be absent."""
    absent = {name: typed(dictionary()[name], [None] * len(cohort)) for name in HEADINGS if name not in cohort}
    return cohort.patients.assign(**absent)[list(HEADINGS)].sort_values("patient_id", ignore_index=True)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@given(rows=patients())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_clean_cohort_reads_back_equal(layout, rows):
    written = layout(rows)
    reading = read(written)
    pd.testing.assert_frame_equal(table_of(reading.cohort), expected(rows), check_exact=True)
    assert ("courses" in reading.cohort.records) == written.has_courses


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_a_clean_cohort_has_no_extra_column_and_no_error(layout):
    cohort = read(layout(THREE)).cohort
    assert [name for name, field in cohort.columns.items() if field.origin == "extra"] == []
    assert [issue for issue in cohort.issues if issue.severity != "note"] == []


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("name", ["last_contact", "mab1_start", "mab2_start"])
def test_an_address_is_that_of_the_cell_in_the_file(layout, name):
    place = next(place for place in (2, 1, 0) if THREE[place][name])
    written = layout([{**one, name: "soon?"} if i == place else one for i, one in enumerate(THREE)])
    where = {issue.where for issue in read(written).cohort.issues if "'soon?' is" in issue.what}
    assert where
    assert {_content(written.data, address) for address in where} == {"soon?"}


def _content(data: bytes, address: str) -> object:
    """What stands at an address of a workbook or of a text."""
    if found := CELL.fullmatch(address):
        return openpyxl.load_workbook(io.BytesIO(data))[found["sheet"]][found["cell"]].value
    rows = list(csv.reader(io.StringIO(data.decode()), delimiter=";" if b";" in data else ","))
    if found := ROW.fullmatch(address):
        return rows[int(found["row"]) - 1][rows[0].index(found["heading"])]
    found = TURNED.fullmatch(address)
    return next(row for row in rows if row[0] == found["heading"])[int(found["cell"]) - 1]


def test_an_address_in_a_turned_text_names_the_row_and_the_cell():
    rows = [THREE[0], {**THREE[1], "age_years": "old"}, THREE[2]]
    found = [issue.where for issue in read(transposed_text(rows)).cohort.issues if "'old'" in issue.what]
    assert found == ["row 'Age', cell 3"]
