"""What a heading may mean on this sheet: the dictionary, and what the user said."""

from collections.abc import Callable
from functools import cache

from core.workbook.headings import fields_for
from core.workbook.mapping import DROP, EXTRA, Mapping

Means = Callable[[str], frozenset[str]]
"""The names of the fields a heading may mean, none if nobody knows it."""

PATIENT_ID = "patient_id"


def meaning(mapping: Mapping) -> Means:
    """The user's answer for a heading where there is one, else what the dictionary says."""

    @cache
    def means(heading: str) -> frozenset[str]:
        said = mapping.fields.get(heading)
        if said in {EXTRA, DROP}:
            return frozenset({said})
        return frozenset({said}) if said else frozenset(field.name for field in fields_for(heading))

    return means
