"""Printed figures computed by Ballad's own path: a bundled cohort, filters, the analyses the pages show."""

import json
from dataclasses import dataclass
from functools import cache

import numpy as np

from core.analyses.cox import analyse_cox
from core.analyses.landmark import analyse_landmark
from core.analyses.selection import Selection, select
from core.analyses.survival import GroupSurvival, analyse_survival
from core.bundled import read_bundled
from core.clock import DAYS_PER_MONTH, PER_MONTH, read_clock
from core.cohort import Cohort
from core.dictionary import DATA
from core.endpoints import Endpoint, available
from core.filters import Choice, Range, misfit
from core.stats.kaplan_meier import milestones
from core.stats.numeric_summary import summarise_numbers
from core.view import View


def half_a_unit(printed: float) -> float:
    """Half a unit of the last printed digit, with room for halves that are rounded up."""
    decimals = len(str(printed).partition(".")[2]) if isinstance(printed, float) else 0
    return 0.5 * 10.0**-decimals + 1e-9


@dataclass(frozen=True)
class Study:
    """A study's facts, and how its words are fields of its bundled cohort (`data/studies.json`)."""

    facts: dict[str, dict]
    not_met: dict[str, dict]
    cohort: Cohort
    everybody: dict
    fields: dict[str, dict]
    endpoints: dict[str, str]
    model: dict[str, list[str]]

    def field(self, name: str):
        """The field of the cohort that a fact calls by this name."""
        return self.cohort.columns[self.fields.get(name, {}).get("field", name)]

    def numbers(self, name: str) -> np.ndarray:
        """A number column in the unit of the fact."""
        per = DAYS_PER_MONTH if name.endswith("_months") and self.field(name).unit == "days" else 1
        return self.cohort.numbers(self.field(name).name) / per

    def filters(self, where: dict, outside: str = "") -> tuple[Choice | Range, ...]:
        """The filters that keep whom a fact is about: the study's own patients, unless it looks beyond them."""
        own = {} if self.fields.get(outside, {}).get("beyond_the_study") else self.everybody
        told = {**own, **where}
        return tuple(self._filter(name, level) for name, level in told.items())

    def _filter(self, name: str, level: str | list[str]) -> Choice | Range:
        field, known = self.field(name), self.fields.get(name, {})
        levels = level if isinstance(level, list) else [level]
        if "ranges" in known:
            low, high = known["ranges"][level]
            return Range(field=field.slug, low=low, high=high)
        meant = [value for one in levels for value in known.get("levels", {}).get(one, [one])]
        return Choice(field=field.slug, levels=tuple(field.level(value).slug for value in meant))

    def select(self, where: dict, outside: str = "", **settings) -> tuple[Selection, View]:
        """The patients of a fact, and the view that shows them."""
        view = View(filters=self.filters(where, outside), **settings)
        assert not [one for one in view.filters if misfit(one, self.cohort)]
        return select(self.cohort, view), view

    def endpoint(self, fact: dict) -> Endpoint:
        """The ready-made endpoint of a fact."""
        origin = fact.get("origin", "mab1_start")
        short = fact.get("endpoint", "OS")
        short = self.endpoints.get(f"{short} {origin}", short)
        (found,) = [one for one in available(self.cohort) if (one.short, one.origin) == (short, origin)]
        return found


def read_published(name: str) -> dict:
    """What a study printed."""
    return json.loads((DATA / "published" / f"{name}.json").read_text(encoding="utf-8"))


@cache
def read_study(name: str) -> Study:
    """A study by the name of its file."""
    not_met = json.loads((DATA / "not_met" / f"{name}.json").read_text(encoding="utf-8"))
    words = json.loads((DATA / "studies.json").read_text(encoding="utf-8"))[name]
    return Study(
        facts={fact["id"]: fact for fact in read_published(name)["facts"]},
        not_met={one["fact"]: one for one in not_met},
        cohort=read_bundled(words["cohort"]).cohort,
        everybody=words["filter"],
        fields=words["fields"],
        endpoints=words.get("endpoints", {}),
        model=words.get("model", {}),
    )


def checked(name: str, *kinds: str) -> list[tuple[str, str]]:
    """Study and id of every fact of these kinds that the cohort is said to meet."""
    study = read_study(name)
    return [(name, one) for one, fact in study.facts.items() if fact["kind"] in kinds and one not in study.not_met]


def counted(study: Study, fact: dict) -> list[tuple[int, int, int, int | None]]:
    """For each group of a count: how many have the level, how many there are, and both as printed."""
    groups = [{}] if "by" not in fact else [{} if one == "all" else {fact["by"]: one} for one in fact["k"]]
    rows = []
    for group in groups:
        where = {**fact.get("where", {}), **group}
        printed = [
            fact.get(part) if "by" not in fact else fact[part][next(iter(group.values()), "all")] for part in "kn"
        ]
        among, _ = study.select(where)
        has, _ = study.select({**where, fact["field"]: fact["level"]})
        known = among.patients & study.cohort.known(study.field(fact["field"]).name)
        rows.append((has.n, among.n if among.n == printed[1] else int(known.sum()), *printed))
    return rows


def percentage(study: Study, fact: dict) -> tuple[float, int]:
    """The share of those with a known value in percent, and how many these are."""
    where = fact.get("where", {})
    among, _ = study.select(where)
    known = int((among.patients & study.cohort.known(study.field(fact["field"]).name)).sum())
    return 100 * study.select({**where, fact["field"]: fact["level"]})[0].n / known, known


def spread(study: Study, fact: dict) -> list[tuple[float, float]]:
    """Median, and quartiles or range, each with what was printed."""
    among, _ = study.select(fact.get("where", {}))
    found = summarise_numbers(study.numbers(fact["field"])[among.patients])
    parts = {"value": [found.median], "iqr": [found.first_quartile, found.third_quartile]}
    parts["range"] = [found.minimum, found.maximum]
    return [
        (one, other)
        for part, numbers in parts.items()
        if part in fact
        for one, other in zip(numbers, np.atleast_1d(fact[part]).tolist(), strict=True)
    ]


def arm_of(study: Study, fact: dict) -> GroupSurvival:
    """The curve of the patients of a fact, from the landmark where there is one."""
    where = {name: level for name, level in fact.get("where", {}).items() if name != "hsct_by_landmark"}
    selection, view = study.select(where)
    endpoint = study.endpoint(fact)
    if "landmark_months" not in fact:
        (arm,) = analyse_survival(selection, endpoint, view).groups
        return arm
    by = study.field("hsct_by_landmark").slug if "hsct_by_landmark" in fact["where"] else ""
    arms = analyse_landmark(selection, read_clock(endpoint, study.cohort), by, fact["landmark_months"]).groups
    wanted = {"yes": "Yes", "no": "No"}.get(fact["where"].get("hsct_by_landmark"))
    (arm,) = [arm for arm in arms if wanted in (None, arm.label)]
    return arm


def survival_of(study: Study, fact: dict) -> list[tuple[float, float]]:
    """Survival in percent with its limits, each with what was printed."""
    at = milestones(arm_of(study, fact).curve, [fact["at_months"]]).iloc[0]
    printed = [fact["percent"], *fact.get("ci", [])]
    found = [100 * at[name] for name in ("survival", "lower", "upper")]
    return list(zip(found, printed, strict=False))


def median_survival(study: Study, fact: dict) -> float:
    """Median survival in the unit of the fact."""
    return float(arm_of(study, fact).median["time"]) * PER_MONTH[fact["unit"]]


def follow_up(study: Study, fact: dict) -> tuple[float, float, float]:
    """Median follow-up by reverse Kaplan-Meier, and the shortest and longest of the living, in months."""
    arm = arm_of(study, {"endpoint": "OS", **fact})
    seen = arm.curve.time[arm.curve.censored > 0]
    return float(arm.follow_up["time"]), float(seen.min()), float(seen.max())


def p_value(study: Study, fact: dict) -> float:
    """The log-rank P of a fact, at the landmark where there is one."""
    by = study.field(fact["compare"]).slug
    selection, view = study.select(fact.get("where", {}), outside=fact["compare"], compare=by)
    endpoint = study.endpoint(fact)
    if "landmark_months" in fact:
        clock = read_clock(endpoint, study.cohort)
        return analyse_landmark(selection, clock, by, fact["landmark_months"]).logrank.p
    return analyse_survival(selection, endpoint, view).test.p


def hazard_ratio(study: Study, fact: dict) -> tuple[float, float]:
    """Hazard ratio and P of a term of the study's multivariable model, patients not tested with the reference."""
    fields = {term: study.cohort.columns[name] for term, (name, _) in study.model.items()}
    selection, view = study.select({}, covariates=tuple(field.slug for field in fields.values()))
    rows = analyse_cox(selection, study.endpoint(fact), view).multivariable.coefficients
    field, level = fields[fact["term"]], study.model[fact["term"]][1]
    (row,) = rows[rows["term"] == field.name].itertuples()
    of_the_other = field.is_choice and row.level != field.level_label(level)
    return (1 / row.hr if of_the_other else row.hr), row.p
