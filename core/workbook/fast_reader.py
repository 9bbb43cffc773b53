"""calamine, with its errors said in words."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, load_workbook

from core.workbook.archive import broken
from core.workbook.errors import WorkbookError
from core.workbook.preflight import PASSWORD


@dataclass(frozen=True)
class FastBook:
    """A workbook of any format calamine reads."""

    book: CalamineWorkbook

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all its sheets."""
        return tuple(self.book.sheet_names)

    def sheet(self, name: str) -> CalamineSheet:
        """One sheet; raises WorkbookError where it is damaged."""
        with _said():
            return self.book.get_sheet_by_name(name)


def load(data: bytes) -> FastBook:
    """The workbook in these bytes; raises WorkbookError for a password and for damage."""
    with _said():
        return FastBook(load_workbook(io.BytesIO(data)))


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except PasswordError as error:
        raise WorkbookError(*PASSWORD) from error
    except (CalamineError, ValueError, OSError) as error:
        raise broken() from error
    except BaseException as error:
        # A panic of the Rust reader is no Exception, and its text may quote cells.
        if type(error).__name__ == "PanicException":
            raise broken() from None
        raise
