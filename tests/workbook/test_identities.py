"""What names the patient is dropped at the door, by its heading and by what stands in it, and is listed."""

import datetime

import pytest

from core.workbook.cells import Cells
from core.workbook.identifying import identity_in
from core.workbook.identities import identity_of
from tests.workbook.making import column, issues, read, read_column

DAY = datetime.date


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Nachname", "name"), ("Name des Patienten", "name"), ("Prénom", "name"), ("Nom de naissance", "name"),
        ("Cognome", "name"), ("Nome e cognome", "name"), ("Apellidos", "name"), ("Nombre del paciente", "name"),
        ("Geburtsdatum", "birth date"), ("Geb.-Datum", "birth date"), ("Date de naissance", "birth date"),
        ("Né(e) le", "birth date"), ("Data di nascita", "birth date"), ("Fecha de nacimiento", "birth date"),
        ("Straße", "address"), ("PLZ", "address"), ("Code postal", "address"), ("Indirizzo", "address"),
        ("Domicilio", "address"), ("Telefonnummer", "contact"), ("Handy", "contact"), ("Courriel", "contact"),
        ("Cellulare", "contact"), ("Correo electrónico", "contact"), ("Versichertennummer", "insurance"),
        ("AHV-Nr", "insurance"), ("N° de sécurité sociale", "insurance"), ("Codice fiscale", "insurance"),
        ("DNI", "insurance"), ("Tarjeta sanitaria", "insurance"), ("Historia clínica", "chart number"),
        ("N° dossier", "chart number"), ("Cartella clinica", "chart number"), ("NHC", "chart number"),
        ("Fallnummer", "number"), ("Case number", "number"), ("Hospital no", "number"), ("Initialen", "name"),
    ],
)  # fmt: skip
def test_headings_in_five_languages_name_the_patient(heading, kind):
    assert identity_in(heading) == kind
    reading = read_column(heading, ["abc", "def"])
    assert (column(reading, heading).status, column(reading, heading).samples) == ("dropped", ())
    assert any(f"'{heading}' ({kind})" in issue.what for issue in issues(reading, severity="note"))


@pytest.mark.parametrize(
    "heading", ["Poids de naissance", "Geburtsgewicht", "Nombre de cycles", "Nom du protocole", "Studiennummer", "Ort"]
)
def test_headings_that_only_sound_like_it_are_kept(heading):
    assert identity_in(heading) == ""


CONTENT = {
    "e-mail addresses": ["a.miller@example.org", "none", "see notes"],
    "phone numbers": ["+49 30 1234567", "(555) 123-4567", "030/123 45 67 8"],
    "insurance or national identity numbers": ["943 476 5919", "9434765919", "401 023 2137"],
    "names of persons": ["Miller, Mary", "O'Brien, John P.", "von Berg, Anna-Maria", "GARCÍA LÓPEZ, José"],
    "free text": ["seen on the ward after the second cycle, mother called, wants to go home soon", "ok"],
}


@pytest.mark.parametrize("kind", CONTENT)
def test_columns_that_name_the_patient_by_their_values_are_dropped_and_listed(kind):
    reading = read_column("something", CONTENT[kind] if kind != "free text" else CONTENT[kind][:1] * 3)
    found = column(reading, "something")
    assert (found.status, found.field, found.samples) == ("dropped", "", ())
    assert any(f"'something' ({kind})" in issue.what for issue in issues(reading, severity="note"))
    kept = reading.cohort.patients.to_numpy().ravel()
    assert not any(str(value) in CONTENT[kind] for value in kept)


@pytest.mark.parametrize(
    "cells",
    [
        ["123-45-6789", "987-65-4321"], ["RSSMRA85T10A562S"], ["12345678Z"], ["756.1234.5678.97"], ["185127512345688"],
    ],
)  # fmt: skip
def test_national_numbers_are_known_by_their_shape_or_check_digits(cells):
    assert identity_of(Cells.of(cells), says_notes=False) == "insurance or national identity numbers"


@pytest.mark.parametrize(
    "cells",
    [
        ["CR", "NR"], [1234567890.0, 9876543210.0], ["1234567890", "2345678901"], ["2020-03-04", "2021-05-06"],
        ["13.02.2020", "14.02.2020"], ["12.5", "512"], ["Hyper-CVAD, Blincyto"] * 4, ["FLAG-IDA, blina", "a, b", "c"],
        ["46,XX,t(9;22)(q34;q11)", "46,XY"], ["B01", "B02"], ["a@b"], ["005", "006"], [],
    ],
)  # fmt: skip
def test_other_values_name_nobody(cells):
    assert identity_of(Cells.of(cells), says_notes=False) == ""


def test_remarks_under_a_heading_that_says_so_are_dropped_and_short_codes_kept():
    remark = "Frau Meier rief am Montag an"
    assert column(read_column("Bemerkungen", [remark, "ok"]), "Bemerkungen").status == "dropped"
    assert column(read_column("Comments", ["ok", "late"]), "Comments").status == "extra"
    assert column(read_column("marker", [remark, "ok"]), "marker").status == "extra"


def test_an_id_column_with_names_in_it_is_dropped_and_patients_are_numbered():
    rows = [("ID", "Age"), ("Miller, Mary", 40), ("Smith, John", 50), ("Berg, Anna", 60)]
    reading = read(rows)
    assert column(reading, "ID").status == "dropped"
    assert list(reading.cohort.patients["patient_id"]) == ["1", "2", "3"]


def test_an_answer_keeps_text_but_never_an_address_or_a_number_of_a_person():
    rows = CONTENT["names of persons"]
    assert column(read_column("protocol", rows, fields={"protocol": "extra"}), "protocol").status == "extra"
    for kind in ("e-mail addresses", "phone numbers", "insurance or national identity numbers"):
        assert column(read_column("x", CONTENT[kind], fields={"x": "extra"}), "x").status == "dropped"


@pytest.mark.parametrize("heading", ["Record number", "Fallnummer", "Hospital no", "Case number"])
def test_a_number_that_may_be_the_study_s_own_is_kept_as_study_number_on_request_with_a_warning(heading):
    rows = [(heading, "Age"), ("A7", 40), ("A8", 50)]
    assert column(read(rows), heading).status == "dropped"
    reading = read(rows, fields={heading: "patient_id"})
    assert column(reading, heading).field == "patient_id"
    assert list(reading.cohort.patients["patient_id"]) == ["A7", "A8"]
    assert ["study number" in issue.what for issue in issues(reading, "patient_id", "warning")] == [True]


@pytest.mark.parametrize("heading", ["MRN", "Surname", "SSN", "Geburtsdatum", "Historia clínica"])
@pytest.mark.parametrize("answer", ["patient_id", "extra"])
def test_no_answer_keeps_what_opens_the_chart_or_names_the_patient(heading, answer):
    assert column(read_column(heading, ["123"], fields={heading: answer}), heading).status == "dropped"


def test_dates_that_look_like_birth_dates_are_not_kept_until_the_user_says_what_they_are():
    rows = [
        ("ID", "mAb1 start", "D1", "Diagnosis"),
        ("1", DAY(2019, 3, 5), DAY(1950, 1, 2), DAY(2017, 3, 4)),
        ("2", DAY(2020, 3, 5), "13/04/1988", DAY(2009, 3, 4)),
        ("3", DAY(2021, 3, 5), DAY(1931, 1, 2), DAY(2020, 3, 4)),
    ]
    reading = read(rows)
    found = column(reading, "D1")
    assert (found.status, found.field, found.samples) == ("check", "", ())
    assert column(reading, "Diagnosis").field == "extra:Diagnosis"
    assert not any("1950" in issue.what or "1988" in issue.what for issue in reading.cohort.issues)
    said = read(rows, fields={"D1": "extra"})
    assert column(said, "D1").field == "extra:D1"


def test_long_names_of_levels_are_no_free_text_and_long_remarks_are():
    arms = [
        "Rituximab with hyperfractionated cyclophosphamide, vincristine, doxorubicin and dexamethasone",
        "None given",
    ]
    kept = read([("ID", "Age", "Plan"), *((str(n), 40, arms[n % 2 and n != 1]) for n in range(10))])
    assert "extra:Plan" in kept.cohort
    remarks = [f"{arm}, then seen by his own doctor number {n}" for n, arm in enumerate(arms[:1] * 10)]
    dropped = read([("ID", "Age", "Plan"), *((str(n), 40, text) for n, text in enumerate(remarks))])
    assert "extra:Plan" not in dropped.cohort
