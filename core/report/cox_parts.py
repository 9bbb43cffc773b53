"""The section of Cox models: hazard ratios, the forest plot, and whether hazards were proportional."""

from functools import partial

from core.analyses.cox import Cox
from core.analyses.cox_check import HazardsCheck, check_hazards
from core.analyses.cox_firth import with_firth
from core.charts.export.files import Plate
from core.charts.forest_chart import forest_chart
from core.charts.forest_rows import forest_rows
from core.charts.residual_chart import residual_chart
from core.report.questions import cox_of
from core.report.section import Asked, MakePart, Part
from core.tables.cox_rows import hazard_rows
from core.tables.cox_table import cox_table
from core.tables.hazards_over_time_table import hazards_over_time_table
from core.words.cox import changing_sentence, cox_caption, not_dated_sentence, overfitting_sentence
from core.words.cox_check import PLOTTED, movement_title, refused_sentence, suspect_sentence, verdict_sentence
from core.words.cox_firth import beyond_sentence, firth_note
from core.words.cox_problems import problem_sentences
from core.words.forest import forest_caption, nothing_to_draw
from core.words.immortal_time import late_sentence
from core.words.methods import cox_methods
from core.words.methods_of_tabs import hazards_methods
from core.words.patients import left_out_sentence
from core.words.r_syntax import coxph_call
from core.words.results_of_models import cox_results


def cox_parts(asked: Asked) -> tuple[MakePart, ...]:
    """What the Cox page shows, save a predicted patient, who is in no view."""
    result, _, refusal = cox_of(asked)
    if result is None:
        return (lambda: Part(lacking=(refusal,)),)
    fitted = result if asked.view.firth == "off" else with_firth(result, asked.view.firth)
    return (partial(_models, asked, result, fitted), partial(_hazards, asked, result))


def _models(asked: Asked, result: Cox, fitted: Cox) -> Part:
    rows = forest_rows(fitted, asked.view.forest)
    together = fitted.multivariable
    lines = hazard_rows(together, fitted.entered, fitted.together_patients) if together else ()
    caption = forest_caption(fitted, asked.view.forest)
    return Part(
        sentences=(
            *(late_sentence(late) for late in result.late),
            changing_sentence(result) if result.time_dependent else "",
            not_dated_sentence(result) if result.not_dated else "",
            *problem_sentences(result),
            overfitting_sentence(result),
            beyond_sentence(result) if fitted is not result else "",
            *cox_results(fitted, lines),
            left_out_sentence(result.n, result.left_out),
            f"The multivariable model in R (survival): {coxph_call(result)}" if result.multivariable else "",
        ),
        plates=(Plate(forest_chart(rows, "light"), result.endpoint.title, caption),) if rows else (),
        tables=(cox_table(fitted, cox_caption(result) + firth_note(fitted)),),
        methods=(cox_methods(fitted),),
        lacking=() if rows else (nothing_to_draw(fitted, asked.view.forest),),
    )


def _hazards(asked: Asked, result: Cox) -> Part:
    """The test of proportional hazards, and the residuals of the covariate that speaks most against them."""
    check = check_hazards(result, asked.selection)
    if check.refused:
        return Part(lacking=(refused_sentence(check, result),))
    fields = {field.name: field for field in result.covariates}
    suspects = (fields[term] for term in check.suspects if term in fields)
    return Part(
        "Proportional hazards",
        sentences=(*(suspect_sentence(check, one, result.endpoint) for one in suspects), verdict_sentence(check)),
        plates=_residuals(check, result),
        tables=(hazards_over_time_table(check),),
        methods=(hazards_methods(),),
    )


def _residuals(check: HazardsCheck, result: Cox) -> tuple[Plate, ...]:
    axis, label = result.endpoint.axis_title, check.labels[check.worst]
    return tuple(
        Plate(residual_chart(one, check, axis, "light"), f"Residuals of {movement_title(one, label)}", PLOTTED)
        for one in check.of(check.worst)
    )
