"""What the Cox page says around its models: offers, reasons, remedies."""

import pytest

from core.analyses.cox import analyse_cox
from core.analyses.cox_check import check_hazards
from core.analyses.cox_firth import with_firth
from core.analyses.cox_patient import asked_covariates, predict_patients, why_not_predicted
from core.view import View
from core.words.cox_check import movement_title, refused_sentence, suspect_sentence, verdict_sentence
from core.words.cox_firth import beyond_sentence, firth_note, offer_sentence
from core.words.cox_patient import (
    not_predicted_sentence,
    outside_sentence,
    predicted_caption,
    unknown_sentence,
    value_text,
)
from core.words.forest import forest_caption, nothing_to_draw
from tests.analyses.competing import dated
from tests.analyses.cox_results import BAD_INPUTS, changing_effect, ordinary, separated, without_event_in
from tests.analyses.transplanted import without_effect
from tests.making import endpoint, selected


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: without_event_in("B"), "Arm: nobody with “B” had the event (univariable and multivariable models)."),
        (lambda: without_event_in("A"), "Arm: nobody with “A”, the reference, had the event (univariable and"),
        (separated, "Dose: the estimate runs away, as the covariate tells patients with and without the event apart"),
    ],
)
def test_firths_method_is_offered_with_the_reason(made, said):
    sentence = offer_sentence(made()[0])
    assert said in sentence
    assert sentence.endswith("gives a finite hazard ratio there, with profile limits.")


def test_nothing_is_offered_or_noted_without_need():
    result, _ = ordinary()
    assert (offer_sentence(result), firth_note(result), beyond_sentence(result)) == ("", "", "")


def test_the_note_names_the_models_that_are_firths():
    result, _ = without_event_in("B")
    note = firth_note(with_firth(result, "needed"))
    assert "used in the univariable model of Arm and the multivariable model" in note
    assert "profile of the penalised likelihood" in note
    assert "used in every univariable model and the multivariable model" in firth_note(with_firth(result, "all"))


def test_too_many_covariates_are_told_to_be_fewer():
    result, _ = BAD_INPUTS["forty covariates for twenty events"]()
    assert "more coefficients (40) than events (20)" in beyond_sentence(result)
    assert "Choose fewer covariates" in beyond_sentence(result)


def test_few_events_refuse_the_test_with_their_number():
    result, chosen = BAD_INPUTS["one event"]()
    sentence = refused_sentence(check_hazards(result, chosen), result)
    assert sentence.endswith("there is 1 event.")
    assert "fewer than 10 events" in sentence


@pytest.mark.parametrize("case", BAD_INPUTS)
def test_every_refusal_of_bad_input_is_a_sentence(case):
    result, chosen = BAD_INPUTS[case]()
    check, reason = check_hazards(result, chosen), why_not_predicted(result)
    said = [refused_sentence(check, result)] if check.refused else []
    said += [not_predicted_sentence(reason, result)] if reason else []
    said += [nothing_to_draw(result, "multivariable")] if result.multivariable is None else []
    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in said)
    assert bool(said) or result.multivariable is not None


def test_a_hazard_ratio_that_moves_is_said_with_its_ways_and_remedies():
    result, chosen = changing_effect()
    check = check_hazards(result, chosen)
    arm = result.covariates[1]
    sentence = suspect_sentence(check, arm, result.endpoint)
    assert "Arm: one hazard ratio does not seem to hold for the whole follow-up (P < .001)" in sentence
    assert "That of “B” goes from about" in sentence
    for remedy in ("stratify the model by it", "split follow-up", "restricted mean survival time"):
        assert remedy in sentence
    assert "put it in groups and stratify" in suspect_sentence(check, result.covariates[0], result.endpoint)
    assert "cumulative incidence, which needs no" in suspect_sentence(check, arm, endpoint("cir", "hsct"))
    assert verdict_sentence(check) == ""
    assert movement_title(check.of(arm.name)[0], check.labels[arm.name]) == "Arm: B, P < .001"


def test_where_nothing_moves_the_test_of_all_is_said():
    result, chosen = ordinary()
    check = check_hazards(result, chosen)
    assert check.suspects == ()
    assert "no covariate whose hazard ratio changes over time (all together P = ." in verdict_sentence(check)


def test_covariates_known_later_are_named_where_nothing_is_predicted():
    view = View(covariates=("transplant",))
    result = analyse_cox(selected(without_effect()), endpoint("os", "mab1_start"), view)
    sentence = not_predicted_sentence(why_not_predicted(result), result)
    assert "known only after time zero (Transplant" in sentence
    assert "landmark" in sentence


def test_competing_events_send_to_the_cumulative_incidences():
    cohort = dated([3, 5, 7, 9, 11, 13], [1, 2, 0, 1, 2, 1], age_years=[40, 60, 50, 45, 62, 51])
    result = analyse_cox(selected(cohort), endpoint("cir", "hsct"), View(covariates=("age_years",)))
    assert "Relapse and NRM" in not_predicted_sentence(why_not_predicted(result), result)


def test_a_number_beyond_those_seen_is_named_once_with_its_range():
    asked = asked_covariates(ordinary()[0])
    chosen = ({"age_years": 150.0, "extra:Arm": "A"}, {"age_years": 151.0, "extra:Arm": "A"})
    sentence = outside_sentence(asked, chosen)
    assert sentence.count("Age (seen: ") == 1
    assert outside_sentence(asked, ({"age_years": asked[0].span[0], "extra:Arm": "A"},)) == ""
    assert value_text(asked[0], 51.5) == "51.5 years"
    assert value_text(asked[1], "B") == "B"


def test_a_prediction_that_rests_on_no_estimate_says_so():
    result, chosen = without_event_in("B")
    patients = [{"age_years": 50.0, "extra:Arm": "B"}]
    assert "No survival for Patient 1" in unknown_sentence(predict_patients(result, chosen, patients, "log"))
    penalised = predict_patients(with_firth(result, "all"), chosen, patients, "log")
    assert unknown_sentence(penalised) == ""
    assert "(Firth’s penalised likelihood, Efron’s method for ties)" in predicted_caption(penalised)
    assert "95 % confidence intervals on the log scale (as R)" in predicted_caption(penalised)
    assert "the information without the penalty" in predicted_caption(penalised)
    ordinary_one = predict_patients(result, chosen, [{"age_years": 50.0, "extra:Arm": "A"}], "log")
    assert "as R’s survfit of a coxph" in predicted_caption(ordinary_one)


@pytest.mark.parametrize(
    ("models", "said"), [("multivariable", "Multivariable model:"), ("both", "n and events of the univariable:")]
)
def test_the_caption_of_the_forest_says_endpoint_and_models(models, said):
    caption = forest_caption(ordinary()[0], models)
    assert caption.startswith("Overall survival. ")
    assert said in caption
