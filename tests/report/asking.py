"""Questions for reports: about the bundled cohort, and about patients made up with hostile names."""

from datetime import date

from core.analyses.selection import select
from core.bundled import read_bundled
from core.cohort import Cohort
from core.fitting import fit_view
from core.report.report import Report, make_report
from core.report.section import Asked
from core.report.sections import sections_chosen
from core.view import View

TODAY = date(2026, 2, 3)


def asked(view: View, cohort: Cohort | None = None) -> Asked:
    cohort = cohort or read_bundled("mskcc").cohort
    view, _ = fit_view(view, cohort)
    return Asked(select(cohort, view), view)


def report_on(view: View, *sections: str, cohort: Cohort | None = None) -> Report:
    question = asked(view, cohort)
    return make_report(question, sections or sections_chosen(question), TODAY, unheard)


def unheard(share: float, name: str) -> None:
    """Progress that nobody hears."""
