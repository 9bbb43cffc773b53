"""A section of a report: one page of Ballad, part by part, each part with its sentences, figures and tables."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from core.analyses.selection import Selection
from core.charts.export.files import Plate
from core.tables.display import DisplayTable
from core.view import View

UNTITLED = ""
"""The heading of a part that stands right under that of its section."""


@dataclass(frozen=True, eq=False)
class Asked:
    """The question of a report: the selected patients and the view, which fits their cohort."""

    selection: Selection
    view: View

    @property
    def question(self) -> View:
        """The view without what changes no number of the report: its sections, and what it is written as."""
        default = View()
        return self.view.change(sections=default.sections, document=default.document)


@dataclass(frozen=True, eq=False)
class Part:
    """What one place of a page shows, figures in light colours; empty sentences are dropped.

    `methods` are its sentences of the methods paragraph, and `packages` those that computed it beside the ones every
    analysis uses. `lacking` says what the page could not show and why: that
    stands at the end of the report, so that no heading is left with nothing under it.
    """

    title: str = UNTITLED
    sentences: tuple[str, ...] = ()
    plates: tuple[Plate, ...] = ()
    tables: tuple[DisplayTable, ...] = ()
    methods: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def has_something(self) -> bool:
        """Whether there is something to show under its heading."""
        return bool(self.sentences or self.plates or self.tables)

    def tidied(self) -> "Part":
        """The part without empty texts."""
        texts = {name: tuple(filter(None, getattr(self, name))) for name in ("sentences", "methods", "lacking")}
        return replace(self, **texts)


MakePart = Callable[[], Part | None]
"""What makes a part, None where the page shows nothing there; ValueError where its numbers cannot be computed."""


@dataclass(frozen=True, eq=False)
class Section:
    """The parts of one page of Ballad that have something, and why others have not."""

    title: str
    parts: tuple[Part, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of all parts."""
        return tuple(text for part in self.parts for text in part.sentences)

    @property
    def plates(self) -> tuple[Plate, ...]:
        """The figures of all parts."""
        return tuple(plate for part in self.parts for plate in part.plates)

    @property
    def tables(self) -> tuple[DisplayTable, ...]:
        """The tables of all parts."""
        return tuple(table for part in self.parts for table in part.tables)

    @property
    def methods(self) -> tuple[str, ...]:
        """What all parts say of their methods, each once."""
        return tuple(dict.fromkeys(text for part in self.parts for text in part.methods))

    @property
    def packages(self) -> tuple[str, ...]:
        """The further packages the parts were computed with."""
        return tuple(name for part in self.parts for name in part.packages)


def make_section(title: str, makers: Iterable[MakePart]) -> Section:
    """The section of these parts; a part that cannot be computed says why, and the others are there."""
    parts, lacking = [], []
    for make in makers:
        part = _made(make)
        if part is None:
            continue
        lacking += part.lacking
        if part.has_something:
            parts.append(part)
    return Section(title, tuple(parts), tuple(dict.fromkeys(lacking)))


def _made(make: MakePart) -> Part | None:
    try:
        part = make()
    except ValueError as refusal:
        return Part(lacking=(f"A part could not be computed: {str(refusal).rstrip('.')}.",))
    return part and part.tidied()
