"""What a visitor brought: a workbook, what became of it, and what was said about it."""

from dataclasses import dataclass, field

from core.workbook.mapping import Mapping, Question, Reading


@dataclass(frozen=True)
class Upload:
    """A workbook the visitor brought: its name, its bytes, and what the visitor said about it."""

    name: str
    data: bytes = field(repr=False)
    sheet: str = ""
    mapping: Mapping = field(default_factory=Mapping, repr=False)


@dataclass(frozen=True)
class KeptAnswers:
    """What was said about a workbook, to be used for the next of its kind; the sheet is empty if none was chosen."""

    mapping: Mapping = field(repr=False)
    sheet: str = ""


@dataclass(frozen=True)
class Brought:
    """An uploaded workbook as it was last read, every fingerprint its cohort has had, its headings when first read.

    An answer about a column changes the cohort, and so its fingerprint; an address from before the answer still
    means this workbook.
    """

    upload: Upload
    reading: Reading = field(repr=False)
    fingerprints: frozenset[str]
    headings: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True)
class Refused:
    """A workbook that is no cohort yet, and may be one once its headings are named or its questions answered."""

    upload: Upload
    headings: tuple[str, ...] = field(default=(), repr=False)
    questions: tuple[Question, ...] = field(default=(), repr=False)
