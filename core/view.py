"""The view: a question about a cohort, as data. It holds slugs and settings, never a patient."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.endpoints import FollowUp
from core.filters import Choice, Filter, Range, Slug
from core.formats import PStyle
from core.forms import Entering, FormItems, Interactions

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
