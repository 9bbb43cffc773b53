"""How the response table was computed."""

from core.analyses.response import MRD_NEGATIVE, OVERALL, Response
from core.words.patients import patients

NO_RESPONSES = "This cohort has no column of responses: a best response to the first or second antibody is needed."
LIMIT_NAMES = {"clopper-pearson": "exact (Clopper-Pearson)", "wilson": "Wilson score"}


def response_caption(result: Response, limits: str) -> str:
    """How the limits and tests of the response table were computed."""
    text = f"k of n (%) with 95 % {LIMIT_NAMES[limits]} confidence intervals."
    if len(result.labels) > 1:
        text += f" {contrasts_sentence(result.labels[0])}"
        text += " P by Fisher's exact test where an expected count is below 5 or n below 40, else chi-squared test."
    text += _overall_sentence(result)
    if result.unrecorded:
        text += f" {patients(result.unrecorded)} without a recorded response: among all given it, not responders."
    if any(rung.label == MRD_NEGATIVE for rung in result.rungs):
        text += " Who was not tested for MRD counts as not negative, save where percentages are of the tested."
    return text


def contrasts_sentence(first: str) -> str:
    """What differences and odds ratios are against, and how their limits were computed."""
    return (
        f"Differences are each group minus {first}, with Newcombe's limits (1998, method 10). "
        "Odds ratios by conditional maximum likelihood with exact limits, 95 %; not adjusted for anything."
    )


def _overall_sentence(result: Response) -> str:
    """Which responses the overall response counts; nothing where it has no line."""
    if not any(rung.label == OVERALL for rung in result.rungs):
        return ""
    *others, last = result.responses
    return f" Overall response: {', '.join(others)} or {last}."


def by_line_caption(limits: str) -> str:
    """What the table of both antibodies is, and why nothing is tested in it."""
    return (
        f"k of n (%) with 95 % {LIMIT_NAMES[limits]} confidence intervals. The salvage line is that of the sheet. "
        "A patient given both antibodies stands in both columns, so the columns are not compared by a test."
    )
