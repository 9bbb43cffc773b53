"""The bundled cohorts of five studies, fact by fact, by the path the pages take."""

from functools import cache

import pandas as pd
import pytest

from core.analyses.study_facts import recompute
from core.analyses.study_parts import AGREES, BUT_FOR_A_PART, CANNOT, DIFFERS, Recomputed
from core.analyses.study_terms import Terms
from core.bundled import BUNDLED, read_bundled
from core.dictionary import DATA
from core.studies import studies

FACTS = [(study.name, fact) for study in studies().values() for fact in study.facts]
MET = [one for one in FACTS if one[1] not in studies()[one[0]].not_met]
NOT_MET = [one for one in FACTS if one not in MET and not studies()[one[0]].needs_more_than_patients(one[1])]
BEYOND_PATIENTS = [one for one in FACTS if one not in MET and one not in NOT_MET]
WRITTEN_BY_SCRIPT = [name for name in studies() if name != "mskcc_both_mabs"]


@cache
def found(study: str, fact: str) -> Recomputed:
    read = studies()[study]
    return recompute(Terms(read, read_bundled(read.cohort).cohort), read.facts[fact])


def test_the_studies_printed_256_facts():
    assert len(FACTS) == 256


@pytest.mark.parametrize(("study", "fact"), MET)
def test_a_fact_is_reproduced_at_its_printed_precision(study, fact):
    odd = fact in studies()[study].at_odds
    assert found(study, fact).verdict == (BUT_FOR_A_PART if odd else AGREES)


@pytest.mark.parametrize(("study", "fact"), MET)
def test_every_printed_number_of_a_fact_has_a_part_that_is_judged(study, fact):
    printed = studies()[study].facts[fact]
    judged = {part.name for part in found(study, fact).parts if part.judged}
    keys = {"p_below": "p"}
    wanted = {keys.get(key, key) for key in printed if key in ("k", "percent", "hr", "p", "p_below", "months", "value")}
    wanted |= {"lower", "upper"} if "ci" in printed and printed["kind"] != "hazard_ratio" else set()
    wanted |= {f"{key} {side}" for key in ("iqr", "range") if key in printed for side in ("from", "to")}
    assert wanted <= judged


@pytest.mark.parametrize(("study", "fact"), NOT_MET)
def test_what_is_listed_as_not_met_differs_and_is_near_the_print(study, fact):
    result = found(study, fact)
    assert result.verdict == DIFFERS
    wrong = [part for part in result.parts if part.judged and not part.agrees]
    near = {"p": 0.12, "value": 15 if result.fact["kind"] == "median" else 2}
    assert all(abs(part.found - part.printed) <= near.get(part.name, 2) for part in wrong)


@pytest.mark.parametrize(("study", "fact"), BEYOND_PATIENTS)
def test_what_is_about_other_patients_is_refused_with_the_reason(study, fact):
    result = found(study, fact)
    assert result.verdict == CANNOT
    assert result.refused == studies()[study].not_met[fact]["reason"]


def test_at_least_95_in_100_of_what_patient_data_can_give_are_met():
    assert len(MET) >= 0.95 * (len(MET) + len(NOT_MET))


@pytest.mark.parametrize("study", studies())
def test_every_exception_has_a_reason_and_is_a_fact(study):
    read = studies()[study]
    assert set(read.not_met) | set(read.at_odds) <= set(read.facts)
    assert all(one["reason"] for one in (*read.not_met.values(), *read.at_odds.values()))


@pytest.mark.parametrize("study", WRITTEN_BY_SCRIPT)
def test_what_is_not_met_is_said_in_the_workbook_and_that_it_is_synthetic(study):
    read = studies()[study]
    lines = pd.read_excel(DATA / BUNDLED[read.cohort].file, sheet_name="About", header=None)[0]
    assert lines[0] == "Synthetic, reconstructed from published figures; not patient data."
    for name in read.not_met:
        assert lines.str.startswith(f"{name}:").sum() == 1
