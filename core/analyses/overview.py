"""The key figures of the selected patients, each from the analysis whose page has it in full."""

from dataclasses import dataclass

from core.analyses.compared import Compared, compare_groups
from core.analyses.response import (
    GIVEN,
    MRD_NEGATIVE,
    OVERALL,
    TESTED_FOR_MRD,
    Proportion,
    analyse_response,
    antibodies_with_responses,
)
from core.analyses.sections import Columns, Count, Measure, Spread, columns_of, levels_section
from core.analyses.selection import Selection
from core.analyses.survival import GroupSurvival, intervals_offered, survival_of
from core.analyses.transplant import read_transplanted
from core.endpoints import Endpoint
from core.stats.kaplan_meier import Interval
from core.view import ProportionInterval, View

YEAR = 12
"""The month of the milestone."""


@dataclass(frozen=True)
class AntibodyFigures:
    """Responses of all given one antibody, and MRD-negative of those tested; None where MRD is not recorded."""

    antibody: str
    overall: Proportion
    negative: Proportion | None


@dataclass(frozen=True)
class SurvivalFigures:
    """Overall survival of the selected: the endpoint, the limits of its curve, the curve, who has no time and why."""

    endpoint: Endpoint
    interval: Interval
    group: GroupSurvival
    left_out: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class KeyFigures:
    """What a cohort is introduced with; None or empty where it is not recorded. `salvage` are levels, then the rest.

    Nothing is computed here: age, salvage and transplant are lines of `core.analyses.sections`, responses those of
    `core.analyses.response`, survival that of `core.analyses.survival`.
    """

    n: int
    of: int
    age: Spread | None
    salvage: tuple[Count, ...]
    responses: tuple[AntibodyFigures, ...]
    transplanted: Proportion | None
    survival: SurvivalFigures | None
    limits: ProportionInterval


def key_figures(selection: Selection, view: View, endpoint: Endpoint | None) -> KeyFigures:
    """The key figures of all selected patients, whatever is compared; `endpoint` is overall survival."""
    alone, cohort = view.change(compare=""), selection.cohort
    columns = columns_of(selection, selection.patients, alone)
    salvage = levels_section(columns, cohort, "salvage_status", selection.patients, "all patients")
    return KeyFigures(
        n=selection.n,
        of=len(cohort),
        age=_age(columns, selection),
        salvage=tuple(row for section in salvage for row in section.rows if isinstance(row, Count)),
        responses=tuple(_response(selection, alone, name) for name in antibodies_with_responses(cohort)),
        transplanted=_transplanted(columns, selection),
        survival=_survival(compare_groups(selection, endpoint, ""), alone) if endpoint else None,
        limits=view.limits,
    )


def _age(columns: Columns, selection: Selection) -> Spread | None:
    if "age_years" not in selection.cohort:
        return None
    line: Measure = columns.measure("Age", selection.cohort.numbers("age_years"), selection.patients)
    return line.columns[0] if line.columns[0].n else None


def _response(selection: Selection, view: View, antibody: str) -> AntibodyFigures:
    found = analyse_response(selection, view.change(antibody=antibody, denominator="all"))
    arms = {(rung.label, rung.denominator): rung.arms[0] for rung in found.rungs}
    return AntibodyFigures(found.antibody, arms[OVERALL, GIVEN], arms.get((MRD_NEGATIVE, TESTED_FOR_MRD)))


def _transplanted(columns: Columns, selection: Selection) -> Proportion | None:
    who = read_transplanted(selection.cohort, "mab1")
    counted = columns.count("Transplanted", who.after, who.known).columns[0]
    return counted if counted.n else None


def _survival(compared: Compared, view: View) -> SurvivalFigures | None:
    """The limits asked for where these patients are offered them, else the first that are."""
    if not len(compared.used):
        return None
    offered = intervals_offered(compared)
    view = view.change(interval=view.interval if view.interval in offered else offered[0])
    found = survival_of(compared, view)
    return SurvivalFigures(found.endpoint, view.interval, found.groups[0], found.left_out)
