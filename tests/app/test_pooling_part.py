"""Pooling as a visitor meets it, on a page of nothing else."""

from streamlit.testing.v1 import AppTest

from core.proof.pooling import NOT_A_TABLE, centre_table
from core.view import View
from core.words.pooling import STRATIFIED
from pages.parts.showing import plain
from tests.app.pages import shown
from tests.proof.asked import compared, made_up


def page() -> None:
    """The part; imports stand here as the script runs alone."""
    from pages.parts.opening import cohort_and_view, selected_patients  # noqa: PLC0415
    from pages.parts.pooling_part import draw_pooling  # noqa: PLC0415
    from pages.parts.session import follow_address, write_address  # noqa: PLC0415

    follow_address()
    write_address()
    cohort, view = cohort_and_view()
    draw_pooling(cohort, selected_patients(cohort, view), view)


def opened() -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params.update({"endpoint": "os", "from": "mab1_start", "compare": "sex"})
    app.run()
    assert not app.exception
    return app


def test_the_file_is_offered_once_the_centre_has_a_name():
    app = opened()
    assert not app.get("download_button")
    app.text_input(key="pooling_centre").set_value(" North ").run()
    assert not app.exception
    assert len(app.get("download_button")) == 1
    assert app.warning


def test_files_are_pooled_and_a_hostile_one_is_refused_with_a_sentence():
    app = opened()
    files = [
        (f"{name}.json", centre_table(compared(made_up(seed), View(compare="sex"), False), name).model_dump_json())
        for seed, name in enumerate(("North", "South"))
    ]
    uploads = [(name, text.encode(), "application/json") for name, text in files]
    app.file_uploader(key="pooling_files").set_value(uploads).run()
    assert not app.exception
    assert STRATIFIED in shown(app)
    app.file_uploader(key="pooling_files").set_value([("a.json", b"[[[", "application/json"), uploads[0]]).run()
    assert not app.exception
    assert plain(NOT_A_TABLE) in [warning.value for warning in app.warning]
