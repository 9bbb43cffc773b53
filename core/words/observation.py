"""The bounds of observation as a sentence, for the caption of what was computed within them."""

from core.endpoints import ORIGINS, SHEET, Endpoint
from core.happenings import HAPPENINGS
from core.words.immortal_time import months


def observation_sentence(endpoint: Endpoint) -> str:
    """Between which bounds patients were observed; empty without any. A sheet's own times have only a last month."""
    bounds, dated = endpoint.follow_up, endpoint.origin != SHEET
    said = []
    if dated and bounds.entry:
        said.append(f"patients under observation from {ORIGINS[bounds.entry].label} on (late entry)")
    if dated and bounds.censored_at:
        said.append(f"censored at {' or '.join(HAPPENINGS[slug].label for slug in bounds.censored_at)}")
    if dated and bounds.until is not None:
        said.append(f"data cut-off {bounds.until.isoformat()}")
    if bounds.months is not None:
        said.append(f"follow-up ended at {months(bounds.months)}")
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
