"""The caption of a forest plot."""

from core.analyses.cox import Cox
from core.view import ForestModels
from core.words.cox_firth import firth_note

FOREST_NAMES: dict[ForestModels, str] = {
    "multivariable": "Multivariable",
    "univariable": "Univariable",
    "both": "Both",
}
MODELS = {
    "multivariable": "Multivariable model",
    "univariable": "Univariable models",
    "both": "Univariable models and the multivariable one, n and events of the univariable",
}


def forest_caption(result: Cox, models: ForestModels) -> str:
    """Of which models and which endpoint the marks are, and how to read them."""
    return (
        f"{result.endpoint.title}. {MODELS[models]}: hazard ratios with 95 % confidence intervals on a log scale, P "
        "by the Wald test of the row; hollow marks are reference levels, arrows are intervals that go on beyond the "
        f"axis.{firth_note(result)}"
    )


def nothing_to_draw(result: Cox, models: ForestModels) -> str:
    """Why there is no forest plot of these models."""
    if models == "multivariable" and result.covariates:
        return f"There is no multivariable model to draw. {result.refused}"
    return result.refused
