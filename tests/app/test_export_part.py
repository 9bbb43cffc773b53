"""The export part as a visitor meets it, on a page of nothing else."""

from streamlit.testing.v1 import AppTest

from core.words.leaving import DATES_WARNING
from pages.parts.showing import plain


def page() -> None:
    """The part; imports stand here as the script runs alone."""
    from pages.parts.export_part import draw_exports  # noqa: PLC0415
    from pages.parts.opening import cohort_and_view, selected_patients  # noqa: PLC0415
    from pages.parts.session import follow_address, write_address  # noqa: PLC0415

    follow_address()
    write_address()
    cohort, view = cohort_and_view()
    draw_exports(cohort, selected_patients(cohort, view), view)


def test_both_tables_can_be_had_and_dates_are_warned_of():
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params.update({"endpoint": "os", "from": "mab1_start", "compare": "sex"})
    app.run()
    assert not app.exception
    buttons = [button.proto.id for button in app.get("download_button")]
    for key in ("export_cohort_xlsx", "export_cohort_csv", "export_analysis_xlsx", "export_analysis_csv"):
        assert [one for one in buttons if one.endswith(key)]
    warned = [warning.value for warning in app.warning]
    assert len(warned) == 2
    assert all("fewer than 5 patients" in said for said in warned)
    assert plain(DATES_WARNING) not in warned
    app.checkbox(key="export_dates").check().run()
    assert not app.exception
    assert plain(DATES_WARNING) in [warning.value for warning in app.warning]


def test_columns_with_small_levels_are_left_out_on_request_and_the_warning_goes():
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params.update({"endpoint": "os", "from": "mab1_start"})
    app.run()
    before = len(app.warning)
    app.checkbox(key="export_without_small").check().run()
    assert not app.exception
    assert len(app.warning) == before - 1
    assert any("Left out, as a level has fewer than 5 patients" in caption.value for caption in app.caption)
