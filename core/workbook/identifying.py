"""Headings of columns that name the patient. Such columns are dropped at the door.

Judged by whole words: `rownames` and `Drug name` stay, `Patient name` and `patient_DOB` go.
"""

import re
import unicodedata

PERSONS = "patients?|pt|subjects?|donors?|mothers?|fathers?|parents?|spouses?|siblings?|physicians?|doctors?|contact"
ANYWHERE = (
    r"mrn|dob|ssn|nhs|surname|forename|birth ?dates?|birth ?day|dates? of birth|e ?mails?|(?:cell ?)?phones?|"
    r"telephones?|post ?codes?|postal codes?|zip ?codes?|zip|postal|address|addresses|medical records?|record numbers?|"
    r"record no|hospital (?:numbers?|no|id)|social security|insurance (?:number|no|id)|"
    rf"(?:first|last|middle|maiden|given|family|full|{PERSONS}) (?:s )?names?|names? of (?:the )?(?:{PERSONS})|"
    r"nachname|vorname|geburtsdatum|geburtstag|adresse|telefon|plz"
)
ALONE = r"names?|firstname|lastname|fullname|patientname|mobiles?(?: (?:no|number))?|streets?|insurance|initials"
IDENTIFYING = re.compile(rf"\b(?:{ANYWHERE})\b|^(?:{ALONE})$")


def names_the_patient(heading: str) -> bool:
    """Whether a heading says that its column holds names, record numbers, birth dates, addresses or phones."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode()
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    words = re.sub(r"[^a-z0-9]+", " ", parted.casefold()).strip()
    return bool(IDENTIFYING.search(words))
