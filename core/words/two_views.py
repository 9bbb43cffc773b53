"""Two views side by side as sentences: who is in both, and why nothing is tested."""

from core.analyses.two_views import TwoViews
from core.words.patients import patients

NO_SECOND = (
    "There is nothing to set this view beside yet. Open Views in the sidebar and press “Set aside” or, at a saved "
    "view, “Beside mine”; or change a filter, and the view before it is offered here."
)
SAME_QUESTION = "Both views select the same patients, so their curves are the same."


def overlap_sentence(two: TwoViews) -> str:
    """How many patients are in both curves, and that no test compares them."""
    first, second = (len(one.used) for one in two.compared)
    if not two.in_both:
        return (
            "No patient is in both views. They are set side by side without a test: to test a difference, "
            "compare by a field within one view."
        )
    if two.in_both == first == second:
        return SAME_QUESTION
    return (
        f"{patients(two.in_both)} of {first:,} and {second:,} {'is' if two.in_both == 1 else 'are'} in both views. "
        "A test takes its groups for different patients, so none is made."
    )


def selections_note(two: TwoViews) -> str:
    """Whom each row of a table is about, to travel with it."""
    said = (f"{label}: {one.selection.sentence}" for label, one in zip(two.labels, two.compared, strict=True))
    return f"{'. '.join(said)}. {overlap_sentence(two)}"


def only_filters_sentence(name: str) -> str:
    """What of the second view is used."""
    return (
        f"Both curves answer the endpoint and the settings of the view on screen; of “{name}” the filters are used. "
        "What either view compares by is left aside."
    )
