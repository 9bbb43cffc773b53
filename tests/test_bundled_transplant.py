"""The tables of transplant, toxicity and death of the bundled cohort against every count the study printed of them."""

import json

import pytest

from core.analyses.selection import Selection
from core.analyses.toxicity import count_deaths, count_toxicity
from core.analyses.transplant import count_transplants
from core.bundled import read_bundled
from core.dictionary import DATA
from core.filters import Choice
from core.view import View
from tests.making import selected

STUDY = json.loads((DATA / "published" / "mskcc_both_mabs.json").read_text(encoding="utf-8"))
FACTS = {fact["id"]: fact for fact in STUDY["facts"]}

AFTER_2 = View(antibody="mab2")
BY_SEQUENCE = AFTER_2.change(compare="sequence")
BLINA_FIRST = AFTER_2.with_filter("sequence", Choice(field="sequence", levels=("blina-ino",)))
OTHER_TRANSPLANTS = AFTER_2.change(compare="x-transplant-after-second-antibody")
BY_CONDITIONING = AFTER_2.change(compare="hsct_conditioning")

WHO, DEATH, AFTER = "Transplant after the second antibody", "Death", "Death after transplant"
REASON, PROPHYLAXIS = "No transplant: reason", "GVHD prophylaxis"
SEQUENCES = {"all": 0, "blina_ino": 1, "ino_blina": 2}


def cd19(slug: str) -> View:
    return BLINA_FIRST.with_filter("cd19_at_relapse", Choice(field="cd19_at_relapse", levels=(slug,)))


PRINTED = {
    "hsct_after_mab2": (BY_SEQUENCE, WHO, "Transplanted"),
    "hsct_after_mab1": (BLINA_FIRST, WHO, "Transplanted only before the second antibody"),
    "hsct_realisation": (
        AFTER_2.with_filter("mab2_response", Choice(field="mab2_response", levels=("cr",))),
        WHO,
        "Transplanted",
    ),
    "prior_hsct": (BY_SEQUENCE, "Transplant before the first antibody", "Yes"),
    "nohsct_active": (AFTER_2, REASON, "active disease"),
    "nohsct_preference": (AFTER_2, REASON, "preference"),
    "nohsct_early_death": (AFTER_2, REASON, "treatment-related death"),
    "hsct_mrdneg": (AFTER_2, "Status at transplant", "MRD-negative CR"),
    "hsct_donor_unrelated": (AFTER_2, "Donor", "Unrelated"),
    "hsct_graft_pb": (AFTER_2, "Graft", "Peripheral blood"),
    "hsct_graft_bm": (AFTER_2, "Graft", "Bone marrow"),
    "hsct_graft_cord": (AFTER_2, "Graft", "Cord blood"),
    "hsct_hla_10": (AFTER_2, "HLA match", "10/10"),
    "hsct_hla_9": (AFTER_2, "HLA match", "9/10"),
    "hsct_hla_8": (AFTER_2, "HLA match", "8/10 or less"),
    "hsct_mac": (AFTER_2, "Conditioning intensity", "Myeloablative"),
    "gvhd_tcd": (AFTER_2, PROPHYLAXIS, "ex vivo T-cell depletion"),
    "gvhd_ptcy": (AFTER_2, PROPHYLAXIS, "post-transplant cyclophosphamide"),
    "gvhd_mtx": (AFTER_2, PROPHYLAXIS, "methotrexate + calcineurin inhibitor"),
    "gvhd_mmf": (AFTER_2, PROPHYLAXIS, "calcineurin inhibitor + mycophenolate"),
    "agvhd_any": (AFTER_2, "Acute GVHD, highest grade", "Grade I–IV"),
    "agvhd_3plus": (AFTER_2, "Acute GVHD, highest grade", "Grade III–IV"),
    "sos_hsct": (AFTER_2, "Sinusoidal obstruction syndrome", "SOS after transplant"),
    "hsct_relapsed": (AFTER_2, "Relapse after transplant", "Relapse recorded"),
    "crs": (BLINA_FIRST, "Cytokine release syndrome", "Any grade"),
    "icans": (BLINA_FIRST, "Neurotoxicity (ICANS)", "Any grade"),
    "hepatotoxicity": (BLINA_FIRST, "Hepatotoxicity", "yes"),
    "died": (BY_SEQUENCE, DEATH, "Died"),
    "died_cd19neg": (cd19("neg-dim"), DEATH, "Died"),
    "died_cd19pos": (cd19("positive"), DEATH, "Died"),
    "hsct_died": (AFTER_2, AFTER, "Died"),
    "hsct_nrm": (AFTER_2, AFTER, "without relapse"),
    "hsct_died_mac": (BY_CONDITIONING, AFTER, "Died"),
    "hsct_died_ric": (BY_CONDITIONING, AFTER, "Died"),
    "nohsct_died": (OTHER_TRANSPLANTS, DEATH, "Died"),
}
"""Each printed count: the question that asks for it, the section and the line of the table it stands in."""

PLACES = {"hsct_died_mac": 1, "hsct_died_ric": 2, "nohsct_died": 1}
"""The column of a count that is one of a group; the first, of all patients, for the others."""

MEDIANS = {
    "mab2_to_hsct": ("Days to transplant", "Second antibody to transplant"),
    "hsct_engraftment_days": ("Neutrophil engraftment", "Days from transplant"),
    "cd34_dose": ("CD34 dose (1e6/kg)", "Dose"),
}

WORDS = ("hsct", "gvhd", "sos", "crs", "icans", "died", "nrm", "death", "cd34", "hepato")
OF_OTHER_TABLES = {"nohsct_salvage", "nohsct_salvage_lines", "nohsct_to_salvage"}
"""Treatment after the second antibody: no part of these tables."""


def question(view: View) -> Selection:
    return selected(read_bundled("mskcc").cohort, view)


def line(view: View, section: str, label: str):
    asked = question(view)
    transplants = count_transplants(asked, view)
    tables = (
        transplants.before,
        transplants.after,
        count_toxicity(asked, view).sections,
        count_deaths(asked, view).sections,
    )
    found = [one for table in tables for one in table if one.title == section]
    return next(row for one in found for row in one.rows if row.label == label)


@pytest.mark.parametrize("name", PRINTED)
def test_a_printed_count_stands_in_its_line_with_its_denominator(name):
    fact, (view, section, label) = FACTS[name], PRINTED[name]
    columns = line(view, section, label).columns
    if "by" in fact:
        for group, k in fact["k"].items():
            assert (columns[SEQUENCES[group]].k, columns[SEQUENCES[group]].n) == (k, fact["n"][group])
    else:
        found = columns[PLACES.get(name, 0)]
        assert (found.k, found.n) == (fact["k"], fact["n"])


@pytest.mark.parametrize("name", MEDIANS)
def test_a_printed_median_and_its_quartiles_stand_in_their_line(name):
    fact = FACTS[name]
    found = line(AFTER_2, *MEDIANS[name]).columns[0]
    assert found.median == pytest.approx(fact["value"], abs=0.005)
    if "iqr" in fact:
        assert found.quartiles == pytest.approx(tuple(fact["iqr"]), abs=0.05)


def test_every_count_the_study_printed_of_transplant_toxicity_and_death_is_compared():
    about = {
        name
        for name, fact in FACTS.items()
        if fact["kind"] in ("count", "median") and any(word in name for word in WORDS)
    }
    assert about <= {*PRINTED, *MEDIANS, *OF_OTHER_TABLES}
    assert (len(PRINTED), len(MEDIANS)) == (35, 3)


CONTRADICTIONS = {
    "agvhd_any": {"Grade I–IV": 7, "Grade III–IV": 3},
    "hsct_relapsed": {"Relapse recorded": 5},
    "gvhd_tcd": {"ex vivo T-cell depletion": 5},
    "sos_all": {"SOS after transplant": 4, "SOS at any time": 4},
    "died": {"of relapse or progression": 15, "without relapse": 6},
}
"""Where the study prints two figures, the one the cohort was made to hold, by line."""

SECTIONS = {
    "agvhd_any": "Acute GVHD, highest grade",
    "hsct_relapsed": "Relapse after transplant",
    "gvhd_tcd": PROPHYLAXIS,
    "sos_all": "Sinusoidal obstruction syndrome",
    "died": DEATH,
}


@pytest.mark.parametrize("about", CONTRADICTIONS)
def test_where_the_study_contradicts_itself_the_table_has_the_side_the_cohort_took(about):
    assert about in {one["about"] for one in STUDY["contradictions"]}
    for label, k in CONTRADICTIONS[about].items():
        view, section = AFTER_2, SECTIONS[about]
        asked = question(view)
        rows = [
            row
            for table in (
                *count_transplants(asked, view).before,
                *count_transplants(asked, view).after,
                *count_toxicity(asked, view).sections,
                *count_deaths(asked, view).sections,
            )
            if table.title == section
            for row in table.rows
            if row.label == label
        ]
        assert [row.columns[0].k for row in rows] == [k]
