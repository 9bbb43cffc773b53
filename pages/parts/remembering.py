"""What was said about one workbook, used for the next of its kind: in this session by itself, later from a file."""

from core.workbook.answers import Answer, without
from core.workbook.errors import WorkbookError
from core.workbook.mapping import Mapping
from core.workbook.mapping_file import read_mapping
from pages.parts.brought import KeptAnswers
from pages.parts.session import answer, answer_refused, open_upload, session

RECALLED = "This workbook has the headings of one you brought before: what you said about that one is used again."
USED = "The answers of the file are used. Those that do not fit this workbook are listed among its issues."
WAITING = "The answers wait for their workbook: drop it now."
NOTHING_SAID = Mapping()


def bring(name: str, data: bytes) -> None:
    """Read a workbook with the answers that wait for it, else with those given about one of the same headings."""
    waiting = session().waiting
    open_upload(name, data, waiting.mapping if waiting else NOTHING_SAID)
    refused = session().refused
    if refused and (named := session().remembered.get(frozenset(refused.headings))):
        answer_refused(named.mapping)
    upload = session().upload
    if session().refusal or upload is None:
        return
    session().waiting = None
    known = session().remembered.get(session().brought.headings)
    kept = waiting or (known if known and known.mapping != NOTHING_SAID else None)
    if kept:
        _use(kept, USED if waiting else RECALLED)


def use_answers_file(data: bytes) -> None:
    """Use the answers of a file for the workbook before the visitor, or for the next one; a refusal is said."""
    try:
        kept = KeptAnswers(*read_mapping(data))
    except WorkbookError as refusal:
        session().refusal = str(refusal)
        return
    if session().refused:
        answer_refused(kept.mapping)
        return
    session().refusal = ""
    if session().upload:
        _use(kept, USED)
    else:
        session().waiting = kept
        session().notices.append(WAITING)


def take_back(said: Answer) -> None:
    """Read the workbook as if this had not been said."""
    answer(mapping=without(session().upload.mapping, said))


def take_all_back() -> None:
    """Read the workbook as if nothing had been said."""
    answer(mapping=NOTHING_SAID)


def _use(kept: KeptAnswers, notice: str) -> None:
    sheet = kept.sheet if kept.sheet in session().reading.sheets else ""
    answer(mapping=kept.mapping, sheet=sheet)
    if not session().refusal:
        session().notices.append(notice)
