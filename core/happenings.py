"""What can happen to a patient on a known day: response, relapse, transplant, death. Endpoints are made of these.

A happening is read off a cohort as days since 1970, nan where it has not happened. Death is one of them: its day
comes from the date of death or, for a patient who is dead without one, from the last contact.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.cohort import Cohort

DEATH = "death"


@dataclass(frozen=True)
class Happening:
    """The slug of the address, the words of the screen, the fields it needs, the date field it is read from.

    `needs` must be columns of the cohort, empty ones included: an empty column of relapses means no relapse.
    """

    slug: str
    label: str
    needs: tuple[str, ...]
    date: str
    days: Callable[[Cohort], np.ndarray]


def vital_status(cohort: Cohort) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who is dead, who is alive (masks), and the day of death; a date of death wins over the last contact."""
    died = cohort.days("death_date") if "death_date" in cohort else np.full(len(cohort), np.nan)
    if "vital_status" not in cohort:
        return ~np.isnan(died), np.isnan(died), died
    dead, alive = cohort.is_level("vital_status", "dead"), cohort.is_level("vital_status", "alive")
    seen = cohort.days("last_contact") if "last_contact" in cohort else np.full(len(cohort), np.nan)
    return dead, alive, np.where(dead, np.where(np.isnan(died), seen, died), np.nan)


def _death(cohort: Cohort) -> np.ndarray:
    return vital_status(cohort)[2]


def _on(slug: str, label: str, date: str) -> Happening:
    """What has a date field of its own."""
    return Happening(slug, label, (date,), date, lambda cohort: cohort.days(date))


def _graded(slug: str, label: str, date: str, grade: str, levels: tuple[str, ...]) -> Happening:
    """The date of something that counts only in some of its grades."""

    def days(cohort: Cohort) -> np.ndarray:
        counts = np.logical_or.reduce([cohort.is_level(grade, level) for level in levels])
        return np.where(counts, cohort.days(date), np.nan)

    return Happening(slug, label, (date, grade), date, days)


HAPPENINGS = {
    one.slug: one
    for one in (
        Happening(DEATH, "death", (), "", _death),
        _on("mab1_response", "response to the first antibody", "mab1_response_date"),
        _on("mab1_progression", "relapse or progression after the first antibody", "mab1_progression"),
        _on("mab2_start", "second antibody", "mab2_start"),
        _on("mab2_response", "response to the second antibody", "mab2_response_date"),
        _on("mab2_progression", "relapse or progression after the second antibody", "mab2_progression"),
        _on("car_t", "CAR T cells", "car_t_date"),
        _on("hsct", "transplant", "hsct_date"),
        _on("engraftment", "neutrophil engraftment", "engraftment_date"),
        _on("relapse_after_hsct", "relapse after transplant", "relapse_after_hsct"),
        _graded("agvhd_2_4", "acute GVHD grade II–IV", "agvhd_date", "agvhd_grade", ("2", "3", "4")),
        _graded("agvhd_3_4", "acute GVHD grade III–IV", "agvhd_date", "agvhd_grade", ("3", "4")),
        _graded("cgvhd", "moderate or severe chronic GVHD", "cgvhd_date", "cgvhd", ("moderate", "severe")),
        _on("sos", "sinusoidal obstruction syndrome", "sos_date"),
    )
}
"""Every happening an endpoint may be made of, in the order a reader is offered them."""


def first_of(slugs: tuple[str, ...], cohort: Cohort) -> np.ndarray:
    """The day of the first of these happenings; infinite where none has happened."""
    days = [HAPPENINGS[slug].days(cohort) for slug in slugs]
    return np.fmin.reduce([np.where(np.isnan(one), np.inf, one) for one in days], axis=0, initial=np.inf) + np.zeros(
        len(cohort)
    )
