"""The published studies: what each printed, where it contradicts itself, and how its words are fields of a cohort.

Three sources in `data/`: `published/` (the facts as printed, misprints included), `studies.json` (which bundled
cohort stands for the study and what its words mean there) and `not_met/` (what no such cohort could be given).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.dictionary import DATA

Fact = Mapping[str, Any]
"""A printed figure, as it stands in the file of its study."""


@dataclass(frozen=True)
class Study:
    """A study, and its words in a cohort.

    `facts` by id. `contradictions` say, by the fact they are about, where the print speaks against itself; `titles`
    name those that are about no fact. `cohort`
    is the key of the bundled cohort, `everybody` the levels that tell the study's own patients from others in it.
    `fields` say what a word of the study is in a cohort where it is no field of that name, `endpoints` the same of
    its endpoints, `model` the covariates of its Cox model. `interval` is the method of its limits,
    `median` where a curve that ends at one half has its median: in the middle of that stretch (R's quantile) or where
    it begins ("first": R's print). `at_odds` names the part of a fact that cannot go with its other parts,
    `arithmetic` the figures that show a contradiction, as they would be typed into the checker
    (`core.analyses.typed_figures`), `not_met` the facts no cohort was found for, with the reason.
    """

    name: str
    label: str
    design: str
    n: int
    facts: Mapping[str, Fact]
    contradictions: Mapping[str, str]
    titles: Mapping[str, str]
    cohort: str
    everybody: Mapping[str, Any]
    fields: Mapping[str, Mapping[str, Any]]
    endpoints: Mapping[str, str]
    model: Mapping[str, tuple[str, str]]
    interval: str
    median: str
    at_odds: Mapping[str, Mapping[str, str]]
    arithmetic: Mapping[str, tuple[Mapping[str, str], ...]]
    not_met: Mapping[str, Mapping[str, Any]]

    def needs_more_than_patients(self, fact_id: str) -> bool:
        """Whether a fact is about patients who are not in the cohort of the study."""
        return fact_id in self.not_met and not self.not_met[fact_id]["computable"]


@cache
def studies() -> Mapping[str, Study]:
    """The studies by the name of their file, in the order of `studies.json`."""
    return {name: _study(name, words) for name, words in _read("studies.json").items()}


def study_shown(asked: str, bundled: str) -> Study:
    """The study asked for; without one that of the bundled cohort of this key, else the first."""
    own = (study for study in studies().values() if study.cohort == bundled)
    return studies().get(asked) or next(own, next(iter(studies().values())))


def _study(name: str, words: Mapping[str, Any]) -> Study:
    printed = _read(f"published/{name}.json")
    also = {fact: {"reason": why, "computable": True} for fact, why in words.get("also_not_met", {}).items()}
    return Study(
        name=name,
        label=printed["label"],
        design=printed["design"],
        n=printed["n"],
        facts={fact["id"]: fact for fact in printed["facts"]},
        contradictions={one["about"]: one["text"] for one in printed["contradictions"]},
        titles=words.get("titles", {}),
        cohort=words["cohort"],
        everybody=words["filter"],
        fields=words["fields"],
        endpoints=words.get("endpoints", {}),
        model={term: tuple(meant) for term, meant in words.get("model", {}).items()},
        interval=words.get("interval", "log-log"),
        median=words.get("median", "middle"),
        at_odds=words.get("at_odds", {}),
        arithmetic={about: tuple(checks) for about, checks in words.get("arithmetic", {}).items()},
        not_met={one["fact"]: one for one in _read(f"not_met/{name}.json")} | also,
    )


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))
