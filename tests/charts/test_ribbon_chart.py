"""The ribbon of treatment: bands are as high as patients are many and fill every bar; names find room on paper."""

import json

import numpy as np
import pytest
import vl_convert

from core.address import view_at
from core.analyses.sequence import sequence_of
from core.bundled import read_bundled
from core.charts.alluvial_chart import LAST_LABEL, NAME_SIZE
from core.charts.export.paper import WIDTHS, draw_on_paper
from core.charts.ribbon_chart import ribbon_chart
from core.charts.theme import THEMES
from tests.analyses.test_sequence import TWO
from tests.charts.drawn import font
from tests.making import cohort_of, selected

FONT = font(NAME_SIZE)
MSKCC = read_bundled("mskcc").cohort
RESPONSES = ["CR", "CRp", "CRh", "CRi", "NR", "early death", "not evaluable", None]


def many(n: int = 400):
    draw = np.random.default_rng(5)
    second = draw.random(n) < 0.6

    def some(levels: list, given=True) -> list:
        return [
            levels[place] if here else None for place, here in zip(draw.integers(0, len(levels), n), given, strict=True)
        ]

    everybody = [True] * n
    drugs = ["blinatumomab", "inotuzumab"]
    return cohort_of(
        mab1=some(drugs, everybody),
        mab1_response=some(RESPONSES, everybody),
        interim_therapy=some(["yes", "no", None], second),
        mab2=some(drugs, second),
        mab2_response=some(RESPONSES, second),
        hsct=some(["yes", "no", None], everybody),
        vital_status=some(["alive", "dead", None], everybody),
    )


COHORTS = {
    "bundled": MSKCC,
    "every level": many(),
    "four patients": TWO,
    "one patient": cohort_of(mab1=["inotuzumab"], mab1_response=["CR"]),
}


def ribbon(name: str, mode="light"):
    return ribbon_chart(sequence_of(selected(COHORTS[name])), mode)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", COHORTS)
def test_every_ribbon_renders(name, mode):
    values = ribbon(name, mode).with_values()
    json.dumps(values, allow_nan=False)
    assert vl_convert.vegalite_to_png(values).startswith(b"\x89PNG")


@pytest.mark.parametrize("name", COHORTS)
def test_bands_are_as_high_as_their_patients_are_many_and_stay_within_the_bars(name):
    found, data = sequence_of(selected(COHORTS[name])), ribbon(name).data
    nodes, bands = data["nodes"], data["bands"]
    per_patient = (nodes["y2"] - nodes["y"])[nodes["side"] == 0].sum() / found.n
    bands = bands.assign(height=bands["y2"] - bands["y"])
    np.testing.assert_allclose(*(bands.groupby("band")["height"].agg(one) for one in ("min", "max")))
    patients = bands.groupby("band")["height"].first() / per_patient
    np.testing.assert_allclose(patients, patients.round(), atol=1e-9)
    for side, stage in enumerate(found.stages):
        own = nodes[nodes["side"] == side]
        np.testing.assert_allclose((own["y2"] - own["y"]) / per_patient, found.counts(side, side).diagonal())
        part = ": {} of" if len(found.stages) == 2 else " {}"
        said = [
            level + part.format(n) for level, n in zip(stage.levels, found.counts(side, side).diagonal(), strict=True)
        ]
        assert all(text.startswith(begin) for text, begin in zip(own["text"], said, strict=True))
        for edge in ("x", "x2"):
            ends = bands[np.isclose(bands["x"], own[edge].iloc[0], atol=1e-12)]
            if len(ends):
                assert ends["height"].sum() / per_patient == pytest.approx(found.n)
                inside = [
                    ((own["y"] <= one.y + 1e-9) & (own["y2"] >= one.y2 - 1e-9)).any() for one in ends.itertuples()
                ]
                assert all(inside)


def test_bands_have_the_colour_of_the_outcome():
    found, data = sequence_of(selected(MSKCC)), ribbon("bundled").data
    blue, grey = THEMES["light"].arms[0], THEMES["light"].arms[6]
    ends = data["bands"].groupby("band").first()
    from_first = ends[ends["x"] == ends["x"].min()]
    height = (from_first["y2"] - from_first["y"]).groupby(from_first["fill"]).sum()
    alive, dead = found.counts(6, 6).diagonal()
    assert height[blue] / height[grey] == pytest.approx(alive / dead)
    assert set(data["nodes"]["fill"][data["nodes"]["side"] == 6]) == {blue, grey}


@pytest.mark.parametrize("name", COHORTS)
def test_every_name_ends_before_the_next_bar_on_two_columns_of_paper(name):
    data, width = ribbon(name).data, WIDTHS["two"]
    if data["nodes"]["side"].max() < 6:
        assert draw_on_paper(ribbon(name), width)
        return
    pixels = (width.pixels - 10) / (1 + LAST_LABEL)
    lefts = [*np.sort(data["nodes"]["x"].unique())[1:], 1 + LAST_LABEL]
    for node in data["nodes"].itertuples():
        assert node.at + FONT.getlength(node.text) / pixels < lefts[node.side] + 1e-9, node.text


def test_names_of_one_stage_do_not_run_into_each_other():
    data = ribbon("every level").data["nodes"]
    for _, own in data.groupby("side"):
        assert np.diff(own["middle"]).min() * 380 / 1.11 > 11


def test_only_who_was_selected_is_drawn():
    view, _ = view_at({"sex": "male"})
    figure = ribbon_chart(sequence_of(selected(MSKCC, view)), "light")
    first = figure.data["nodes"].query("side == 0")
    drawn = sum(int(text.split()[-1]) for text in first["text"])
    assert drawn == int((MSKCC.patients["sex"] == "male").sum())
