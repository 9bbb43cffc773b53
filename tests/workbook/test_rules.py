"""Every rule of the table: a row that breaks it is found at its cell, a sound course breaks none."""

import datetime
import io
import re
import zipfile

import pandas as pd
import pytest

from core.dictionary import dictionary
from core.words.rules import rules_document
from core.workbook import read_workbook
from core.workbook.checks import check_patients
from core.workbook.rules import SAME_ID, SAME_VALUES, UNUSUAL, all_rules
from core.workbook.written import written_on
from tests.making import plain_cohort
from tests.test_house import PROJECT
from tests.workbook.making import read, repacked, text, xlsx

TODAY = datetime.date(2024, 1, 1)
START = datetime.date(2019, 1, 1)
RULES = all_rules(TODAY, TODAY - datetime.timedelta(days=1))


def day(days: int) -> datetime.date:
    return START + datetime.timedelta(days=days)


SOUND = {
    "age_years": 44, "mab1": "blinatumomab", "mab1_start": day(0), "mab1_response": "CR", "mab1_response_date": day(30),
    "mab1_mrd": "negative", "crs_date": day(2), "mab1_progression": day(200), "mab2": "inotuzumab",
    "mab2_start": day(220), "mab2_response": "CRi", "mab2_response_date": day(250), "inotuzumab_last_dose": day(260),
    "hsct": "yes", "hsct_date": day(300), "hsct_donor": "haploidentical", "engraftment_date": day(318), "sos": "yes",
    "sos_date": day(320), "agvhd_grade": "2", "agvhd_date": day(340), "relapse_after_hsct": day(500),
    "vital_status": "dead", "death_date": day(600), "last_contact": day(600), "cause_of_death": "progression",
}  # fmt: skip
"""A course in which everything follows from what came before."""

BROKEN: dict[str, dict[str, object]] = {
    "death-before-other-date": {"death_date": day(310), "mab1_response_date": day(320)},
    "death-before-first-antibody": {"death_date": day(-1), "mab1_start": day(0)},
    "transplant-after-death": {"death_date": day(299), "hsct_date": day(300)},
    "last-contact-before-first-antibody": {"last_contact": day(-1), "mab1_start": day(0)},
    "last-contact-before-other-date": {"last_contact": day(299), "hsct_date": day(300)},
    "last-contact-after-death": {"last_contact": day(601), "death_date": day(600)},
    "alive-with-death-date": {"vital_status": "alive", "death_date": day(600)},
    "dead-without-date": {"vital_status": "dead", "last_contact": None},
    "dead-without-death-date": {"vital_status": "dead", "death_date": None, "last_contact": day(600)},
    "cause-of-death-alive": {"cause_of_death": "infection", "vital_status": "alive"},
    "event-of-survival-alive": {"os_status": "yes", "vital_status": "alive"},
    **{
        id.format(first): {name.format(mab): value for name, value in values.items()}
        for first, mab in (("first", "mab1"), ("second", "mab2"))
        for id, values in {
            "{}-response-before-treatment": {"{}_response_date": day(-1), "{}_start": day(0)},
            "{}-relapse-before-treatment": {"{}_progression": day(-1), "{}_start": day(0)},
            "{}-relapse-before-response": {"{}_progression": day(9), "{}_response_date": day(10)},
            "{}-relapse-without-remission": {
                "{}_progression": day(181), "{}_response": "NR", "{}_start": day(0),
            },
            "{}-response-date-without-response": {"{}_response_date": day(10), "{}_response": "NR"},
            "{}-mrd-without-remission": {"{}_mrd": "negative", "{}_response": "NR"},
            "early-death-alive-{}": {"{}_response": "early death", "vital_status": "alive"},
        }.items()
    },
    "second-antibody-before-first": {"mab2_start": day(-1), "mab1_start": day(0)},
    "first-relapse-after-second-antibody": {"mab2_start": day(99), "mab1_progression": day(100)},
    "first-response-after-second-antibody": {"mab2_start": day(99), "mab1_response_date": day(100)},
    "second-antibody-without-date": {"mab2": "blinatumomab", "mab2_start": None},
    "date-without-second-antibody": {"mab2": None, "mab2_start": day(100)},
    "last-dose-without-inotuzumab": {"inotuzumab_last_dose": day(9), "mab1": "blinatumomab", "mab2": None},
    "toxicity-before-treatment": {"mab1_start": day(0), "icans_date": day(-1)},
    "transplant-without-date": {"hsct": "yes", "hsct_date": None},
    "date-without-transplant": {"hsct": "no", "hsct_date": day(100)},
    "transplant-before-first-antibody": {"hsct_date": day(-1), "mab1_start": day(0)},
    "details-without-transplant": {"hsct": "no", "hsct_donor": "haploidentical"},
    "engraftment-before-transplant": {"engraftment_date": day(99), "hsct_date": day(100)},
    "engraftment-without-transplant": {"engraftment_date": day(99), "hsct_date": None},
    "agvhd-before-transplant": {"agvhd_date": day(99), "hsct_date": day(100)},
    "cgvhd-before-transplant": {"cgvhd_date": day(99), "hsct_date": day(100)},
    "agvhd-without-transplant": {"agvhd_grade": "1", "hsct": "no"},
    "cgvhd-without-transplant": {"cgvhd": "mild", "hsct": "no"},
    "relapse-after-transplant-before-it": {"relapse_after_hsct": day(99), "hsct_date": day(100)},
    "relapse-after-no-transplant": {"relapse_after_hsct": day(99), "hsct": "no"},
    "sos-without-cause": {"sos": "yes", "mab1": "blinatumomab", "hsct": "no"},
    "no-sos-with-details": {"sos": "no", "sos_grade": "3"},
    "date-in-future": {"last_contact": datetime.date(2024, 1, 2)},
    "date-after-export": {"last_contact": datetime.date(2024, 1, 1)},
    **{f"unusual-{name}": {name: high + 1} for name, (_, high) in UNUSUAL.items()},
}  # fmt: skip


def typed(*rows: dict[str, object]) -> pd.DataFrame:
    """A typed table of these rows and a last one in which nothing is known."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: [*(row.get(name) for row in rows), None] for name in names}
    return plain_cohort(patient_id=[str(number) for number in range(len(rows) + 1)], **columns).patients


def found(*rows: dict[str, object]) -> list[tuple[str, str]]:
    issues = check_patients(typed(*rows), lambda name, place: f"{name} {place}", TODAY, datetime.date(2023, 12, 31))
    return [(issue.rule, issue.where) for issue in issues]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_row_that_breaks_a_rule_is_found_at_the_cell_the_rule_points_at(rule):
    """`filler` rows keep the day of the export believable, and an empty row breaks nothing."""
    filler = {name: SOUND[name] for name in BROKEN[rule.id] if name in SOUND and name == "last_contact"}
    pointed = rule.fields[0] if rule.fields else next(iter(BROKEN[rule.id]))
    marked = [where for id, where in found(BROKEN[rule.id], *[filler] * 9) if id == rule.id]
    assert marked == [f"{pointed} 0"]


def test_every_rule_is_broken_by_a_row_here_and_no_two_share_an_id():
    assert sorted(BROKEN) == sorted(rule.id for rule in RULES)


def test_a_sound_course_breaks_no_rule():
    assert found(SOUND) == []


def test_events_of_one_day_do_not_break_an_order():
    dates = {known.name: day(0) for known in dictionary().sheet_fields if known.kind == "date"}
    assert found(dates) == []


def test_an_earlier_transplant_explains_gvhd_sos_and_a_relapse_after_it():
    course = {"agvhd_grade": "2", "sos": "yes", "mab1": "blinatumomab", "relapse_after_hsct": day(9), "hsct": "no"}
    assert found({**course, "prior_hsct": "yes"}) == []
    assert len(found({**course, "prior_hsct": "no"})) == 3


def test_a_sheet_that_says_nothing_of_transplants_is_not_taken_to_deny_them():
    assert found({"agvhd_grade": "2", "sos": "yes", "mab1": "blinatumomab", "relapse_after_hsct": day(9)}) == []


def test_death_before_several_dates_is_one_issue_that_names_them():
    row = {"death_date": day(1), "engraftment_date": day(2), "car_t_date": day(3), "cgvhd_date": day(1)}
    (issue,) = check_patients(typed(row), lambda name, place: name, TODAY)
    assert issue.what == "death before Neutrophil engraftment, CAR T cells"


def test_every_rule_names_fields_of_the_dictionary_and_says_what_why_and_done():
    known = {field.name for field in dictionary().sheet_fields}
    for rule in (*RULES, SAME_ID, SAME_VALUES):
        assert {*rule.fields, *rule.each} <= known
        assert re.fullmatch(r"[a-z0-9_]+(-[a-z0-9_]+)*", rule.id)
        assert all((rule.what, rule.why, rule.done))


def test_a_patient_entered_twice_under_two_ids_is_found_at_the_later_row():
    patient = ("blinatumomab", START, "CR", day(30), "dead", day(99))
    headings = ("ID", "mAb1", "mAb1 start", "Response", "CR date", "Vital", "Last FU")
    reading = read([headings, ("1", *patient), ("2", *patient), ("3", *patient[:-1], day(98))])
    marked = [issue for issue in reading.cohort.issues if issue.rule == "same-values"]
    assert [issue.where for issue in marked] == ["Sheet1!B3"]
    assert len(reading.cohort) == 3


def test_patients_with_little_known_of_them_are_not_taken_for_one_another():
    reading = read([("ID", "Sex", "ECOG PS", "CNS", "mAb1", "Ph"), *((n, "f", 1, "no", "ino", "neg") for n in "123")])
    assert not [issue for issue in reading.cohort.issues if issue.rule == "same-values"]


def test_a_repeated_id_bears_its_rule():
    reading = read([("ID", "Age"), ("1", 40), ("1", 41)])
    assert [(issue.rule, issue.where) for issue in reading.cohort.issues] == [("same-id", "Sheet1!A3")]


def written(day: str, *last_contacts: datetime.date) -> bytes:
    data = xlsx([("ID", "Last FU"), *((number, seen) for number, seen in enumerate(last_contacts))])
    name = "docProps/core.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        properties = re.sub(rb"\d{4}-\d\d-\d\d(?=T)", day.encode(), archive.read(name))
    return repacked(data, docProps__core_xml=properties)


def test_a_follow_up_after_the_file_was_written_is_found_with_a_day_for_the_time_zone():
    data = written("2019-06-01", *[day(0)] * 5, datetime.date(2019, 6, 2), datetime.date(2019, 6, 3))
    assert written_on(data) == datetime.date(2019, 6, 2)
    marked = [issue.where for issue in read_workbook(data, "x.xlsx").cohort.issues if issue.rule == "date-after-export"]
    assert marked == ["Sheet1!B8"]


def test_a_file_whose_day_most_last_contacts_contradict_is_not_believed():
    data = written("1970-01-01", *[day(n) for n in range(5)])
    assert read_workbook(data, "x.xlsx").cohort.issues == ()


@pytest.mark.parametrize("day", ["2019-13-45", "0000-00-00"])
def test_an_impossible_day_of_writing_is_none(day):
    assert written_on(written(day, START)) is None


def test_a_text_says_nothing_of_the_day_it_was_written():
    assert written_on(text([("ID", "Age"), ("1", 40)])) is None


def test_the_page_of_rules_is_made_from_the_table():
    """To renew it: write `rules_document()` of core.words.rules to docs/rules.md."""
    page = (PROJECT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page == rules_document()
    assert all(f"`{rule.id}`" in page for rule in (*RULES, SAME_ID, SAME_VALUES))
