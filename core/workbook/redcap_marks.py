"""The columns REDCap writes beside the data: event, repeat, status of a form, timestamps, boxes."""

import re
from dataclasses import dataclass

from core.workbook.cells import Cells
from core.workbook.table import Table

EVENT = frozenset({"redcap_event_name", "event name"})
INSTRUMENT = frozenset({"redcap_repeat_instrument", "repeat instrument"})
INSTANCE = frozenset({"redcap_repeat_instance", "repeat instance"})
SURVEY = frozenset({"redcap_survey_identifier", "survey identifier"})
ACCESS_GROUP = frozenset({"redcap_data_access_group", "data access group"})
CERTAIN = EVENT | INSTRUMENT | INSTANCE | SURVEY | {"redcap_data_access_group"}
TIMESTAMP = re.compile(r".+_timestamp|survey timestamp(?: \(\d+\))?", re.IGNORECASE)
COMPLETE = re.compile(r".+_complete|complete\?(?: \(\d+\))?", re.IGNORECASE)
RAW_BOX = re.compile(r"(?P<stem>.+?)___(?P<choice>\w+)")
LABEL_BOX = re.compile(r"(?P<stem>.*?) ?\(choice=(?P<choice>.*)\)(?: \(\d+\))?")
STATUSES = frozenset({"0", "1", "2", "incomplete", "unverified", "complete"})
FEWEST_FORMS = 2
LONGEST_HEADING = 300


@dataclass(frozen=True)
class Marks:
    """Positions of the columns that say something about the export and nothing about a patient.

    The data access group is the centre: it stands on every row and stays a column of the patients.
    """

    events: tuple[int, ...]
    instruments: tuple[int, ...]
    instances: tuple[int, ...]
    surveys: tuple[int, ...]
    timestamps: tuple[int, ...]
    completes: tuple[int, ...]
    access_groups: tuple[int, ...]

    @property
    def all(self) -> frozenset[int]:
        """Every one of them."""
        return frozenset().union(
            self.events, self.instruments, self.instances, self.surveys, self.timestamps, self.completes
        )


def find_marks(table: Table) -> Marks:
    """The marks of REDCap among the columns of a table."""

    def named(names: frozenset[str]) -> tuple[int, ...]:
        return tuple(place for place, heading in enumerate(table.headings) if heading.casefold() in names)

    def like(pattern: re.Pattern[str]) -> tuple[int, ...]:
        return tuple(place for place, heading in enumerate(table.headings) if pattern.fullmatch(heading))

    completes = tuple(place for place in like(COMPLETE) if _is_status(table.columns[place]))
    return Marks(
        named(EVENT), named(INSTRUMENT), named(INSTANCE), named(SURVEY), like(TIMESTAMP), completes, named(ACCESS_GROUP)
    )


def box(heading: str) -> tuple[str, str] | None:
    """The field and the choice of a column that is one box of several, None for another column."""
    if len(heading) > LONGEST_HEADING:
        return None
    match = RAW_BOX.fullmatch(heading) or LABEL_BOX.fullmatch(heading)
    return (match["stem"], match["choice"]) if match else None


def is_redcap(table: Table) -> bool:
    """Whether a sheet is an export of REDCap: one of its own columns, a box, or the status of two forms."""
    if any(heading.casefold() in CERTAIN or box(heading) for heading in table.headings):
        return True
    return len(find_marks(table).completes) >= FEWEST_FORMS


def _is_status(cells: Cells) -> bool:
    return {text.casefold() for text in cells.texts} <= STATUSES
