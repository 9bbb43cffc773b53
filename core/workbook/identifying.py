"""Headings of columns that name the patient, in five languages. Such columns are dropped at the door.

Judged by whole words: `rownames` and `Drug name` stay, `Patient name` and `patient_DOB` go.
"""

import re
import unicodedata
from functools import cache

STUDY_NUMBER = "number"
"""The kind of identity a user may keep as the patient's study number: a number that may be the study's own."""

PERSONS = "patients?|pt|subjects?|donors?|mothers?|fathers?|parents?|spouses?|siblings?|physicians?|doctors?|contact"
ANYWHERE: dict[str, tuple[str, ...]] = {
    "name": (
        r"surname|forename|patientname|patientenname|nachname|vorname|familienname|geburtsname|prenoms?|cognome|apellidos?",
        rf"(?:first|last|middle|maiden|given|family|full|{PERSONS}) (?:s )?names?|names? of (?:the )?(?:{PERSONS})",
        r"nom (?:de famille|de naissance|du patient|de la patiente|patient|et prenom)|nome (?:e cognome|paziente)",
        r"nome del(?: la)? paziente|nombre (?:y apellidos?|del? paciente|paciente)|name d(?:es|er) patient(?:en|in)",
    ),
    "birth date": (
        r"dob|birth ?dates?|birth ?day|dates? of birth|geburts ?datum|geburts ?tag|geb datum|geboren(?: am)?",
        r"date (?:de )?naissance|ne(?: ?e)? le|data (?:di )?nascita|nat[oa] il|f(?:echa)? (?:de )?nacimiento",
    ),
    "address": (
        r"post ?codes?|postal codes?|zip ?codes?|zip|postal|address|addresses|place of residence|adresse|anschrift",
        r"strasse|hausnummer|wohnort|plz|postleitzahl|code postal|rue|indirizzo|codice postale|residenza|direccion",
        r"domicilio|codigo postal|calle",
    ),
    "contact": (
        r"e ?mails?|(?:cell ?)?phones?|telephones?|telefon(?:nummer)?|handy(?:nummer)?|courriel|numero de telephone",
        r"telefono|cellulare|correo(?: electronico)?|telefono movil|whatsapp|fax",
    ),
    "insurance": (
        r"ssn|nhs|social security|insurance (?:numbers?|no|id)|passport(?: (?:no|number))?|national id|personnummer",
        r"versiche(?:rungs|rten) ?n(?:umme)?r|kranken(?:versicherungs|kassen) ?n(?:umme)?r|ahv(?: ?nr)?",
        r"securite sociale|codice fiscale|tessera sanitaria|seguridad social|tarjeta sanitaria|dni",
    ),
    "chart number": (
        r"mrn|medical records?|kranken ?akten? ?n(?:umme)?r|cartella clinica|n(?:umero)? (?:di )?cartella|nosologico",
        r"historia clinica|n(?:umero)? (?:de )?historia|nhc|n(?:umero)? (?:de |du )?dossier|dossier medical",
    ),
    STUDY_NUMBER: (
        r"record numbers?|record no|hospital (?:numbers?|no|id)|chart (?:numbers?|no)|case (?:numbers?|no)",
        r"fall ?n(?:umme)?r|akten(?:nummer|zeichen)|aufnahme ?n(?:umme)?r|accession (?:numbers?|no)",
        r"numero de sejour|n(?:umero)? ricovero|numero de episodio",
    ),
}
ALONE: dict[str, str] = {
    "name": r"names?|firstname|lastname|fullname|nom|nome|nombre|initial(?:s|en|es)|iniziali|iniciales",
    "birth date": r"geb|born|birth|naissance|nascita|nacimiento",
    "address": r"streets?",
    "contact": r"mobiles?(?: (?:no|number))?|tel|portable|mobil|movil|mail",
    "insurance": r"insurance|nir|nif|cpf|cip|krankenkasse|versicherung",
    "chart number": r"ipp|nip|iep",
}
NOTES = re.compile(
    r"\b(?:notes?|comments?|remarks?|free ?text|memo|bemerkung(?:en)?|kommentare?|anmerkung(?:en)?|notiz(?:en)?"
    r"|freitext|remarques?|commentaires?|observations?|texte libre|annotazioni|commenti|osservazioni|testo libero"
    r"|notas?|comentarios?|observaciones|texto libre)\b"
)


def identity_in(heading: str) -> str:
    """What of the patient's identity a heading says its column holds: a kind such as "name", or nothing."""
    words = _words(heading)
    return next((kind for kind, pattern in _patterns() if pattern.search(words)), "")


def names_the_patient(heading: str) -> bool:
    """Whether a heading says that its column holds names, record numbers, birth dates, addresses or phones."""
    return bool(identity_in(heading))


def says_notes(heading: str) -> bool:
    """Whether a heading says that its column holds remarks in free text."""
    return bool(NOTES.search(_words(heading)))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile(rf"\b(?:{'|'.join(parts)})\b" + (rf"|^(?:{ALONE[kind]})$" if kind in ALONE else "")))
        for kind, parts in ANYWHERE.items()
    )


def _words(heading: str) -> str:
    plain = unicodedata.normalize("NFKD", heading.replace("ß", "ss")).encode("ascii", "ignore").decode()
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    return re.sub(r"[^a-z0-9]+", " ", parted.casefold()).strip()
