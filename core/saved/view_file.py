"""A view as a small file: JSON that says what it is, the version it was written with, the page, and the address.

The address of a view is its canonical form (`core.address`), so the file has nothing that a link has not. A file may
come from anywhere: it is either understood, with what did not fit said, or refused with a sentence.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from core.address import LONGEST_ADDRESS, address_of, view_at
from core.view import View

KIND = "ballad view"
VERSION = 1
LARGEST_FILE = 20_000
"""Bytes; the longest address is a fifth of it."""

Address = dict[str, str]
Migration = Callable[[Mapping[str, str]], Address]
MIGRATIONS: Mapping[int, Migration] = MappingProxyType({})
"""For each version before the current one, what makes its addresses those of the next version."""


class ViewFileError(Exception):
    """The file is no view that can be opened; the text says why and what to do."""


@dataclass(frozen=True)
class Question:
    """A view with the page it is asked on, as the end of an address: "survival"."""

    page: str
    view: View


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    kind: str
    version: Annotated[int, Field(ge=1, le=10_000)]
    page: Annotated[str, StringConstraints(pattern=r"^[a-z]{1,30}$")]
    address: Annotated[dict[str, str], Field(max_length=200)]


def write_view_file(question: Question) -> str:
    """The file of a question; the same question gives the same text."""
    content = {"kind": KIND, "version": VERSION, "page": question.page, "address": address_of(question.view)}
    return json.dumps(content, ensure_ascii=True, indent=1) + "\n"


def read_view_file(data: bytes) -> tuple[Question, tuple[str, ...]]:
    """The question in a file, and a sentence for every part of it that could not be used.

    Raises ViewFileError for anything that is no view file, one that is too large, and one of a later version.
    """
    if len(data) > LARGEST_FILE:
        raise ViewFileError("The file is too large to be a Ballad view. Choose a file that ends in .ballad.json.")
    try:
        content = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise ViewFileError(
            "The file is no Ballad view, or it was cut off. Ask for it once more, or for a link."
        ) from error
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise ViewFileError("The file is no Ballad view. Choose a file that ends in .ballad.json.")
    try:
        found = _File.model_validate(content)
    except ValidationError:
        raise ViewFileError("The file calls itself a Ballad view, but parts of it are missing or damaged.") from None
    view, problems = read_address(found.address, found.version)
    return Question(found.page, view), problems


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of a file whose every name stands once; of two values of one name neither is known to be meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def read_address(
    address: Mapping[str, str], version: int, migrations: Mapping[int, Migration] = MIGRATIONS, current: int = VERSION
) -> tuple[View, tuple[str, ...]]:
    """The view of an address kept by this or an earlier version of views, and what of it could not be used.

    Raises ViewFileError for a later version.
    """
    if version > current:
        raise ViewFileError(
            "The view was made with a later version of Ballad than this one. Update Ballad, or ask for a link."
        )
    if sum(len(key) + len(value) for key, value in address.items()) > LONGEST_ADDRESS:
        raise ViewFileError("The view is too long to be one of Ballad's.")
    for step in range(version, current):
        address = migrations[step](address)
    return view_at(address)
