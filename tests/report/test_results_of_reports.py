"""The sentences of results, word by word; numbers from R 4.2 (survival, cmprsk) on the bundled cohort, by sex."""

import pytest

from core.report.section import Section
from core.view import View
from tests.making import cohort_of, days
from tests.report.asking import report_on


def section_of(view: View, key: str) -> Section:
    (section,) = report_on(view, key).sections
    return section


def said(section: Section, title: str) -> tuple[str, ...]:
    return next(part.sentences for part in section.parts if part.title == title)


@pytest.fixture(scope="module")
def survival() -> Section:
    return section_of(View(compare="sex"), "survival")


def test_the_hazard_ratio_of_the_groups_is_that_of_coxph(survival):
    assert said(survival, "Comparison of the groups")[0] == (
        "Against Female, the hazard ratio was 1.36 (95% CI, 0.57–3.25; P = .49) in Male."
    )


def test_the_difference_at_a_year_is_that_of_the_two_curves(survival):
    # summary(survfit(...), times = 12): 0.8333 and 0.4706.
    assert said(survival, "Comparison of the groups")[1].startswith(
        "Against Female, OS at 12 months differed by −36.3 percentage points (95% CI, "
    )


def test_restricted_means_are_those_of_survfit_with_their_difference(survival):
    # print(survfit(...), rmean = 36): 19.52 (se 3.149) and 16.17 (se 3.129).
    assert said(survival, "Restricted mean") == (
        "Restricted mean OS up to 36 months was 19.5 months (95% CI, 13.3–25.7) in Female and 16.2 months (95% CI, "
        "10.0–22.3) in Male.",
        "Against Female, the difference was −3.3 months (95% CI, −12.0 to 5.4; P = .45) in Male.",
    )


def test_the_hazard_of_the_first_year_has_exact_poisson_limits(survival):
    # 2 events in 10.90 and 9 in 12.81 patient-years; limits by qchisq (Garwood).
    assert said(survival, "Follow-up and hazard") == (
        "Events per 100 patient-years in the first year: 18.3 (95% CI, 2.2–66.3) in Female and 70.3 (95% CI, "
        "32.1–133.4) in Male.",
    )


def test_conditional_survival_is_that_of_survfit_on_those_still_at_risk(survival):
    assert said(survival, "Conditional survival")[0] == (
        "Of patients alive at 12 months, 37.5% (95% CI, 9.9–65.9) in Female and 57.1% (95% CI, 17.2–83.7) in Male "
        "were so at 24 months."
    )


def test_the_models_of_competing_risks_are_those_of_crr_and_coxph():
    section = section_of(View(compare="sex", covariates=("age_years", "sex")), "relapse")
    assert said(section, "Fine-Gray and cause-specific Cox models") == (
        "The subdistribution hazard ratio of relapse (Fine-Gray) was 0.98 (95% CI, 0.95–1.00; P = .11) for Age, per 1 "
        "year; 1.86 (95% CI, 0.65–5.35; P = .25) for Sex, Male against Female.",
        "The cause-specific hazard ratio of relapse was 0.98 (95% CI, 0.95–1.01; P = .22) for Age, per 1 year; 1.86 "
        "(95% CI, 0.62–5.57; P = .27) for Sex, Male against Female.",
    )


def test_the_multivariable_cox_model_is_that_of_coxph_and_its_check_that_of_cox_zph():
    section = section_of(View(covariates=("age_years", "sex")), "cox")
    assert section.sentences[0] == (
        "In the multivariable model (29 patients, 21 events), the hazard ratio was 0.99 (95% CI, 0.97–1.02; P = .63) "
        "for Age, per 1 year; 1.37 (95% CI, 0.57–3.26; P = .48) for Sex, Male against Female."
    )
    assert said(section, "Proportional hazards") == (
        "The test finds no covariate whose hazard ratio changes over time (all together P = .26).",
    )
    (residuals,) = section.parts[1].plates
    assert residuals.title == "Figure 2. Residuals of Sex: Male, P = .13"


def test_a_landmark_comparison_tells_medians_test_and_hazard_ratio_from_the_landmark():
    view = View(compare="transplant", timing="landmark", landmark=4.0, endpoint="os", origin="mab1_start")
    section = section_of(view, "survival")
    assert [part.title for part in section.parts] == ["", "Other landmarks", "Naive, landmark and time-dependent"]
    assert section.sentences[2:6] == (
        "Counted from the landmark, median OS was 9.1 months (95% CI, 3.3–11.3) in No (n = 18) and not reached (95% "
        "CI, 6.2–NR) in Yes (n = 8).",
        "Counted from the landmark, OS at 12 months was 27.8% (95% CI, 10.1–48.9) in No and 72.9% (95% CI, 27.6–92.5) "
        "in Yes.",
        "Log-rank test: χ² 5.05 on 1 df, P = .025.",
        "Against No, the hazard ratio was 0.26 (95% CI, 0.07–0.92; P = .036) in Yes.",
    )


def test_responses_are_told_with_how_soon_and_how_long_and_by_antigen():
    section = section_of(View(), "response")
    assert said(section, "Time to response") == ("Median time to response was 25 days (range, 22–33).",)
    assert said(section, "Duration of response") == ("Median duration of response was 5.0 months (95% CI, 1.2–10.9).",)
    assert said(section, "CD19 and CD22")[0] == (
        "CD19 at relapse: the overall response to the second antibody was 64.3% (9 of 14; 95% CI, 35.1–87.2) in "
        "Positive and 72.7% (8 of 11; 95% CI, 39.0–94.0) in Negative or dim (P > .99)."
    )


def test_patients_toxicity_and_deaths_are_told_in_counts():
    view = View(compare="sex")
    patients, transplant = section_of(view, "patients"), section_of(view, "transplant")
    assert said(patients, "Key figures") == (
        "Median age was 45.3 years (range, 17.6–80.2).",
        "62.1% (18 of 29; 95% CI, 42.3–79.3) were transplanted after the first antibody.",
    )
    assert said(patients, "Baseline") == (
        "Of 15 characteristics tested, cytogenetic risk (P = .021) and marrow blasts at first antibody (P = .019) "
        "differed between the groups at P below .05, not adjusted for their number.",
    )
    assert said(transplant, "Toxicity")[0] == (
        "Cytokine release syndrome, any grade: 52.0% (13 of 25; 95% CI, 31.3–72.2) in all patients, 41.7% (5 of 12; "
        "95% CI, 15.2–72.3) in Female and 61.5% (8 of 13; 95% CI, 31.6–86.1) in Male (P = .43 between the groups)."
    )
    assert said(transplant, "Deaths") == (
        "Died: 72.4% (21 of 29; 95% CI, 52.8–87.3) in all patients, 75.0% (9 of 12; 95% CI, 42.8–94.5) in Female and "
        "70.6% (12 of 17; 95% CI, 44.0–89.7) in Male (P > .99 between the groups).",
    )


def test_courses_have_numbers_in_the_place_of_ids():
    section = section_of(View(), "courses")
    plate = section.plates[-1]
    assert "SYN-" not in str(plate.figure.with_values())
    people = plate.figure.data["patients"]
    assert list(people["name"][:3]) == ["1", "2", "3"]
    assert "rows are numbered" in plate.caption


def test_one_patient_was_analysed_and_what_cannot_be_said_is_left_out_with_its_reason():
    cohort = cohort_of(mab1_start=days(0), vital_status=["alive"], last_contact=days(400))
    report = report_on(View(), "survival", "cox", cohort=cohort)
    assert report.sections[0].sentences[0] == (
        "1 patient was analysed for overall survival from the first antibody; 0 had the event."
    )
    assert all(section.parts for section in report.sections)
    assert all(part.has_something for section in report.sections for part in section.parts)
