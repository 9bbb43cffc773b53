"""What is said of tables of counts that centres share, and of the curves pooled from them."""

from collections import Counter

from core.analyses.pooled_survival import MOST_SIDE_BY_SIDE, Centres, Curves, PooledSurvival
from core.endpoints import SHEET
from core.formats import format_percent, listed
from core.words.centre_files import quoted
from core.words.patients import left_out_sentence
from core.words.survival import survival_caption

WHAT = (
    "Counts of patients at risk, with the event and censored by whole months, with the endpoint, the groups, the "
    "filters in words and the fingerprint of the cohort, without any row of a patient. Centres send such files to one "
    "another, and whoever has them opens them below."
)
FEW = (
    "Fewer than 5 patients leave a group in some months: there the table tells the month of one or a few patients. "
    "Share it only where you are allowed to."
)
TOGETHER = "All centres"
GROUPS, ALL_TOGETHER, CENTRES = "Groups, all centres together", "All centres together", "Centres side by side"


def small_groups_sentence(labels: tuple[str, ...]) -> str:
    """The warning of groups in which somebody may be recognised, or nothing."""
    if not labels:
        return ""
    return (
        f"Fewer than 5 patients in {listed(map(quoted, labels))}: someone who knows the hospital may recognise them. "
        "Merge levels, compare by something else, or keep the file inside."
    )


def curves_label(centres: Centres, curves: Curves) -> str:
    """What the choice of curves is called."""
    if curves.by == "group":
        return GROUPS if len(centres.labels) > 1 else ALL_TOGETHER
    return CENTRES if curves.group is None else f"{CENTRES}, only {centres.labels[curves.group]}"


def side_by_side_sentence(centres: Centres) -> str:
    """Why centres are not drawn side by side, or nothing."""
    if len(centres.names) <= MOST_SIDE_BY_SIDE:
        return ""
    return (
        f"More than {MOST_SIDE_BY_SIDE} curves cannot be told apart: take files away to see centres side by side. "
        "Their numbers stand in the tables."
    )


def pooled_title(result: PooledSurvival) -> str:
    """The title of the figure in its files."""
    return f"{result.centres.endpoint.title}: {_short_label(result)}"


def _short_label(result: PooledSurvival) -> str:
    label = curves_label(result.centres, result.curves)
    return f"{label[:1].lower()}{label[1:]}"


def pooled_caption(result: PooledSurvival, interval: str) -> str:
    """What the figure is, of whom, and how far whole months may have moved its curves."""
    centres = result.centres
    parts = [
        survival_caption(result.survival, interval),
        centres_sentence(result),
        whose_sentence(result),
        left_out_of_all(centres),
        *centres.differences,
        months_sentence(result.too_high),
        time_zero_sentence(centres),
        synthetic_sentence(centres),
    ]
    return " ".join(filter(None, parts))


def centres_sentence(result: PooledSurvival) -> str:
    """How many centres gave counts, and which, where they are no curves of their own."""
    centres = result.centres
    if result.curves.by == "centre":
        return f"Counts of {len(centres.names)} centres."
    sizes = [f"{name} (n = {n:,})" for name, n in zip(centres.names, centres.n.tolist(), strict=True)]
    return f"Pooled from counts of {len(sizes)} centres: {', '.join(sizes)}."


def whose_sentence(result: PooledSurvival) -> str:
    """Which patients of the centres are in the curves, where not all are."""
    group = result.curves.group
    return "" if group is None else f"Only patients in {quoted(result.centres.labels[group])}."


def left_out_of_all(centres: Centres) -> str:
    """How many all centres together left out and why, or nothing."""
    total = Counter()
    for left_out in centres.left_out:
        total.update(dict(left_out))
    return left_out_sentence(int(centres.n.sum()), tuple(total.items())) if total else ""


def left_out_by_centre(centres: Centres) -> str:
    """Whom the centres left out and why, or nothing."""
    told = zip(centres.names, centres.n.tolist(), centres.left_out, strict=False)
    said = [f"{name}: {left_out_sentence(n, left_out)}" for name, n, left_out in told if left_out]
    return " ".join(said)


def months_sentence(too_high: float) -> str:
    """How much a curve may be off because times are whole months."""
    said = "Times are whole months, as the centres gave them: a step lies at most half a month from its place"
    if not too_high:
        return f"{said}."
    return (
        f"{said}; and as censorings count after the events of their month, the height at the end of a month may be up "
        f"to {format_percent(too_high)} percentage points too high while 5 patients and 10 % of a group remain."
    )


AT_THE_END = "Survival at a month is that at its end, half a month later."


def time_zero_sentence(centres: Centres) -> str:
    """That nobody but the centres knows where the clock starts, or nothing."""
    return "Time zero is what each centre's own sheet takes for it." if centres.endpoint.origin == SHEET else ""


def synthetic_sentence(centres: Centres) -> str:
    """Which centres have no patients but made-up ones, or nothing."""
    if not centres.synthetic:
        return ""
    whose = "" if len(centres.synthetic) == len(centres.names) else f" of {', '.join(centres.synthetic)}"
    return f"The patients{whose} are synthetic, reconstructed from published figures."
