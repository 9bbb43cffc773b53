"""From the bytes of a workbook to a cohort."""

from core.workbook.errors import WorkbookError
from core.workbook.importing import list_sheets, read_workbook
from core.workbook.mapping import Column, Mapping, Question, Reading

__all__ = ["Column", "Mapping", "Question", "Reading", "WorkbookError", "list_sheets", "read_workbook"]
