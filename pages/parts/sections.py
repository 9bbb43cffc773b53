"""A table of sections on the page, and the differences between its groups below it where there are more than two."""

from core.analyses.sections import Section
from core.tables.sections_table import section_differences_table, sections_table
from pages.parts.showing import show_table


def show_sections(
    key: str,
    title: str,
    labels: tuple[str, ...],
    n: tuple[int, ...],
    sections: tuple[Section, ...],
    notes: tuple[str, ...],
) -> None:
    """The counts of these sections, and each group against the first; the key names both in their files."""
    show_table(sections_table(title, labels, n, sections, notes), key=key)
    differences = section_differences_table("Differences between the groups", labels, sections, notes)
    if differences is not None:
        show_table(differences, key=f"{key}_differences")
