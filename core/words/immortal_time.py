"""What is misleading about comparing by something known only later."""

from core.analyses.immortal_time import LateKnowledge
from core.words.patients import patients


def late_sentence(late: LateKnowledge) -> str:
    """The warning that a grouping was not known at time zero."""
    known = (
        f"{late.field.label} was known only after {late.origin} in {patients(late.patients)}. "
        if late.dated
        else f"{late.field.label} may have become known only after {late.origin}, and no date in the cohort tells. "
    )
    return (
        f"{known}Comparing from time zero gives them time in which they could not die (immortal time), "
        "and so favours the group that had to live long enough to get there."
    )
