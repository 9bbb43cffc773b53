"""`make studies`: the table it prints and the document it writes."""

import pytest

from core.dictionary import DATA
from core.studies import studies
from core.tables.studies_table import contradictions_table
from data.studies import count_studies, document, main


@pytest.fixture(scope="module")
def counts():
    return count_studies()


def test_the_document_is_the_one_that_the_computation_writes(counts):
    written = (DATA.parent / "docs" / "studies.md").read_text(encoding="utf-8")
    assert written == document(counts)


def test_the_document_names_every_exception_with_its_reason(counts):
    written = document(counts)
    for study in studies().values():
        for fact, why in {**study.not_met, **study.at_odds}.items():
            assert f"| {fact} |" in written
            assert why["reason"] in written


def test_all_256_figures_are_counted_and_at_least_95_in_100_of_the_computable_are_reproduced(counts):
    assert sum(count.facts for count in counts) == 256
    assert sum(count.computable for count in counts) == 255
    assert sum(count.reproduced for count in counts) >= 0.95 * 255


def test_the_table_is_printed_with_a_row_a_study_and_one_for_all(capsys):
    main([])
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 5 + 1
    assert rows[-1].startswith("| All | 256 | 255 |")


@pytest.mark.parametrize("study", studies().values(), ids=lambda study: study.name)
def test_every_contradiction_stands_in_the_table_with_its_arithmetic(study):
    rows = contradictions_table(study).rows
    assert len(rows) == len(study.contradictions)
    assert all(all(row.cells) for row in rows)
