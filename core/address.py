"""A view as the parameters of an address, and back: `address_of` and `view_at` are each other's inverse.

An address may come from anywhere: what does not describe a view is set aside with a sentence, and the rest is used.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from core.dictionary import dictionary
from core.filters import Choice, Range
from core.view import View

LONGEST_ADDRESS = 4_000

SETTINGS = {
    "compare": "compare",
    "endpoint": "endpoint",
    "from": "origin",
    "events": "events",
    "competing": "competing",
    "entry": "entry",
    "censor": "censor",
    "until": "until",
    "horizon": "horizon",
    "interval": "interval",
    "test": "test",
    "rho": "rho",
    "gamma": "gamma",
    "strata": "strata",
    "adjust": "adjust",
    "timing": "timing",
    "landmark": "landmark",
    "tau": "tau",
    "alive_at": "alive_at",
    "rows": "extra_rows",
    "published": "published",
    "model": "model",
    "firth": "firth",
    "forest": "forest",
    "scale": "incidence_interval",
    "stacked": "stacked",
    "antibody": "antibody",
    "of": "denominator",
    "limits": "limits",
    "covariates": "covariates",
    "forms": "forms",
    "stratify": "model_strata",
    "interactions": "interactions",
    "enter": "enter",
    "below": "enter_below",
    "by_hand": "entered",
    "same": "same_patients",
    "ties": "ties",
    "p": "p_style",
    "table": "table",
    "fields": "table_rows",
    "percent": "percent_by",
    "standardised": "standardised",
    "overall": "overall",
    "order": "course_order",
    "study": "study",
    "sections": "sections",
    "as": "document",
    "cohort": "cohort",
}
"""The parameter of an address for each setting of a view; every other parameter is a filter."""

BESIDE, EVERYBODY = "beside", "all"
"""A filter of the view beside this one is a parameter `beside.sex`; one without filters is `beside=all`."""

YES_NO = {"yes": True, "no": False}
_LISTS = (
    "events", "competing", "censor", "extra_rows", "published", "covariates", "forms", "model_strata", "interactions",
    "entered", "table_rows", "sections",
)  # fmt: skip
_SWITCHES = ("stacked", "standardised", "overall", "same_patients")
_NUMBERS = ("horizon", "rho", "gamma", "landmark", "tau", "alive_at", "enter_below")

_NUMBER = r"-?\d{1,12}(?:\.\d{1,17})?"
_RANGE = re.compile(rf"^({_NUMBER})?\.\.({_NUMBER})?$")


def address_of(view: View) -> dict[str, str]:
    """The view as the parameters of an address: filters first, then those of the view beside it, then what is not at
    its default, then the cohort.

    The cohort is always named, so that no view has an empty address.
    """
    address = {one.field: _filter_text(one) for one in view.filters}
    if view.beside is not None:
        address |= {f"{BESIDE}.{one.field}": _filter_text(one) for one in view.beside} or {BESIDE: EVERYBODY}
    return address | {key: _setting_text(getattr(view, name)) for key, name in SETTINGS.items() if _is_said(view, name)}


def view_at(address: Mapping[str, str]) -> tuple[View, tuple[str, ...]]:
    """The view an address describes, and a sentence for every part of it that could not be used."""
    if sum(len(key) + len(value) for key, value in address.items()) > LONGEST_ADDRESS:
        return View(), ("The address is too long to be a Ballad view; it was not used.",)
    view, problems = View(), []
    for key, text in address.items():
        try:
            view = view.change(**_read_setting(key, text)) if key in SETTINGS else _read_any_filter(view, key, text)
        except ValueError:
            problems.append(f"The address says {_quote(key)} = {_quote(text)}, which Ballad does not know; set aside.")
    return view, tuple(problems)


def _is_said(view: View, name: str) -> bool:
    return name == "cohort" or getattr(view, name) != View.model_fields[name].default


def _filter_text(one: Choice | Range) -> str:
    if isinstance(one, Choice):
        return "~".join(one.levels)
    return "..".join(
        "" if bound is None else np.format_float_positional(bound, trim="-") for bound in (one.low, one.high)
    )


def _setting_text(value: str | bool | float | date | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return next(text for text, meant in YES_NO.items() if meant is value)
    if isinstance(value, float):
        return np.format_float_positional(value, trim="-")
    return "~".join(value) if isinstance(value, tuple) else str(value)


def _read_setting(key: str, text: str) -> dict[str, Any]:
    """The setting this parameter describes, to be validated by the view; ValueError where it describes none."""
    name = SETTINGS[key]
    if name in _LISTS:
        return {name: tuple(text.split("~"))}
    if name in _NUMBERS:
        if not re.fullmatch(_NUMBER, text):
            raise ValueError("not a number")
        return {name: float(text)}
    if name in _SWITCHES:
        return {name: YES_NO[text]} if text in YES_NO else {name: text}
    if name == "until":
        return {name: date.fromisoformat(text)}
    return {name: text}


def _read_any_filter(view: View, key: str, text: str) -> View:
    """The view with the filter this parameter describes, its own or one of the view beside it."""
    name, _, field = key.partition(".")
    if name != BESIDE:
        return _read_filter(view, key, text)
    second = View(filters=view.beside or ())
    if field:
        return view.change(beside=_read_filter(second, field, text).filters)
    if text != EVERYBODY:
        raise ValueError("not everybody")
    return view.change(beside=second.filters)


def _read_filter(view: View, key: str, text: str) -> View:
    """The view with the filter this parameter describes; ValueError where it describes none."""
    known = dictionary().by_slug(key)
    if known is None and not key.startswith("x-"):
        raise ValueError("not a field")
    span = _RANGE.match(text)
    if known and not (known.is_number if span else known.is_choice):
        raise ValueError("not a filter of this field")
    if span:
        low, high = (None if bound is None else float(bound) for bound in span.groups())
        return view.with_filter(key, Range(field=key, low=low, high=high))
    new = Choice(field=key, levels=tuple(text.split("~")))
    slugs = {"missing", *(level.slug for level in known.levels)} if known and known.levels else None
    if slugs and not slugs.issuperset(new.levels):
        raise ValueError("not a level")
    return view.with_filter(key, new)


def _quote(text: str) -> str:
    shown = text if len(text) <= 40 else text[:40] + "…"
    return f"“{''.join(one if one.isprintable() else '�' for one in shown)}”"
