"""The one exception of this room."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.workbook.mapping import Question


class WorkbookError(Exception):
    """A file that cannot become a cohort: what is wrong, then what to do about it.

    The message never holds a cell value. `headings` are the column headings found, where the file was read but
    none of them is known, so that the user can say what they are; a sheet without headings has patients' values
    there, so they are for the screen only. `questions` are those of a sheet that may load once they are answered.
    """

    def __init__(
        self, problem: str, remedy: str, headings: tuple[str, ...] = (), questions: tuple["Question", ...] = ()
    ) -> None:
        """Join the two sentences."""
        super().__init__(f"{problem} {remedy}")
        self.problem, self.remedy, self.headings, self.questions = problem, remedy, headings, questions

    def __reduce__(self) -> tuple[type["WorkbookError"], tuple[str, str, tuple[str, ...], tuple["Question", ...]]]:
        """What makes it again in another process."""
        return type(self), (self.problem, self.remedy, self.headings, self.questions)
