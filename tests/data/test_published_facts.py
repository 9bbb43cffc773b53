"""The bundled cohorts of four studies, fact by fact, by the path the pages take."""

import json

import pandas as pd
import pytest

from core.dictionary import DATA
from core.stats.association import chi_squared
from tests.data.recomputed import (
    checked,
    counted,
    follow_up,
    half_a_unit,
    hazard_ratio,
    median_survival,
    p_value,
    percentage,
    read_published,
    read_study,
    spread,
    survival_of,
)

FILES = {
    "mdacc_ino_failure": "ino_failure.xlsx",
    "mdacc_ino_mrd": "ino_mrd.xlsx",
    "ctt_case": "case_report.xlsx",
    "mdacc_mini_hcvd_ino": "mini_hcvd.xlsx",
}
STUDIES = tuple(FILES)
KINDS = ("count", "percent", "median", "survival", "median_survival", "p", "hazard_ratio", "follow_up", "value")


def facts(*kinds: str) -> list[tuple[str, str]]:
    return [one for study in STUDIES for one in checked(study, *kinds)]


def of(study: str, name: str):
    read = read_study(study)
    return read, read.facts[name]


@pytest.mark.parametrize(("study", "name"), facts("count"))
def test_a_count_is_the_printed_one(study, name):
    for k, n, printed_k, printed_n in counted(*of(study, name)):
        assert k == printed_k
        assert printed_n in (None, n)


@pytest.mark.parametrize(("study", "name"), facts("value"))
def test_a_value_of_the_one_patient_is_the_printed_one(study, name):
    read, fact = of(study, name)
    assert read.cohort.patients[read.field(fact["field"]).name].tolist() == [fact["value"]]


@pytest.mark.parametrize(("study", "name"), facts("percent"))
def test_a_percentage_rounds_to_the_printed_one(study, name):
    read, fact = of(study, name)
    found, known = percentage(read, fact)
    assert found == pytest.approx(fact["percent"], abs=half_a_unit(fact["percent"]))
    assert known == fact.get("n", known)


@pytest.mark.parametrize(("study", "name"), facts("median"))
def test_a_median_and_its_spread_round_to_the_printed_ones(study, name):
    for found, printed in spread(*of(study, name)):
        assert found == pytest.approx(printed, rel=0, abs=half_a_unit(printed))


@pytest.mark.parametrize(("study", "name"), facts("survival"))
def test_survival_and_its_limits_round_to_the_printed_ones(study, name):
    for found, printed in survival_of(*of(study, name)):
        assert found == pytest.approx(printed, rel=0, abs=half_a_unit(printed))


@pytest.mark.parametrize(("study", "name"), facts("median_survival"))
def test_median_survival_rounds_to_the_printed_one(study, name):
    read, fact = of(study, name)
    assert median_survival(read, fact) == pytest.approx(fact["value"], rel=0, abs=half_a_unit(fact["value"]))


@pytest.mark.parametrize(("study", "name"), facts("follow_up"))
def test_median_follow_up_and_its_range_among_the_living_round_to_the_printed_ones(study, name):
    read, fact = of(study, name)
    median, shortest, longest = follow_up(read, fact)
    for found, printed in zip((median, shortest, longest), (fact["months"], *fact["range"]), strict=True):
        assert found == pytest.approx(printed, rel=0, abs=half_a_unit(printed))


@pytest.mark.parametrize(("study", "name"), facts("p"))
def test_a_p_value_is_on_the_printed_side_and_near_it(study, name):
    read, fact = of(study, name)
    p = p_value(read, fact)
    if "p_below" in fact:
        assert p < fact["p_below"]
    elif fact["p"] < 0.05:
        assert p < 0.05
    else:
        assert p == pytest.approx(fact["p"], abs=0.03)
        assert p >= 0.05


@pytest.mark.parametrize(("study", "name"), facts("hazard_ratio"))
def test_a_hazard_ratio_is_within_a_twentieth_and_its_p_on_the_printed_side(study, name):
    read, fact = of(study, name)
    hr, p = hazard_ratio(read, fact)
    assert hr == pytest.approx(fact["hr"], rel=0.05)
    assert p < 0.05


COUNTED_WITH_P = [one for one in facts("count") if {"p", "p_below"} & read_study(one[0]).facts[one[1]].keys()]


@pytest.mark.parametrize(("study", "name"), COUNTED_WITH_P)
def test_the_p_of_a_count_is_that_of_the_chi_squared_test(study, name):
    read, fact = of(study, name)
    groups = {name: k for name, k in fact["k"].items() if name != "all"}
    p = chi_squared([(k, n - k) for k, n, *_ in counted(read, {**fact, "k": groups})]).p
    if "p_below" in fact:
        assert p < fact["p_below"]
    else:
        assert p == pytest.approx(fact["p"], rel=0, abs=half_a_unit(fact["p"]))


@pytest.mark.parametrize("study", STUDIES)
def test_every_fact_is_checked_or_not_met_for_a_reason(study):
    read = read_study(study)
    assert {name for _, name in checked(study, *KINDS)} | set(read.not_met) == set(read.facts)
    assert all(one["reason"] and one["reached"] for one in read.not_met.values())


@pytest.mark.parametrize("study", STUDIES)
def test_what_is_not_met_is_said_in_the_workbook_and_that_it_is_synthetic(study):
    lines = pd.read_excel(DATA / FILES[study], sheet_name="About", header=None)[0]
    assert lines[0] == "Synthetic, reconstructed from published figures; not patient data."
    for name in read_study(study).not_met:
        assert lines.str.startswith(f"{name}:").sum() == 1


def numbers_of(study: str, name: str) -> list[tuple[float, float, float]]:
    """Numbers of a figure of survival as found and as printed, and how far apart they may be."""
    read, fact = of(study, name)
    match fact["kind"]:
        case "survival":
            return [(found, printed, half_a_unit(printed)) for found, printed in survival_of(read, fact)]
        case "median_survival":
            return [(median_survival(read, fact), fact["value"], half_a_unit(fact["value"]))]
        case "p":
            return [(p_value(read, fact), fact["p"], 0.03)]
    raise AssertionError(f"{name} is no figure of survival: it has to be met")


NOT_MET = [(study, name) for study in STUDIES for name, one in read_study(study).not_met.items() if one["computable"]]


@pytest.mark.parametrize(("study", "name"), NOT_MET)
def test_what_is_listed_as_not_met_is_near_the_print_and_not_met(study, name):
    numbers = numbers_of(study, name)
    assert any(abs(found - printed) > allowed for found, printed, allowed in numbers)
    assert all(abs(found - printed) < 2 for found, printed, _ in numbers)


def test_at_least_95_in_100_of_what_patient_data_can_give_are_met():
    files = sorted((DATA / "not_met").glob("*.json"))
    facts = {file.stem: read_published(file.stem)["facts"] for file in files}
    not_met = [one["computable"] for file in files for one in json.loads(file.read_text(encoding="utf-8"))]
    computable = sum(map(len, facts.values())) - not_met.count(False)
    assert len(facts) == 5
    assert computable - not_met.count(True) >= 0.95 * computable
