"""Transplant: who had one and who had none and why, how it was done, and what followed it."""

import re
from dataclasses import dataclass

import numpy as np

from core.analyses.response import ANTIBODIES
from core.analyses.sections import Columns, Section, columns_of, levels_section
from core.analyses.selection import Selection
from core.analyses.transplant_outcomes import TRANSPLANTED, what_followed
from core.cohort import Cohort
from core.dictionary import dictionary
from core.formats import in_sentence
from core.happenings import vital_status
from core.view import View

DETAILS = (
    "hsct_disease_status",
    "hsct_donor",
    "hsct_graft",
    "hsct_conditioning",
    "hsct_regimen",
    "gvhd_prophylaxis",
)
WAITS = {
    "mab1_to_hsct_days": "First antibody to transplant",
    "mab2_to_hsct_days": "Second antibody to transplant",
    "inotuzumab_to_hsct_days": "Last inotuzumab dose to transplant",
}
MATCH, CELL_DOSE = re.compile(r"\bhla\b|\bmatch", re.IGNORECASE), re.compile(r"\bcd34\b", re.IGNORECASE)
REASON = re.compile(r"(?=.*\breason)(?=.*(transplant|\bhsct\b|\bsct\b|\bbmt\b))", re.IGNORECASE)
"""How a workbook heads the extra columns that hold what the dictionary has no field for."""


@dataclass(frozen=True)
class Transplanted:
    """Who of the cohort, as masks: given the antibody, transplanted after it, only before it, or neither known.

    Without any sign of an antibody in the cohort everybody counts as given it.
    """

    given: np.ndarray
    after: np.ndarray
    before: np.ndarray
    unknown: np.ndarray

    @property
    def known(self) -> np.ndarray:
        """Those of whom it is known whether they were transplanted after the antibody."""
        return self.given & ~self.unknown


@dataclass(frozen=True)
class TransplantTables:
    """What the page shows of transplant.

    `n` counts the patients of each column: those given the antibody in `before`, those transplanted in `after`,
    which is empty where nobody was. `inferred` says that the reasons for no transplant are what the dates tell.
    """

    title: str
    origin: str
    labels: tuple[str, ...]
    n: tuple[int, ...]
    before: tuple[Section, ...]
    labels_after: tuple[str, ...]
    n_after: tuple[int, ...]
    after: tuple[Section, ...]
    ungrouped: int
    inferred: bool


def given_antibody(cohort: Cohort, antibody: str) -> np.ndarray:
    """Given the antibody: it is named, has a start date or a response. Everybody, where no antibody is recorded."""
    if not antibodies_given(cohort):
        return np.ones(len(cohort), dtype=bool)
    signs = _signs(cohort, antibody)
    return np.logical_or.reduce([cohort.known(name) for name in signs], initial=False) & np.ones(len(cohort), bool)


def antibodies_given(cohort: Cohort) -> dict[str, str]:
    """The antibodies ("mab1", "mab2") somebody was given, with their labels."""
    return {name: dictionary()[name].label for name in ANTIBODIES if _signs(cohort, name)}


def antibody_view(cohort: Cohort, view: View) -> View:
    """The view with an antibody somebody was given; as it is where the cohort records none."""
    antibodies = antibodies_given(cohort)
    return view if view.antibody in antibodies or not antibodies else view.change(antibody=next(iter(antibodies)))


def antibody_in_words(cohort: Cohort, antibody: str) -> str:
    """The antibody as it stands in a sentence; empty where the cohort records none."""
    label = antibodies_given(cohort).get(antibody, "")
    return f"the {in_sentence(label)}" if label else ""


def read_transplanted(cohort: Cohort, antibody: str) -> Transplanted:
    """Who was transplanted after the antibody. A transplant without a date counts as after the first one only."""
    given = given_antibody(cohort, antibody)
    if "hsct" not in cohort:
        return Transplanted(given, *(np.zeros(len(cohort), dtype=bool) for _ in range(2)), given)
    had = cohort.is_level("hsct", "yes")
    day = cohort.days("hsct_date") if "hsct_date" in cohort else np.full(len(cohort), np.nan)
    start = cohort.days(f"{antibody}_start") if f"{antibody}_start" in cohort else np.full(len(cohort), np.nan)
    before = had & (day < start)
    after = had & ~before if antibody == "mab1" else had & (day >= start)
    unknown = given & ~after & ~before & ~cohort.is_level("hsct", "no")
    return Transplanted(given, given & after, given & before, unknown)


def count_transplants(selection: Selection, view: View) -> TransplantTables:
    """The transplant tables of the selected patients who were given the antibody of the view."""
    cohort = selection.cohort
    who = read_transplanted(cohort, view.antibody)
    columns, transplanted = columns_of(selection, who.given, view), columns_of(selection, who.after, view)
    reason = extra_column(cohort, REASON)
    return TransplantTables(
        title=columns.arms.title,
        origin=antibody_in_words(cohort, view.antibody),
        labels=columns.labels,
        n=columns.numbers(who.given),
        before=(
            *_who(columns, who, view, cohort),
            *_reasons(columns, who, view, cohort, reason),
            *_how(columns, who, cohort),
        ),
        labels_after=transplanted.labels,
        n_after=transplanted.numbers(who.after),
        after=what_followed(transplanted, who.after, cohort) if transplanted.numbers(who.after)[0] else (),
        ungrouped=columns.arms.missing if view.compare else 0,
        inferred=not reason,
    )


def extra_column(cohort: Cohort, heading: re.Pattern[str], *, number: bool = False) -> str:
    """The first extra column of choices, or of numbers, under such a heading; empty where there is none."""
    extras = (field for field in cohort.columns.values() if field.origin == "extra")
    fitting = (field.name for field in extras if (field.is_number if number else field.is_choice))
    return next((name for name in fitting if heading.search(cohort.columns[name].label)), "")


def _signs(cohort: Cohort, antibody: str) -> list[str]:
    return [name for name in (antibody, f"{antibody}_start", f"{antibody}_response") if cohort.has(name)]


def _who(columns: Columns, who: Transplanted, view: View, cohort: Cohort) -> tuple[Section, ...]:
    origin = antibody_in_words(cohort, view.antibody)
    base = f"all given {origin}" if origin else "all patients"
    field = cohort.by_slug(view.compare)
    by_itself = field is not None and field.known_at == "hsct_date"
    rows = [columns.count("Transplanted", who.after, who.known, tested=not by_itself)]
    if (who.before & columns.everybody).any():
        rows.append(columns.count(f"Transplanted only before {origin}", who.before, who.known))
    rows += columns.apart("Not known whether transplanted, or when", who.unknown, who.given)
    found = [
        Section(f"Transplant after {origin}" if origin else "Transplant", f"{base}, transplant known", tuple(rows))
    ]
    if cohort.has("prior_hsct"):
        known = who.given & cohort.known("prior_hsct")
        earlier = columns.count("Yes", cohort.is_level("prior_hsct", "yes"), known, tested=True)
        missing = columns.apart("Not recorded", ~known, who.given)
        found.append(Section(dictionary()["prior_hsct"].label, f"{base}, recorded", (earlier, *missing)))
    return tuple(found)


def _reasons(columns: Columns, who: Transplanted, view: View, cohort: Cohort, reason: str) -> tuple[Section, ...]:
    """Why there was no transplant: the workbook's own column of reasons, else what the dates tell."""
    without = who.known & ~who.after
    if not (without & columns.everybody).any():
        return ()
    base = "those not transplanted"
    return levels_section(columns, cohort, reason, without, base) or _fates(columns, without, view, cohort)


def _fates(columns: Columns, without: np.ndarray, view: View, cohort: Cohort) -> tuple[Section, ...]:
    """Relapse or progression first, then death without it, then alive without it: each patient in one line."""
    name = f"{view.antibody}_progression"
    if name not in cohort or not _tells_death(cohort):
        return ()
    dead, alive, _ = vital_status(cohort)
    progressed = cohort.known(name)
    told = without & (progressed | dead | alive)
    fates = {
        "Relapse or progression": progressed,
        "Died, none recorded before": dead & ~progressed,
        "Alive, none recorded": alive & ~progressed,
    }
    rows = tuple(columns.count(label, mask, told, contrasted=True) for label, mask in fates.items())
    missing = columns.apart("Neither recorded", ~told, without)
    test = columns.test([mask & told for mask in fates.values()])
    return (Section("Without a transplant, by the dates", "those not transplanted, known", (*rows, *missing), test),)


def _tells_death(cohort: Cohort) -> bool:
    return "vital_status" in cohort or "death_date" in cohort


def _how(columns: Columns, who: Transplanted, cohort: Cohort) -> tuple[Section, ...]:
    """Donor, graft, match, conditioning, prophylaxis, status, and the days from antibody to transplant."""
    details = (*DETAILS[:3], extra_column(cohort, MATCH), *DETAILS[3:])
    choices = [name for name in details if name in cohort and cohort.columns[name].is_choice]
    found = [one for name in choices for one in levels_section(columns, cohort, name, who.after, TRANSPLANTED)]
    waits = tuple(
        columns.measure(label, cohort.numbers(name), who.after)
        for name, label in WAITS.items()
        if name in cohort and (who.after & columns.everybody & cohort.known(name)).any()
    )
    if waits:
        found.append(Section("Days to transplant", f"{TRANSPLANTED}, both dates known", waits))
    dose = extra_column(cohort, CELL_DOSE, number=True)
    if dose and (who.after & columns.everybody & cohort.known(dose)).any():
        cells = columns.measure("Dose", cohort.numbers(dose), who.after, decimals=2)
        found.append(Section(cohort.columns[dose].label_with_unit, f"{TRANSPLANTED}, recorded", (cells,)))
    return tuple(found)
