"""What the Relapse page shows, and the same counted with pandas from the dates of the bundled cohort."""

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

from core.bundled import read_bundled
from core.clock import DAYS_PER_MONTH
from tests.app.pages import tables

MILESTONES, AFTER, GRAY = (
    "Cumulative incidence at milestones",
    "Cumulative incidence after transplant",
    "Gray's test",
)
MODELS = "Models of competing risks"
TABS = {"Fine-Gray and cause-specific Cox": MODELS, "After transplant": AFTER, "Gray's test": GRAY}
FROM_TRANSPLANT = {"endpoint": "cir", "from": "hsct"}
FROM_RESPONSE = {"endpoint": "cir", "from": "mab1_response"}
RELAPSE = ("relapse_after_hsct", "hsct_date")
PROGRESSION = ("mab1_progression", "mab1_response_date")


def counts(app: AppTest) -> dict[str, tuple[int, ...]]:
    """n, events and competing events of each group in the table of milestones."""
    rows = [row[:2] for row in tables(app)[MILESTONES][1:]]
    return {rows[i][0]: tuple(int(row[1]) for row in rows[i : i + 3]) for i in range(0, len(rows), 3)}


def by_hand(columns, cut_off=None, months=np.inf, censor=None, kept=None) -> tuple[int, int, int]:
    """n, relapses and deaths without relapse of the bundled cohort, counted with pandas from its dates."""
    patients = read_bundled("mskcc").cohort.patients
    event, origin = (patients[name] for name in columns)
    death = patients["death_date"]
    last = patients[["last_contact"]].assign(start=origin)
    if np.isfinite(months):
        last["horizon"] = origin + pd.Timedelta(days=int(months * DAYS_PER_MONTH))
    if cut_off:
        last["cut_off"] = pd.Timestamp(cut_off)
    if censor:
        last["censored"] = patients[censor].where(patients[censor] >= origin)
    end = last.drop(columns="start").min(axis=1)
    used = origin.notna() & (end >= origin)
    if kept is not None:
        used &= kept(patients, pd.concat([event, end], axis=1).min(axis=1))
    relapsed = used & (event <= end)
    died = used & ~relapsed & (death <= end)
    return int(used.sum()), int(relapsed.sum()), int(died.sum())


def open_tab(app: AppTest, name: str) -> AppTest:
    app.session_state["incidence_tabs"] = name
    return app.run()


def address(app: AppTest) -> dict[str, str]:
    return {key: value[0] if isinstance(value, list) else value for key, value in app.query_params.items()}
