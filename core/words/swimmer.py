"""The swimmer plot in words: what its bars are, in which order, what is not drawn, and why there is none."""

from core.analyses.swimmer import MOST_COURSES, Swimmer
from core.analyses.swimmer_days import CAR_T, MRD_NEGATIVE, OBSERVED, RELAPSE, RESPONSE, TRANSPLANT
from core.endpoints import ORIGINS, SHEET
from core.formats import in_sentence
from core.words.patients import left_out_sentence

ORDER_PHRASES = {
    "follow_up": "the longest follow-up first",
    "start": "the earliest time zero first",
    "group": "by group, then the longest follow-up first",
}
DATES = {
    RESPONSE: "response",
    MRD_NEGATIVE: "MRD negativity",
    RELAPSE: "relapse or progression",
    TRANSPLANT: "transplant",
    CAR_T: "CAR T cells",
}
COLOURS = "A colour lasts from its first day to that of the next: the row of a patient has no last day of an antibody."
NO_COURSES = (
    "No courses can be drawn: they need a date of time zero, vital status and the date of death or last contact, "
    "or a time and a status of survival."
)


def swimmer_caption(result: Swimmer, on_paper: bool = False) -> str:
    """What is drawn and how to read it."""
    dated = result.endpoint.origin != SHEET
    since = f" from {ORIGINS[result.endpoint.origin].label}" if dated else ""
    drawn = len(result.patients)
    phases = set(result.segments["phase"]) - {OBSERVED}
    other = (
        ""
        if result.endpoint.id == "os"
        else f"The cohort has no overall survival: bars are {in_sentence(result.endpoint.label)}."
    )
    then = "rows are numbered" if on_paper else "click one for its patient"
    parts = [
        other,
        f"A bar a patient{since}, {ORDER_PHRASES[result.order]}; {then}.",
        COLOURS if phases else "",
        "MRD negativity stands on the day of the response." if MRD_NEGATIVE in set(result.marks["mark"]) else "",
        "The whole follow-up is drawn, whatever bounds observation has elsewhere." if dated else "",
        f"The first {MOST_COURSES} of {result.n:,} patients in this order are drawn." if drawn < result.n else "",
        lacking_sentence(result),
        _before(result.before),
    ]
    return " ".join(part for part in parts if part)


def lacking_sentence(result: Swimmer) -> str:
    """The marks that cannot be drawn because the cohort has no dates of them."""
    if not result.lacking:
        return ""
    return f"Not drawn, as the cohort has no dates of them: {', '.join(DATES[mark] for mark in result.lacking)}."


def courses_sentence(result: Swimmer) -> str:
    """How many of the selected have a course, and why the others have none."""
    return left_out_sentence(result.n, result.compared.left_out)


def _before(n: int) -> str:
    if not n:
        return ""
    return f"{n:,} mark{'' if n == 1 else 's'} before time zero {'is' if n == 1 else 'are'} not drawn."
