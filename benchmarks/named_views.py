"""The list of named views, in a file and, where `BALLAD_VIEWS_URL` names one, on a server."""

import os
import tempfile
from pathlib import Path

from benchmarks.measure import Row, median_ms
from core.saved.database import VARIABLE
from core.saved.store import LONGEST_NOTE, ViewStore
from core.saved.view_file import Question
from core.view import View

VIEWS, MOST_MS = 200, 100
OWNER = "benchmark"


def named_views_rows() -> list[Row]:
    """Listing 200 views, each with the longest note: at most 100 ms. On a server they are deleted again."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [_listing("list of named views, SQLite", f"sqlite:///{Path(folder) / 'views.sqlite'}")]
    if os.environ.get(VARIABLE):
        rows.append(_listing("list of named views, the server named", os.environ[VARIABLE]))
    return rows


def _listing(what: str, url: str) -> Row:
    store, question = ViewStore(url), Question("survival", View(compare="salvage", endpoint="os"))
    saved = [store.save(question, f"View {number}", "n" * LONGEST_NOTE, OWNER) for number in range(VIEWS)]
    ms = median_ms(lambda: store.views(OWNER))
    for view in saved:
        store.delete(view.id, OWNER)
    return Row(what, VIEWS, ms, aim="most", limit=MOST_MS)
