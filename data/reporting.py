"""What a study printed, what its cohort does not meet, and the sheet that says so."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

DATA = Path(__file__).parent
PUBLISHED, NOT_MET = DATA / "published", DATA / "not_met"


@dataclass(frozen=True)
class NotMet:
    """A printed figure the cohort does not give: what was printed, what the cohort has, and why.

    `computable` is False where no cohort of these patients could give it.
    """

    fact: str
    printed: str
    reached: str
    reason: str
    computable: bool = True


def read_study(name: str) -> tuple[dict, dict[str, dict]]:
    """A study as printed, and its facts by their ids."""
    study = json.loads((PUBLISHED / f"{name}.json").read_text(encoding="utf-8"))
    return study, {fact["id"]: fact for fact in study["facts"]}


def write_not_met(name: str, not_met: tuple[NotMet, ...]) -> None:
    """The same list as data: `data/not_met/<study>.json`."""
    NOT_MET.mkdir(exist_ok=True)
    text = json.dumps([asdict(one) for one in not_met], indent=1, ensure_ascii=False)
    (NOT_MET / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def about(study: dict, met: str, invented: str, not_met: tuple[NotMet, ...], sides: tuple[str, ...]) -> list[str]:
    """The lines of the sheet About; the label of the study stands in its JSON."""
    return [
        "Synthetic, reconstructed from published figures; not patient data.",
        "These patients do not exist. They were made up so that their counts and times agree with figures that a "
        "study published; no record of any patient was used.",
        f"Study: {study['label']}",
        f"Met: {met}",
        f"Invented, without a printed figure to aim at: {invented}",
        "Not met:",
        *(f"{one.fact}: printed {one.printed}, here {one.reached}; {one.reason}." for one in not_met),
        "Where the study contradicts itself, or leaves open what it means:",
        *sides,
    ]
