"""Medians of each centre and of all together, by group, with the test stratified by centre."""

from core.formats import format_median, format_p_equation
from core.proof.pooling import Pooled
from core.stats.event_table import EventTable
from core.stats.kaplan_meier import fit_kaplan_meier, quantiles
from core.tables.display import DisplayTable, Row
from core.words.pooling import NO_TEST, STRATIFIED, TOGETHER

COLUMNS = ("Centre", "Patients", "Events", "Median, months (95 % CI)")


def pooled_table(pooled: Pooled) -> DisplayTable:
    """A block a centre and one of all, a row a group; of tables that were not refused."""
    names = (*(centre.centre for centre in pooled.centres), TOGETHER)
    labels = pooled.centres[0].labels
    rows: list[Row] = []
    for name, table in zip(names, (*pooled.by_centre, pooled.together), strict=True):
        rows.append(Row((name,), heading=True))
        rows += _rows(table, labels)
    test = pooled.test
    note = f"{STRATIFIED}{format_p_equation(test.p)}." if test.df else NO_TEST
    return DisplayTable(f"{pooled.centres[0].endpoint}, pooled", COLUMNS, tuple(rows), (note,))


def _rows(table: EventTable, labels: tuple[str, ...]) -> list[Row]:
    rows = []
    for place, (label, curve) in enumerate(zip(labels, fit_kaplan_meier(table), strict=True)):
        (median,) = quantiles(curve, (0.5,)).itertuples(index=False)
        count, events = f"{table.n[place]:,}", f"{table.events[place].sum():,}"
        rows.append(Row((label, count, events, format_median(median.time, median.lower, median.upper)), inset=True))
    return rows
