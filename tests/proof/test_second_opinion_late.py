"""The second opinion on comparisons by something known later agrees or says why, and would notice a wrong number."""

from dataclasses import replace

import pytest

from core.bundled import read_bundled
from core.proof.opinions.cox import BRESLOW, UNBOUNDED
from core.proof.opinions.curves import EMPTIED, FLAT
from core.proof.opinions.late import NOT_DRAWN, second_opinion_on_late
from core.view import View
from tests.proof.asked import made_up, made_up_transplants
from tests.proof.test_r_late import LATE_VIEWS, late_of


@pytest.mark.parametrize(("cohort", "view"), LATE_VIEWS)
def test_lifelines_and_statsmodels_say_the_same_or_it_is_explained(cohort, view):
    late, table = late_of(made_up_transplants() if cohort == "made up" else read_bundled(cohort).cohort, view)
    opinions, sentences = second_opinion_on_late(table, late)
    over_time = view.timing == "time-dependent"
    assert sentences == (BRESLOW,) * (view.ties == "breslow") + (NOT_DRAWN,) * over_time
    ratios = [one for one in opinions if "hazard ratio" in one.name]
    shown = [*late.result.ratios, *(ratio for one in late.panel.estimates for ratio in one.ratios)]
    assert len(ratios) == 4 * len(shown)
    assert {one.library for one in ratios} == {"statsmodels" if view.ties == "breslow" else "lifelines"}
    assert len([one for one in opinions if "test" in one.name]) == 8
    assert {one.explanation for one in opinions if not one.agrees} <= {FLAT}
    assert len(opinions) > 20


AWKWARD = [
    ("never at risk together", View(compare="mab1_response", entry="mab2_start"), UNBOUNDED),
    ("nobody changes", View(compare="sequence", endpoint="rfs"), None),
    ("all have died before others enter", View(compare="agvhd_grade", endpoint="os"), EMPTIED),
]


@pytest.mark.parametrize(("case", "view", "sentence"), AWKWARD)
def test_what_the_libraries_stop_on_is_said(case, view, sentence):
    view = view.change(timing="time-dependent")
    late, table = late_of(made_up() if view.entry else read_bundled("mskcc").cohort, view)
    opinions, sentences = second_opinion_on_late(table, late)
    assert (sentence in sentences) == (sentence is not None)
    assert opinions
    assert not [one for one in opinions if not one.agrees and one.explanation != FLAT]


def test_a_wrong_hazard_ratio_is_noticed():
    late, table = late_of(made_up_transplants(), LATE_VIEWS[-1][1])
    first, *others = late.result.ratios
    wrong = replace(late.result, ratios=(replace(first, hr=first.hr * 1.001), *others))
    opinions, _ = second_opinion_on_late(table, replace(late, result=wrong))
    assert [one.name for one in opinions if not one.agrees] == ["curves, hazard ratio of group 2"]
