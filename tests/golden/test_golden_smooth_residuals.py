"""The smooth curves through scaled Schoenfeld residuals against those R's plot.cox.zph draws (survival 3.5-3)."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from core.stats.cox import fit_cox
from core.stats.design import Factor, Numeric
from core.stats.proportional_hazards import TRANSFORMS, compare_hazards_over_time
from core.stats.smooth_residuals import smooth_residuals
from tests.golden.cases import data_set

CELLS = ("squamous", "smallcell", "adeno", "large")
COEFFICIENTS = ("karno", "age", "celltypesmallcell", "celltypeadeno", "celltypelarge")
SETTINGS = {"efron": {}, "breslow": {"ties": "breslow"}, "strata": {"strata": "trt"}}
CURVES = pd.read_csv(Path(__file__).with_name("smooth_residuals.csv"))


@cache
def over_time(model: str, transform: str):
    frame, settings = data_set("veteran"), dict(SETTINGS[model])
    if "strata" in settings:
        settings["strata"] = frame[settings["strata"]].to_numpy()
    cell = pd.Categorical(frame["celltype"], categories=CELLS).codes.astype(int)
    terms = [Numeric(name, frame[name].to_numpy(dtype=float)) for name in ("karno", "age")]
    fit = fit_cox(
        frame["time"].to_numpy(), frame["status"].to_numpy(), [*terms, Factor("cell", cell, CELLS)], **settings
    )
    return compare_hazards_over_time(fit, transform)


def test_every_curve_of_r_is_compared():
    assert len(CURVES) == len(SETTINGS) * len(TRANSFORMS) * len(COEFFICIENTS) * 40


@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize("place", range(len(COEFFICIENTS)), ids=COEFFICIENTS)
@pytest.mark.parametrize("model", SETTINGS)
def test_the_smooth_curve_and_its_band_are_those_of_r(model, place, transform):
    zph = over_time(model, transform)
    found = smooth_residuals(zph.transformed, zph.residuals[:, place], zph.variance[place, place])
    expected = CURVES.query("model == @model and transform == @transform and coefficient == @COEFFICIENTS[@place]")
    size = np.abs(expected["value"]).max()
    for name in ("at", "value", "lower", "upper"):
        assert_allclose(getattr(found, name), expected[name], rtol=1e-6, atol=1e-8 * size)
