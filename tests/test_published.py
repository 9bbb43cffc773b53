"""What the studies printed of survival, as points with limits."""

import json

import pytest

from core.dictionary import DATA
from core.endpoints import ORIGINS, PRESETS
from core.published import points_for, published_points
from core.view import View
from tests.making import endpoint

POINTS = {point.slug: point for point in published_points()}


def test_every_printed_milestone_and_median_is_a_point_with_an_address_of_its_own():
    facts = [fact for file in (DATA / "published").glob("*.json") for fact in json.loads(file.read_text())["facts"]]
    printed = [fact for fact in facts if fact["kind"] in ("survival", "median_survival")]
    assert len(POINTS) == len(published_points()) == len(printed) > 40
    assert View(published=tuple(POINTS)[:12]).published == tuple(POINTS)[:12]


def test_a_milestone_is_a_proportion_with_the_limits_as_printed():
    point = POINTS["mdacc_mini_hcvd_ino-os_36m_s2plus"]
    assert (point.months, point.survival, point.lower, point.upper) == (36, 0.18, 0.07, 0.33)
    assert point.group == "Salvage status Salvage 2 or Salvage 3+"
    assert point.label.startswith("MD Anderson 2012-2021")


def test_a_median_in_days_is_half_at_its_months_and_a_limit_not_reached_is_none():
    point = POINTS["mskcc_both_mabs-nohsct_median_os"]
    assert point.survival == 0.5
    assert point.months == pytest.approx(203 / 30.4375)
    assert point.lower == pytest.approx(140 / 30.4375)
    assert point.upper is None


def test_a_median_keeps_the_unit_it_was_printed_in():
    assert POINTS["mskcc_both_mabs-nohsct_median_os"].unit == "days"
    assert {point.unit for point in published_points() if not point.is_median} == {"months"}


def test_what_a_study_holds_against_a_figure_stays_with_it_and_the_figure_is_as_printed():
    misprint = POINTS["mskcc_both_mabs-os_mab2_12m"]
    assert "36.4 looks like a misprint of 56.4" in misprint.remark
    assert misprint.upper == 0.364
    assert [point.slug for point in published_points() if point.remark] == [
        "mdacc_ino_failure-os_median",
        "mskcc_both_mabs-os_mab2_12m",
    ]


def test_groups_are_said_in_words():
    assert not any("_" in point.group for point in published_points())
    assert POINTS["mskcc_both_mabs-nohsct_median_os"].group == "Transplant after the second antibody no"


def test_points_are_offered_for_their_endpoint_and_time_zero_and_not_from_a_landmark():
    offered = points_for(endpoint("os", "mab1_start"))
    assert {(point.endpoint, point.origin) for point in offered} == {("os", "mab1_start")}
    assert all(point.landmark_months is None for point in offered)
    assert points_for(endpoint("grfs", "hsct")) == ()


def test_an_endpoint_of_the_sheet_is_offered_the_points_from_every_time_zero():
    assert {point.origin for point in points_for(endpoint("os", "sheet"))} > {"mab1_start", "mab2_start"}


def test_points_name_endpoints_and_origins_ballad_knows():
    assert {point.endpoint for point in published_points()} <= {one.id for one in PRESETS}
    assert {point.origin for point in published_points()} <= {*ORIGINS, "mab2_progression"}
