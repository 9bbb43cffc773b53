"""A section of a report: sentences, figures and tables of one page of Ballad."""

from dataclasses import dataclass

from core.analyses.selection import Selection
from core.charts.export.files import Plate
from core.tables.display import DisplayTable
from core.view import View


@dataclass(frozen=True, eq=False)
class Asked:
    """The question of a report: the selected patients and the view, which fits their cohort."""

    selection: Selection
    view: View


@dataclass(frozen=True, eq=False)
class Section:
    """What one page of Ballad shows, figures in light colours; `methods` are its sentences of the methods paragraph."""

    title: str
    sentences: tuple[str, ...] = ()
    plates: tuple[Plate, ...] = ()
    tables: tuple[DisplayTable, ...] = ()
    methods: tuple[str, ...] = ()
