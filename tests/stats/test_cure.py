"""The cure fraction: against its own likelihood and simulated truth; and when follow-up allows to speak of it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import norm, weibull_min
from statsmodels.tools.numdiff import approx_hess3

from core.stats.cure import FEW_ON_PLATEAU, NO_PLATEAU, SHORT_FOLLOW_UP, SHORT_PLATEAU, cure_is_plausible, fit_cure
from core.stats.event_table import event_table
from core.stats.parametric import ALL_AT_ONCE, NO_EVENTS, NOTHING_CURED


def simulated(n: int, cured: float, followed: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Relapses by a Weibull of scale 10 and shape 1.2 in those not cured; entry over as long as the follow-up."""
    random = np.random.default_rng(seed)
    relapse = np.where(random.random(n) < cured, np.inf, 10 * random.weibull(1.2, n))
    censoring = random.uniform(followed / 2, followed, n)
    return np.minimum(relapse, censoring), (relapse <= censoring).astype(int)


@pytest.mark.parametrize(("n", "cured", "seed"), [(200, 0.3, 1), (30, 0.3, 3), (200, 0.9, 6)])
def test_the_fraction_is_the_likeliest_and_has_its_limits(n, cured, seed):
    """The likelihood written out, maximised from 8 starts; limits from its information on the logit scale."""
    time, status = simulated(n, cured, 60, seed)

    def against(p):
        share, law = expit(p[0]), weibull_min(np.exp(p[2]), scale=np.exp(p[1]))
        events = np.log1p(-share) + law.logpdf(time)
        return -np.where(status == 1, events, np.log(share + (1 - share) * law.sf(time))).sum()

    starts = [(logit, scale, shape) for logit in (-2, 1) for scale in (1, 3) for shape in (-0.5, 0.5)]
    best = min((minimize(against, start, method="Nelder-Mead") for start in starts), key=lambda found: found.fun)
    best = minimize(against, best.x, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000})
    cure = fit_cure(event_table(time, status), [12, 60])
    assert_allclose(cure.fit.log_likelihood, -best.fun, atol=1e-8)
    assert_allclose(cure.fraction, expit(best.x[0]), rtol=1e-6)
    spread = norm.ppf(0.975) * np.sqrt(np.linalg.inv(approx_hess3(best.x, against))[0, 0])
    assert_allclose([cure.lower, cure.upper], expit(best.x[0] + np.array([-spread, spread])), rtol=1e-3)


def test_the_limits_hold_the_truth():
    cure = fit_cure(event_table(*simulated(2000, 0.3, 80)), [])
    assert cure.lower < 0.3 < cure.upper
    assert cure.upper - cure.lower < 0.06
    assert cure.plausibility.plausible


def test_days_and_months_give_the_same_fraction():
    time, status = simulated(100, 0.4, 60)
    one, other = (fit_cure(event_table(time * unit, status), [12 * unit]) for unit in (1, 30.4375))
    assert_allclose([other.fraction, other.lower, other.upper], [one.fraction, one.lower, one.upper], rtol=1e-5)
    assert one.plausibility.maller_zhou == other.plausibility.maller_zhou


def test_survival_levels_off_at_the_fraction():
    cure = fit_cure(event_table(*simulated(200, 0.3, 60)), [1e4])
    assert_allclose(cure.fit.curve["survival"], cure.fraction, rtol=1e-9)
    assert_allclose(cure.fit.curve[["lower", "upper"]].iloc[0], [cure.lower, cure.upper], atol=0.01)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (([], []), NO_EVENTS),
        (([1, 2, 3], [0, 0, 0]), NO_EVENTS),
        (([3, 3, 3, 9], [1, 1, 1, 0]), ALL_AT_ONCE),
        ((np.arange(1, 21), np.ones(20, dtype=int)), NOTHING_CURED),
    ],
    ids=["nobody", "no events", "all events at once", "everybody has the event"],
)
def test_without_a_cured_share_there_is_no_fraction_and_a_reason(rows, reason):
    cure = fit_cure(event_table(*rows), [1])
    assert np.isnan([cure.fraction, cure.lower, cure.upper]).all()
    assert cure.fit.reason == reason
    assert not cure.plausibility.plausible


def test_a_long_plateau_of_many_patients_is_plausible():
    plausibility = cure_is_plausible(event_table(*simulated(200, 0.3, 80)))
    assert plausibility.plausible
    assert plausibility.reasons == ()


def test_short_follow_up_is_not():
    plausibility = cure_is_plausible(event_table(*simulated(200, 0.3, 10)))
    assert not plausibility.plausible
    assert SHORT_PLATEAU in plausibility.reasons


def test_the_probability_of_maller_and_zhou_is_theirs():
    """36 of 75 patients with an event in the stretch as long as the plateau: (1 - 36 / 75)^75 = 5.014767e-22.

    The example of sufficient_fu_test in R's hdcuremodels.
    """
    time = np.concatenate([np.linspace(11, 20, 36), np.full(4, 10.0), np.full(35, 30.0)])
    plausibility = cure_is_plausible(event_table(time, np.repeat([1, 0], [40, 35])))
    assert plausibility.maller_zhou == pytest.approx(5.014767e-22, rel=1e-6)
    assert (plausibility.last_event, plausibility.followed_to, plausibility.plateau) == (20, 30, 10)
    assert plausibility.plateau_share == pytest.approx(1 / 3)
    assert plausibility.n_on_plateau == 35


NOT_PLAUSIBLE = {
    "nobody": ([], [], (NO_EVENTS,)),
    "no events": ([1, 2], [0, 0], (NO_EVENTS,)),
    "the last patient has the event": ([*range(1, 31)], [*[0] * 29, 1], (NO_PLATEAU,)),
    "a censoring with the last event": ([*range(1, 30), 30, 30], [1] * 30 + [0], (NO_PLATEAU,)),
    "four on the plateau": ([*range(1, 31), *[60] * 4], [1] * 30 + [0] * 4, (FEW_ON_PLATEAU,)),
    "a plateau of a tenth": ([*range(1, 91), *[100] * 20], [1] * 90 + [0] * 20, (SHORT_PLATEAU,)),
    "one late event": ([1, 2, 50, *[70] * 20], [1] * 3 + [0] * 20, (SHORT_FOLLOW_UP,)),
}


@pytest.mark.parametrize(("time", "status", "reasons"), NOT_PLAUSIBLE.values(), ids=NOT_PLAUSIBLE)
def test_what_is_missing_is_said(time, status, reasons):
    plausibility = cure_is_plausible(event_table(time, status))
    assert plausibility.reasons == reasons
    assert not plausibility.plausible
