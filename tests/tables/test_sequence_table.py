"""The ribbon as a table, and what is said about it."""

import pandas as pd

from core.analyses.sequence import sequence_of
from core.bundled import read_bundled
from core.tables.sequence_table import sequence_table
from core.words.sequence import no_ribbon_sentence, ribbon_caption
from tests.analyses.test_sequence import TWO
from tests.making import cohort_of, selected

MSKCC = read_bundled("mskcc").cohort


def test_a_row_a_level_says_how_many_and_how_many_of_them_live():
    table = sequence_table(sequence_of(selected(MSKCC)))
    assert table.columns == ("Stage", "Patients", "Alive", "Dead")
    rows = [row.cells for row in table.rows]
    patients = MSKCC.patients
    crossed = pd.crosstab(patients["mab1_response"].astype(str), patients["vital_status"].astype(str))
    n = int(crossed.loc["CR"].sum())
    place = rows.index(("Response to the first antibody",)) + 1
    assert rows[place][0] == "CR"
    assert rows[place][1].startswith(f"{n} (")
    assert rows[place][2:] == tuple(f"{k} ({100 * k / n:.1f})" for k in crossed.loc["CR", ["alive", "dead"]])
    assert rows[-2:] == [("Alive", "8 (27.6)", "", ""), ("Dead", "21 (72.4)", "", "")]


def test_the_caption_says_the_colour_and_what_no_second_means():
    said = ribbon_caption(sequence_of(selected(TWO)))
    assert "4 patients, each once in every stage" in said
    assert "the colour of the outcome" in said
    assert "No second: no second antibody was given." in said
    assert "not drawn" not in said
    assert "No second" not in ribbon_caption(sequence_of(selected(MSKCC)))


def test_stages_that_fell_away_are_named():
    found = sequence_of(selected(cohort_of(mab1=["blinatumomab"] * 2, vital_status=["alive", "dead"])))
    said = ribbon_caption(found)
    assert "not drawn: response to the first antibody, therapy between the antibodies, second antibody" in said
    assert "at any time after the first antibody" not in said
    assert "at any time after the first antibody" in ribbon_caption(sequence_of(selected(MSKCC)))
    assert no_ribbon_sentence(found) == ""


def test_why_there_is_no_ribbon_is_said():
    none = no_ribbon_sentence(sequence_of(selected(cohort_of(age_years=[30]))))
    assert "it needs two stages" in none
    assert "first antibody" in none
    one = no_ribbon_sentence(sequence_of(selected(cohort_of(vital_status=["dead"]))))
    assert "Recorded is only: outcome." in one
