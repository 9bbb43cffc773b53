"""Which column becomes which field, and what becomes of the others."""

from dataclasses import replace

from core.cohort import Issue
from core.dictionary import Field, dictionary
from core.workbook.cells import Cells, cell_text
from core.workbook.combined import MRD_OF
from core.workbook.doors import at_the_door, kept_number
from core.workbook.extras import extra_field
from core.workbook.headings import fields_for
from core.workbook.identifying import STUDY_NUMBER, identity_in
from core.workbook.mapping import CONVENTIONS, DATE_ORDERS, DROP, EXTRA, NOTHING, UNITS, Column, Mapping, Status
from core.workbook.matches import Match
from core.workbook.suggesting import suggest
from core.workbook.table import Table
from core.workbook.typed import Request, Typed, listed, missing_counts
from core.workbook.values import read_values

SAMPLES = 3
SECOND_FIELDS = tuple(dictionary()[name] for name in MRD_OF.values())
SHEET_FIELDS = {known.name: known for known in dictionary().sheet_fields}


def match_columns(table: Table, mapping: Mapping) -> tuple[Match, ...]:
    """A decision about every column that has a heading or a value, in the order of the sheet.

    The user's answers come first. Then each heading that means a field takes it, if its values fit and no column
    before it did; columns without values come last. All others are kept as extra columns, with fields they may be;
    those whose heading or values name the patient are left out. Cells that name MRD beside the response give a
    second decision about their column, where no other column has taken MRD.
    """
    matcher = _Matcher(table, mapping)
    places = [
        place
        for place, cells in enumerate(table.columns)
        if cells.distinct or not table.headings[place].startswith("Column ")
    ]
    by_claim = sorted(
        places,
        key=lambda place: (table.headings[place] not in mapping.fields, not table.columns[place].distinct, place),
    )
    found = at_the_door([matcher.decide(place) for place in by_claim], table, mapping)
    finished = [one for match in found for one in matcher.finished(match)]
    return tuple(sorted(finished, key=lambda match: match.position))


def described(match: Match, table: Table) -> Column:
    """The column as it is shown to the user."""
    cells = table.columns[match.position]
    hidden = match.status == "dropped" or match.identity
    samples = () if hidden else tuple(dict.fromkeys(map(cell_text, cells.distinct[:SAMPLES])))
    return Column(
        match.heading or table.headings[match.position],
        table.letter(match.position),
        match.typed.field.name if match.typed else "",
        match.status,
        match.reason,
        samples,
        match.question,
        match.suggestions,
        match.missing,
    )


def answer_issues(table: Table, mapping: Mapping) -> tuple[Issue, ...]:
    """Answers that do not fit this sheet: a heading it has not, a field nobody knows, an impossible unit or order."""
    seconds = {f"{heading} ({field.label})" for heading in table.headings for field in SECOND_FIELDS}
    absent = sorted(mapping.headings - set(table.headings) - seconds)
    wrong = {heading for heading, name in mapping.fields.items() if name not in {EXTRA, DROP, *SHEET_FIELDS}}
    wrong |= {heading for heading, unit in mapping.units.items() if unit not in UNITS}
    wrong |= {heading for heading, order in mapping.date_orders.items() if order not in DATE_ORDERS}
    wrong |= {
        heading
        for heading, said in mapping.conventions.items()
        for kind, answer in said.items()
        if answer not in CONVENTIONS.get(kind, ())
    }
    return tuple(
        Issue("warning", table.sheet, what, "the answers may belong to another sheet", "passed over")
        for headings, what in (
            (absent, f"answers were given about columns this sheet does not have: {listed(absent)}"),
            (sorted(wrong), f"answers about these columns are none Ballad knows: {listed(sorted(wrong))}"),
        )
        if headings
    )


class _Matcher:
    """Remembers, from column to column, which fields and which slugs are taken."""

    def __init__(self, table: Table, mapping: Mapping) -> None:
        self._table, self._mapping = table, mapping
        self._taken: dict[str, str] = {}
        self._slugs: set[str] = set()

    def decide(self, position: int) -> Match:
        heading = self._table.headings[position]
        answer = self._mapping.fields.get(heading)
        identity = identity_in(heading)
        if identity == STUDY_NUMBER and answer == "patient_id":
            said = self._said(position, SHEET_FIELDS[answer])
            return replace(said, typed=kept_number(said.typed, identity))
        if identity:
            reason = "Its heading says that it names the patient: not kept."
            return Match(position, "dropped", reason, identity=identity)
        if answer == DROP:
            return Match(position, "dropped", "Left out, as you said.")
        if answer == EXTRA:
            return self._extra(position, "extra", "Kept as an extra column, as you said.")
        if answer in SHEET_FIELDS:
            return self._said(position, SHEET_FIELDS[answer])
        return self._by_heading(position)

    def finished(self, match: Match) -> tuple[Match, ...]:
        """The decision with what is only known when all columns were seen: suggestions, counts, a second field."""
        if match.typed is None:
            return (match,)
        heading, cells = self._table.headings[match.position], self._table.columns[match.position]
        counts = missing_counts(cells, match.typed, self._mapping.codes.get(heading, NOTHING))
        counted = replace(match, missing=counts)
        beside = match.typed.beside
        if beside and beside.field.name not in self._taken:
            return (counted, *self._second(match.position, f"{heading} ({beside.field.label})", beside))
        if match.typed.field.origin != "extra" or heading in self._mapping.fields or match.suggestions:
            return (counted,)
        return (self._suggested(counted, heading, cells),)

    def _second(self, position: int, heading: str, typed: Typed) -> tuple[Match, ...]:
        """The second field that cells hold, unless the user left it out or gave it to another column."""
        if self._mapping.fields.get(heading) == DROP:
            return ()
        self._taken[typed.field.name] = heading
        return (Match(position, "matched", "Its cells name it beside the response.", typed, heading=heading),)

    def _suggested(self, match: Match, heading: str, cells: Cells) -> Match:
        found = suggest(heading, cells, self._taken, lambda known: self._read(match.position, known))
        if not found.fields:
            return match
        return replace(
            match, status="check", reason=f"{match.reason} {found.reason}: say so.", suggestions=found.fields
        )

    def _by_heading(self, position: int) -> Match:
        heading = self._table.headings[position]
        repeated = heading in self._table.repeated
        candidates = fields_for(heading.rpartition(" (")[0] if repeated else heading)
        if not candidates and not self._table.columns[position].distinct:
            return Match(position, "not used", "It has no values.")
        if repeated:
            return self._extra(position, "check", "An earlier column has the same heading.")
        if candidates:
            return self._best(position, candidates)
        return self._extra(position, "extra", "Not in the dictionary: kept as an extra column.")

    def _said(self, position: int, known: Field) -> Match:
        if known.name in self._taken:
            return self._extra(position, "check", f"'{self._taken[known.name]}' was given as {known.label} before it.")
        return self._take(position, self._read(position, known), f"{known.label}, as you said.")

    def _best(self, position: int, candidates: tuple[Field, ...]) -> Match:
        cells = self._table.columns[position]
        read = [self._read(position, known) for known in candidates]
        fitting = [typed for typed in read if typed.fits(cells)]
        if not fitting:
            reason = _why_not(read, cells)
            suggested = tuple(known.name for known in candidates)
            asked = replace(self._extra(position, "check", reason), question=read[0].question, suggestions=suggested)
            return asked if len(read) == 1 else replace(asked, question=None)
        if len(fitting) > 1:
            names = " or ".join(typed.field.label for typed in fitting)
            suggested = tuple(typed.field.name for typed in fitting)
            return replace(self._extra(position, "check", f"It may be {names}: say which."), suggestions=suggested)
        known = fitting[0].field
        if known.name in self._taken:
            return self._extra(position, "check", f"'{self._taken[known.name]}' already is {known.label}.")
        return self._take(position, fitting[0], f"Its heading means {known.label}.")

    def _take(self, position: int, typed: Typed, reason: str) -> Match:
        self._taken[typed.field.name] = self._table.headings[position]
        if typed.question is None:
            return Match(position, "matched", reason, typed)
        return Match(
            position, "check", f"{reason} It waits for an answer: {typed.question.kind}.", typed, typed.question
        )

    def _extra(self, position: int, status: Status, reason: str) -> Match:
        extra = extra_field(self._table.headings[position], self._slugs)
        self._slugs.add(extra.slug)
        typed = self._read(position, extra)
        return Match(position, status, reason, typed, typed.question)

    def _read(self, position: int, known: Field) -> Typed:
        heading, mapping = self._table.headings[position], self._mapping
        unit, order = mapping.units.get(heading, ""), mapping.date_orders.get(heading, "")
        return read_values(
            Request(
                known,
                heading,
                self._table.columns[position],
                mapping.codes.get(heading, NOTHING),
                unit if unit in UNITS else "",
                order if order in DATE_ORDERS else "",
                self._table.is_text,
                self._table.starts_1904,
                mapping.conventions.get(heading, NOTHING),
                heading in self._table.percent,
                self._table.decimal_comma,
            )
        )


def _why_not(read: list[Typed], cells: Cells) -> str:
    """Why no field a heading means fits the values, with two of them."""
    names = " or ".join(typed.field.label for typed in read)
    texts = [cells.text(place) for place in list(read[0].problems)[:2]]
    return f"Its heading means {names}, but most values do not fit, such as {listed(texts)}."
