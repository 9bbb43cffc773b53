"""View files from anywhere, and a store of views in trouble, in a real browser: a sentence each, and the page stays."""

import json
import sqlite3

from core.filters import Choice
from core.saved.view_file import Question, write_view_file
from core.view import View
from tests.browser.views_menu import listed, menu, open_menu, save

SCRIPT_NAME = "<img src=x onerror=alert(1)> ![x](leak.example) $x$ <script>alert(2)<script>"
ASKED = write_view_file(Question("cox", View(filters=(Choice(field="sex", levels=("female",)),)))).encode()
HOSTILE = {
    "cut off": (ASKED[:60], "it was cut off"),
    "nested": (b'{"a":' * 3_000 + b"1" + b"}" * 3_000, "it was cut off"),
    "of a huge number": (ASKED.replace(b": 1,", b": " + b"9" * 5_000 + b","), "it was cut off"),
    "of a name twice": (ASKED.replace(b": 1,", b': 1, "version": 1,'), "it was cut off"),
    "of no number": (ASKED.replace(b": 1,", b": NaN,"), "missing or damaged"),
    "from the future": (ASKED.replace(b": 1,", b": 99,"), "later version of Ballad"),
    "of a megabyte": (json.dumps({"kind": "ballad view", "page": "x" * 1_000_000}).encode(), "too large"),
}


def upload_view(reader, data: bytes) -> None:
    file = {"name": f"{SCRIPT_NAME}.json", "mimeType": "application/json", "buffer": data}
    menu(reader).locator("input[type=file]").set_input_files(file)
    reader.settle()


def test_a_hostile_view_file_is_refused_with_a_sentence_and_the_question_stays(visit):
    reader = visit()
    reader.page.on("dialog", lambda dialog: reader.faults.append(dialog.message))
    reader.open("/response?sex=male")
    open_menu(reader)
    for what, (data, sentence) in HOSTILE.items():
        upload_view(reader, data)
        menu(reader).get_by_text(sentence).wait_for()
        assert reader.count() == "17 of 29 patients", what
    script = ASKED.replace(b'"female"', json.dumps(SCRIPT_NAME).encode())
    upload_view(reader, script)
    reader.page.locator("h1", has_text="Cox").wait_for()
    reader.settle()
    assert reader.count() == "29 of 29 patients"
    assert "“<img src=x onerror=alert(1)> ![x](leak.e…”, which Ballad does not know; set aside" in reader.text()
    assert (reader.faults, reader.outside) == ([], [])


def test_a_store_locked_or_damaged_while_in_use_costs_neither_page_nor_words(visit_at, fresh_server, tmp_path):
    reader, file = visit_at(fresh_server), tmp_path / "views.sqlite"
    reader.open("/response?sex=male")
    open_menu(reader)
    save(reader, "Plan")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    save(reader, "Another")
    menu(reader).get_by_text("another program holds it locked").first.wait_for(timeout=30_000)
    assert menu(reader).get_by_label("Name", exact=True).input_value() == "Another"
    assert reader.count() == "17 of 29 patients"
    other.execute("ROLLBACK")
    other.close()
    if menu(reader).get_by_role("button", name="Try again").count():
        menu(reader).get_by_role("button", name="Try again").click()
        reader.settle()
    save(reader, "Another")
    assert sorted(listed(reader)) == ["Another · Response", "Plan · Response"]

    kept = file.read_bytes()
    file.write_bytes(b"junk" * 5_000)
    open_menu(reader)
    menu(reader).get_by_text("The named views cannot be used at the moment: its file is").wait_for()
    assert reader.count() == "17 of 29 patients"
    file.write_bytes(kept)
    menu(reader).get_by_role("button", name="Try again").click()
    reader.settle()
    assert sorted(listed(reader)) == ["Another · Response", "Plan · Response"]
    assert "Traceback" not in reader.page.content()
    assert reader.faults == []
