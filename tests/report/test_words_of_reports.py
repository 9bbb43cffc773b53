"""The words of a report, word by word for two views whose numbers are those of R (survfit, survdiff)."""

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from core.bundled import read_bundled
from core.filters import Choice
from core.report.methods import BALLAD, software_sentence
from core.report.report import Draft, make_report
from core.report.section import Part
from core.report.sections import SECTIONS, SectionKind
from core.view import View
from core.words.methods import TWO_SIDED
from core.words.response import NO_RESPONSES
from tests.making import cohort_of
from tests.report.asking import TODAY, asked, report_on, unheard

SYNTHETIC = "Synthetic, reconstructed from published figures; not patient data."


def test_the_results_and_methods_of_one_group_word_by_word():
    report = report_on(View(filters=(Choice(field="sequence", levels=("blina-ino",)),)), "survival")
    (section,) = report.sections
    assert section.parts[0].sentences == (
        "25 patients were analysed for overall survival from the first antibody; 19 had the event.",
        "Median OS was 14.9 months (95% CI, 9.2–16.2).",
        "OS at 12 months was 64.0% (95% CI, 42.2–79.4).",
        "Median follow-up was 30.7 months (95% CI, 17.5–NR).",
        "All 25 patients are included.",
    )
    assert report.methods == (
        "Survival. Overall survival from the first antibody was estimated by the Kaplan-Meier method, with 95% "
        "confidence intervals on the log-log scale; follow-up by the reverse Kaplan-Meier method. Restricted mean "
        "survival times are areas under the Kaplan-Meier curve up to 51 months, with limits by Greenwood's variance. "
        "Hazards by year are events over time under observation, with exact Poisson limits (Garwood 1936). "
        "Conditional survival is the Kaplan-Meier estimate among those still at risk at the month given, limits on "
        "the log-log scale.",
        f"{TWO_SIDED} {software_sentence()} Items of the STROBE statement: 12, statistical methods, here; 15 and 16, "
        "outcomes and main results, under Survival.",
    )


def test_the_results_and_methods_of_two_groups_word_by_word():
    report = report_on(View(compare="sex", interval="log"), "survival", "response")
    survival, response = report.sections
    assert survival.parts[0].sentences == (
        "29 patients were analysed for overall survival from the first antibody; 21 had the event.",
        "Median OS was 15.7 months (95% CI, 13.0–NR) in Female (n = 12) and 10.2 months (95% CI, 7.0–NR) in Male "
        "(n = 17).",
        "OS at 12 months was 83.3% (95% CI, 64.7–100.0) in Female and 47.1% (95% CI, 28.4–77.9) in Male.",
        "Median follow-up was 30.7 months (95% CI, 30.7–NR) in Female and 23.1 months (95% CI, 17.7–NR) in Male.",
        "Log-rank test: χ² 0.49 on 1 df, P = .48.",
        "All 29 patients are included.",
    )
    assert response.parts[0].sentences == (
        "The overall response to the first antibody was 66.7% (8 of 12; 95% CI, 34.9–90.1) in Female and 47.1% "
        "(8 of 17; 95% CI, 23.0–72.2) in Male (P = .45).",
        "All 29 patients are included.",
    )
    assert survival.methods[:2] == (
        "Overall survival from the first antibody was estimated by the Kaplan-Meier method, with 95% confidence "
        "intervals on the log scale (as R); follow-up by the reverse Kaplan-Meier method. P by the log-rank test.",
        "Hazard ratios of the groups were estimated by a Cox model with Efron's method for ties and Wald limits. "
        "Further weighted log-rank tests stand beside the chosen one. Survival at fixed times was compared on the "
        "log(−log) scale (Klein and others 2007), differences with limits of Zou and Donner (2008).",
    )
    assert response.methods[0] == (
        "Proportions have 95% exact (Clopper-Pearson) confidence intervals. Groups were compared by Fisher's exact "
        "test where an expected count was below 5 or n below 40, else by the chi-squared test; differences have "
        "Newcombe's limits, odds ratios exact ones."
    )


def test_the_software_is_named_with_its_versions():
    assert tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]["version"] == BALLAD
    assert f"scipy {version('scipy')}" in software_sentence()


def test_a_package_that_computed_nothing_is_not_named():
    assert "lifelines" not in software_sentence()
    report = report_on(View(model="weibull"), "survival")
    assert f"lifelines {version('lifelines')}" in report.methods[-1]
    assert "Weibull mixture cure models were fitted" in report.methods[0]


def test_a_report_says_whom_it_is_about_when_it_was_made_and_of_which_cohort():
    question = asked(View(filters=(Choice(field="sex", levels=("male",)),)))
    report = make_report(question, ("patients",), TODAY, unheard)
    assert report.facts == (
        f"Cohort: {question.selection.cohort.source.label}. Fingerprint {question.selection.cohort.fingerprint}.",
        "Patients: Sex: Male (17 of 29).",
        "Question: Sex: Male; no comparison; overall survival from the first antibody; log-log intervals.",
        "Made on 2026-02-03.",
        SYNTHETIC,
    )


def test_a_real_cohort_is_not_called_synthetic():
    cohort = cohort_of(sex=["male", "female"], age_years=[40.0, 50.0])
    assert SYNTHETIC not in report_on(View(), "patients", cohort=cohort).facts


def test_a_cohort_without_dates_has_the_parts_it_can_have_and_says_why_of_the_others():
    cohort = cohort_of(sex=["male", "female"] * 5, age_years=[40.0, 50.0] * 5)
    report = report_on(View(), *SECTIONS, cohort=cohort)
    assert [section.title for section in report.sections] == ["Patients"]
    assert [table.title for table in report.tables] == [
        "Table 1. Patients at each step",
        "Table 2. Key figures",
        "Table 3. Baseline",
    ]
    assert "Survival: This cohort has no endpoint of survival: dates, or a time with a status, are needed." in (
        report.lacking
    )
    assert f"Response: {NO_RESPONSES}" in report.lacking
    assert {text.split(":")[0] for text in report.lacking} == {kind.title for kind in SECTIONS.values()} - {"Patients"}


def test_a_part_that_is_refused_says_so_and_the_rest_is_there(monkeypatch):
    def refuse():
        raise ValueError("no patient is left.")

    def parts(_):
        return refuse, lambda: Part("Fine", ("All is well.",))

    monkeypatch.setitem(SECTIONS, "response", SectionKind("Response", parts))
    report = report_on(View(), "response")
    assert report.lacking == ("Response: A part could not be computed: no patient is left.",)
    assert report.sections[0].sentences == ("All is well.",)


def test_a_section_that_is_refused_says_so_and_the_rest_is_there(monkeypatch):
    def refuse(_):
        raise ValueError("no patient is left.")

    monkeypatch.setitem(SECTIONS, "response", SectionKind("Response", refuse))
    report = report_on(View(), "response", "patients")
    assert report.lacking == ("Response: This could not be computed: no patient is left.",)
    assert [section.title for section in report.sections] == ["Patients"]


@pytest.mark.parametrize(
    ("timing", "method"),
    [("", "Simon-Makuch"), ("landmark", "landmark analysis at"), ("naive", "Kaplan-Meier method, with")],
)
def test_a_comparison_known_late_is_made_as_on_its_page(timing, method):
    report = report_on(View(compare="transplant", timing=timing, endpoint="os", origin="mab1_start"), "survival")
    assert method in " ".join(report.methods)
    said = " ".join([*report.sections[0].sentences, *(plate.caption for plate in report.plates)])
    assert "immortal time" in said


def test_figures_and_tables_are_counted_through_the_report():
    report = report_on(View(), "survival", "relapse", "patients")
    assert [plate.title.split(".")[0] for plate in report.plates] == ["Figure 1", "Figure 2", "Figure 3", "Figure 4"]
    numbers = [table.title.split(".")[0] for table in report.tables]
    assert numbers == [f"Table {place}" for place in range(1, len(numbers) + 1)]


def test_progress_is_told_part_by_part():
    told = []
    make_report(asked(View()), ("patients", "survival"), TODAY, lambda share, name: told.append((share, name)))
    assert told == [(0.0, "Patients"), (0.5, "Survival")]


def test_a_draft_computes_a_section_once_and_survives_being_stopped(monkeypatch):
    made = []

    def counted(key):
        return SectionKind(key, lambda _: made.append(key) or (lambda: Part("", (f"{key} is here.",)),))

    def stop(_, name):
        if name == "cox":
            raise KeyboardInterrupt

    for key in ("patients", "cox"):
        monkeypatch.setitem(SECTIONS, key, counted(key))
    draft = Draft(asked(View()))
    with pytest.raises(KeyboardInterrupt):
        draft.report(("patients", "cox"), TODAY, stop)
    assert made == ["patients"]
    report = draft.report(("patients", "cox"), TODAY, unheard)
    assert draft.report(("cox",), TODAY, unheard).sections[0].sentences == ("cox is here.",)
    assert made == ["patients", "cox"]
    assert [section.title for section in report.sections] == ["patients", "cox"]


def test_a_cox_model_of_an_event_that_something_competes_with_is_called_cause_specific():
    (section,) = report_on(View(endpoint="cir"), "cox").sections
    assert section.methods[0].startswith(
        "Cause-specific hazard ratios for relapse, patients with death without relapse censored then, were estimated "
        "by Cox proportional hazards models, univariable and multivariable, of "
    )


def test_the_results_and_methods_of_competing_risks_word_by_word():
    cohort = read_bundled("mini_hcvd").cohort
    (section,) = report_on(View(endpoint="cir", incidence_interval="plain"), "relapse", cohort=cohort).sections
    assert section.parts[0].sentences == (
        "91 patients were analysed; first came relapse in 21, death without relapse in 38.",
        "The cumulative incidence of relapse at 12 months was 18.1% (95% CI, 10.0–26.1).",
        "The cumulative incidence of death without relapse at 12 months was 22.8% (95% CI, 14.0–31.6).",
        "91 patients included; left out: 108 no date of response to the first antibody.",
    )
    assert section.methods[:1] == (
        "The cumulative incidence of relapse, with death without relapse as the competing event, was estimated by the "
        "Aalen-Johansen estimator, with 95% confidence intervals on the plain scale.",
    )
