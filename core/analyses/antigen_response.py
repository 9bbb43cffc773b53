"""CD19 and CD22 on the leukaemia at relapse against the response to the antibody that followed."""

import numpy as np

from core.analyses.response import Response, analyse_response
from core.analyses.selection import Groups, Selection, group
from core.cohort import Cohort
from core.view import View

ANTIGENS = {"cd19_at_relapse": "CD19", "cd22_at_relapse": "CD22"}
BOTH = "CD19 and CD22 at relapse"
SECOND = "mab2"


def responses_by_antigen(selection: Selection, view: View) -> tuple[Response, ...]:
    """The ladder of the second antibody by the status of each antigen, and by both where both are recorded.

    The status at relapse after the first antibody is known before the second begins, and after the response to the
    first: it may part the patients of the second alone. Nothing where either is not recorded.
    """
    cohort = selection.cohort
    antigens = [name for name in ANTIGENS if cohort.has(name)]
    if not antigens or not cohort.has(f"{SECOND}_response"):
        return ()
    asked = view.change(antibody=SECOND, compare="")
    alone = [group(selection, cohort.columns[name].slug) for name in antigens]
    together = [_both(selection, cohort)] if len(antigens) == len(ANTIGENS) else []
    return tuple(analyse_response(selection, asked, arms) for arms in (*alone, *together) if len(arms))


def _both(selection: Selection, cohort: Cohort) -> Groups:
    """The groups of both antigens at once: "CD19 positive, CD22 negative or dim"."""
    first, second = (cohort.columns[name] for name in ANTIGENS)
    labels = tuple(
        f"{ANTIGENS[first.name]} {one.label.lower()}, {ANTIGENS[second.name]} {other.label.lower()}"
        for one in first.levels
        for other in second.levels
    )
    codes, others = (cohort.codes(field.name).astype(int) for field in (first, second))
    known = selection.patients & (codes >= 0) & (others >= 0)
    places = np.where(known, codes * len(second.levels) + others, -1)
    return Groups(BOTH, labels, places, int((selection.patients & ~known).sum())).occupied()
