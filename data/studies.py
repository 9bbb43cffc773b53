"""`make studies`: how many of the printed figures the bundled cohorts give, by study, and why the others are not met.

Prints the table; with a file for an argument it writes `docs/studies.md` there.
"""

import sys
from pathlib import Path

from core.analyses.study_counts import StudyCount, count_facts
from core.bundled import SYNTHETIC, read_bundled
from core.studies import studies
from core.tables.display import DisplayTable
from core.tables.studies_table import contradictions_table, counts_table, exceptions_table
from core.words.studies import count_sentence

INTRODUCTION = """# The studies and their cohorts

Written by `make studies`. {synthetic} Every printed figure is computed again from the bundled cohort by the path the
pages take (`core/analyses/study_facts.py`) and compared with the print.
"""


def count_studies() -> tuple[StudyCount, ...]:
    """The figures of every study recomputed from its bundled cohort and counted."""
    return tuple(count_facts(study, read_bundled(study.cohort).cohort) for study in studies().values())


def markdown(table: DisplayTable) -> str:
    """A table in Markdown, with its notes under it."""
    lines = [table.columns, ("---",) * len(table.columns), *(row.cells for row in table.rows)]
    rows = [f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines]
    return "\n".join([*rows, *(f"\n{note}" for note in table.notes)])


def document(counts: tuple[StudyCount, ...]) -> str:
    """What `docs/studies.md` says."""
    parts = [INTRODUCTION.format(synthetic=SYNTHETIC), markdown(counts_table(counts))]
    for count in counts:
        parts += [f"## {count.study.label}", f"{count.study.design} {count_sentence(count)}"]
        if count.exceptions:
            parts += ["Figures that are not met, or at odds with themselves:", markdown(exceptions_table(count))]
        if count.study.contradictions:
            parts += ["Where the print speaks against itself:", markdown(contradictions_table(count.study))]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def main(arguments: list[str]) -> None:
    """Print the table of the studies, and write the document where a file is named."""
    counts = count_studies()
    print(markdown(counts_table(counts)))
    if arguments:
        Path(arguments[0]).write_text(document(counts), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
