"""The Overview page in a real browser: its figures in both modes, the click on a bar, a workbook of a visitor."""

import pytest
from playwright.sync_api import Locator

from tests.browser.workbooks import sixty_patients

ADDRESS = "/overview?cohort=mskcc&salvage=1~2&compare=sex&order=group"
HOSTILE = "<img src=https://example.org/x> ![x](https://example.org/y)"


def figures(reader, number: int) -> list[Locator]:
    found = reader.page.locator("[data-testid=stVegaLiteChart] svg")
    found.nth(number - 1).wait_for(timeout=30_000)
    return found.all()


def texts(figure: Locator) -> str:
    return " | ".join(figure.locator("text").all_text_contents())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_flow_ribbon_and_courses_are_drawn_with_their_words(visit, scheme):
    reader = visit(scheme)
    reader.open(ADDRESS)
    flow, ribbon, courses = (texts(figure) for figure in figures(reader, 3))
    for text in ("(n = 29)", "Left out (n = 4)", "Salvage 3+ (n = 4)", "(n = 25)", "Female (n = 10)"):
        assert text in flow.replace("\u00a0", " ")
    for text in ("First antibody", "Blinatumomab 21", "Inotuzumab 4", "Alive", "Dead"):
        assert text in ribbon
    for text in ("After transplant", "Alive at last contact", "Female", "SYN-15", "Months from the first antibody"):
        assert text in courses
    assert reader.faults == reader.outside == []


def test_no_figure_is_wider_than_its_place_and_none_is_flat(visit):
    reader = visit()
    reader.open(ADDRESS)
    for figure in figures(reader, 3):
        place = figure.locator("xpath=ancestor::*[@data-testid='stVegaLiteChart'][1]")
        assert figure.bounding_box()["width"] <= place.bounding_box()["width"] + 1
        assert figure.bounding_box()["height"] > 200


def test_a_click_on_a_bar_lists_its_patient(visit):
    reader = visit()
    reader.open("/overview?cohort=mskcc")
    courses = figures(reader, 3)[2]
    courses.scroll_into_view_if_needed()
    reader.settle()
    name = courses.locator("text", has_text="SYN-15").bounding_box()
    box = courses.bounding_box()
    reader.page.mouse.click(box["x"] + box["width"] / 2, name["y"] + name["height"] / 2)
    reader.page.get_by_text("1 patient: The bar clicked").wait_for()
    assert reader.faults == []


def test_a_hostile_workbook_is_drawn_and_asks_nothing_of_the_outside(visit):
    reader = visit()
    reader.open("/cohort")
    reader.drop(sixty_patients(hostile=HOSTILE))
    reader.go("Overview")
    reader.choose("Compare by", f"Centre {HOSTILE}")
    flow, _, courses = (texts(figure) for figure in figures(reader, 3))
    assert "<img" in flow
    assert "<img" in courses
    assert reader.faults == reader.outside == []
