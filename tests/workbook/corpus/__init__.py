"""Workbooks as hospitals keep them, made by code, each with the exact cohort or refusal expected of it."""

from tests.workbook.corpus import codes, combined, dates, languages, layouts, refused

BOOKS = (*dates.BOOKS, *languages.BOOKS, *codes.BOOKS, *layouts.BOOKS, *combined.BOOKS, *refused.BOOKS)
