"""A printed figure in words: what it is of, whom it is about, as printed and as found."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from core.analyses.study_parts import ALL, BUT_FOR_A_PART, Recomputed, decimals_of
from core.dictionary import dictionary
from core.endpoints import ORIGINS
from core.formats import NOT_REACHED, format_number, format_p_equation, in_sentence
from core.studies import Fact, Study

PAIRED = {"lower": "ci", "upper": "ci"} | {
    f"{name} {side}": name for name in ("iqr", "range") for side in ("from", "to")
}
"""The parts that are two ends of one thing."""

Numbers = Mapping[str, str]
"""The parts of a figure for one group, as text."""


def word(study: Study, name: str) -> str:
    """What a word of a study is called on screen."""
    said = study.fields.get(name, {})
    column = said.get("field", name)
    if "label" in said:
        return said["label"]
    if column in dictionary():
        return dictionary()[column].label_with_unit
    text = column.removeprefix("extra:").replace("_", " ")
    return text[:1].upper() + text[1:]


def level_word(study: Study, name: str, level: str | list[str] | None) -> str:
    """What a level of a word is called on screen; None is no value."""
    if level is None:
        return "not known"
    if isinstance(level, list):
        return " or ".join(level_word(study, name, one) for one in level)
    column = study.fields.get(name, {}).get("field", name)
    known = dictionary()[column].level(level) if column in dictionary() else None
    return known.label if known else level


def fact_title(study: Study, fact: Fact) -> str:
    """What a figure is of: "Sex: Male", "OS at 12 months from the second antibody"."""
    by = f", by {in_sentence(word(study, fact['by']))}" if "by" in fact else ""
    return TITLES[fact["kind"]](study, fact) + by


def _of_test(study: Study, fact: Fact) -> str:
    what = fact.get("endpoint") or word(study, fact["field"])
    return f"{what}{_from(fact)} by {in_sentence(word(study, fact['compare']))}, {fact['test']} P"


def _counted(study: Study, fact: Fact) -> str:
    level = level_word(study, fact["field"], fact["level"])
    return word(study, fact["field"]) + ("" if level.lower() == "yes" else f": {level}")


def _term(study: Study, fact: Fact) -> str:
    name, _, level = fact["term"].partition(": ")
    return f"{word(study, name)}: {level_word(study, name, level)}" if level else word(study, name)


def _from(fact: Fact) -> str:
    if "origin" not in fact:
        return ""
    since = f" from {ORIGINS[fact['origin']].label}"
    return since + (f", landmark at {fact['landmark_months']} months" if "landmark_months" in fact else "")


TITLES: dict[str, Callable[[Study, Fact], str]] = {
    "count": _counted,
    "percent": _counted,
    "median": lambda study, fact: f"{word(study, fact['field'])}, median",
    "value": lambda study, fact: word(study, fact["field"]),
    "follow_up": lambda study, fact: f"Median follow-up{_from(fact)}",
    "hazard_ratio": lambda study, fact: f"{fact['endpoint']}, multivariable Cox model: {_term(study, fact)}",
    "survival": lambda study, fact: f"{fact['endpoint']} at {fact['at_months']} months{_from(fact)}",
    "median_survival": lambda study, fact: f"Median {fact['endpoint']}{_from(fact)}",
    "p": _of_test,
}


def patients_words(study: Study, fact: Fact) -> str:
    """Whom a figure is about, empty for everybody."""
    return "; ".join(
        f"{word(study, name)}: {level_word(study, name, one)}" for name, one in fact.get("where", {}).items()
    )


def printed_text(study: Study, fact: Fact) -> str:
    """A figure as it was printed."""
    groups = {}
    for group in _groups(fact):
        texts = {name: _printed(fact, name, group) for name in ("k", "n", "value", "percent", "months", "hr")}
        for name in ("iqr", "range", "ci"):
            ends = _of_group(fact, name, group)
            texts[name] = "–".join(NOT_REACHED if end is None else f"{end}" for end in ends) if ends else ""
        groups[group] = texts
    p = f"P < {fact['p_below']}" if "p_below" in fact else f"P = {fact['p']}" if "p" in fact else ""
    return _joined(study, fact, groups, p)


def found_text(study: Study, found: Recomputed) -> str:
    """The figure found in a cohort at the printed precision, a dash before the reason where there is none."""
    if found.refused:
        return f"– ({found.refused})"
    groups: dict[str, dict[str, str]] = {}
    for part in found.parts:
        texts = groups.setdefault(part.group, {})
        text = part.found if isinstance(part.found, str) else _number(part.printed, float(part.found))
        ends = {
            "iqr from": "iqr",
            "range from": "range",
            "lower": "ci",
            "iqr to": "iqr",
            "range to": "range",
            "upper": "ci",
        }
        name = ends.get(part.name, part.name)
        texts[name] = f"{texts[name]}–{text}" if name in texts else text
    p = next((format_p_equation(part.found) for part in found.parts if part.name == "p"), "")
    shown = {group: texts for group, texts in groups.items() if set(texts) - {"p"}}
    middle = groups.get("", {}).get("middle")
    remark = f" (on the page {middle}, the middle of a stretch at one half)" if middle else ""
    return _joined(study, found.fact, shown, p) + remark


def verdict_text(study: Study, found: Recomputed) -> str:
    """The verdict, with the part that the print itself speaks against."""
    if found.verdict == BUT_FOR_A_PART:
        return f"agrees but for the {found.odd} limit"
    return f"{found.verdict} ({found.remark})" if found.remark else found.verdict


def _groups(fact: Fact) -> list[str]:
    return [""] if "by" not in fact else list(fact["k" if fact["kind"] == "count" else "value"])


def _of_group(fact: Fact, name: str, group: str) -> Any:
    value = fact.get(name)
    return value.get(group) if isinstance(value, Mapping) else value


def _printed(fact: Fact, name: str, group: str) -> str:
    value = _of_group(fact, name, group)
    return "" if value is None else f"{value}"


def _number(printed: Any, found: float) -> str:
    if math.isnan(found):
        return NOT_REACHED
    return format_number(found, decimals_of(printed) if printed is not None else 0)


def _joined(study: Study, fact: Fact, groups: Mapping[str, Numbers], p: str) -> str:
    said = []
    for group, texts in groups.items():
        text = SAYING[fact["kind"]](fact, texts)
        name = "" if not group else "all" if group == ALL else level_word(study, fact["by"], group)
        said += [f"{name} {text}".strip()] if text else []
    return "; ".join([*said, *([p] if p else [])])


def _share(_: Fact, texts: Numbers) -> str:
    return f"{texts['k']} of {texts['n']}" if texts.get("n") else texts.get("k", "")


def _percent(_: Fact, texts: Numbers) -> str:
    return f"{texts['percent']} % of {texts['n']}" if texts.get("n") else f"{texts['percent']} %"


def _middle(_: Fact, texts: Numbers) -> str:
    spread = [texts[name] for name in ("iqr", "range") if texts.get(name)]
    names = [name for name in ("IQR", "range") if texts.get(name.lower())]
    ends = "; ".join(f"{name} {end}" for name, end in zip(names, spread, strict=True))
    return f"{texts.get('value', '')} ({ends})" if ends else texts.get("value", "")


def _with_limits(main: str, unit: Callable[[Fact], str]) -> Callable[[Fact, Numbers], str]:
    def say(fact: Fact, texts: Numbers) -> str:
        limits = texts.get("ci") or texts.get("range")
        return f"{texts.get(main, '')}{unit(fact)}" + (f" ({limits})" if limits else "")

    return say


SAYING: dict[str, Callable[[Fact, Numbers], str]] = {
    "count": _share,
    "percent": _percent,
    "median": _middle,
    "value": _middle,
    "survival": _with_limits("percent", lambda fact: " %"),
    "median_survival": _with_limits("value", lambda fact: f" {fact['unit']}"),
    "follow_up": _with_limits("months", lambda fact: " months"),
    "hazard_ratio": _with_limits("hr", lambda fact: ""),
    "p": lambda fact, texts: "",
}
