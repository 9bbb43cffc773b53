"""Which rows of a sheet hold the headings: one, or two of which the upper names groups of columns."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from core.dictionary import dictionary, normalise
from core.workbook.cells import cell_text, clean
from core.workbook.headings import CODE_HINTS, DATE_FORMATS, UNIT_SPELLINGS, UNIT_WORDS
from core.workbook.meaning import Means
from core.workbook.sheets import RawSheet

Row = Sequence[object]
TITLE_ROWS = 10
ANTIBODIES = {"mab1": "mAb1", "mab2": "mAb2"}
ITSELF = frozenset(
    map(
        normalise,
        ("drug", "agent", "name", "antibody", "type", "which", "product", "given", "Präparat", "Medikament",
         "Wirkstoff", "Substanz", "Antikörper", "médicament", "produit", "anticorps", "farmaco", "anticorpo", "fármaco",
         "medicamento", "anticuerpo"),
    )
)  # fmt: skip
GENERAL = frozenset(
    map(
        normalise,
        ("patient", "patients", "demographics", "baseline", "baseline characteristics", "characteristics", "general",
         "disease", "outcome", "outcomes", "survival", "follow-up", "laboratory", "labs", "data", "diagnosis"),
    )
)  # fmt: skip
SAYS_LITTLE = frozenset({"vital_status", "os_time", "os_status", "regimen", "all_subtype"})
MEASURED_AGAIN = frozenset(
    {"age_years", "ecog", "wbc", "pb_blasts_pct", "cd19_pct", "cd22_pct", "disease_status", "prior_lines"}
)
UNITS_BELOW = frozenset().union(UNIT_WORDS, DATE_FORMATS, CODE_HINTS, *UNIT_SPELLINGS.values())
VALUE = re.compile(r"[\d\s./:<>≤≥%,+\-–]+")


@dataclass(frozen=True)
class Header:
    """The places of the first and the last row with headings among the rows with content, and the headings."""

    first: int
    last: int
    headings: tuple[str, ...]
    example: str = ""


def heading_text(cell: object) -> str:
    """A cell as a heading: one line of text, empty if there is nothing in it."""
    cleaned = str(cell) if isinstance(cell, bool) else clean(cell)
    return "" if cleaned is None else re.sub(r"\s+", " ", cell_text(cleaned))


def known_fields(headings: Sequence[str], means: Means) -> set[str]:
    """The fields these headings mean, all together."""
    return set().union(*(means(heading) for heading in headings if heading))


def heading_row(rows: Sequence[Row], means: Means) -> int:
    """The place of the row with the headings among rows with content.

    The first, or, if not more than one heading of it is known, the first of the next ten with two known ones.
    """

    def known(row: Row) -> int:
        return sum(bool(means(heading)) for heading in map(heading_text, row) if heading)

    if not rows or known(rows[0]) > 1:
        return 0
    later = (place for place, row in enumerate(rows[1 : TITLE_ROWS + 1], 1) if known(row) >= 2)
    filled = sum(map(bool, map(heading_text, rows[0])))
    return 0 if known(rows[0]) and filled > 1 else next(later, 0)


def find_header(rows: Sequence[Row], numbers: Sequence[int], raw: RawSheet, means: Means) -> Header:
    """The headings of a sheet, from its rows with content and their numbers.

    Two rows are joined where the upper has names over several columns, and joining makes more headings known than
    one row does alone, or a merged cell shows the group and joining makes none unknown; or where the lower holds
    nothing but units.
    """
    at = heading_row(rows, means)
    single = [heading_text(cell) for cell in rows[at]] if rows else []
    alone = len(known_fields(single, means))
    for upper, lower in ((at - 1, at), (at, at + 1)):
        if upper < 0 or lower >= len(rows) or numbers[lower] != numbers[upper] + 1:
            continue
        pair = _Pair(rows[upper], rows[lower], _spans(raw, int(numbers[upper])), means)
        if lower > at and pair.is_units:
            return Header(upper, lower, _trimmed(pair.with_units()), pair.example)
        joined = pair.joined() if pair.may_be_headings else []
        gained = len(known_fields(joined, means)) - alone
        if gained > 0 or (joined and pair.has_spans and gained >= 0):
            return Header(upper, lower, _trimmed(joined), pair.example)
    return Header(at, at, _trimmed(single))


class _Pair:
    """Two rows of cells that may be headings together."""

    def __init__(self, upper: Row, lower: Row, spans: dict[int, int], means: Means) -> None:
        cells = list(zip_longest(upper, lower, fillvalue=""))
        self._cells, self._spans, self._means = cells, spans, means
        self._upper = [heading_text(cell) for cell, _ in cells]
        self._lower = [heading_text(cell) for _, cell in cells]
        self.example = ""

    @property
    def may_be_headings(self) -> bool:
        """Whether both hold words only, the lower at least two."""
        words = all(_is_word(cell) for pair in self._cells for cell in pair)
        return words and any(self._upper) and len(set(filter(None, self._lower))) > 1

    @property
    def has_spans(self) -> bool:
        """Whether a merged cell of the upper row stands over different words of the lower."""
        return any(len(set(self._lower[start:end]) - {""}) > 1 for start, end in self._spans.items())

    @property
    def is_units(self) -> bool:
        """Whether the lower row holds units and the forms of values only, and nothing without a heading."""
        filled = [(above, below) for above, below in zip(self._upper, self._lower, strict=True) if below]
        bare = [normalise(below.strip("()[] ")) for _, below in filled]
        beside_id = not any("patient_id" in self._means(above) for above, _ in filled)
        return bool(bare) and beside_id and set(bare) <= UNITS_BELOW and all(above for above, _ in filled)

    def with_units(self) -> list[str]:
        """Each heading with its unit in brackets."""
        found = []
        for above, below in zip(self._upper, self._lower, strict=True):
            heading = f"{above} ({below.strip('()[] ')})" if below else above
            self._remember(above, below, heading)
            found.append(heading)
        return found

    def joined(self) -> list[str]:
        """One heading a column: what stands over it and what stands in it, as the dictionary knows them together."""
        groups, ends = list(self._upper), {}
        for start, end in self._spans.items():
            for place in range(start, min(end, len(groups))):
                groups[place], ends[place] = self._upper[start], True
        for place in range(1, len(groups)):
            if not groups[place] and place not in ends and self._lower[place]:
                groups[place] = groups[place - 1] if self._lower[place - 1] else ""
        return [self._one(group, below) for group, below in zip(groups, self._lower, strict=True)]

    def _one(self, group: str, below: str) -> str:
        if not group or not below:
            return group or below
        heading = self._named(group, below)
        self._remember(group, below, heading)
        return heading

    def _named(self, group: str, below: str) -> str:
        over = self._means(group)
        names = [group, *(short for field, short in ANTIBODIES.items() if field in over)]
        tried = [f"{a} {b}" for name in names for a, b in ((name, below), (below, name))]
        if known := next((heading for heading in tried if self._means(heading)), ""):
            return known
        if over and normalise(below) in ITSELF:
            return group
        alone = self._means(below)
        if of_group := _of_antibody(over, alone):
            return of_group
        unsure = SAYS_LITTLE | MEASURED_AGAIN if over else SAYS_LITTLE
        clear = not any(field.startswith("mab1_") or field in unsure for field in alone)
        return below if alone and (normalise(group) in GENERAL or clear) else tried[0]

    def _remember(self, group: str, below: str, heading: str) -> None:
        if group and below and not self.example:
            self.example = f"'{group}' and '{below}' as '{heading}'"


def _of_antibody(over: Collection[str], alone: Collection[str]) -> str:
    """The label of the field that a heading means below the name of an antibody, empty if there is not one.

    `alone` are the fields the heading means by itself: one of the first antibody, in whatever language.
    """
    first = [name.removeprefix("mab1") for name in alone if name.startswith("mab1_")]
    groups = [name for name in over if name in ANTIBODIES]
    if len(alone) != len(first) or len(first) != 1 or len(groups) != 1:
        return ""
    name = f"{groups[0]}{first[0]}"
    return dictionary()[name].label if name in dictionary() else ""


def _spans(raw: RawSheet, row: int) -> dict[int, int]:
    """Merged cells of one row: the place of the first and after the last column."""
    return {
        left - raw.first_column: right - raw.first_column + 1
        for top, left, bottom, right in raw.merges
        if top == bottom == row and right > left
    }


def _is_word(cell: object) -> bool:
    cleaned = clean(cell)
    return cleaned is None or (isinstance(cleaned, str) and not VALUE.fullmatch(cleaned))


def _trimmed(headings: Sequence[str]) -> tuple[str, ...]:
    kept = list(headings)
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)
