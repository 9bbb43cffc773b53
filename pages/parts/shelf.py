"""What the Views menu and the page of two views remember of one visitor."""

from dataclasses import dataclass

from core.saved.store import SavedView
from core.view import View


@dataclass(frozen=True)
class Pinned:
    """A view put aside to be set against another, and what it is called."""

    name: str
    view: View


@dataclass
class Shelf:
    """`down` says why the named views cannot be listed: they are left alone until the visitor tries again.

    `refusal` says why the last act failed, `deleted` is the view deleted last, `pinned` the one to compare with;
    `saves` counts the views saved, so that the fields of the next one are empty.
    """

    down: str = ""
    refusal: str = ""
    deleted: SavedView | None = None
    pinned: Pinned | None = None
    saves: int = 0
