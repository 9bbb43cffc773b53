"""The answers about a sheet as a small file, to be used again with next month's export.

It holds headings, answers and the cell texts of codes that were translated; nothing else of the sheet.
"""

import json
from collections.abc import Mapping as MappingOf
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from core.workbook.answers import BY_VALUE, KINDS
from core.workbook.errors import WorkbookError
from core.workbook.mapping import Mapping

FORMAT, VERSION = "ballad mapping", 1
EXTENSION = ".ballad-mapping.json"
MAX_BYTES = 1_000_000
MOST_HEADINGS, MOST_CODES = 2_000, 1_000

Text = Annotated[str, StringConstraints(max_length=2_000)]
ByValue = Annotated[dict[Text, Text], Field(max_length=MOST_CODES)]
Flat = Annotated[dict[Text, Text], Field(max_length=MOST_HEADINGS)]
Nested = Annotated[dict[Text, ByValue], Field(max_length=MOST_HEADINGS)]

NOT_ONE = ("The file holds no answers about a workbook.", f"Load one that Ballad wrote; its name ends in {EXTENSION}.")
NEWER = ("The file of answers was written by a newer Ballad.", "Answer the questions again, or update Ballad.")


class _File(BaseModel):
    """What stands in the file; anything else in it is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal["ballad mapping"]
    version: Literal[1]
    sheet: Text = ""
    answers: dict[str, Flat | Nested] = {}

    @field_validator("answers")
    @classmethod
    def _fit_a_mapping(cls, answers: dict[str, dict]) -> dict[str, dict]:
        for kind, told in answers.items():
            shape = dict if kind in BY_VALUE else str
            if kind not in KINDS or not all(isinstance(said, shape) for said in told.values()):
                raise ValueError("no part of a mapping")
        return answers


def write_mapping(mapping: Mapping, sheet: str = "") -> bytes:
    """The answers as a file; `sheet` is the sheet they are about, where the user chose one."""
    answers = {kind: _plain(getattr(mapping, kind)) for kind in KINDS if getattr(mapping, kind)}
    file = _File(format=FORMAT, version=VERSION, sheet=sheet, answers=answers)
    return json.dumps(file.model_dump(), indent=1, ensure_ascii=False).encode()


def read_mapping(data: bytes) -> tuple[Mapping, str]:
    """The answers in a file and the sheet they are about, empty where none was chosen.

    Raises WorkbookError for anything that `write_mapping` did not write: another kind of file, a part of one, a
    newer version, a file over 1 MB.
    """
    if len(data) > MAX_BYTES:
        raise WorkbookError(*NOT_ONE)
    try:
        said = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise WorkbookError(*NOT_ONE) from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise WorkbookError(*NOT_ONE)
    version: object = said.get("version")
    if type(version) is not int:
        raise WorkbookError(*NOT_ONE)
    if version > VERSION:
        raise WorkbookError(*NEWER)
    try:
        file = _File.model_validate(said)
    except ValidationError as error:
        raise WorkbookError(*NOT_ONE) from error
    return Mapping(**file.answers), file.sheet


def _plain(told: MappingOf) -> dict:
    return {heading: dict(said) if isinstance(said, MappingOf) else said for heading, said in told.items()}
