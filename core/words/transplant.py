"""How the tables of transplant, toxicity and death were counted."""

from collections.abc import Sequence

from core.analyses.toxicity import EarlyDeaths, ToxicityTable
from core.analyses.toxicity_records import ToxicityRecords
from core.analyses.transplant import TransplantTables
from core.words.patients import patients
from core.words.response import LIMIT_NAMES, contrasts_sentence

NO_TRANSPLANT = (
    "This cohort does not record transplants: a transplant date, or a column that says yes or no, is needed."
)
NOBODY = "Nobody was transplanted among these patients, so there is nothing to count after transplant."
NO_TOXICITY = "This cohort records no CRS, ICANS or SOS in these patients."
NO_DEATHS = "This cohort has no vital status and no date of death in these patients."

TESTS = (
    "P by Fisher's exact test (F) where an expected count is below 5 or n below 40, else chi-squared test (χ²); "
    "beside a heading it compares all lines below it at once. Times are not tested."
)
SEVERE_TESTS = (
    "P of grade ≥ 3 by Fisher's exact test (F) where an expected count is below 5 or n below 40, else chi-squared test "
    "(χ²); not adjusted for the number of events."
)
REASONS = {
    True: "Why they were not transplanted is not recorded: the lines tell what the dates of relapse, progression and "
    "death tell.",
    False: "",
}


def counted_sentence(limits: str, groups: Sequence[str], *, always_fisher: bool = False) -> str:
    """What a cell holds, how its limits were computed and how groups were compared."""
    text = f"k of n (%); 95 % {LIMIT_NAMES[limits]} confidence interval. Not recorded is not “no”: it is counted apart."
    if len(groups) > 1:
        text += f" {contrasts_sentence(groups[0])} {TESTS}"
        text += " SOS always by Fisher's exact test, unless the table is too large for it." if always_fisher else ""
    return text


def ungrouped_sentence(n: int, title: str) -> str:
    """Who is counted in the column of all patients alone."""
    return f"{patients(n)} without a value of {title} in the column of all patients alone." if n else ""


def transplant_notes(found: TransplantTables, limits: str) -> tuple[str, ...]:
    """The notes of the table of who was transplanted and how."""
    told = any(section.title.startswith("Without a transplant") for section in found.before)
    return (
        counted_sentence(limits, found.labels[1:]),
        ungrouped_sentence(found.ungrouped, found.title),
        REASONS[found.inferred and told],
    )


def after_notes(found: TransplantTables, limits: str) -> tuple[str, ...]:
    """The notes of the table of what followed transplant."""
    return (
        counted_sentence(limits, found.labels_after[1:], always_fisher=True),
        "GVHD: each patient by the highest grade. Who has no date of engraftment, or of relapse after transplant, "
        "counts as without it. These are counts: incidences, with competing events and unequal follow-up, are on "
        "the page Relapse and NRM.",
    )


def toxicity_notes(found: ToxicityTable, limits: str) -> tuple[str, ...]:
    """The notes of the table of CRS, ICANS and SOS."""
    return (
        counted_sentence(limits, found.labels[1:], always_fisher=True),
        "Each patient once, by the worst grade.",
        ungrouped_sentence(found.ungrouped, found.title),
    )


def records_notes(found: ToxicityRecords, limits: str) -> tuple[str, ...]:
    """The notes of the table of a toxicity sheet: who counts as without an event, and what has no grade or no place."""
    plural = "" if found.without_grade == 1 else "s"
    without = (
        f"No grade of 1 to 5 in {found.without_grade:,} record{plural}: a patient with no other grade of that event "
        "counts in any grade and in no other column, nor in the denominator of grade ≥ 3."
    )
    counted = f"those dated from {found.origin} on, whatever followed it" if found.origin else "those of any date"
    early = f"Left out, dated before {found.origin}: {found.before_start:,}."
    compared = contrasts_sentence(found.labels[1]) + f" {SEVERE_TESTS}" if len(found.labels) > 2 else ""
    return (
        "Patients, n (%), each once an event by the worst grade; any grade with the 95 % "
        f"{LIMIT_NAMES[limits]} confidence interval. {found.recorded:,} of {patients(found.n[0])} have a record; who "
        "has none of an event counts as without it. The most frequent event first. Events without a date count, and "
        f"{counted}.",
        without if found.without_grade else "",
        early if found.before_start else "",
        compared,
        ungrouped_sentence(found.ungrouped, found.title),
    )


def death_notes(found: ToxicityTable, limits: str) -> tuple[str, ...]:
    """The notes of the table of deaths and their causes."""
    return (
        counted_sentence(limits, found.labels[1:]),
        "Without relapse: any cause but progression. Those who died of an unknown cause are in neither line nor in "
        "its denominator.",
        ungrouped_sentence(found.ungrouped, found.title),
    )


def early_death_notes(found: EarlyDeaths, limits: str) -> tuple[str, ...]:
    """The notes of the table of early deaths: who has no time, and why groups are not compared."""
    reasons = "; ".join(f"{n:,} {reason}" for reason, n in found.left_out)
    late = f"Not by {found.late}: in some it was known only after time zero, and only those who live so long have it."
    return (
        counted_sentence(limits, found.labels[1:]),
        "Those alive and not followed to the day are in no denominator.",
        f"Left out: {reasons}." if reasons else "",
        late if found.late else "",
    )
