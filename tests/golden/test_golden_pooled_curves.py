"""Curves and tests of pooled counts against R's survfit with weights and survdiff (survival 3.5-3)."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from core.analyses.pooled_survival import Centres, Curves, centre_numbers, pool_survival
from core.endpoints import Endpoint

OS = Endpoint("os", "Overall survival", "OS", "mab1_start")
COUNTS = pd.read_csv(Path(__file__).with_name("pooled_counts.csv"))
EXPECTED = pd.read_csv(Path(__file__).with_name("pooled_curves.csv"))
ASKED = {"group": Curves("group"), "centre": Curves("centre"), "standard": Curves("centre", 0)}
INTERVALS = ("log-log", "log", "plain")
SHOWN = EXPECTED[EXPECTED["what"] != "test"][["curves", "curve"]].drop_duplicates().to_numpy().tolist()


@cache
def centres() -> Centres:
    names, labels = (tuple(dict.fromkeys(COUNTS[column])) for column in ("centre", "group"))
    counts = np.zeros((len(names), len(labels), 2, COUNTS["month"].max() + 1), dtype=int)
    for row in COUNTS.itertuples():
        counts[names.index(row.centre), labels.index(row.group), row.event, row.month] = row.patients
    return Centres(OS, "Risk", labels, names, counts)


def arm(curves: str, curve: str, interval: str):
    survival = pool_survival(centres(), ASKED[curves], interval).survival
    return next(one for one in survival.groups if one.label == curve)


def rows(curves: str, curve: str, interval: str, what: str) -> pd.DataFrame:
    asked = {"curves": curves, "curve": curve, "interval": interval, "what": what}
    return EXPECTED[np.logical_and.reduce([EXPECTED[name] == value for name, value in asked.items()])]


def test_every_curve_of_r_is_compared():
    assert len(SHOWN) == sum(len(pool_survival(centres(), one, "log").survival.groups) for one in ASKED.values()) == 8


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize(("curves", "curve"), SHOWN)
def test_steps_with_their_limits_and_numbers_at_risk_are_those_of_r(curves, curve, interval):
    found, expected = arm(curves, curve, interval).curve, rows(curves, curve, interval, "step")
    assert found.time.tolist() == expected["time"].tolist()
    assert found.at_risk.tolist() == expected["at_risk"].tolist()
    assert found.events.tolist() == expected["events"].tolist()
    assert_allclose(found.survival, expected["survival"], atol=1e-13)
    limited = (found.survival > 0) & (found.survival < 1)
    for limit in ("lower", "upper"):
        assert_allclose(getattr(found, limit)[limited], expected[limit].to_numpy()[limited], rtol=1e-10)


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize(("curves", "curve"), SHOWN)
def test_medians_and_milestones_are_those_of_r(curves, curve, interval):
    found = arm(curves, curve, interval)
    (median,) = rows(curves, curve, interval, "median").itertuples()
    assert (found.n, found.n_events) == (median.at_risk, median.events)
    assert found.median.tolist() == [median.time, median.lower, median.upper]
    expected = rows(curves, curve, interval, "milestone")
    reached = found.milestones[found.milestones["time"] <= 24]
    assert reached["time"].tolist() == expected["time"].tolist()
    assert reached["at_risk"].tolist() == expected["at_risk"].tolist()
    assert_allclose(reached[["survival", "lower", "upper"]], expected[["survival", "lower", "upper"]], rtol=1e-10)


@pytest.mark.parametrize("curves", ASKED)
def test_groups_are_compared_within_centres_and_centres_with_each_other_as_r_does(curves):
    (expected,) = EXPECTED[(EXPECTED["what"] == "test") & (EXPECTED["curves"] == curves)].itertuples()
    found = pool_survival(centres(), ASKED[curves], "log-log").survival.test
    assert found.df == expected.events - 1
    assert_allclose([found.chisq, found.p], [expected.survival, expected.lower], rtol=1e-9)
    assert found.strata.title == ("centre" if curves == "group" else "")


def test_the_table_of_centres_has_the_curves_of_the_figure():
    numbers = centre_numbers(centres(), "log-log")
    *each, together = numbers.rows
    for (whole, groups), name in zip(each, centres().names, strict=True):
        drawn = arm("centre", name, "log-log")
        assert (whole.label, whole.n, whole.median.tolist()) == (name, drawn.n, drawn.median.tolist())
        assert groups[0].curve.survival.tolist() == arm("standard", name, "log-log").curve.survival.tolist()
    assert [one.n for one in together[1]] == [arm("group", label, "log-log").n for label in centres().labels]
