"""The empty workbook a cohort can be entered in: which columns it has, and its bytes.

`data/make_template.py` writes it from the dictionary.
"""

from pathlib import Path

from core.dictionary import DATA, Field, dictionary
from core.workbook.headings import fields_for

TEMPLATE: Path = DATA / "template.xlsx"


def template_fields() -> tuple[Field, ...]:
    """The fields of the template: those of the dictionary but for times and statuses, which its dates give."""
    return tuple(field for field in dictionary().sheet_fields if not field.name.startswith(("os_", "efs_", "rfs_")))


def template_heading(field: Field) -> str:
    """The heading of a field in the template: its label, with the unit where the importer knows it so."""
    return field.label_with_unit if fields_for(field.label_with_unit) == (field,) else field.label


def read_template() -> bytes:
    """The template as an .xlsx file."""
    return TEMPLATE.read_bytes()
