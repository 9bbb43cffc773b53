"""Results of models: the hazard ratios of the multivariable Cox model, and of Fine-Gray and cause-specific models."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import pandas as pd

from core.analyses.competing_models import CompetingModels
from core.analyses.cox import Cox
from core.endpoints import Endpoint
from core.words.incidence import causes_in_sentence
from core.words.patients import patients
from core.words.result_phrases import ratio_phrase

MOST_RATIOS = 8
"""A model with more hazard ratios is told by its table alone."""


class Line(Protocol):
    """A line of a model as its table has it: a name without numbers heads the levels that follow."""

    label: str
    n: int | None
    estimate: pd.Series | None
    reference: bool
    is_level: bool


def cox_results(result: Cox, lines: Sequence[Line]) -> tuple[str, ...]:
    """The hazard ratios of the multivariable model, `lines` being those of its table."""
    if result.multivariable is None:
        return ()
    who = f"{patients(result.together_patients.n)}, {result.multivariable.n_events:,} events"
    told = _told(lines)
    return (f"In the multivariable model ({who}), the hazard ratio was {told}.",) if told else ()


def competing_results(
    models: CompetingModels, endpoint: Endpoint, fine_gray: Sequence[Line], event: Sequence[Line]
) -> tuple[str, ...]:
    """The ratios of the event in the Fine-Gray and in the cause-specific model; why there is none."""
    cause, _ = causes_in_sentence(endpoint)
    said = list(models.refused)
    if told := _told(fine_gray):
        said.append(f"The subdistribution hazard ratio of {cause} (Fine-Gray) was {told}.")
    if told := _told(event):
        said.append(f"The cause-specific hazard ratio of {cause} was {told}.")
    return tuple(said)


def _told(lines: Sequence[Line]) -> str:
    ratios = list(_ratios(lines))
    return "; ".join(ratios) if len(ratios) <= MOST_RATIOS else ""


def _ratios(lines: Sequence[Line]) -> Iterator[str]:
    """Each hazard ratio there is with its covariate, and of a level against which other."""
    name = reference = ""
    for line in lines:
        if line.n is None and line.estimate is None:
            name, reference = line.label, ""
        elif line.reference:
            reference = line.label
        elif line.estimate is not None and bool(line.estimate["estimable"]):
            against = f" against {reference}" if reference else ""
            whose = f"{name}, {line.label}{against}" if line.is_level and name else line.label
            yield f"{ratio_phrase(*line.estimate[['hr', 'lower', 'upper', 'p']])} for {whose}"
