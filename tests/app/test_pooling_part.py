"""Pooling as a visitor meets it, on a page of nothing else."""

import json

from streamlit.testing.v1 import AppTest

from core.words.centre_files import WITHOUT_GROUPS, copied, damaged, quoted
from pages.parts import figure_downloads
from pages.parts.showing import plain
from tests.app.pages import shown
from tests.centres.centres import changed, file_of

HOSTILE = "<script>alert(1)</script> ![x](http://example.org) $x$"
FILES = [file_of(0, "North"), file_of(1, "South")]


def page() -> None:
    """The part; imports stand here as the script runs alone."""
    from pages.parts.opening import cohort_and_view, selected_patients  # noqa: PLC0415
    from pages.parts.pooling_part import draw_pooling  # noqa: PLC0415
    from pages.parts.session import follow_address, write_address  # noqa: PLC0415

    follow_address()
    write_address()
    cohort, view = cohort_and_view()
    draw_pooling(cohort, selected_patients(cohort, view), view)


def opened(compare: str = "sex", **query: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params.update({"endpoint": "os", "from": "mab1_start", "compare": compare} | query)
    app.run()
    assert not app.exception
    return app


def pooled(*files: tuple[str, bytes], app: AppTest | None = None) -> AppTest:
    app = app or opened()
    app.file_uploader(key="pooling_files").set_value([(*file, "application/json") for file in files]).run()
    assert not app.exception
    return app


def warned(app: AppTest) -> list[str]:
    return [warning.value for warning in app.warning]


def test_the_file_is_offered_once_the_centre_has_a_name():
    app = opened()
    assert not app.get("download_button")
    app.text_input(key="pooling_centre").set_value(" North ").run()
    assert not app.exception
    assert len(app.get("download_button")) == 1


def test_a_single_small_group_is_warned_of_before_it_is_exported():
    app = opened(compare="", salvage="2", sex="female")
    app.text_input(key="pooling_centre").set_value("North").run()
    assert not app.exception
    assert any(said.startswith("Fewer than 5 patients in “All patients”") for said in warned(app))
    assert len(app.get("download_button")) == 1


def test_groups_known_only_later_are_not_offered():
    app = opened(compare="transplant")
    assert any(plain(WITHOUT_GROUPS) in notice.value for notice in app.info)
    assert not app.text_input


def test_files_become_a_figure_and_two_tables_and_a_choice_of_curves():
    app = pooled(*FILES)
    assert len(app.get("vega_lite_chart")) == 1
    assert "Pooled from counts of 2 centres: North (n = " in shown(app)
    assert "P by the stratified log-rank test." in shown(app)
    curves = app.selectbox(key="pooling_curves")
    assert curves.options == [
        "Groups, all centres together",
        "Centres side by side",
        "Centres side by side, only Female",
        "Centres side by side, only Male",
    ]
    curves.select_index(3).run()
    assert not app.exception
    assert "Only patients in “Male”." in shown(app)
    assert "P by the log-rank test." in shown(app)


def test_the_limits_are_those_the_visitor_chooses():
    app = pooled(*FILES)
    app.selectbox(key="setting_interval").set_value("log").run()
    assert not app.exception
    assert app.query_params["interval"] == "log"
    assert "95 % confidence intervals on the log scale (as R)" in shown(app)


def test_a_choice_that_other_files_do_not_offer_is_given_up():
    app = pooled(*FILES)
    app.selectbox(key="pooling_curves").select_index(3).run()
    pooled(*(changed(file, groups=[json.loads(file[1])["groups"][0]]) for file in FILES), app=app)
    assert app.selectbox(key="pooling_curves").index == 0


def test_a_bad_file_and_a_copy_get_a_sentence_each_and_the_others_stay():
    app = pooled(("bad.json", b"[[["), *FILES, ("copy.json", FILES[0][1]))
    said = warned(app)
    assert plain(damaged("bad.json")) in said
    assert plain(copied("copy.json", "North.json")) in said
    assert len(app.get("vega_lite_chart")) == 1
    alone = pooled(("bad.json", b"[[["), FILES[0], app=app)
    assert not alone.get("vega_lite_chart")


def test_the_name_of_a_centre_is_never_read_as_markdown_or_html():
    other = f"{HOSTILE} 2"
    files = [FILES[0], changed(file_of(2, "x"), centre=HOSTILE), changed(FILES[1], centre=other, endpoint="efs")]
    app = pooled(*files)
    assert any(plain(quoted(other)) in said for said in warned(app))
    raw = "\n".join(element.value for kind in (app.markdown, app.caption, app.warning, app.info) for element in kind)
    assert "<script>" not in raw
    assert "![x](" not in raw
    html = "\n".join(element.proto.body for element in app.get("html"))
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_the_files_of_the_figure_say_nothing_of_the_cohort_on_the_screen(monkeypatch):
    made = []
    monkeypatch.setattr(figure_downloads, "_draw_menu", lambda plate, *_: made.append(plate))
    app = pooled(*FILES, app=opened(sex="male"))
    app.session_state["pooled_figure_files"] = True
    app.run()
    assert not app.exception
    (plate,) = made
    assert plate.title == "Overall survival from the first antibody: groups, all centres together"
    assert "Patients:" not in plate.caption
    assert "ynthetic" not in plate.caption


def test_a_figure_with_long_names_is_offered_in_two_columns_only():
    for name, widths in (("West", 2), ("A centre of a long name", 1)):
        app = pooled(FILES[0], changed(FILES[1], centre=name))
        app.selectbox(key="pooling_curves").select_index(1).run()
        app.session_state["pooled_figure_files"] = True
        app.run()
        (width,) = [one for one in app.button_group if one.key == "pooled_figure_width"]
        assert len(width.options) == widths


def test_both_tables_have_a_menu_that_says_nothing_of_the_cohort_on_the_screen():
    app = pooled(*FILES, app=opened(sex="male"))
    for key in ("pooled_centres", "pooled_milestones"):
        app.session_state[f"{key}_copy"] = True
    app.run()
    assert not app.exception
    buttons = [element.proto.label for element in app.get("download_button")]
    assert buttons == ["Word", "Excel", "CSV", "HTML", "LaTeX", "Text"] * 2
    texts = [element.value for element in app.code]
    assert len(texts) == 4
    assert all("All centres" in text and "Patients:" not in text and "ynthetic" not in text for text in texts)
