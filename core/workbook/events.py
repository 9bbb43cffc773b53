"""Cells read as what happened at the end of a patient's time: dead or alive, event or censored."""

import re

import numpy as np

from core.dictionary import Field, dictionary, normalise
from core.workbook.codes import answered, level_question, unknown_level
from core.workbook.level_texts import level_forms, read_number
from core.workbook.mapping import Question
from core.workbook.typed import Finding, Request, Typed, missing_note

EVENT_FIELDS = frozenset({"vital_status", "os_status", "efs_status", "rfs_status"})
PREFIXED = re.compile(r"([01])\s*:\s*(.+)")
YES = frozenset({"yes", "y", "true", "ja", "j", "oui", "si"})
NO = frozenset({"no", "n", "false", "nein", "non"})
CENSORED = frozenset(
    {"alive", "living", "censored", "noevent", "eventfree", "diseasefree", "progressionfree", "relapsefree"}
    | {"zensiert", "keinereignis", "censure", "censuree", "censurato", "censurata", "censurado", "censurada"}
)
DEATH = frozenset({"dead", "deceased", "died", "death"})
EVENT = frozenset({"event", "ereignis", "evenement", "evento"})
RELAPSE = frozenset(
    {"relapse", "relapsed", "recurred", "recurrence", "progression", "progressed", "recurredprogressed", "relapsedead"}
    | {"rezidiv", "progress", "rechute", "recidiva", "progressione", "ricaduta", "recaida", "progresion"}
)
TURNED = ("cens", "zens", "alive", "living", "surviv", "leb", "vivant", "vivo", "viva", "envie", "invita")
ALIVE_HEADINGS = frozenset({"alive", "living", "lebt", "vivant", "vivo", "invita"})
ABOUT_DEATH = ("death", "dead", "deceas", "died", "tod", "tot", "storben", "dece", "mort", "muert", "fallec", "exitus")
LARGEST_CODE = 9


def read_events(request: Request) -> Typed:
    """A column that says event or not; the level's value (object) per distinct cell value, None where not read.

    Words are read; so are "0:LIVING" and "1:DECEASED". The numbers 0 and 1 mean censored and event if both
    stand there (or 0 alone), which a note says, unless the heading speaks of censoring or being alive, or is that of
    a vital status and does not name death: in some sheets 1 is alive. Any other coding is asked, and the cells stay
    missing until it is answered; so are yes and no where the heading leaves open what is affirmed.
    """
    cells, field = request.cells, request.field
    censored, event = _levels(field)
    read, missing, coded, unknown = _sorted_out(request)
    question = None
    if coded and _is_plain(coded, request):
        read |= {place: event if number == 1 else censored for place, number in coded.items()}
    elif coded:
        question = _coding_question(request, coded)
    values = np.array([read.get(place) for place in range(len(cells.distinct))], dtype=object)
    problems = {place: unknown_level(cells.distinct[place], cells.text(place), field) for place in unknown}
    notes = (*missing_note(cells, missing), *_coding_notes(coded, question, (censored, event)))
    codes = [place for place, number in coded.items() if number is None or _is_code(number)]
    understood = np.isin(np.arange(len(values)), [*read, *codes])
    question = question or level_question(request, np.array(unknown, dtype=int))
    return Typed(field, values, missing, understood, problems, notes, question)


def _sorted_out(request: Request) -> tuple[dict[int, str], np.ndarray, dict[int, float | None], list[int]]:
    """Distinct values by what they are: levels read, codes for missing, codes of an event, and the unknown rest.

    A code of an event is a number, or None for a yes or no that this heading leaves open.
    """
    cells, levels = request.cells, _levels(request.field)
    read, coded, unknown = {}, {}, []
    missing = np.zeros(len(cells.distinct), dtype=bool)
    for place, text in enumerate(cells.texts):
        number = read_number(text)
        answer = answered(request, text) if text in request.codes else None
        if answer is not None:
            read[place] = answer
        elif request.codes.get(text) == "":
            missing[place] = True
        elif text in request.codes:
            unknown.append(place)
        elif (meaning := _word(text, request)) is not None:
            read[place] = levels[meaning]
        elif cells.missing[place]:
            missing[place] = True
        elif number is not None or normalise(text) in YES | NO:
            coded[place] = number
        else:
            unknown.append(place)
    return read, missing, coded, unknown


def _levels(field: Field) -> tuple[str, str]:
    """The levels for censored and for event."""
    return ("alive", "dead") if field.name == "vital_status" else ("no", "yes")


def _word(text: str, request: Request) -> bool | None:
    """Whether a word says event; None if it is no word for either, or the heading leaves it open."""
    prefixed = PREFIXED.fullmatch(text)
    word = normalise(prefixed[2] if prefixed else text)
    said = _plain_word(word, request)
    if not prefixed:
        return said
    number = prefixed[1] == "1"
    return None if said is not None and said != number else number


def _plain_word(word: str, request: Request) -> bool | None:
    field = request.field
    if word in YES | NO:
        return _affirmed(word in YES, request)
    if word in CENSORED:
        return False
    if word in DEATH | EVENT or (word in RELAPSE and field.name in {"efs_status", "rfs_status"}):
        return True
    if len(word) > 1 or field.name == "vital_status":
        value = level_forms(dictionary()["vital_status"]).get(word)
        return None if value is None else value == "dead"
    return None


def _affirmed(is_yes: bool, request: Request) -> bool | None:
    """What yes or no means under this heading: an event, being alive, or nobody knows."""
    heading = normalise(request.heading)
    turned = any(sign in heading for sign in TURNED)
    about_death = any(sign in heading for sign in ABOUT_DEATH)
    if turned and about_death:
        return None
    if turned:
        return not is_yes if request.field.name == "vital_status" and heading in ALIVE_HEADINGS else None
    return is_yes if about_death or request.field.name != "vital_status" else None


def _is_plain(coded: dict[int, float | None], request: Request) -> bool:
    """Whether the codes are the 0 and 1 that everybody uses."""
    return set(coded.values()) in ({0.0}, {0.0, 1.0}) and _affirmed(True, request) is True


def _is_code(number: float) -> bool:
    return number.is_integer() and 0 <= number <= LARGEST_CODE


def _coding_question(request: Request, coded: dict[int, float | None]) -> Question:
    counted = request.cells.counted(list(coded))
    evidence = ", ".join(f"{text} ({count} patients)" for text, count in counted[:6])
    event = _levels(request.field)[1]
    text = f"'{request.heading}' holds {evidence}: which of them means {'dead' if event == 'dead' else 'an event'}?"
    return Question(request.heading, "event coding", text, request.field.values, counted)


def _coding_notes(
    coded: dict[int, float | None], question: Question | None, levels: tuple[str, str]
) -> tuple[Finding, ...]:
    if not coded:
        return ()
    if question is None:
        done = f"1 read as {levels[1]}, 0 as {levels[0]}"
        return (Finding("note", "the column holds 0 and 1", "1 is the usual code of the event", done),)
    what = "the codes of this column do not say which is the event"
    return (Finding("error", what, "the wrong one would turn every curve over", "endpoints wait for the answer"),)
