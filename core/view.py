"""The view: a question about a cohort, as data and as an address. It holds slugs and settings, never a patient.

`View.to_query` and `View.from_query` are each other's inverse. An address may come from anywhere: what does not
belong in it is set aside and said, and the rest holds.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.dictionary import dictionary
from core.endpoints import FollowUp
from core.filters import Choice, Filter, Range, Slug
from core.formats import PStyle
from core.forms import Entering, FormItems, Interactions

LONGEST_ADDRESS = 4_000

EndpointId = Literal[
    "os", "efs", "rfs", "dfs", "dor", "grfs", "cir", "nrm", "transplant", "next_therapy",
    "agvhd_2_4", "agvhd_3_4", "cgvhd", "sos", "engraftment", "custom",
]  # fmt: skip
HappeningSlug = Literal[
    "death", "mab1_response", "mab1_progression", "mab2_start", "mab2_response", "mab2_progression", "car_t", "hsct",
    "engraftment", "relapse_after_hsct", "agvhd_2_4", "agvhd_3_4", "cgvhd", "sos",
]  # fmt: skip
OriginSlug = Literal[
    "mab1_start", "mab1_response", "mab1_progression", "mab2_start", "mab2_response", "mab2_progression", "hsct",
    "inotuzumab_failure",
]  # fmt: skip
IntervalType = Literal["log-log", "log", "plain", "beta-product"]
IncidenceInterval = Literal["log-log", "cloglog", "plain"]
TestName = Literal[
    "logrank", "gehan", "tarone_ware", "peto_peto", "peto_peto_modified", "fleming_harrington", "trend",
]  # fmt: skip
Adjustment = Literal["holm", "bh", "bonferroni"]
Timing = Literal["landmark", "time-dependent", "naive"]
RiskRow = Literal["censored", "events"]
FirthUse = Literal["off", "needed", "all"]
ForestModels = Literal["multivariable", "univariable", "both"]
ParametricModel = Literal["exponential", "weibull", "lognormal", "loglogistic", "cure"]
ProportionInterval = Literal["clopper-pearson", "wilson"]
Antibody = Literal["mab1", "mab2"]
Denominator = Literal["all", "evaluable", "responders", "tested"]
Ties = Literal["efron", "breslow"]
NumberSummary = Literal["range", "iqr", "mean"]
CourseOrder = Literal["follow_up", "start", "group"]
TablePreset = Literal["study", "mine"]
PercentBy = Literal["column", "row"]
ReportSection = Literal["patients", "courses", "survival", "relapse", "response", "cox", "transplant"]
DocumentKind = Literal["docx", "html", "pptx", "zip"]
TableRow = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,80}(\.(range|iqr|mean))?$")]
Months = Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)]
Exponent = Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)]


class View(BaseModel):
    """Filters, grouping, endpoint and settings. An empty endpoint or origin is the first the cohort offers.

    `events` and `competing` are the happenings of an endpoint the user built; `entry`, `censor`, `until` and
    `horizon` bound observation (`core.endpoints.FollowUp`). `timing` says how a comparison by something known only
    later is made; empty means not from time zero. `forms` and `interactions` say how covariates enter a Cox model
    (`core.forms`), `enter` whether all of them do, those below a P, or those in `entered`. `table_rows` are
    the rows of the visitor's own baseline table, each a field and, for a number, its summary after a point:
    "age_years.iqr". `study` is the published study looked at. `sections` are those of a report, all that have something
    where it is empty, and `document` is what the report is written as. `beside` are the filters of a second view that
    is set beside this one, none at all being everybody; None where no view is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cohort: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")] = "mskcc"
    filters: tuple[Filter, ...] = ()
    beside: tuple[Filter, ...] | None = None
    compare: Slug | Literal[""] = ""
    endpoint: EndpointId | Literal[""] = ""
    origin: Slug | Literal[""] = ""
    events: tuple[HappeningSlug, ...] = Field(default=(), max_length=14)
    competing: tuple[HappeningSlug, ...] = Field(default=(), max_length=14)
    entry: OriginSlug | Literal[""] = ""
    censor: tuple[HappeningSlug, ...] = Field(default=(), max_length=14)
    until: date | None = None
    horizon: Annotated[float, Field(gt=0, le=600, allow_inf_nan=False)] | None = None
    interval: IntervalType = "log-log"
    test: TestName = "logrank"
    rho: Exponent = 0.0
    gamma: Exponent = 1.0
    strata: Slug | Literal[""] = ""
    adjust: Adjustment = "holm"
    timing: Timing | Literal[""] = ""
    landmark: Months | None = None
    tau: Months | None = None
    alive_at: Months | None = None
    extra_rows: tuple[RiskRow, ...] = Field(default=(), max_length=2)
    published: tuple[Slug, ...] = Field(default=(), max_length=12)
    model: ParametricModel | Literal[""] = ""
    firth: FirthUse = "off"
    forest: ForestModels = "multivariable"
    incidence_interval: IncidenceInterval = "log-log"
    stacked: bool = False
    antibody: Antibody = "mab1"
    denominator: Denominator = "all"
    limits: ProportionInterval = "clopper-pearson"
    covariates: tuple[Slug, ...] = Field(default=(), max_length=40)
    forms: FormItems = Field(default=(), max_length=80)
    model_strata: tuple[Slug, ...] = Field(default=(), max_length=3)
    interactions: Interactions = Field(default=(), max_length=10)
    enter: Entering = "all"
    enter_below: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 0.05
    entered: tuple[Slug, ...] = Field(default=(), max_length=40)
    same_patients: bool = False
    ties: Ties = "efron"
    p_style: PStyle = "blood"
    table: TablePreset = "study"
    table_rows: tuple[TableRow, ...] = Field(default=(), max_length=60)
    percent_by: PercentBy = "column"
    standardised: bool = False
    overall: bool = True
    course_order: CourseOrder = "follow_up"
    study: Slug | Literal[""] = ""
    sections: tuple[ReportSection, ...] = Field(default=(), max_length=7)
    document: DocumentKind = "docx"

    @property
    def follow_up(self) -> FollowUp:
        """The bounds of observation the view asks for."""
        return FollowUp(self.entry, self.censor, self.until, self.horizon)

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
        """The view as the parameters of an address: filters first, then those of the view beside it, then what is not
        at its default, then the cohort.

        The cohort is always named, so that no view has an empty address.
        """
        query = {one.field: _filter_text(one) for one in self.filters}
        if self.beside is not None:
            query |= {f"{BESIDE}.{one.field}": _filter_text(one) for one in self.beside} or {BESIDE: EVERYBODY}
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
                view = view.change(**_read_setting(key, text)) if key in SETTINGS else _read_any_filter(view, key, text)
            except ValueError:
                problems.append(
                    f"The address says {_quote(key)} = {_quote(text)}, which Ballad does not know; set aside."
                )
        return view, tuple(problems)


SETTINGS = {
    "compare": "compare",
    "endpoint": "endpoint",
    "from": "origin",
    "events": "events",
    "competing": "competing",
    "entry": "entry",
    "censor": "censor",
    "until": "until",
    "horizon": "horizon",
    "interval": "interval",
    "test": "test",
    "rho": "rho",
    "gamma": "gamma",
    "strata": "strata",
    "adjust": "adjust",
    "timing": "timing",
    "landmark": "landmark",
    "tau": "tau",
    "alive_at": "alive_at",
    "rows": "extra_rows",
    "published": "published",
    "model": "model",
    "firth": "firth",
    "forest": "forest",
    "scale": "incidence_interval",
    "stacked": "stacked",
    "antibody": "antibody",
    "of": "denominator",
    "limits": "limits",
    "covariates": "covariates",
    "forms": "forms",
    "stratify": "model_strata",
    "interactions": "interactions",
    "enter": "enter",
    "below": "enter_below",
    "by_hand": "entered",
    "same": "same_patients",
    "ties": "ties",
    "p": "p_style",
    "table": "table",
    "fields": "table_rows",
    "percent": "percent_by",
    "standardised": "standardised",
    "overall": "overall",
    "order": "course_order",
    "study": "study",
    "sections": "sections",
    "as": "document",
    "cohort": "cohort",
}
"""The parameter of an address for each setting of a view; every other parameter is a filter."""

BESIDE, EVERYBODY = "beside", "all"
"""A filter of the view beside this one is a parameter `beside.sex`; one without filters is `beside=all`."""

YES_NO = {"yes": True, "no": False}
_LISTS = (
    "events", "competing", "censor", "extra_rows", "published", "covariates", "forms", "model_strata", "interactions",
    "entered", "table_rows", "sections",
)  # fmt: skip
_SWITCHES = ("stacked", "standardised", "overall", "same_patients")
_NUMBERS = ("horizon", "rho", "gamma", "landmark", "tau", "alive_at", "enter_below")

_NUMBER = r"-?\d{1,12}(?:\.\d{1,17})?"
_RANGE = re.compile(rf"^({_NUMBER})?\.\.({_NUMBER})?$")


def _filter_text(one: Choice | Range) -> str:
    if isinstance(one, Choice):
        return "~".join(one.levels)
    return "..".join(
        "" if bound is None else np.format_float_positional(bound, trim="-") for bound in (one.low, one.high)
    )


def _setting_text(value: str | bool | float | date | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return next(text for text, meant in YES_NO.items() if meant is value)
    if isinstance(value, float):
        return np.format_float_positional(value, trim="-")
    return "~".join(value) if isinstance(value, tuple) else str(value)


def _read_setting(key: str, text: str) -> dict[str, Any]:
    """The setting this parameter describes, to be validated by the view; ValueError where it describes none."""
    name = SETTINGS[key]
    if name in _LISTS:
        return {name: tuple(text.split("~"))}
    if name in _NUMBERS:
        if not re.fullmatch(_NUMBER, text):
            raise ValueError("not a number")
        return {name: float(text)}
    if name in _SWITCHES:
        return {name: YES_NO[text]} if text in YES_NO else {name: text}
    if name == "until":
        return {name: date.fromisoformat(text)}
    return {name: text}


def _read_any_filter(view: View, key: str, text: str) -> View:
    """The view with the filter this parameter describes, its own or one of the view beside it."""
    name, _, field = key.partition(".")
    if name != BESIDE:
        return _read_filter(view, key, text)
    second = View(filters=view.beside or ())
    if field:
        return view.change(beside=_read_filter(second, field, text).filters)
    if text != EVERYBODY:
        raise ValueError("not everybody")
    return view.change(beside=second.filters)


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
    return f"“{''.join(one if one.isprintable() else '�' for one in shown)}”"
