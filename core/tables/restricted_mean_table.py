"""Restricted means by arm, and arms against the first."""

from core.analyses.restricted_mean import RestrictedMean
from core.formats import DASH, format_interval, format_number, format_p, format_plain, format_ratio
from core.tables.display import DisplayTable, Row
from core.words.restricted_mean import horizon_sentence


def means_table(result: RestrictedMean) -> DisplayTable:
    """A row an arm: the restricted mean and the time lost up to tau, in months with 95 % limits."""
    tau = format_plain(result.tau)
    columns = (
        result.title or "Group",
        "n",
        "Events",
        f"Mean time up to {tau} months (95 % CI)",
        f"Time lost up to {tau} months (95 % CI)",
    )
    rows = tuple(_mean(label, arm) for label, arm in zip(result.labels, result.means.groups.itertuples(), strict=True))
    notes = (
        "Restricted mean survival time (RMST): the area under the Kaplan-Meier curve up to τ, in months; "
        "time lost is the area above it. Limits by the normal distribution with Greenwood's variance; "
        "events are those of all follow-up; an arm without events before τ has no limits.",
        horizon_sentence(result),
    )
    return DisplayTable(f"{result.endpoint.label}: restricted mean", columns, rows, notes)


def contrasts_table(result: RestrictedMean) -> DisplayTable:
    """A row an arm after the first: difference and ratio of means, ratio of time lost, each with limits and P."""
    reference = result.labels[0]
    columns = (
        f"Against {reference}",
        "Difference, months (95 % CI)",
        "P",
        "Ratio of means (95 % CI)",
        "P",
        "Ratio of time lost (95 % CI)",
        "P",
    )
    found = result.means.contrasts.set_index(["group", "measure"])
    rows = []
    for group, label in list(enumerate(result.labels))[1:]:
        difference, *ratios = (found.loc[(group, name)] for name in ("difference", "ratio", "time_lost_ratio"))
        cells = [_difference(difference), format_p(difference["p"])]
        for ratio in ratios:
            cells += [format_ratio(*ratio[["estimate", "lower", "upper"]]), format_p(ratio["p"])]
        rows.append(Row((label, *cells)))
    note = f"Group minus, or over, {reference}. Wald tests, ratios on the log scale; P not adjusted for several groups."
    return DisplayTable("Restricted means compared", columns, tuple(rows), (note,))


def _mean(label: str, arm) -> Row:
    mean = _with_limits(arm.restricted_mean, arm.lower, arm.upper)
    lost = _with_limits(arm.time_lost, arm.time_lost_lower, arm.time_lost_upper)
    return Row((label, f"{arm.n:,}", f"{arm.events:,}", mean, lost))


def _difference(one) -> str:
    return _with_limits(one["estimate"], one["lower"], one["upper"])


def _with_limits(value: float, lower: float, upper: float) -> str:
    text = format_number(value)
    return text if text == DASH else f"{text} ({format_interval(lower, upper)})"
