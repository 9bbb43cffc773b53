"""A table leaves the browser: as a Word file that opens, and as text on the clipboard."""

import csv
import io
from pathlib import Path

from docx import Document


def open_menu(reader, place: int = 0) -> None:
    menu = reader.page.get_by_role("button", name="Copy or download").nth(place)
    menu.click()
    reader.page.get_by_role("button", name="Word", exact=True).wait_for()
    reader.settle()
    menu.scroll_into_view_if_needed()  # what was drawn meanwhile may have pushed it below the window


def download(reader, kind: str) -> Path:
    with reader.page.expect_download() as arriving:
        reader.page.get_by_role("button", name=kind, exact=True).click()
    return arriving.value


def test_a_word_file_arrives_opens_and_holds_the_table_of_the_screen(visit):
    reader = visit()
    reader.open("/cox?sequence=blina-ino")
    open_menu(reader)
    file = download(reader, "Word")
    assert file.suggested_filename == "ballad-cox_models-filtered.docx"
    document = Document(io.BytesIO(Path(file.path()).read_bytes()))
    (table,) = document.tables
    on_screen = reader.page.locator(".ballad-table").first.locator("th[scope=col]").all_inner_texts()
    assert [cell.text for cell in table.rows[0].cells] == on_screen
    assert document.paragraphs[-1].text.startswith("Synthetic")
    assert reader.faults == []
    assert reader.outside == []


def test_a_file_is_made_of_the_table_as_it_stands_when_it_is_asked_for(visit):
    reader = visit()
    reader.open("/survival?compare=sex")
    open_menu(reader)
    first = list(csv.reader(io.StringIO(Path(download(reader, "CSV").path()).read_text("utf-8-sig"))))
    reader.page.keyboard.press("Escape")
    reader.settle()
    reader.click_pill("Salvage 1 ·")
    open_menu(reader)
    second = list(csv.reader(io.StringIO(Path(download(reader, "CSV").path()).read_text("utf-8-sig"))))
    assert first[0] == second[0]
    assert [row[1] for row in first[1:3]] != [row[1] for row in second[1:3]]


def test_the_text_of_a_table_is_copied_with_a_click(visit):
    reader = visit()
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.open("/cox")
    open_menu(reader)
    code = reader.page.locator("[data-testid=stPopoverBody] [data-testid=stCode]").first
    code.hover()
    code.get_by_role("button").click()
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[0].split("\t")[:3] == ["Covariate", "n", "Events"]
