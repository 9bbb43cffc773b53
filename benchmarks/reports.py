"""A full report of 110 patients: every section in each kind of document, and a second kind after a first."""

import time
from datetime import date

from benchmarks.measure import Row
from core.analyses.selection import select
from core.bundled import read_bundled
from core.filters import Choice
from core.report.files import REPORT_FORMATS
from core.report.report import Draft
from core.report.section import Asked
from core.report.sections import sections_chosen
from core.view import View

MOST_MS = 20_000
COHORT, ARM = "mini_hcvd", Choice(field="x-combination-or-single-agent", levels=("mini-hyper-cvd-inotuzumab",))
FIRST = next(iter(REPORT_FORMATS))


def report_rows() -> list[Row]:
    """Each kind of document from nothing, by salvage status: at most 20 s; then another kind of the same draft."""
    question = Asked(
        select(read_bundled(COHORT).cohort, View(cohort=COHORT, filters=(ARM,))),
        View(cohort=COHORT, filters=(ARM,), compare="salvage"),
    )
    n = question.selection.n
    rows = []
    for kind, form in REPORT_FORMATS.items():
        draft = Draft(question)
        ms = _written(draft, kind)
        rows.append(Row(f"full report, {form.label}", n, ms, aim="most", limit=MOST_MS))
        if kind != FIRST:
            rows.append(Row(f"{REPORT_FORMATS[FIRST].label} after {form.label}", n, _written(draft, FIRST), aim="most"))
    return rows


def _written(draft: Draft, kind: str) -> float:
    """The milliseconds from the draft to the bytes of the document."""
    started = time.perf_counter()
    report = draft.report(sections_chosen(draft.asked), date.today(), _unheard)
    REPORT_FORMATS[kind].write(report, _unheard)
    return 1000 * (time.perf_counter() - started)


def _unheard(share: float, name: str) -> None:
    """Progress that nobody hears."""
