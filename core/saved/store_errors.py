"""What can go wrong with a store of views, as a sentence; the texts of drivers never reach a screen or a log."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

REASONS = {
    "SQLITE_READONLY": "its file or folder may only be read",
    "SQLITE_FULL": "the disk is full",
    "SQLITE_BUSY": "another program holds it locked",
    "SQLITE_LOCKED": "another program holds it locked",
    "SQLITE_CANTOPEN": "its folder is not there or may not be written to",
    "SQLITE_NOTADB": "its file is no database",
    "SQLITE_CORRUPT": "its file is damaged",
    "SQLITE_IOERR": "its disk does not answer",
}
"""By the name SQLite gives an error; longer names begin with these."""

UNREACHABLE = "it does not answer"


class StoreError(Exception):
    """The store of views could not do what was asked; the text is a sentence for the reader."""


def told(error: Exception) -> StoreError:
    """The reason a database gave, in words. Nothing else of the page depends on the store, and the sentence says so."""
    name = getattr(getattr(error, "orig", None), "sqlite_errorname", "")
    reason = next((reason for known, reason in REASONS.items() if name.startswith(known)), UNREACHABLE)
    return StoreError(
        f"The named views cannot be used at the moment: {reason}. Everything else works; "
        "links and view files keep a view as well."
    )


@contextmanager
def said_in_words() -> Iterator[None]:
    """What a database or its folder refuses within leaves as a StoreError, save what breaks one of its own rules."""
    try:
        yield
    except IntegrityError:
        raise
    except (SQLAlchemyError, OSError) as error:
        raise told(error) from None
