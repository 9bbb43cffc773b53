"""After transplant, by hand on five patients: what competes with what, and within which bounds."""

from datetime import date

import numpy as np
import pytest

from core.analyses.after_transplant import DAYS, count_after_transplant
from core.view import View
from tests.making import cohort_of, days, selected

NO = None
LIMITS_OF_R = {
    "log-log": (0.00836903991, 0.581853026),
    "cloglog": (0.0308202111, 0.7961907367),
    "plain": (0.0, 0.5506090162),
}
"""Of the incidence of relapse, .2 of five: survfit with conf.type "log-log" and "plain" in R 4.2.2, survival 3.5-3, and
1 - (1 - F)^exp(-+z se / ((1 - F) log(1 - F))) with its standard error."""


def five(**columns):
    """Relapse before GVHD and death; GVHD III; death; nothing; GVHD I. Transplant is on day 0."""
    return cohort_of(
        **{
            "mab1_response_date": days(-9, -9, -9, -9, -9),
            "hsct_date": days(0, 0, 0, 0, 0),
            "hsct_donor": ["related", "related", "unrelated", "unrelated", "unrelated"],
            "relapse_after_hsct": days(20, NO, NO, NO, NO),
            "agvhd_date": days(40, 30, NO, NO, 10),
            "agvhd_grade": ["2", "3", "0", "0", "1"],
            "last_contact": days(200, 400, 90, 150, 500),
            "vital_status": ["dead", "alive", "dead", "alive", "alive"],
            **columns,
        }
    )


def counted(view: View | None = None, **columns) -> dict:
    found = count_after_transplant(selected(five(**columns)), view or View())
    return {(row.endpoint.id, row.label): row for row in found.rows}


def incidences(row) -> list:
    return row.at_days["incidence"].round(10).tolist()


def test_the_days_are_those_papers_report():
    assert DAYS == (30, 100, 180, 365, 730)


def test_every_endpoint_the_cohort_can_answer_has_its_row():
    assert [name for name, _ in counted()] == ["cir", "nrm", "agvhd_2_4", "agvhd_3_4"]
    assert {row.n for row in counted().values()} == {5}


def test_relapse_competes_with_gvhd_and_comes_before_the_gvhd_that_follows_it():
    row = counted()["agvhd_2_4", "All patients"]
    assert row.n_events == 1
    # Relapse on day 20 leaves .8, of which one of four has GVHD on day 30; nobody is observed for two years.
    assert incidences(row)[:4] == [0.2, 0.2, 0.2, 0.2]
    assert np.isnan(incidences(row)[4])
    assert row.at_days["competing"].tolist() == [1, 2, 2, 2, 2]


def test_death_after_relapse_is_no_death_without_relapse():
    found = counted()
    assert incidences(found["cir", "All patients"])[:4] == [0.2, 0.2, 0.2, 0.2]
    assert incidences(found["nrm", "All patients"])[:4] == [0, 0.2, 0.2, 0.2]
    assert found["nrm", "All patients"].n_events == 1


def test_an_incidence_is_known_ever_after_where_everybody_had_an_event():
    everybody = counted(engraftment_date=days(12, 15, 15, 20, 30))["engraftment", "All patients"]
    assert incidences(everybody) == [1, 1, 1, 1, 1]
    all_but_one = counted(engraftment_date=days(12, 15, 15, 20, NO), last_contact=days(200, 400, 90, 150, 25))
    assert incidences(all_but_one["engraftment", "All patients"])[0] != incidences(everybody)[0]
    assert np.isnan(incidences(all_but_one["engraftment", "All patients"])[1])


def test_groups_known_at_transplant_are_compared_though_they_were_not_known_at_response():
    found = count_after_transplant(selected(five()), View(compare="hsct_donor", endpoint="cir", origin="mab1_response"))
    assert (found.title, found.late) == ("Donor", None)
    assert [(row.label, row.n) for row in found.rows[:2]] == [("Related", 2), ("Unrelated", 3)]


def test_groups_known_only_after_transplant_are_not_compared_and_the_reason_is_there():
    found = count_after_transplant(selected(five()), View(compare="agvhd_grade"))
    assert found.late.field.slug == "agvhd_grade"
    assert {row.label for row in found.rows} == {"All patients"}


def test_a_data_cut_off_holds_here_too():
    (row,) = (one for (name, _), one in counted(View(until=date(2020, 3, 1))).items() if name == "nrm")
    assert (row.n_events, incidences(row)[0]) == (0, 0)
    assert np.isnan(incidences(row)[1])


@pytest.mark.parametrize(("scale", "limits"), LIMITS_OF_R.items())
def test_limits_are_on_the_scale_of_the_view(scale, limits):
    row = counted(View(incidence_interval=scale))["cir", "All patients"]
    assert row.at_days.loc[0, ["lower", "upper"]].tolist() == pytest.approx(limits, rel=1e-7)


@pytest.mark.parametrize("columns", [{"hsct_date": days(NO, NO, NO, NO, NO)}, {"last_contact": days(*[NO] * 5)}])
def test_without_transplants_or_follow_up_there_are_no_rows(columns):
    assert counted(**columns) == {}


def test_patients_left_out_by_the_filters_are_not_counted():
    cohort = five()
    nobody = selected(cohort)
    without = type(nobody)(cohort, np.zeros(5, dtype=bool), "")
    assert count_after_transplant(without, View()).rows == ()
