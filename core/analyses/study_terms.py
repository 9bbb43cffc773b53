"""The words of a study in a cohort: which column, level, filter, endpoint a printed figure is about there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.analyses.selection import Selection
from core.clock import DAYS_PER_MONTH
from core.cohort import Cohort
from core.dictionary import MISSING, Field, dictionary
from core.endpoints import PRESETS, SHEET, Endpoint, missing_for
from core.filters import Choice, Range, keep, misfit, sentence
from core.formats import in_sentence
from core.studies import Fact, Study

Where = Mapping[str, Any]
NOBODY = "nobody in this cohort is one of those it is about"
BY_LANDMARK = "hsct_by_landmark"
"""The one word of a study that is a state at the landmark rather than a trait."""


class CannotComputeError(ValueError):
    """A printed figure this cohort cannot give; its message is the reason, as the end of a sentence."""


@dataclass(frozen=True, eq=False)
class Terms:
    """A study's words in a cohort; `filters` are those a visitor put on the cohort besides."""

    study: Study
    cohort: Cohort
    filters: tuple[Choice | Range, ...] = ()

    def field(self, name: str) -> Field:
        """The column a word of the study means; refused where the cohort has none."""
        column = self._spec(name).get("field", name)
        if column not in self.cohort.columns:
            known = dictionary()[column].label if column in dictionary() else column.removeprefix("extra:")
            label = self._spec(name).get("label", known)
            raise CannotComputeError(f"there is no column “{label.replace('_', ' ')}”")
        return self.cohort.columns[column]

    def numbers(self, name: str) -> np.ndarray:
        """A word that means a number, in the unit of the study, for every patient."""
        spec = self._spec(name)
        if "cycles_of" in spec:
            return self._cycles_of(spec["cycles_of"])
        if "days" in spec:
            start, end = (self._days(column) for column in spec["days"])
            return end - start
        field = self.field(name)
        if field.is_choice:
            return self.cohort.patients[field.name].astype(object).astype(float).to_numpy()
        if not field.is_number:
            raise CannotComputeError(f"“{field.label}” is not a number there")
        per = DAYS_PER_MONTH if name.endswith("_months") and field.unit == "days" else 1
        return self.cohort.numbers(field.name) / per

    def having(self, name: str, level: Any) -> np.ndarray:
        """The patients at this level of a word, as a mask; None is no value."""
        spec = self._spec(name)
        if "before" in spec:
            return (self._days(spec["field"]) < self._days(spec["before"])) == (level == "yes")
        if "known" in spec and spec["field"] not in self.cohort.columns and spec["known"] in self.cohort.columns:
            return self.cohort.known(spec["known"]) == (level == "yes")
        field = self.field(name)
        if not field.is_choice and "ranges" not in spec:
            return self.cohort.known(field.name) == (level == "yes")
        return keep((self.filter(name, level),), self.cohort)

    def known(self, name: str) -> np.ndarray:
        """The patients of whom something is known under this word; all of them where an empty cell means no."""
        if self._spec(name).get("of_all"):
            return np.ones(len(self.cohort), dtype=bool)
        column = self._spec(name).get("field", name)
        if column not in self.cohort.columns or self.cohort.columns[column].kind == "date":
            return np.ones(len(self.cohort), dtype=bool)
        return self.cohort.known(column)

    def filter(self, name: str, level: Any) -> Choice | Range:
        """The filter that keeps the patients at this level; refused where no filter says it."""
        field, spec = self.field(name), self._spec(name)
        if "ranges" in spec:
            low, high = spec["ranges"][level]
            found: Choice | Range = Range(field=field.slug, low=low, high=high)
        elif not field.is_choice:
            raise CannotComputeError(f"“{field.label}” is no filter")
        else:
            found = Choice(field=field.slug, levels=tuple(self._slugs(field, spec, level)))
        wrong = misfit(found, self.cohort)
        if wrong:
            raise CannotComputeError(in_sentence(wrong).removesuffix("."))
        return found

    def filters_of(self, where: Where, outside: str = "") -> tuple[Choice | Range, ...]:
        """The filters that keep whom a figure is about, among those the visitor keeps.

        They take the place of a visitor's filter on the same column. In the cohort of the study they keep the
        study's own patients, unless the word `outside` looks beyond them.
        """
        own = () if self._spec(outside).get("beyond_the_study") else self._everybody()
        told = {**dict(own), **where}
        wanted = tuple(self.filter(name, level) for name, level in told.items() if name != BY_LANDMARK)
        taken = {one.field for one in wanted}
        return (*(one for one in self.filters if one.field not in taken), *wanted)

    def select(self, where: Where, outside: str = "") -> Selection:
        """The patients a figure is about; the same as the filters keep, also where no filter can say it."""
        own = () if self._spec(outside).get("beyond_the_study") else self._everybody()
        told = {**dict(own), **{name: level for name, level in where.items() if name != BY_LANDMARK}}
        slugs = {self.field(name).slug for name in told if self._column(name) in self.cohort.columns}
        visitor = tuple(one for one in self.filters if one.field not in slugs)
        kept = keep(visitor, self.cohort)
        for name, level in told.items():
            kept = kept & self.having(name, level)
        return Selection(self.cohort, kept, sentence(visitor, self.cohort))

    def endpoint(self, fact: Fact) -> Endpoint:
        """The ready-made endpoint of a figure, or the same of a sheet that has times in place of dates."""
        origin, short = fact.get("origin", "mab1_start"), fact.get("endpoint", "OS")
        short = self.study.endpoints.get(f"{short} {origin}", short)
        named = [one for one in PRESETS if one.short == short and one.origin in (origin, SHEET)]
        answered = [one for one in named if not missing_for(one, self.cohort)]
        dated = [one for one in named if one.origin == origin]
        if not answered:
            lacking = missing_for(dated[0], self.cohort) if dated else (f"{short} from this time zero",)
            raise CannotComputeError(f"it needs {', '.join(lacking)}")
        return next((one for one in answered if one.origin == origin), answered[0])

    def _everybody(self) -> tuple[tuple[str, Any], ...]:
        return tuple(self.study.everybody.items()) if self.cohort.source.bundled == self.study.cohort else ()

    def _spec(self, name: str) -> Mapping[str, Any]:
        return self.study.fields.get(name, {})

    def _column(self, name: str) -> str:
        return self._spec(name).get("field", name)

    def _slugs(self, field: Field, spec: Mapping[str, Any], level: Any) -> list[str]:
        if level is None:
            return [MISSING]
        levels = level if isinstance(level, list) else [level]
        meant = [value for one in levels for value in spec.get("levels", {}).get(one, [one])]
        found = [known.slug for known in map(field.level, meant) if known]
        if not found:
            raise CannotComputeError(f"“{field.label}” has no level “{meant[0]}”")
        return found

    def _days(self, column: str) -> np.ndarray:
        if column not in self.cohort.columns:
            label = dictionary()[column].label if column in dictionary() else column.removeprefix("extra:")
            raise CannotComputeError(f"there is no column “{label}”")
        return self.cohort.days(column)

    def _cycles_of(self, antibody: str) -> np.ndarray:
        """The cycles of an antibody, whether it came first or second."""
        cycles = np.full(len(self.cohort), np.nan)
        for place in ("mab2", "mab1"):
            if place in self.cohort.columns and f"{place}_cycles" in self.cohort.columns:
                given = self.cohort.is_level(place, antibody)
                cycles = np.where(given, self.cohort.numbers(f"{place}_cycles"), cycles)
        if np.isnan(cycles).all():
            raise CannotComputeError(f"there are no cycles of {antibody}")
        return cycles
