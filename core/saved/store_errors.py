"""What can go wrong with a store of views, as a sentence; the texts of drivers never reach a screen or a log."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError

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

STATES = {
    "25006": "it may only be read",
    "28": "it does not know the user or the password it was given",
    "3D000": "there is no database of that name",
    "42501": "the user it was given may not do this",
    "53100": "the disk is full",
    "53300": "too many programs use it",
    "55P03": "another program holds it locked",
    "57014": "it takes too long to answer",
}
"""By the SQLSTATE a server gives an error, or what it begins with."""

UNREACHABLE, NO_DRIVER, NO_ADDRESS = "it does not answer", "its driver is not installed", "its address is no address"


class StoreError(Exception):
    """The store of views could not do what was asked; the text is a sentence for the reader."""


def told(error: Exception) -> StoreError:
    """The reason a database gave, in words. Nothing else of the page depends on the store, and the sentence says so."""
    return StoreError(
        f"The named views cannot be used at the moment: {_reason(error)}. Everything else works; "
        "links and view files keep a view as well."
    )


def _reason(error: Exception) -> str:
    if isinstance(error, ImportError):
        return NO_DRIVER
    if isinstance(error, ArgumentError):
        return NO_ADDRESS
    cause = getattr(error, "orig", None)
    name, state = getattr(cause, "sqlite_errorname", ""), getattr(cause, "sqlstate", None) or ""
    by_name = (reason for known, reason in REASONS.items() if name.startswith(known))
    by_state = (reason for known, reason in STATES.items() if state.startswith(known))
    return next(chain(by_name, by_state), UNREACHABLE)


@contextmanager
def said_in_words() -> Iterator[None]:
    """What a database or its folder refuses within leaves as a StoreError, save what breaks one of its own rules."""
    try:
        yield
    except IntegrityError:
        raise
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise told(error) from None
