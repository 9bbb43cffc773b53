"""How the response table was computed."""

from core.analyses.response import EVALUABLE, GIVEN, Response
from core.words.patients import patients

LIMIT_NAMES = {"clopper-pearson": "exact (Clopper-Pearson)", "wilson": "Wilson score"}
DENOMINATOR_NAMES = {"all": GIVEN, "evaluable": EVALUABLE}


def response_caption(result: Response, limits: str) -> str:
    """How the limits and tests of the response table were computed."""
    text = f"k of n (%) with 95 % {LIMIT_NAMES[limits]} confidence intervals."
    if len(result.labels) > 1:
        text += " P by Fisher's exact test where an expected count is below 5 or n below 40, else chi-squared test."
    if result.unrecorded:
        text += f" {patients(result.unrecorded)} without a recorded response: among all given it, not responders."
    return text
