"""The sheets Ballad itself writes into workbooks: they hold no patients, and are passed over when one comes back."""

DICTIONARY, ISSUES, LEGEND = "Ballad dictionary", "Ballad issues", "Ballad legend"
OWN_SHEETS = (DICTIONARY, ISSUES, LEGEND)


def without_own(names: tuple[str, ...]) -> tuple[str, ...]:
    """The sheets but for Ballad's own; all of them where there are no others."""
    return tuple(name for name in names if name not in OWN_SHEETS) or names
