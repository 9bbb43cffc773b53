"""Rows below the headings that are no patients: headings once more, totals and means, section titles, legends."""

import re
from collections.abc import Sequence

from core.workbook.header import VALUE, Row, heading_text
from core.workbook.sheets import RawSheet

SUMMARIES = (
    r"(?:(?:grand|sub|over ?all)[ -]?)?totals?", "sums?", "means?", "averages?", "medians?", "minimum", "maximum",
    "min", "max", "range", "iqr", r"s\.?d\.?", "std(?: ?dev)?", "standard deviation", "count", r"n ?= ?\d+",
    "summe", "gesamt", "mittelwerte?", "durchschnitt", "anzahl", "somme", "moyenne", "médiane", "totale", "media",
    "mediana", "promedio",
)  # fmt: skip
SUMMARY = re.compile(rf"(?:{'|'.join(SUMMARIES)})(?: \([^()]*\))? ?[:=]?", re.IGNORECASE)
LEGEND_TITLE = re.compile(
    r"(?:legend|key|abbreviations?|notes?|footnotes?|remarks?|codes?|coding|sources?|legende|anmerkung(?:en)?|"
    r"abkürzungen|légende|remarques?|legenda|note|leyenda|notas?) ?:?",
    re.IGNORECASE,
)
LEGEND = re.compile(
    r"[*†‡§#]{1,3} ?\D.*|(?:legend|key|abbreviations?|notes?|footnotes?|sources?|legende|as of|last updated?|"
    r"data cut-?off) ?[:\-].+|[^\W_][\w+/\-]{0,11} ?[=:] ?[^\W\d_]{2}.*|.*\D = \D.*|[^\W\d_].*,.*\b[A-Za-z]+ ?[=:] ?.*",
    re.IGNORECASE,
)
SURE = re.compile(
    r"(?:.*totals?|means?|averages?|medians?|standard deviation|summe|gesamt|mittelwerte?|durchschnitt|moyenne|médiane|"
    r"n ?= ?\d+)\b.*",
    re.IGNORECASE,
)
REPEATS = "it repeats the headings"
LEGEND_BELOW = "it stands in the legend below the table"
READS_SO = "it stands below the table and reads like a legend"
LEGEND_CELLS = 2
SECTION_CELLS = 3
SENTENCE_WORDS = 4
LONGEST_LABEL = 300


def no_patients(
    rows: Sequence[Row], numbers: Sequence[int], header: Sequence[Row], id_place: int | None, raw: RawSheet
) -> dict[int, str]:
    """Why a row is no patient, by its place among the rows below the headings; a row in doubt is a patient.

    A row that says nothing but the headings again, one whose first cell is a word such as Total or Mean, a cell
    merged across the table, and, below a blank row or a total, the lines of a legend. A word that may be an id is one:
    it looks like the other ids, or is a name (Max) and does not stand beside a total.
    """
    found: dict[int, str] = {}
    titles = [[heading_text(cell) for cell in row] for row in header]
    titled = {text for title in titles for text in title if text}
    wide = {top for top, left, bottom, right in raw.merges if top == bottom and right - left + 1 >= SECTION_CELLS}
    for place, row in enumerate(rows):
        label = _label(row, id_place)
        if not label:
            continue
        if label in titled and _repeats(row, titles):
            found[place] = REPEATS
        elif SUMMARY.fullmatch(label):
            found[place] = f"its first cell is '{label}'"
        elif wide and numbers[place] in wide and _count(row) == 1:
            found[place] = "it is one cell merged across the table"
    found |= _legend(rows, numbers, found)
    return _but_ids(rows, numbers, id_place, found)


def _but_ids(
    rows: Sequence[Row], numbers: Sequence[int], id_place: int | None, found: dict[int, str]
) -> dict[int, str]:
    """What was found, without rows that may bear an id: of a shape the ids have, or a name not beside a total."""
    if not found or id_place is None:
        return found
    labels = {place: _label(rows[place], id_place) for place in found}
    sure = {place for place in found if SURE.fullmatch(labels[place])}
    doubtful = {place for place in set(found) - sure if found[place] not in (REPEATS, LEGEND_BELOW)}
    if not doubtful:
        return found
    ids = (row[id_place] for place, row in enumerate(rows) if place not in found and id_place < len(row))
    shapes = {_shape(cell) for cell in ids if isinstance(cell, str)}
    named = {place for place in doubtful if SUMMARY.fullmatch(labels[place])}
    beside = set(sure)
    for place in [*sorted(named), *sorted(named, reverse=True)]:
        if any(near in beside and abs(numbers[near] - numbers[place]) == 1 for near in (place - 1, place + 1)):
            beside.add(place)
    return {
        place: why
        for place, why in found.items()
        if place not in doubtful or (_shape(labels[place]) not in shapes and place in beside | (doubtful - named))
    }


def _shape(text: str) -> str:
    """A text with every run of letters and of digits reduced to one sign."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", text.strip()))


def _legend(rows: Sequence[Row], numbers: Sequence[int], found: dict[int, str]) -> dict[int, str]:
    """The lines of a legend that ends the sheet: from the first that is apart from the patients and reads like one."""
    start = len(rows)
    while start and (start - 1 in found or _is_line(rows[start - 1])):
        start -= 1
    for first in range(start, len(rows)):
        apart = first == 0 or first - 1 in found or numbers[first] > numbers[first - 1] + 1
        title = LEGEND_TITLE.fullmatch(_label(rows[first], None)) and _count(rows[first]) == 1
        if first not in found and apart and (title or _reads_so(rows[first])):
            below = [place for place in range(first, len(rows)) if place not in found]
            if title or all(_reads_so(rows[place]) for place in below):
                return dict.fromkeys(below, LEGEND_BELOW if title else READS_SO)
    return {}


def _is_line(row: Row) -> bool:
    """Whether a row has one or two cells, all of them words."""
    texts = [text for cell in row if (text := heading_text(cell))]
    return len(texts) <= LEGEND_CELLS and not any(VALUE.fullmatch(text) for text in texts[1:])


def _reads_so(row: Row) -> bool:
    """Whether a line reads like one of a legend: a sign explained, or a sentence."""
    label = _label(row, None)
    return bool(LEGEND.fullmatch(label)) or (len(label.split()) >= SENTENCE_WORDS and _count(row) == 1)


def _label(row: Row, id_place: int | None) -> str:
    """The text of the patient's id, or of the first filled cell where there is no id; empty if it is no text."""
    if id_place is not None and id_place < len(row) and row[id_place] not in ("", None):
        return row[id_place].strip()[:LONGEST_LABEL] if isinstance(row[id_place], str) else ""
    first = next((cell for cell in row if cell not in ("", None)), None)
    return heading_text(first)[:LONGEST_LABEL] if isinstance(first, str) else ""


def _repeats(row: Row, titles: Sequence[Sequence[str]]) -> bool:
    cells = [heading_text(cell) for cell in row]
    return any(
        sum(map(bool, cells)) > 1
        and all(not cell or (place < len(title) and cell == title[place]) for place, cell in enumerate(cells))
        for title in titles
    )


def _count(row: Row) -> int:
    return sum(bool(heading_text(cell)) for cell in row)
