"""Driving the Views menu as a visitor would."""

from streamlit.testing.v1 import AppTest

from pages.parts.session import KEY


def open_menu(app: AppTest) -> AppTest:
    app.session_state["views_menu"] = True
    return app.run()


def choose(app: AppTest, place: int = 0) -> AppTest:
    """The app after the view at this place of the list was chosen."""
    box = app.selectbox(key="named_view")
    identity = next(one for one in box.format_func.__self__ if box.format_func(one) == box.options[place])
    return box.set_value(identity).run()


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def listed(app: AppTest) -> list[str]:
    boxes = [box for box in app.selectbox if box.key == "named_view"]
    return list(boxes[0].options) if boxes else []


def page_of(app: AppTest) -> str:
    return app.session_state[KEY].page
