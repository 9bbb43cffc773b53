"""The flow of patients in words: what stands in a box, and the sentence under the figure."""

from core.analyses.flow import Flow, Step
from core.formats import in_sentence
from core.words.patients import patients


def number_in(n: int) -> str:
    """How many patients are in a box."""
    return f"(n = {n:,})"


def box_text(text: str, n: int) -> str:
    """What a box says: whom it holds and how many."""
    return f"{text} {number_in(n)}"


def left_heading(step: Step) -> str:
    """The first line beside a step that patients left."""
    return box_text("Left out", step.n_left)


def analysed_label(flow: Flow, place: int) -> str:
    """The label of a step; that of the endpoint says that its patients are the ones analysed."""
    label = flow.steps[place].label
    if not flow.has_endpoint or place < len(flow.steps) - 1:
        return label
    return f"Analysed: {in_sentence(label)}"


def flow_sentence(flow: Flow) -> str:
    """From how many to how many, and that nobody is lost between the boxes."""
    first, last = flow.steps[0], flow.steps[-1]
    analysed = "analysed" if flow.has_endpoint else "kept; this cohort has no endpoint to analyse yet"
    text = f"{last.n:,} of {patients(first.n)} {analysed}."
    if len(flow.steps) - flow.has_endpoint > 1:
        text += " Filters in the order in which they were set; who leaves at one of them is not counted again later."
    return text
