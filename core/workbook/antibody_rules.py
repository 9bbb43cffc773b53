"""The part of the table of rules that holds for the first antibody and for the second."""

from core.workbook.rule import Rule, before, has, says, where

NO_REMISSION = ("NR", "early death", "not evaluable")
LATE_RELAPSE_DAYS = 180


def of_antibody(number: int) -> tuple[Rule, ...]:
    """The rules about one antibody, 1 or 2: its start, its response, and the relapse after it."""
    mab, ordinal = f"mab{number}", ("first", "second")[number - 1]
    start, response, responded, relapse, mrd = (
        f"{mab}_{part}" for part in ("start", "response", "response_date", "progression", "mrd")
    )
    return (
        before(
            f"{ordinal}-response-before-treatment", responded, start,
            f"response before the {ordinal} antibody", "it cannot answer to it",
        ),
        before(
            f"{ordinal}-relapse-before-treatment", relapse, start,
            f"progression before the {ordinal} antibody", "it cannot follow it",
        ),
        before(
            f"{ordinal}-relapse-before-response", relapse, responded,
            f"relapse before the response to the {ordinal} antibody", "a relapse ends a response",
        ),
        where(
            f"{ordinal}-relapse-without-remission", "warning", (relapse, response, start),
            lambda patients: says(patients, response, *NO_REMISSION)
            & ((patients[relapse] - patients[start]).dt.days > LATE_RELAPSE_DAYS),
            f"relapse more than {LATE_RELAPSE_DAYS} days after the {ordinal} antibody without a remission",
            "without a remission there is nothing to relapse from", "counts as progression",
        ),
        where(
            f"{ordinal}-response-date-without-response", "note", (responded, response),
            lambda patients: says(patients, response, *NO_REMISSION) & has(patients, responded),
            f"a date of response, but no response to the {ordinal} antibody",
            "the date may be that of the assessment", "both kept; it is the date where one of response is needed",
        ),
        where(
            f"{ordinal}-mrd-without-remission", "warning", (mrd, response),
            lambda patients: says(patients, mrd, "negative") & says(patients, response, "NR", "early death"),
            f"MRD-negative without a remission after the {ordinal} antibody",
            "MRD is measured in remission", "both kept",
        ),
        where(
            f"early-death-alive-{ordinal}", "error", (response, "vital_status"),
            lambda patients: says(patients, response, "early death") & says(patients, "vital_status", "alive"),
            f"early death after the {ordinal} antibody, but alive", "one of the two is wrong", "both kept",
        ),
    )  # fmt: skip
