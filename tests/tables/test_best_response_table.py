"""The counts behind the bars and the flow of responses, and the captions of both figures."""

from core.analyses.best_response import best_responses, response_flow
from core.tables.best_response_table import best_response_table, flow_table
from core.view import View
from core.words.response_figures import bars_caption, flow_caption
from tests.making import cohort_of, selected

COHORT = cohort_of(
    mab1=["blinatumomab"] * 5 + [None],
    mab1_response=["CR", "CR", "CRh", "NR", None, None],
    mab2=["inotuzumab", None, "inotuzumab", "inotuzumab", None, None],
    mab2_response=["NR", None, "CRi", "CR", None, None],
    mab2_mrd=[None, None, "negative", "positive", None, None],
    sex=["male", "female", "male", "female", "male", "male"],
    cd19_at_relapse=["positive", None, "neg_dim", "positive", None, None],
    cd22_at_relapse=["positive", None, "positive", "neg_dim", None, None],
)


def cells(table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def test_best_responses_stand_with_their_share_of_the_group():
    view = View(compare="sex")
    found = best_responses(selected(COHORT, view), view)
    table = best_response_table(found)
    assert table.columns == ("Best response, first antibody", "Female (n = 2)", "Male (n = 3)")
    assert cells(table) == [
        ("CR", "1 (50.0)", "1 (33.3)"),
        ("CRh", "0 (0.0)", "1 (33.3)"),
        ("NR", "1 (50.0)", "0 (0.0)"),
        ("Not recorded", "0 (0.0)", "1 (33.3)"),
    ]
    assert "percent of all given the antibody" in bars_caption(found)


def test_the_flow_is_a_table_whose_rows_and_columns_add_up():
    found = response_flow(selected(COHORT))
    table = flow_table(found)
    assert table.columns == ("First antibody", "Second: CR", "Second: CRi", "Second: NR",
                             "Second: No second antibody", "All")  # fmt: skip
    assert cells(table)[0] == ("CR", "0 (0.0)", "0 (0.0)", "1 (50.0)", "1 (50.0)", "2 (40.0)")
    assert cells(table)[-1] == ("All", "1 (20.0)", "1 (20.0)", "1 (20.0)", "2 (40.0)", "5 (100.0)")
    assert table.notes[-1] == "Left out, not given the first antibody: 1."
    assert "the 5 patients given the first antibody" in flow_caption(found)
