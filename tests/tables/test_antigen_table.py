"""CD19 and CD22 against response: a block an antigen, both together, contrasts before P."""

from core.analyses.antigen_response import responses_by_antigen
from core.tables.antigen_table import COLUMNS, antigen_table
from core.view import View
from core.words.response_figures import antigen_caption
from tests.making import selected
from tests.tables.test_best_response_table import COHORT


def test_each_antigen_has_its_block_and_both_together_theirs_with_contrasts_before_p():
    view = View()
    table = antigen_table(responses_by_antigen(selected(COHORT, view), view), antigen_caption("wilson"))
    headings = [row.cells[0] for row in table.rows if row.heading]
    assert headings == [
        f"{status} at relapse, of {denominator}"
        for status in ("CD19", "CD22", "CD19 and CD22")
        for denominator in ("all given the antibody", "those tested for MRD")
    ]
    assert all(len(row.cells) in (1, len(COLUMNS)) for row in table.rows)
    overall = [row.cells for row in table.rows if row.cells[0].endswith("Overall response")]
    assert overall[0] == ("Positive: Overall response", "1 of 2 (50.0 %); 1.3–98.7", "reference", "1", "> .99 F")
    # statsmodels confint_proportions_2indep(1, 1, 1, 2, method="newcomb"): -0.3910, 0.9055
    assert overall[1][2] == "50.0 (−39.1 to 90.5)"
    assert [one[0] for one in overall[4:]] == [
        "CD19 positive, CD22 positive: Overall response",
        "CD19 positive, CD22 negative or dim: Overall response",
        "CD19 negative or dim, CD22 positive: Overall response",
    ]
    assert not any("CRp" in row.cells[0] for row in table.rows)


def test_both_antigens_at_once_list_the_overall_response_and_mrd_alone():
    view = View()
    table = antigen_table(responses_by_antigen(selected(COHORT, view), view), "")
    both = [row.cells[0] for row in table.rows if row.cells[0].startswith("CD19 positive, CD22 positive")]
    assert {label.rpartition(": ")[2] for label in both} == {"Overall response", "MRD-negative"}
