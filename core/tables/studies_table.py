"""The studies as tables: how many of their figures are met, which are not and why, where they contradict themselves."""

from core.analyses.study_counts import StudyCount
from core.analyses.study_parts import AGREES, CANNOT, Recomputed
from core.analyses.typed_figures import check_typed
from core.formats import DASH, format_percent
from core.studies import Fact, Study
from core.tables.display import DisplayTable, Row
from core.words.studies import VERDICTS, checks_text, reason_of
from core.words.study_facts import fact_title, found_text, patients_words, printed_text, verdict_text


def counts_table(counts: tuple[StudyCount, ...]) -> DisplayTable:
    """A row a study and one for all: figures, those patient data can give, those reproduced."""
    rows = [Row((one.study.label, *_counted((one,)))) for one in counts]
    columns = ("Study", "Figures", "Patient data can give", "Reproduced", "But for one limit", "Not reproduced")
    note = "“But for one limit” are among the reproduced: the print itself speaks against that limit."
    return DisplayTable("Figures of the studies", columns, (*rows, Row(("All", *_counted(counts)))), (VERDICTS, note))


def _counted(counts: tuple[StudyCount, ...]) -> tuple[str, ...]:
    facts, computable, met, but = (
        sum(getattr(one, name) for one in counts) for name in ("facts", "computable", "reproduced", "but_for_a_part")
    )
    return f"{facts}", f"{computable}", f"{met} ({format_percent(met / computable)} %)", f"{but}", f"{computable - met}"


def exceptions_table(count: StudyCount) -> DisplayTable:
    """The figures of a study that its cohort does not give, each with the reason."""
    study = count.study
    rows = [
        Row(
            (
                one.fact["id"],
                "; ".join(filter(None, (fact_title(study, one.fact), patients_words(study, one.fact)))),
                printed_text(study, one.fact),
                DASH if one.verdict == CANNOT else found_text(study, one),
                reason_of(study, one),
            )
        )
        for one in count.exceptions
    ]
    columns = ("Fact", "Figure", "As printed", "Bundled cohort", "Reason")
    return DisplayTable(study.label, columns, tuple(rows))


def figure_table(study: Study, fact: Fact, found: tuple[tuple[str, Recomputed], ...]) -> DisplayTable:
    """One figure: as printed, and as each of some cohorts, by name, gives it; with the verdict and the reason."""
    rows = [Row(("As printed", printed_text(study, fact), "", ""))]
    for place, (name, one) in enumerate(found):
        reason = reason_of(study, one) if not place and one.verdict != AGREES else one.refused
        rows.append(Row((name, DASH if one.refused else found_text(study, one), verdict_text(study, one), reason)))
    return DisplayTable("The figure", ("", "Figure", "Verdict", "Reason"), tuple(rows))


def contradictions_table(study: Study) -> DisplayTable:
    """Where a study speaks against itself, each with the arithmetic that shows it."""
    rows = []
    for about, text in study.contradictions.items():
        checks = tuple(check for typed in study.arithmetic.get(about, ()) for check in check_typed(typed).checks)
        title = fact_title(study, study.facts[about]) if about in study.facts else study.titles[about]
        rows.append(Row((title, text, checks_text(checks))))
    return DisplayTable("Contradictions", ("About", "In the study", "Arithmetic"), tuple(rows))
