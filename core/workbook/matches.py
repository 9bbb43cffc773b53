"""What was decided about one column of a sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.workbook.mapping import Question, Status
from core.workbook.typed import Typed


@dataclass(frozen=True)
class Match:
    """What was decided about one column; `typed` is None for a column the cohort does not get.

    `identity` says what of the patient's identity a column holds that was left out for it; `suggestions` are names of
    fields the column may be; `missing` counts its cells without a value by their reason. `heading` is the name of a
    second field that was read from the same cells, empty for the column itself.
    """

    position: int
    status: Status
    reason: str
    typed: Typed | None = field(default=None, repr=False)
    question: Question | None = None
    identity: str = ""
    suggestions: tuple[str, ...] = ()
    missing: Mapping[str, int] = field(default_factory=dict)
    heading: str = ""
