"""The tables of pooled centres have the numbers of each and of all together, and travel with what they mean."""

import io

import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

from core.analyses.pooled_survival import Curves, centre_numbers, pool_survival
from core.centres.pooling import pool_files
from core.formats import format_percent
from core.tables.export.csv import write_csv
from core.tables.export.excel import write_excel
from core.tables.export.html import write_html
from core.tables.pooled_table import centres_table, pooled_milestones_table
from core.view import View
from core.words.comparison import chosen_sentence
from core.words.pooling import AT_THE_END, TOGETHER, months_sentence
from tests.centres.centres import SEX, changed, file_of, patients_of

NAMES = ("=1+1 <b>", "South")


def tables(view: View = SEX, curves: Curves = Curves("group")):  # noqa: B008
    pooled = pool_files([file_of(seed, name, 80, view) for seed, name in zip((3, 4), NAMES, strict=True)])
    result, numbers = pool_survival(pooled.centres, curves, "log-log"), centre_numbers(pooled.centres, "log-log")
    shown = (result, "log-log")
    return centres_table(numbers, *shown), pooled_milestones_table(numbers, *shown), result, numbers


def test_a_row_a_centre_and_its_groups_below_and_all_of_them_last():
    counted, milestones, _, _ = tables()
    for table in (counted, milestones):
        assert [row.cells[0] for row in table.rows if not row.inset] == [*NAMES, TOGETHER]
        assert [row.cells[0] for row in table.rows if row.inset] == ["Female", "Male"] * 3
    patients = [patients_of(seed, 80) for seed in (3, 4)]
    numbers = [tuple(map(int, row.cells[1:3])) for row in counted.rows]
    for first, one in zip((0, 3), patients, strict=True):
        assert numbers[first] == (len(one.time), one.event.sum())
        assert numbers[first + 1] == ((one.codes == 0).sum(), one.event[one.codes == 0].sum())
    assert numbers[6] == tuple(numbers[0][place] + numbers[3][place] for place in (0, 1))


def test_medians_and_milestones_are_those_of_lifelines():
    counted, milestones, _, _ = tables(View())
    patients = [patients_of(seed, 80, View()) for seed in (3, 4)]
    months = [pd.Series((one.time / one.per_month).round()) for one in patients]
    event = [pd.Series(one.event) for one in patients]
    rows = [*zip(months, event, strict=True), (pd.concat(months), pd.concat(event))]
    for times, row, (time, died) in zip(counted.rows, milestones.rows, rows, strict=True):
        fit = KaplanMeierFitter().fit(time, died)
        assert float(times.cells[3].split()[0]) == pytest.approx(fit.median_survival_time_)
        for month, cell in zip(milestones.columns[1:], row.cells[1:], strict=True):
            at = int(month.split()[0])
            assert cell.startswith(f"{format_percent(fit.predict(at))} (")
            assert cell.endswith(f"; {(time >= at).sum()}")


def test_the_notes_say_the_test_the_whole_months_and_who_is_left_out():
    counted, milestones, result, numbers = tables()
    assert f"Groups, all centres together: {chosen_sentence(result.survival.test)}" in counted.notes
    assert months_sentence(numbers.too_high) in counted.notes
    assert any("no value of Sex" in note for note in counted.notes)
    assert AT_THE_END in milestones.notes
    side_by_side = tables(curves=Curves("centre", 1))[0]
    assert any(note.startswith("Centres side by side, only Male: Log-rank test: χ²") for note in side_by_side.notes)


def test_in_what_centres_differ_stands_under_both_tables():
    files = [file_of(3, "North"), changed(file_of(4, "South"), patients="Salvage 1")]
    centres = pool_files(files).centres
    result, numbers = pool_survival(centres, Curves("group"), "log"), centre_numbers(centres, "log")
    for made in (centres_table, pooled_milestones_table):
        assert any("“South”: Salvage 1" in note for note in made(numbers, result, "log").notes)


def test_the_name_of_a_centre_is_text_in_every_file():
    table = tables()[0]
    assert "<b>" not in table.to_html()
    assert "<b>" not in write_html(table)
    assert "'=1+1 <b>" in write_csv(table).decode("utf-8-sig")
    sheet = pd.read_excel(io.BytesIO(write_excel(table)), header=None)
    assert "=1+1 <b>" in sheet[0].tolist()
