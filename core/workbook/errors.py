"""The one exception of this room."""


class WorkbookError(Exception):
    """A file that cannot become a cohort: what is wrong, then what to do about it.

    The message never holds a cell value. `headings` are the column headings found, where the file was read but
    none of them is known, so that the user can say what they are; a sheet without headings has patients' values
    there, so they are for the screen only.
    """

    def __init__(self, problem: str, remedy: str, headings: tuple[str, ...] = ()) -> None:
        """Join the two sentences."""
        super().__init__(f"{problem} {remedy}")
        self.problem, self.remedy, self.headings = problem, remedy, headings

    def __reduce__(self) -> tuple[type["WorkbookError"], tuple[str, str, tuple[str, ...]]]:
        """What makes it again in another process."""
        return type(self), (self.problem, self.remedy, self.headings)
