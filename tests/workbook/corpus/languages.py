"""The same patients as hospitals of other languages write them."""

from tests.workbook.corpus.base import (
    BLINA,
    FIELDS,
    INO,
    PATIENTS,
    Book,
    Cell,
    as_text,
    beside,
    expected,
    sheet,
)
from tests.workbook.corpus.dates import named
from tests.workbook.making import text, xlsx

FAMILY = "languages"
GERMAN = {
    "patient_id": "Patientennummer", "age_years": "Alter (Jahre)", "sex": "Geschlecht", "ph_status": "Ph-Status",
    "mab1": "Erster Antikörper", "mab1_start": "Therapiebeginn", "mab1_bm_blasts_pct": "Blasten KM (%)",
    "mab1_response": "Bestes Ansprechen", "mab1_mrd": "MRD-Status", "mab1_progression": "Rezidivdatum",
    "mab2": "Zweiter Antikörper", "mab2_start": "Beginn zweiter Antikörper",
    "mab2_response": "Ansprechen zweiter Antikörper", "hsct": "Allo-SZT", "hsct_date": "Datum der SZT",
    "salvage_line": "Salvage-Linie", "cd19_pct": "CD19-Expression", "vital_status": "Vitalstatus",
    "last_contact": "Letzter Kontakt", "death_date": "Todesdatum",
}  # fmt: skip
FRENCH = {
    "patient_id": "N° patient", "age_years": "Âge (ans)", "sex": "Sexe", "ph_status": "Chromosome Philadelphie",
    "mab1": "Premier anticorps", "mab1_start": "Date de début du premier anticorps",
    "mab1_bm_blasts_pct": "Blastes médullaires", "mab1_response": "Meilleure réponse",
    "mab1_mrd": "Maladie résiduelle", "mab1_progression": "Date de rechute", "mab2": "Deuxième anticorps",
    "mab2_start": "Date deuxième anticorps", "mab2_response": "Réponse au deuxième anticorps", "hsct": "Allogreffe",
    "hsct_date": "Date de greffe", "salvage_line": "Ligne de rattrapage", "cd19_pct": "Expression CD19",
    "vital_status": "Décédé", "last_contact": "Date des dernières nouvelles", "death_date": "Date de décès",
}  # fmt: skip
ITALIAN = {
    "patient_id": "Numero paziente", "age_years": "Età (anni)", "sex": "Sesso", "ph_status": "Cromosoma Philadelphia",
    "mab1": "Primo anticorpo", "mab1_start": "Data inizio primo anticorpo", "mab1_bm_blasts_pct": "Blasti midollari",
    "mab1_response": "Migliore risposta", "mab1_mrd": "Malattia minima residua", "mab1_progression": "Data recidiva",
    "mab2": "Secondo anticorpo", "mab2_start": "Data secondo anticorpo",
    "mab2_response": "Risposta al secondo anticorpo", "hsct": "Trapianto", "hsct_date": "Data trapianto",
    "salvage_line": "Linea di salvataggio", "cd19_pct": "Espressione CD19", "vital_status": "Stato vitale",
    "last_contact": "Ultimo contatto", "death_date": "Data di decesso",
}  # fmt: skip
SPANISH = {
    "patient_id": "Número de paciente", "age_years": "Edad (años)", "sex": "Sexo", "ph_status": "Cromosoma Filadelfia",
    "mab1": "Primer anticuerpo", "mab1_start": "Fecha de inicio de tratamiento",
    "mab1_response": "Respuesta", "hsct": "Trasplante", "vital_status": "Estado vital",
    "last_contact": "Último contacto",
}  # fmt: skip

POINTS = as_text("%d.%m.%Y")
COMMAS = {name: lambda value: str(value).replace(".", ",") for name in ("age_years", "mab1_bm_blasts_pct", "cd19_pct")}
GERMAN_CELLS = {
    "sex": {"female": "w", "male": "m"}, "ph_status": {"negative": "negativ", "positive": "positiv"},
    "mab1": {BLINA: "Blincyto", INO: "Besponsa"}, "mab2": {BLINA: "Blincyto", INO: "Besponsa"},
    "mab1_response": {"CR": "komplette Remission", "NR": "kein Ansprechen"},
    "mab2_response": {"CR": "Vollremission", "NR": "refraktär"},
    "mab1_mrd": {"negative": "negativ", "positive": "positiv", "not assessed": "nicht durchgeführt"},
    "hsct": {"yes": "ja", "no": "nein"}, "vital_status": {"alive": "lebt", "dead": "verstorben"},
}  # fmt: skip
FRENCH_CELLS = {
    "sex": {"female": "femme", "male": "homme"}, "ph_status": {"negative": "négatif", "positive": "positif"},
    "mab1_response": {"CR": "RC", "CRi": "RCi", "NR": "échec"}, "mab2_response": {"CR": "RC", "NR": "réfractaire"},
    "mab1_mrd": {"negative": "négative", "positive": "positive", "not assessed": "non fait", None: "inconnu"},
    "hsct": {"yes": "oui", "no": "non"}, "vital_status": {"alive": "non", "dead": "oui"},
}  # fmt: skip
ITALIAN_CELLS = {
    "sex": {"female": "donna", "male": "uomo"}, "ph_status": {"negative": "negativo", "positive": "positivo"},
    "mab1_response": {"CR": "remissione completa", "CRi": "RCi", "NR": "nessuna risposta"},
    "mab2_response": {"CR": "RC", "NR": "refrattario"},
    "mab1_mrd": {"negative": "negativa", "positive": "positiva", "not assessed": "non eseguito"},
    "hsct": {"yes": "sì", "no": "no"}, "vital_status": {"alive": "vivo", "dead": "deceduta"},
}  # fmt: skip
SPANISH_CELLS = {
    "sex": {"female": "mujer", "male": "hombre"}, "ph_status": {"negative": "negativo", "positive": "positivo"},
    "mab1_response": {"CR": "remisión completa", "NR": "sin respuesta"}, "hsct": {"yes": "sí", "no": "no"},
    "vital_status": {"alive": "viva", "dead": "fallecido"},
}  # fmt: skip


def german_two_rows() -> bytes:
    """Groups above the headings, totals and a legend below, points in dates, commas in numbers; cp1252, semicolons."""
    names = ("patient_id", "age_years", "sex", "vital_status", "last_contact", "mab1", "mab1_start", "mab1_response",
             "mab1_mrd", "mab1_progression", "mab2", "mab2_start", "mab2_response")  # fmt: skip
    groups = [*[None] * 5, "Erster Antikörper", *[None] * 4, "Zweiter Antikörper", None, None]
    below = ["Pat.-Nr.", "Alter", "Geschlecht", "Vitalstatus", "Letzter Kontakt", "Präparat", "Beginn", "Ansprechen",
             "MRD-Status", "Rezidivdatum", "Präparat", "Beginn", "Ansprechen"]  # fmt: skip
    body = sheet(dict.fromkeys(names, ""), POINTS, **{**COMMAS, **GERMAN_CELLS})[1:]
    mean = sum(one["age_years"] for one in PATIENTS) / len(PATIENTS)
    foot: list[list[Cell]] = [[], ["Mittelwert", f"{mean:.2f}".replace(".", ",")], ["Legende"], ["w", "weiblich"]]
    return text([groups, below, *body, *foot], ";", "cp1252")


TWO_ROWS = tuple(name for name in FIELDS if name.startswith(("mab1", "mab2", "patient", "age", "sex", "vital", "last")))
BOOKS = (
    Book(FAMILY, "German, Excel", lambda: xlsx(sheet(GERMAN, **GERMAN_CELLS)), expected()),
    Book(
        FAMILY, "German, text with commas, points and semicolons in Windows' encoding",
        lambda: text(sheet(GERMAN, POINTS, **COMMAS, **GERMAN_CELLS), ";", "cp1252"), expected(),
    ),
    Book(
        FAMILY, "German, two rows of headings, totals, a legend, semicolons", german_two_rows,
        expected(tuple(name for name in TWO_ROWS if name != "mab1_bm_blasts_pct")),
    ),
    Book(
        FAMILY, "German, years of two digits and names to drop",
        lambda: text(
            beside(beside(sheet(GERMAN, as_text("%d.%m.%y"), **COMMAS, **GERMAN_CELLS), "Nachname", ["Muster"] * 12, 1),
                   "Geburtsdatum", ["01.02.1970"] * 12, 2), "\t", "utf-16",
        ),
        expected(), dropped=frozenset({"Nachname", "Geburtsdatum"}),
    ),
    Book(FAMILY, "French, Excel", lambda: xlsx(sheet(FRENCH, **FRENCH_CELLS)), expected()),
    Book(
        FAMILY, "French, text with months as words",
        lambda: text(sheet(FRENCH, named("French", "{d} {m} {y}"), **COMMAS, **FRENCH_CELLS), ";", "cp1252"),
        expected(),
    ),
    Book(
        FAMILY, "French, day first with slashes, UTF-8 with a mark",
        lambda: text(sheet(FRENCH, as_text("%d/%m/%Y"), **COMMAS, **FRENCH_CELLS), ";", "utf-8-sig"), expected(),
    ),
    Book(FAMILY, "Italian, Excel", lambda: xlsx(sheet(ITALIAN, **ITALIAN_CELLS)), expected()),
    Book(
        FAMILY, "Italian, short months and commas",
        lambda: text(sheet(ITALIAN, named("Italian", "{d}-{m}-{y}", 3), **COMMAS, **ITALIAN_CELLS), ";"), expected(),
    ),
    Book(
        FAMILY, "Spanish, months as words",
        lambda: text(
            sheet(SPANISH, named("Spanish", "{d} de {m} de {y}"), **SPANISH_CELLS, age_years=COMMAS["age_years"]), ";"
        ),
        expected(tuple(SPANISH)),
    ),
)  # fmt: skip
