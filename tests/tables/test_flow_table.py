"""The flow of patients as a table, and the sentence below the diagram."""

from core.analyses.flow import Flow, Step
from core.tables.flow_table import flow_table
from core.words.flow import flow_sentence

STEPS = (
    Step("All patients of the cohort", 1029),
    Step("Sex: Male", 25, (("Female", 1000), ("not recorded", 4))),
    Step("Overall survival from the first antibody", 20, (("no date of the first antibody", 5),)),
)


def test_a_row_a_step_says_who_is_in_and_who_left_and_groups_stand_below_with_their_share():
    table = flow_table(Flow(STEPS, "Salvage status", (("Salvage 1", 15), ("Salvage 2", 5)), has_endpoint=True))
    assert [row.cells for row in table.rows] == [
        ("All patients of the cohort", "1,029", "", ""),
        ("Sex: Male", "25", "1,004", "1,000 Female; 4 not recorded"),
        ("Analysed: overall survival from the first antibody", "20", "5", "5 no date of the first antibody"),
        ("Salvage 1", "15 (75.0)", "", ""),
        ("Salvage 2", "5 (25.0)", "", ""),
    ]
    assert table.notes == ("Groups by Salvage status: n (%) of the patients analysed.",)


def test_the_sentence_says_from_how_many_to_how_many():
    said = flow_sentence(Flow(STEPS, "", (), has_endpoint=True))
    assert said.startswith("20 of 1,029 patients analysed. Filters in the order")
    assert flow_sentence(Flow(STEPS[:1], "", (), has_endpoint=True)) == "1,029 of 1,029 patients analysed."
    assert flow_sentence(Flow((STEPS[0], STEPS[2]), "", (), has_endpoint=True)) == "20 of 1,029 patients analysed."


def test_an_abbreviation_keeps_its_capitals():
    flow = Flow((Step("GVHD-free, relapse-free survival from transplant", 3),), "", (), has_endpoint=True)
    assert flow_table(flow).rows[0].cells[0] == "Analysed: GVHD-free, relapse-free survival from transplant"


def test_without_an_endpoint_nobody_is_said_to_be_analysed():
    flow = Flow(STEPS[:2], "", (), has_endpoint=False)
    assert "25 of 1,029 patients kept; this cohort has no endpoint to analyse yet." in flow_sentence(flow)
    assert not any("Analysed" in row.cells[0] for row in flow_table(flow).rows)
