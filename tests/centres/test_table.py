"""The file of a centre has counts that add up and nobody in it, and nothing that cannot be pooled is written."""

import json
from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from core.analyses.selection import EVERYBODY
from core.bundled import read_bundled
from core.centres.table import CentreTable, GroupCounts, centre_table, counts_of, readable, why_not_exported
from core.view import View
from core.words.centre_files import BEYOND, COMPETES, LATE, WITHOUT_GROUPS
from tests.centres.centres import SEX, file_of, patients_of, table_of
from tests.making import sheet_cohort
from tests.proof.asked import HOSTILE, SITE, compared, made_up

BY_SITE = View(compare=SITE.slug)


def test_the_file_has_counts_and_nobody_in_it():
    content = json.loads(file_of(1, "North")[1])
    assert set(content) == {
        "ballad", "version", "centre", "cohort", "synthetic", "patients", "endpoint", "label", "short", "origin",
        "censored_at", "until", "horizon", "compared_by", "groups", "left_out",
    }  # fmt: skip
    assert {key for group in content["groups"] for key in group} == {"label", "months", "at_risk", "events", "censored"}
    assert all(isinstance(month, int) for group in content["groups"] for month in group["months"])


def test_the_counts_are_those_of_the_patients_in_whole_months():
    patients = patients_of(1)
    table = centre_table(patients, "North")
    months = np.round(patients.time / patients.per_month)
    counts = counts_of(table, table.labels, int(months.max()) + 1)
    for group in range(len(table.labels)):
        for event in (0, 1):
            own = months[(patients.codes == group) & (patients.event == event)]
            assert counts[group, event].tolist() == np.bincount(own.astype(int), minlength=counts.shape[-1]).tolist()


def test_the_endpoint_with_its_bounds_comes_back_from_the_file():
    view = View(compare="sex", horizon=12.0, endpoint="os", origin="mab1_start")
    patients = patients_of(1, view=view)
    table = CentreTable.model_validate_json(centre_table(patients, "North").model_dump_json())
    endpoint = patients.clock.endpoint
    assert (table.asked.title, table.asked.axis_title) == (endpoint.title, endpoint.axis_title)
    assert table.asked.follow_up == endpoint.follow_up
    assert table.asked.follow_up.months == 12.0


@pytest.mark.parametrize(("unit", "times"), [("months", [0.4, 0.6, 2.5, 3.5]), ("years", [0.04, 0.05, 0.2, 0.3])])
def test_the_times_of_a_sheet_are_rounded_in_months_whatever_their_unit(unit, times):
    patients = compared(sheet_cohort(times, [1, 0, 1, 0], unit=unit), View(), competing=False)
    table = CentreTable.model_validate_json(centre_table(patients, "North").model_dump_json())
    (group,) = table.groups
    months = [round(time * (12 if unit == "years" else 1)) for time in times]
    assert (months, group.label) == ([0, 1, 2, 4], EVERYBODY)
    assert group.months == tuple(months)
    assert (group.events, group.censored) == ((1, 0, 1, 0), (0, 1, 0, 1))
    assert table.asked.axis_title == "Months"


def test_patients_in_no_group_are_counted_by_reason():
    patients = patients_of(1)
    table = centre_table(patients, "North")
    assert [(one.reason, one.patients) for one in table.left_out] == list(patients.left_out)
    assert ("no value of Sex", patients.arms.missing) in patients.left_out
    in_groups = sum(group.at_risk[0] for group in table.groups)
    assert in_groups + sum(one.patients for one in table.left_out) == patients.selection.n


def test_a_name_stands_on_one_line_and_is_never_empty():
    assert readable(" a\u202eb\n\x00c\t ") == "a b c"
    table = table_of(1, "North\n\u202e<b>", view=BY_SITE)
    assert table.centre == "North <b>"
    assert readable(HOSTILE) in table.labels
    for name in ("", " ", "\u200b\n"):
        with pytest.raises(ValidationError):
            CentreTable.model_validate_json(file_of(1, "x")[1].replace(b'"x"', json.dumps(name).encode()))


def test_two_groups_of_one_name_are_no_table():
    group = {"label": "a", "months": [1], "at_risk": [1], "events": [1], "censored": [0]}
    content = json.loads(file_of(1, "North")[1])
    for other, refused in (("b", False), ("a", True), (" a", True)):
        text = json.dumps(content | {"groups": [group, group | {"label": other}]})
        if refused:
            with pytest.raises(ValidationError):
                CentreTable.model_validate_json(text)
        else:
            assert CentreTable.model_validate_json(text).labels == ("a", "b")


def test_small_groups_are_named_and_small_months_noticed():
    small = GroupCounts(label="few", months=(3,), at_risk=(4,), events=(1,), censored=(3,))
    large = GroupCounts(label="many", months=(3,), at_risk=(5,), events=(5,), censored=(0,))
    table = table_of(1, "North")
    alone = table.model_copy(update={"groups": (small,)})
    assert (alone.small_groups, alone.has_few) == (("few",), True)
    both = table.model_copy(update={"groups": (large, small)})
    assert (both.small_groups, both.has_few) == (("few",), True)
    neither = table.model_copy(update={"groups": (large,)})
    assert (neither.small_groups, neither.has_few) == ((), False)


def test_late_entry_and_competing_endpoints_are_not_exported():
    assert why_not_exported(patients_of(1), "sex") == ""
    entering = View(compare=SITE.slug, entry="mab2_start")
    assert why_not_exported(patients_of(1, view=entering), SITE.slug) == LATE
    assert why_not_exported(compared(made_up(1), View(compare="sex"), competing=True), "sex") == COMPETES


def test_groups_known_only_after_time_zero_are_not_exported():
    view = View(compare="transplant", endpoint="os", origin="mab1_start")
    late = compared(read_bundled("mskcc").cohort, view, competing=False)
    said = why_not_exported(late, "transplant")
    assert said.endswith(WITHOUT_GROUPS)
    assert "immortal time" in said


@pytest.mark.parametrize("labels", [("a" * 201, "b"), ("a b", "a\nb"), ("\u200b", "b")])
def test_groups_whose_names_do_not_fit_a_table_are_not_exported(labels):
    one = patients_of(1)
    assert why_not_exported(replace(one, arms=replace(one.arms, labels=labels)), SEX.compare) == BEYOND
