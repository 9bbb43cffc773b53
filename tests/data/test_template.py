"""The template: current, with a drop-down for every choice, and imported without a question once it is filled in."""

import datetime
import io
import sys

import openpyxl
import pytest

from core.dictionary import Field
from core.workbook import WorkbookError, read_workbook
from core.workbook.headings import fields_for
from core.workbook.template import TEMPLATE, read_template, template_fields, template_heading
from tests.workbook.making import read
from tests.workbook.test_rules import SOUND, day

PLAIN: dict[str, object] = {
    "patient_id": "P", "age_years": 44, "wbc": 3.5, "prior_lines": 2, "salvage_line": 2, "cr1_months": 11,
    "mab1_cycles": 2, "mab2_cycles": 1, "interim_lines": 1,
}  # fmt: skip
MORE_DATES = {
    "mab2_progression": day(280), "cgvhd_date": day(420), "icans_date": day(3), "car_t_date": day(550),
    "last_contact": day(600),
}  # fmt: skip


def value_of(field: Field, patient: int) -> object:
    """Something a careful person enters: the values of a sound course, else the choices in turn."""
    if field.name in SOUND or field.name in MORE_DATES:
        value = (SOUND | MORE_DATES)[field.name]
        if isinstance(value, datetime.date):
            return value + datetime.timedelta(days=patient)
        return field.level_label(str(value)) if field.levels else value
    if field.name == "patient_id":
        return f"P{patient}"
    if field.levels:
        return field.levels[patient % len(field.levels)].label
    return PLAIN.get(field.name, 20.5 if field.is_number else f"word {patient}")


def filled(patients: int) -> bytes:
    book = openpyxl.load_workbook(TEMPLATE)
    for patient in range(patients):
        for place, field in enumerate(template_fields(), start=1):
            book["Patients"].cell(patient + 2, place, value_of(field, patient))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_template_is_what_its_script_makes(monkeypatch):
    monkeypatch.syspath_prepend(str(TEMPLATE.parent))
    import make_template  # noqa: PLC0415 - scripts import one another by name

    again = make_template.make()
    for name in [module for module in sys.modules if module.startswith(("make_", "mskcc_"))]:
        monkeypatch.delitem(sys.modules, name)
    assert again == read_template()


def test_filled_in_it_imports_without_a_question_or_an_issue():
    reading = read_workbook(filled(9), "template.xlsx")
    assert [column.heading for column in reading.columns if column.status != "matched" or column.question] == []
    assert reading.cohort.issues == ()
    assert reading.sheets == ("Patients",)
    assert len(reading.cohort) == 9
    assert [column.field for column in reading.columns] == [field.name for field in template_fields()]
    assert all(reading.cohort.known(field.name).all() for field in template_fields())


def test_every_choice_of_every_drop_down_is_understood():
    chosen = [field for field in template_fields() if field.levels]
    most = max(len(field.levels) for field in chosen)
    rows = [["Patient", *map(template_heading, chosen)]]
    rows += [[f"P{n}", *(field.levels[n % len(field.levels)].label for field in chosen)] for n in range(most)]
    patients = read(rows).cohort.patients
    for field in chosen:
        wanted = [field.levels[n % len(field.levels)].value for n in range(most)]
        assert patients[field.name].astype(str).tolist() == wanted


def test_empty_it_is_refused_with_a_remedy():
    with pytest.raises(WorkbookError, match="no rows below its headings"):
        read_workbook(read_template(), "template.xlsx")


@pytest.mark.parametrize("field", template_fields(), ids=lambda field: field.name)
def test_a_heading_of_the_template_means_its_field_alone(field):
    assert fields_for(template_heading(field)) == (field,)


def test_every_choice_has_a_drop_down_that_lists_its_levels():
    book = openpyxl.load_workbook(TEMPLATE)
    rules = {
        str(rule.sqref).split(":")[0].rstrip("2"): rule for rule in book["Patients"].data_validations.dataValidation
    }
    assert len(rules) == len(template_fields())
    for place, field in enumerate(template_fields(), start=1):
        rule = rules[openpyxl.utils.get_column_letter(place)]
        assert (rule.type == "list") == bool(field.levels)
        if field.levels:
            sheet, cells = rule.formula1.replace("$", "").replace("'", "").split("!")
            assert [cell.value for cell in book[sheet][cells][0]] == [level.label for level in field.levels]
