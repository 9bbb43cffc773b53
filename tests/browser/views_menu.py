"""Driving the Views menu in a browser."""

from playwright.sync_api import Locator

from tests.browser.conftest import Visitor


def menu(reader: Visitor) -> Locator:
    return reader.page.get_by_test_id("stPopoverBody")


def open_menu(reader: Visitor) -> None:
    """Open the menu afresh; one that is open is closed before."""
    if menu(reader).count():
        close_menu(reader)
    reader.page.get_by_role("button", name="Views", exact=True).click()
    menu(reader).get_by_text("Link: the question").wait_for()
    reader.settle()


def close_menu(reader: Visitor) -> None:
    reader.page.keyboard.press("Escape")
    menu(reader).wait_for(state="hidden")
    reader.settle()


def link_of(reader: Visitor) -> str:
    """The link the menu gives, from the server's address on."""
    open_menu(reader)
    link = menu(reader).get_by_test_id("stCode").inner_text().replace("\n", "")
    close_menu(reader)
    return link.removeprefix(reader.address)


def save(reader: Visitor, name: str, note: str = "") -> None:
    menu(reader).get_by_label("Name", exact=True).fill(name)
    menu(reader).get_by_label("Note", exact=True).fill(note)
    menu(reader).get_by_role("button", name="Save this view").click()
    reader.settle()


def listed(reader: Visitor) -> list[str]:
    """The saved views the menu offers, as it calls them."""
    if menu(reader).get_by_test_id("stSelectbox").count() == 0:
        return []
    menu(reader).get_by_test_id("stSelectbox").locator("input").click()
    options = reader.page.get_by_role("option").all_inner_texts()
    reader.page.keyboard.press("Escape")
    reader.settle()
    return options


def choose_saved(reader: Visitor, name: str) -> None:
    menu(reader).get_by_test_id("stSelectbox").locator("input").click()
    reader.page.get_by_role("option").filter(has_text=name).first.click()
    reader.settle()


def open_saved(reader: Visitor, name: str) -> None:
    choose_saved(reader, name)
    menu(reader).get_by_test_id("stBaseButton-primary").click()
    reader.settle()
