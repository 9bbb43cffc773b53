"""Exports of REDCap: events folded, repeats split off, boxes told apart from forms nobody opened."""

import pytest

from core.workbook import Mapping, Reading, read_workbook
from core.workbook.redcap_boxes import MEANS_NO, SAYS_NOTHING
from tests.workbook.making import column, issues, text

HEAD = (
    "record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance",
    "redcap_data_access_group", "redcap_survey_identifier", "demo_timestamp", "age_years", "cns_disease___1", "emd___1",
    "emd___2", "demographics_complete", "mab1", "mab_complete", "lab_test", "lab_date", "lab_value", "labs_complete",
    "last_contact", "vital_status", "follow_up_complete", "qol_score", "qol_complete",
)  # fmt: skip


def row(patient: str, event: str = "baseline", instrument: str = "", number: str = "", **cells: str) -> list[str]:
    own = {"record_id": patient, "redcap_event_name": event, "redcap_repeat_instrument": instrument,
           "redcap_repeat_instance": number, "redcap_data_access_group": "basel"}  # fmt: skip
    boxes = dict.fromkeys(("cns_disease___1", "emd___1", "emd___2"), "0")
    return [{**boxes, **own, **cells}.get(name, "") for name in HEAD]


ROWS = (
    row("1", age_years="40", emd___1="1", demographics_complete="2", mab1="blina", mab_complete="2",
        redcap_survey_identifier="mary", demo_timestamp="2020-01-01 10:00"),
    row("1", "follow-up", last_contact="2021-01-01", vital_status="alive", follow_up_complete="2"),
    row("1", "follow-up", "labs", "1", lab_test="ALT", lab_date="2020-03-01", lab_value="40", labs_complete="2"),
    row("1", "follow-up", "labs", "2", lab_test="AST", lab_date="2020-03-02", lab_value="high", labs_complete="2"),
    row("1", "follow-up", "qol", "1", qol_score="7", qol_complete="2"),
    row("2", age_years="50", demographics_complete="0", mab1="ino", mab_complete="2"),
    row("2", "follow-up", last_contact="2021-06-01", vital_status="dead", follow_up_complete="2"),
    row("3", demographics_complete="0", mab1="ino", mab_complete="2"),
)  # fmt: skip


def export(head=HEAD, rows=ROWS, **layout: str) -> Reading:
    return read_workbook(text([head, *rows]), "export.csv", mapping=Mapping(layout=layout))


def values(reading: Reading, name: str) -> list:
    known = reading.cohort.patients[name].astype(object)
    return known.where(known.notna(), None).tolist()


def test_the_events_of_a_patient_become_one_row():
    reading = export()
    assert values(reading, "patient_id") == ["1", "2", "3"]
    assert values(reading, "age_years") == [40.0, 50.0, None]
    assert values(reading, "vital_status") == ["alive", "dead", None]
    assert any("5 rows are of 3 patients" in issue.what for issue in issues(reading))


def test_two_events_that_differ_are_an_issue_at_the_later_cell():
    rows = [*ROWS[:1], row("1", "follow-up", age_years="41"), *ROWS[1:]]
    [found] = [issue for issue in issues(export(rows=rows), severity="warning") if "'41' here" in issue.what]
    assert found.where == "row 3, column 'age_years'"
    assert "'40' in row 2, column 'age_years'" in found.what


def test_repeats_of_laboratory_values_are_records_at_their_own_address():
    reading = export()
    labs = reading.cohort.records["labs"]
    assert labs["patient"].tolist() == [0, 0]
    assert labs["test"].tolist() == ["ALT", "AST"]
    assert [issue.where for issue in issues(reading) if "'high'" in issue.what] == ["row 5, column 'lab_value'"]
    assert not any("lab_" in name for name in reading.cohort.columns)


def test_repeats_nobody_knows_are_said_with_their_count():
    [found] = [issue for issue in issues(export(), severity="warning") if "qol" in issue.what]
    assert found.what == "1 rows repeat 'qol', with 'qol_score'"
    assert found.done == "not used"


def test_an_empty_box_is_no_only_where_its_form_was_opened():
    reading = export()
    assert values(reading, "extra:emd___1") == ["yes", "no", None]
    assert values(reading, "extra:emd___2") == ["no", "no", None]


def test_the_only_box_of_a_yes_no_field_is_that_field():
    assert values(export(), "cns_disease") == ["no", "no", None]


@pytest.mark.parametrize(("answer", "read"), [("", "no"), (MEANS_NO, "no"), (SAYS_NOTHING, None)])
def test_without_a_status_of_the_form_it_is_asked_what_an_empty_box_means(answer, read):
    rows = [["1", "40", "0"], ["2", "50", "1"]]
    reading = export(("record_id", "age", "emd___1"), rows, **({"boxes": answer} if answer else {}))
    assert values(reading, "extramedullary") == [read, "yes"]
    assert [one.heading for one in reading.questions] == ([] if answer else ["boxes"])


def test_marks_of_redcap_are_left_out_and_shown_and_the_centre_stays():
    reading = export()
    assert column(reading, "labs_complete").status == "dropped"
    assert column(reading, "redcap_event_name").status == "dropped"
    assert column(reading, "demo_timestamp").status == "dropped"
    assert values(reading, "extra:redcap_data_access_group") == ["basel"] * 3


def test_who_answered_a_survey_is_never_kept():
    reading = export()
    assert (column(reading, "redcap_survey_identifier").samples, "mary" in repr(issues(reading))) == ((), False)
    assert not any("mary" in str(value) for value in reading.cohort.patients.to_numpy().ravel())
    assert any("'redcap_survey_identifier'" in issue.what for issue in issues(reading))


LABELS = (
    "Record ID", "Repeat Instrument", "Repeat Instance", "Age", "Sites (choice=Skin)", "Sites (choice=Bone)",
    "Complete?", "Drug", "Start date", "Response", "Complete?",
)  # fmt: skip
LABEL_ROWS = (
    ("1", "", "", "40", "Checked", "Unchecked", "Complete", "", "", "", ""),
    ("1", "Treatment courses", "1", "", "", "", "", "Inotuzumab", "2020-06-01", "NR", "Complete"),
    ("1", "Treatment courses", "2", "", "", "", "", "Blincyto", "2020-01-01", "CR", "Complete"),
    ("2", "Treatment courses", "1", "", "", "", "", "Inotuzumab", "2020-06-01", "NR", "Complete"),
)


def test_headings_in_words_and_their_choices_are_known():
    reading = export(LABELS, LABEL_ROWS)
    assert values(reading, "extra:Sites: Skin") == ["yes", None]
    assert values(reading, "extra:Sites: Bone") == ["no", None]


def test_repeated_courses_are_records_and_the_two_antibodies():
    reading = export(LABELS, LABEL_ROWS)
    assert values(reading, "mab1") == ["blinatumomab", "inotuzumab"]
    assert values(reading, "mab2") == ["inotuzumab", None]
    assert len(reading.cohort.records["courses"]) == 3


def test_a_patient_with_repeats_only_is_a_patient():
    assert values(export(LABELS, LABEL_ROWS), "patient_id") == ["1", "2"]


def test_one_column_that_ends_in_complete_makes_no_export_of_redcap():
    reading = export(("ID", "Age", "therapy_complete"), [("1", "40", "1"), ("1", "41", "0")])
    assert len(reading.cohort) == 2
    assert "extra:therapy_complete" in reading.cohort
