"""The table of pooled centres has the patients, events and medians of each and of all together."""

import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

from core.formats import format_p_equation
from core.proof.pooling import centre_table, pool
from core.tables.pooled_table import pooled_table
from core.view import View
from core.words.pooling import NO_TEST, STRATIFIED, TOGETHER
from tests.proof.asked import compared, made_up


def centres(view: View):
    return [compared(made_up(seed, 80), view, competing=False) for seed in (3, 4)]


def test_a_block_a_centre_and_one_of_all_with_the_test():
    patients = centres(View(compare="sex"))
    pooled = pool(tuple(centre_table(one, name) for one, name in zip(patients, ("<b>", "South"), strict=True)))
    table = pooled_table(pooled)
    headings = [row.cells[0] for row in table.rows if row.heading]
    assert headings == ["<b>", "South", TOGETHER]
    assert "<b>" not in table.to_html()
    counts = [tuple(map(int, row.cells[1:3])) for row in table.rows if not row.heading]
    assert counts[4] == (counts[0][0] + counts[2][0], counts[0][1] + counts[2][1])
    assert counts[0] == ((patients[0].codes == 0).sum(), patients[0].event[patients[0].codes == 0].sum())
    assert table.notes == (f"{STRATIFIED}{format_p_equation(pooled.test.p)}.",)


def test_medians_are_those_of_lifelines():
    patients = centres(View())
    table = pooled_table(pool(tuple(centre_table(one, name) for one, name in zip(patients, "ab", strict=True))))
    months = pd.concat([pd.Series((one.time / one.per_month).round()) for one in patients])
    event = pd.concat([pd.Series(one.event) for one in patients])
    median = KaplanMeierFitter().fit(months, event).median_survival_time_
    assert float(table.rows[-1].cells[3].split()[0]) == pytest.approx(median)
    assert table.notes == (NO_TEST,)
