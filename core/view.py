"""The view: a question about a cohort, as data and as an address. It holds slugs and settings, never a patient.

`View.to_query` and `View.from_query` are each other's inverse. An address may come from anywhere: what does not
belong in it is set aside and said, and the rest holds.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.cohort import Cohort
from core.dictionary import dictionary
from core.endpoints import available, choose
from core.filters import Choice, Filter, Range, Slug, misfit

LONGEST_ADDRESS = 4_000

EndpointId = Literal["os", "efs", "rfs"]
IntervalType = Literal["log-log", "log", "plain"]
ProportionInterval = Literal["clopper-pearson", "wilson"]
Antibody = Literal["mab1", "mab2"]
Denominator = Literal["all", "evaluable"]
Ties = Literal["efron", "breslow"]


class View(BaseModel):
    """Filters, grouping, endpoint and settings. An empty endpoint or origin is the first the cohort offers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cohort: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")] = "mskcc"
    filters: tuple[Filter, ...] = ()
    compare: Slug | Literal[""] = ""
    endpoint: EndpointId | Literal[""] = ""
    origin: Slug | Literal[""] = ""
    interval: IntervalType = "log-log"
    naive: bool = False
    antibody: Antibody = "mab1"
    denominator: Denominator = "all"
    limits: ProportionInterval = "clopper-pearson"
    covariates: tuple[Slug, ...] = Field(default=(), max_length=40)
    ties: Ties = "efron"

    def change(self, **changes: Any) -> "View":
        """A new view with these settings changed, validated."""
        return View.model_validate({**self.model_dump(), **changes})

    def with_filter(self, field: str, new: Choice | Range | None) -> "View":
        """A new view whose filter on this field is `new`; None takes the filter away. The place in the row stays."""
        kept = [new if one.field == field else one for one in self.filters]
        if new is not None and new not in kept:
            kept.append(new)
        return self.model_copy(update={"filters": tuple(one for one in kept if one is not None)})

    def filter_on(self, field: str) -> Choice | Range | None:
        """The filter on this field, if there is one."""
        return next((one for one in self.filters if one.field == field), None)

    def to_query(self) -> dict[str, str]:
        """The view as the parameters of an address: filters first, then what is not at its default, then the cohort.

        The cohort is always named, so that no view has an empty address.
        """
        query = {one.field: _filter_text(one) for one in self.filters}
        query |= {key: _setting_text(getattr(self, name)) for key, name in SETTINGS.items() if self._is_said(name)}
        return query

    def _is_said(self, name: str) -> bool:
        return name == "cohort" or getattr(self, name) != type(self).model_fields[name].default

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> tuple["View", tuple[str, ...]]:
        """The view an address describes, and a sentence for every part of it that could not be used."""
        if sum(len(key) + len(value) for key, value in query.items()) > LONGEST_ADDRESS:
            return cls(), ("The address is too long to be a Ballad view; it was not used.",)
        view, problems = cls(), []
        for key, text in query.items():
            try:
                view = view.change(**_read_setting(key, text)) if key in SETTINGS else _read_filter(view, key, text)
            except ValueError:
                problems.append(
                    f"The address says {_quote(key)} = {_quote(text)}, which Ballad does not know; set aside."
                )
        return view, tuple(problems)

    def fitted(self, cohort: Cohort) -> tuple["View", tuple[str, ...]]:
        """The part of the view this cohort can answer, and a sentence for every part it cannot."""
        view, problems = self, []
        for fit in (_fit_filters, _fit_compare, _fit_covariates, _fit_endpoint, _fit_antibody):
            view, said = fit(view, cohort)
            problems += said
        return view, tuple(problems)


SETTINGS = {
    "compare": "compare",
    "endpoint": "endpoint",
    "from": "origin",
    "interval": "interval",
    "naive": "naive",
    "antibody": "antibody",
    "of": "denominator",
    "limits": "limits",
    "covariates": "covariates",
    "ties": "ties",
    "cohort": "cohort",
}
"""The parameter of an address for each setting of a view; every other parameter is a filter."""

YES_NO = {"yes": True, "no": False}

_NUMBER = r"-?\d{1,12}(?:\.\d{1,17})?"
_RANGE = re.compile(rf"^({_NUMBER})?\.\.({_NUMBER})?$")


def _filter_text(one: Choice | Range) -> str:
    if isinstance(one, Choice):
        return "~".join(one.levels)
    return "..".join(
        "" if bound is None else np.format_float_positional(bound, trim="-") for bound in (one.low, one.high)
    )


def _setting_text(value: str | bool | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return next(text for text, meant in YES_NO.items() if meant is value)
    return "~".join(value) if isinstance(value, tuple) else value


def _read_setting(key: str, text: str) -> dict[str, Any]:
    name = SETTINGS[key]
    if name == "covariates":
        return {name: tuple(text.split("~"))}
    if name == "naive":
        if text not in YES_NO:
            raise ValueError("neither yes nor no")
        return {name: YES_NO[text]}
    return {name: text}


def _read_filter(view: View, key: str, text: str) -> View:
    """The view with the filter this parameter describes; ValueError where it describes none."""
    known = dictionary().by_slug(key)
    if known is None and not key.startswith("x-"):
        raise ValueError("not a field")
    span = _RANGE.match(text)
    if known and not (known.is_number if span else known.is_choice):
        raise ValueError("not a filter of this field")
    if span:
        low, high = (None if bound is None else float(bound) for bound in span.groups())
        return view.with_filter(key, Range(field=key, low=low, high=high))
    new = Choice(field=key, levels=tuple(text.split("~")))
    slugs = {"missing", *(level.slug for level in known.levels)} if known and known.levels else None
    if slugs and not slugs.issuperset(new.levels):
        raise ValueError("not a level")
    return view.with_filter(key, new)


def _quote(text: str) -> str:
    shown = text if len(text) <= 40 else text[:40] + "…"
    return f"“{shown}”"


def _fit_filters(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    wrong = [misfit(one, cohort) for one in view.filters]
    kept = tuple(one for one, why in zip(view.filters, wrong, strict=True) if not why)
    return view.model_copy(update={"filters": kept}), [f"Filter not applied: {why}" for why in wrong if why]


def _fit_compare(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    field = cohort.by_slug(view.compare)
    if not view.compare or (field is not None and cohort.can_compare(field)):
        return view, []
    problem = (
        f"Comparison not drawn: {field.label} does not part these patients into two to twelve groups."
        if field
        else f"Comparison not drawn: this cohort has no groups called “{view.compare}”."
    )
    return view.model_copy(update={"compare": ""}), [problem]


def _fit_covariates(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    absent = [slug for slug in view.covariates if cohort.by_slug(slug) is None]
    if not absent:
        return view, []
    present = tuple(slug for slug in view.covariates if slug not in absent)
    problem = f"Covariates left out, not in this cohort: {', '.join(absent)}."
    return view.model_copy(update={"covariates": present}), [problem]


def _fit_endpoint(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    if not (view.endpoint or view.origin):
        return view, []
    chosen = choose(available(cohort), view.endpoint, view.origin)
    answered = chosen and view.endpoint in ("", chosen.id) and view.origin in ("", chosen.origin)
    if answered:
        return view, []
    asked = " from ".join(part for part in (view.endpoint.upper(), view.origin) if part)
    shown = f"shown instead: {chosen.title}" if chosen else "it has no endpoint at all"
    return view.model_copy(update={"endpoint": "", "origin": ""}), [f"This cohort cannot answer {asked}; {shown}."]


def _fit_antibody(view: View, cohort: Cohort) -> tuple[View, list[str]]:
    asked, default = view.antibody, View.model_fields["antibody"].default
    if asked == default or cohort.has(f"{asked}_response"):
        return view, []
    label = dictionary()[f"{asked}_response"].label
    return view.model_copy(update={"antibody": default}), [f"This cohort does not record: {label}."]
