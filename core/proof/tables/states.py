"""The analysis table of a comparison by something known only later: when each patient changed state."""

import numpy as np
import pandas as pd

from core.analyses.compared import Compared
from core.analyses.immortal_time import read_states
from core.proof.tables.times import AnalysisTable, numbered
from core.view import View


def states_table(compared: Compared, view: View) -> AnalysisTable:
    """Columns `patient`, `time`, `status`, the states `before` and `after` from 1 and the time of `change` (missing for
    a patient who stays), all on the clock from time zero, with `entry` where somebody comes under observation later.

    The rows are the patients whose state is known at any time; who reaches a landmark is for the script to find out.
    """
    clock = compared.clock
    states = read_states(compared.selection, clock, view.compare)
    used = states.compared
    columns = {
        "time": clock.time[used],
        "status": clock.status[used],
        "before": states.before[used] + 1,
        "after": states.after[used] + 1,
        "change": np.where(states.before == states.after, np.nan, states.change)[used],
    }
    entry = clock.entry_of(used)
    if entry is not None and entry.any():
        columns["entry"] = entry
    return AnalysisTable(numbered(pd.DataFrame(columns)), clock.unit, clock.per_month, states.labels)
