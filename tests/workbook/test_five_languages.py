"""Headings in English, German, French, Italian and Spanish mean their fields, and nothing else."""

import datetime

import pytest

from core.dictionary import dictionary, read_rows
from core.workbook.headings import fields_for
from core.workbook.identifying import identity_in
from tests.workbook.making import column, issues, read

HEADINGS = [
    (row["language"], row["field"], heading.strip())
    for row in read_rows("headings.csv")
    for heading in row["headings"].split(";")
]
CORE = (
    "age_years", "sex", "mab1_start", "mab1_response", "mab1_mrd", "mab1_progression", "hsct", "hsct_date",
    "death_date", "last_contact", "vital_status", "salvage_line", "prior_lines", "ph_status", "cytogenetic_risk",
    "ecog", "cd19_pct", "cd22_pct", "mab1_bm_blasts_pct", "wbc", "cause_of_death",
)  # fmt: skip


@pytest.mark.parametrize(("language", "field", "heading"), HEADINGS)
def test_a_heading_means_its_field_in_any_case_and_names_nobody(language, field, heading):
    for written in (heading, heading.upper(), heading.lower()):
        assert [known.name for known in fields_for(written)] == [field]
        assert identity_in(written) == ""


@pytest.mark.parametrize("language", ["de", "fr", "it", "es"])
def test_every_core_field_has_a_heading_in_every_language(language):
    assert set(CORE) <= {field for told, field, _ in HEADINGS if told == language}


@pytest.mark.parametrize("name", ["headings.csv", "spellings.csv"])
def test_the_files_of_languages_name_fields_and_levels_of_the_dictionary(name):
    for row in read_rows(name):
        for field in row["field"].split(";"):
            assert field in dictionary() or field == "yes/no"
            if "level" in row and field in dictionary():
                assert row["level"] in dictionary()[field].values


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Alter (Jahre)", "age_years"), ("Âge (ans)", "age_years"), ("Età (anni)", "age_years"),
        ("Edad (años)", "age_years"), ("Geschlecht (m/w)", "sex"), ("Sexe (H/F)", "sex"),
        ("SOS (ja/nein)", "sos"), ("Leukozyten (G/l)", "wbc"),
        ("Therapiebeginn (TT.MM.JJJJ)", "mab1_start"), ("Date de greffe (jj/mm/aaaa)", "hsct_date"),
        ("OS (Monate)", "os_time"), ("OS (mois)", "os_time"), ("OS (mesi)", "os_time"), ("OS Tage", "os_time"),
    ],
)  # fmt: skip
def test_units_and_forms_in_brackets_may_be_in_any_language(heading, field):
    assert [known.name for known in fields_for(heading)] == [field]


DAY = datetime.date
SHEETS = {
    "de": (
        ("Patientennummer", "Alter", "Geschlecht", "Erster Antikörper", "Therapiebeginn", "Ansprechen", "Vitalstatus",
         "Letzter Kontakt", "Todesursache"),
        (1, "45 J.", "w", "Blincyto", "5. März 2019", "komplette Remission", "lebt", "31. Dez. 2020", None),
        (2, "62,5", "m", "Besponsa", "17. Okt. 2018", "kein Ansprechen", "verstorben", "2. Mai 2019", "Infektion"),
    ),
    "fr": (
        ("N° patient", "Âge", "Sexe", "Premier anticorps", "Date de début de traitement", "Réponse", "Statut vital",
         "Date des dernières nouvelles", "Cause de décès"),
        (1, "45 ans", "F", "Blincyto", "5 mars 2019", "RC", "vivante", "31 déc. 2020", None),
        (2, "62,5", "H", "Besponsa", "17 oct. 2018", "échec", "décédé", "2 mai 2019", "infection"),
    ),
    "it": (
        ("Numero paziente", "Età", "Sesso", "Primo anticorpo", "Data inizio terapia", "Risposta", "Stato vitale",
         "Ultimo contatto", "Causa di morte"),
        (1, "45 anni", "F", "Blincyto", "5 marzo 2019", "remissione completa", "viva", "31 dic 2020", None),
        (2, "62,5", "M", "Besponsa", "17 ott 2018", "nessuna risposta", "deceduto", "2 maggio 2019", "infezione"),
    ),
    "es": (
        ("Número de paciente", "Edad", "Sexo", "Primer anticuerpo", "Fecha de inicio de tratamiento", "Respuesta",
         "Estado vital", "Último contacto", "Causa de muerte"),
        (1, "45 años", "mujer", "Blincyto", "5 de marzo de 2019", "remisión completa", "viva", "31 dic 2020", None),
        (2, "62,5", "hombre", "Besponsa", "17 oct 2018", "sin respuesta", "fallecido", "2 mayo 2019", "infección"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", SHEETS)
def test_a_sheet_in_any_language_reads_to_the_same_patients(language):
    answers = {"codes": {"Sexe": {"H": "male"}}} if language == "fr" else {}
    reading = read(SHEETS[language], **answers)
    patients = reading.cohort.patients
    assert [one.status for one in reading.columns] == ["matched"] * 9
    assert patients["age_years"].tolist() == [45, 62.5]
    assert list(patients["sex"]) == ["female", "male"]
    assert list(patients["mab1"]) == ["blinatumomab", "inotuzumab"]
    assert list(patients["mab1_start"].dt.date) == [DAY(2019, 3, 5), DAY(2018, 10, 17)]
    assert list(patients["mab1_response"]) == ["CR", "NR"]
    assert list(patients["vital_status"]) == ["alive", "dead"]
    assert list(patients["last_contact"].dt.date) == [DAY(2020, 12, 31), DAY(2019, 5, 2)]
    assert patients["cause_of_death"].astype(object)[1] == "infection"
    assert issues(reading, severity="warning") == issues(reading, severity="error") == []


@pytest.mark.parametrize(
    ("heading", "cells", "values"),
    [
        ("Verstorben", ["ja", "nein"], ["dead", "alive"]), ("Décès", ["oui", "non"], ["dead", "alive"]),
        ("Decesso", ["sì", "no"], ["dead", "alive"]), ("Fallecido", ["sí", "no"], ["dead", "alive"]),
        ("Lebt", ["ja", "nein"], ["alive", "dead"]), ("Vivant", ["oui", "non"], ["alive", "dead"]),
        ("Todesfall (0/1)", [1, 0], None), ("Lebt", [1, 0], None), ("Vivo/Morto", ["sì", "no"], None),
    ],
)  # fmt: skip
def test_yes_and_no_mean_what_the_heading_affirms_or_are_asked(heading, cells, values):
    rows = [("ID", "Age", heading), ("1", 40, cells[0]), ("2", 50, cells[1])]
    reading = read(rows, fields={heading: "vital_status"})
    if heading == "Todesfall (0/1)":
        values = ["dead", "alive"]
    read_as = reading.cohort.patients["vital_status"].astype(object)
    if values is None:
        assert read_as.isna().all()
        assert column(reading, heading).question.kind == "event coding"
    else:
        assert list(read_as) == values
