"""The R script of a comparison by something known only later: landmark, Simon-Makuch curves, and all three ways."""

from core.analyses.bias_panel import MethodEstimate
from core.analyses.hazard_ratios import HazardRatio
from core.analyses.landmark import LandmarkSurvival
from core.analyses.survival import GroupSurvival
from core.proof.numbers.late import LateComparison
from core.proof.r.logrank import EQUAL_WEIGHTS, SURVDIFF_TEST, TELL_TEST, WEIGHTED_TEST
from core.proof.r.ratios import ratios_in_r
from core.proof.r.survival import curves_in_r, limits_in_r, milestones_in_r
from core.proof.r.text import beginning, r_numbers, r_strings
from core.proof.tables.times import AnalysisTable

STATES = """
states <- {states}
of_state <- function(codes) factor(states[codes], levels = states)
# Times closer than this are one time.
same <- sqrt(.Machine$double.eps)
changed_by <- function(d, time) !is.na(d$change) & d$change <= time + same * max(1, time)

# 1. As if everything had been known from the start: who changes is taken for what the patient becomes.
naive <- transform(d, group = of_state(after))

# 2. From a landmark: who is followed beyond it, in the state of then, on a clock that starts there.
from_landmark <- function(months) {{
  landmark <- months * month
  kept <- d[d$time > landmark + same * max(1, landmark), ]
  kept$group <- of_state(ifelse(changed_by(kept, landmark), kept$after, kept$before))
  kept$time <- kept$time - landmark
  kept$entry <- pmax(kept$entry - landmark, 0)
  kept
}}

# 3. As time passes: rows (start, stop] of each patient in each state. An event on the day of a change is before it.
seen <- d[d$time > d$entry, ]
rows <- tmerge(seen[c("patient", "before")], seen, id = patient, tstart = entry, tstop = time)
rows <- tmerge(rows, seen, id = patient, died = event(time, status == 1))
moves <- seen[!is.na(seen$change), ]
if (nrow(moves)) rows <- tmerge(rows, moves, id = patient, state = tdc(change, after)) else rows$state <- NA
over_time <- data.frame(patient = rows$patient, entry = rows$tstart, time = rows$tstop, status = as.numeric(rows$died),
                        group = of_state(ifelse(is.na(rows$state), rows$before, rows$state)))
"""

COUNTS = """
counts <- function(name, data, shown) {
  say(paste0(name, ", patients"), length(unique(data$patient)))
  say(paste0(name, ", events"), sum(data$status == 1))
  for (place in shown) {
    one <- data[data$group == states[place], ]
    say(paste0(name, ", group ", place, ", patients"), nrow(one))
    say(paste0(name, ", group ", place, ", events"), sum(one$status == 1))
  }
}
"""

LOG_RANK = """
log_rank <- function(data) {{
  if (any(data$entry > 0)) weighted_test(transform(data, stratum = 1), {weight}) else survdiff_test(data)
}}
"""

SIMON_MAKUCH = """
# Simon-Makuch curves: a patient is at risk in a state only while in it.
d <- over_time
milestones <- list({milestones})
for (place in which(table(d$group) > 0)) {{
  one <- d[d$group == states[place], ]
  name <- paste0("group ", place, ", ")
  say(paste0(name, "patients"), nrow(one))
  say(paste0(name, "events"), sum(one$status == 1))
  fit <- survfit(Surv(entry, time, status == 1) ~ 1, data = one, conf.type = "{limits}")
  alive_at(name, fit, milestones[[place]])
}}
"""

BY_LANDMARK = """
# The hazard ratio at every landmark of the figure.
shown <- list({shown})
at <- {months}
for (i in seq_along(at)) hazard_ratios(paste0("from ", at[i], " months"), from_landmark(at[i]), 1, shown[[i]])
"""
DATA = {"naive": "naive", "landmark": "at_landmark", "time-dependent": "over_time"}


def late_script(table: AnalysisTable, late: LateComparison) -> str:
    """A script that prints `core.proof.numbers.late.late_numbers` of this comparison from its table of states."""
    result = late.result
    text = beginning(table, ("survival",)) + "\n" + STATES.format(states=r_strings(table.labels))
    text += f"at_landmark <- from_landmark({late.panel.landmark:.17g})\n"
    text += WEIGHTED_TEST + TELL_TEST + SURVDIFF_TEST.format(strata="") + LOG_RANK.format(weight=EQUAL_WEIGHTS)
    text += ratios_in_r(late.ties) + COUNTS
    text += "\n# The same comparison three ways.\n" + "".join(_method(late, one) for one in late.panel.estimates)
    text += _by_landmark(late)
    months = [_months_of(late, place) for place in range(1, len(late.states) + 1)]
    text += milestones_in_r(late.interval)
    if isinstance(result, LandmarkSurvival):
        text += "\n# Curves from the landmark.\nd <- at_landmark" + curves_in_r(
            months, late.interval, table.enters_late
        )
        test = result.logrank
    else:
        milestones = ", ".join(map(r_numbers, months))
        text += SIMON_MAKUCH.format(milestones=milestones, limits=limits_in_r(late.interval))
        test = result.mantel_byar
    text += 'tell_test("test", log_rank(d))\n' if test is not None and test.df else ""
    return text + _ratios(late, "curves", "d", result.ratios, reference=1)


def _method(late: LateComparison, one: MethodEstimate) -> str:
    data, places = DATA[one.method], tuple(late.place(ratio.label) for ratio in one.ratios)
    text = f'counts("{one.method}", {data}, {r_numbers(places)})\n'
    text += _ratios(late, one.method, data, one.ratios, late.place(late.panel.reference))
    tested = one.test is not None and one.test.df
    return text + (f'tell_test("{one.method}, test", log_rank({data}))\n' if tested else "")


def _ratios(late: LateComparison, name: str, data: str, ratios: tuple[HazardRatio, ...], reference: int) -> str:
    shown = tuple(late.place(one.label) for one in ratios if one.estimable)
    return f'hazard_ratios("{name}", {data}, {reference}, {r_numbers(shown)})\n' if shown else ""


def _by_landmark(late: LateComparison) -> str:
    if late.by_landmark.empty:
        return ""
    known = late.by_landmark.dropna(subset="hr")
    if known.empty:
        return ""
    places = {month: tuple(map(late.place, rows["label"])) for month, rows in known.groupby("landmark")}
    return BY_LANDMARK.format(shown=", ".join(map(r_numbers, places.values())), months=r_numbers(tuple(places)))


def _months_of(late: LateComparison, place: int) -> tuple[float, ...]:
    """The milestones of a state; none of one that nobody is in."""
    arm: GroupSurvival | None = next((arm for arm in late.result.groups if late.place(arm.label) == place), None)
    return () if arm is None else tuple(arm.milestones["time"])
