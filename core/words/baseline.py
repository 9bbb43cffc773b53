"""How a baseline table was made: what stands in its cells, which tests, who is in no percentage."""

from collections.abc import Iterable

from core.analyses.baseline import Baseline
from core.analyses.baseline_rows import Absent
from core.analyses.baseline_tests import RowTestName
from core.analyses.immortal_time import event_in_words
from core.formats import in_sentence
from core.words.patients import left_out_sentence

NO_ROWS = "The table has no rows yet: choose fields above."
SUMMARY_NAMES = {"range": "median (range)", "iqr": "median (IQR)", "mean": "mean (SD)"}
PRESET_NAMES = {"study": "Study table", "mine": "Mine"}
PERCENT_NAMES = {"column": "of the column", "row": "of the row"}

PERCENT_NOTES = {
    "column": "Percentages are of the patients of the column whose value is known.",
    "row": "Percentages are of all patients of the row: those with that value, whatever their group.",
}

TEST_PHRASES: dict[RowTestName, str] = {
    "exact Wilcoxon": "Wilcoxon rank-sum test, exact",
    "Wilcoxon": "Wilcoxon rank-sum test, normal approximation with continuity correction",
    "Kruskal-Wallis": "Kruskal-Wallis test",
    "Welch": "Welch's t test",
    "variance analysis": "one-way analysis of variance",
    "Fisher": "Fisher's exact test",
    "chi-squared": "chi-squared test without continuity correction",
    "chi-squared for Fisher": "chi-squared test although an expected count is below 5 or n below 40, as the table is "
    "too large for Fisher's exact test",
    "exact trend": "exact trend test over ordered levels (permutation form of Cochran-Armitage)",
    "Cochran-Armitage": "Cochran-Armitage trend test over ordered levels",
    "linear-by-linear": "linear-by-linear trend test of ordered levels in ordered groups",
}
LETTERS = "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏ"


def test_letters(result: Baseline) -> dict[RowTestName, str]:
    """The letter of each test that gave a P, in the order of the rows."""
    used = dict.fromkeys(row.test.name for row in result.rows if row.test is not None and row.test.p == row.test.p)
    return dict(zip(used, LETTERS, strict=False))


def absent_label(absent: Absent) -> str:
    """What those without a value never had: "No allogeneic transplant"."""
    return f"No {event_in_words(absent.without)}" if absent.without else ""


def baseline_title(result: Baseline) -> str:
    """What the columns are: "Patients by antibody sequence"; nothing where nothing is compared."""
    title = result.title
    return f"Patients by {in_sentence(title)}" if result.compared else ""


def baseline_notes(result: Baseline) -> tuple[str, ...]:
    """What stands under the table."""
    return tuple(
        note
        for note in (
            _cells_note(result),
            _tests_note(result),
            _difference_note(result),
            _late_note(result),
            _small_note(result),
            left_out_sentence(sum(result.n), result.left_out) if result.left_out else "",
        )
        if note
    )


def _cells_note(result: Baseline) -> str:
    """The denominators, the quartiles, and who is in no percentage."""
    parts = []
    if any(hasattr(row, "levels") for row in result.rows):
        parts.append(PERCENT_NOTES[result.percent_by if result.compared else "column"])
    if any(getattr(row, "shown", "") == "iqr" for row in result.rows):
        parts.append("IQR: first to third quartile, interpolated between values (type 7).")
    if any(any(row.absent.missing) for row in result.rows):
        parts.append("Missing values count in no percentage and no test.")
    if any(any(row.absent.not_applicable) for row in result.rows):
        parts.append("Nor do patients who cannot have a value; they stand apart.")
    return " ".join(parts)


def _tests_note(result: Baseline) -> str:
    letters = test_letters(result)
    if not letters:
        return ""
    named = "; ".join(f"{letter} {TEST_PHRASES[name]}" for name, letter in letters.items())
    rule = (
        " Fisher's test is used where an expected count is below 5 or n is below 40, else chi-squared."
        if letters.keys() & {"Fisher", "chi-squared"}
        else ""
    )
    return f"P, two-sided: {named}.{rule} P values are not adjusted for the number of rows."


def _difference_note(result: Baseline) -> str:
    if result.too_many_groups:
        return "No standardised differences: they are between two groups."
    if not result.standardised:
        return ""
    return (
        "SMD, standardised difference without its sign: difference of the means over the pooled SD; of shares, "
        "the distance of Yang and Dalton. Above 0.1 is often read as an imbalance; with few patients chance gives more."
    )


def _late_note(result: Baseline) -> str:
    """What was not yet known at the start."""
    parts = []
    if result.late is not None:
        parts.append(
            f"The groups ({result.title}) became known only after the first antibody was started: "
            "the course until then decided who is in which."
        )
    if result.late_rows:
        parts.append(f"Known only later than the start of the first antibody: {_listed(result.late_rows)}.")
    return " ".join(parts)


def _small_note(result: Baseline) -> str:
    return f"Fewer than 5 patients in: {'; '.join(result.small)}." if result.small else ""


def _listed(fields: Iterable) -> str:
    return "; ".join(dict.fromkeys(field.label for field in fields))
