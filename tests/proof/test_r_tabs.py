"""The R script of the Survival page prints every number of the tabs under the curves too."""

import pytest

from core.analyses.survival import survival_of
from core.bundled import read_bundled
from core.proof.numbers.curves import survival_numbers
from core.proof.numbers.survival_tabs import tab_numbers, tabs_of
from core.proof.r.survival import survival_script
from core.proof.r.survival_tabs import tabs_script
from core.proof.tables.times import time_table
from core.view import View
from tests.proof.asked import SITE, compared, made_up
from tests.proof.r import needs_r, run_r
from tests.proof.test_r_scripts import assert_same

TAB_VIEWS = [
    ("mskcc", View()),
    ("mskcc", View(compare="salvage", test="trend", alive_at=9.0, adjust="bh")),
    ("mskcc", View(compare="sex", strata="salvage", test="peto_peto", interval="log", ties="breslow", tau=10.0)),
    (
        "made up",
        View(compare=SITE.slug, test="fleming_harrington", rho=0.5, gamma=2.0, interval="plain", alive_at=300.0),
    ),
    ("made up", View(compare=SITE.slug, entry="mab2_start", strata="sex", adjust="bonferroni", alive_at=3.0)),
    ("ino_failure", View(compare="salvage", interval="log", tau=2.0)),
    ("ties", View(compare=SITE.slug)),
    ("ties", View(compare=SITE.slug, interval="log")),
]


@needs_r
@pytest.mark.parametrize(("cohort", "view"), TAB_VIEWS)
def test_r_prints_every_number_of_the_tabs(cohort, view, tmp_path):
    made = {"made up": made_up, "ties": lambda: made_up(11, 120)}
    asked = compared(made[cohort]() if cohort in made else read_bundled(cohort).cohort, view, competing=False)
    result, table, tabs = survival_of(asked, view), time_table(asked, view), tabs_of(asked, view)
    numbers = tab_numbers(tabs)
    assert len(numbers) > 20
    assert ("group 1, median follow-up, events first" in numbers) == (cohort == "ties")
    script = survival_script(table, result, view.interval) + tabs_script(table, tabs, view.interval)
    assert_same(run_r(script, table, tmp_path), survival_numbers(result) | numbers, 1e-8)
