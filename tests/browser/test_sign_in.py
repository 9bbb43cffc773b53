"""Sign-in with a provider of OpenID Connect, a real server and a real browser: who comes in, and whose views are whose.

The provider is strict (tests/browser/provider.py); what it refused would stand in `refusals`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import Visitor, free_port, running
from tests.browser.provider import CLIENT, CLIENT_SECRET, TAMPERINGS, Provider, providing
from tests.browser.views_menu import choose_saved, listed, menu, open_menu, save

QUESTION = "/response?sex=male&compare=salvage"

Guarded = tuple[str, Provider]


@contextmanager
def guarding(folder: Path, **environment: str) -> Iterator[Guarded]:
    """An app with a provider to sign in with, and the provider; nothing is written into the project."""
    with providing() as provider:
        port = free_port()
        provider.callback = f"http://127.0.0.1:{port}/oauth2callback"
        settings = {
            "redirect_uri": provider.callback,
            "cookie_secret": "for a test: no secret, but as long as one",
            "client_id": CLIENT,
            "client_secret": CLIENT_SECRET,
            "server_metadata_url": f"{provider.issuer}/.well-known/openid-configuration",
        }
        file = folder / "secrets.toml"
        file.write_text("[auth]\n" + "".join(f'{key} = "{value}"\n' for key, value in settings.items()))
        with running(folder / "server.log", port, (f"--secrets.files={file}",), **environment) as address:
            yield address, provider


@pytest.fixture(scope="module")
def guarded(tmp_path_factory) -> Iterator[Guarded]:
    with guarding(tmp_path_factory.mktemp("guarded"), BALLAD_SIGN_IN="required") as both:
        yield both


def leave_for_the_provider(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="Sign in").click()
    visitor.page.wait_for_url("**/authorization?**")


def sign_in(visitor: Visitor, account: str, answer: str = "Allow") -> None:
    leave_for_the_provider(visitor)
    visitor.page.fill("input[name=account]", account)
    visitor.page.fill("input[name=password]", "secret")
    visitor.page.get_by_role("button", name="Go on").click()
    visitor.page.get_by_role("button", name=answer).click()
    visitor.page.wait_for_url(f"{visitor.address}/**")
    visitor.page.locator("h1").first.wait_for()
    visitor.settle()


@pytest.fixture
def arrive(visit_at: Callable[..., Visitor], guarded: Guarded) -> Callable[..., Visitor]:
    """Somebody at the door with a link, or within, as who signed in."""

    def arriving(account: str = "", path: str = QUESTION) -> Visitor:
        visitor = visit_at(guarded[0])
        visitor.open(path)
        if account:
            sign_in(visitor, account)
        return visitor

    return arriving


def is_at_the_door(visitor: Visitor) -> bool:
    """Whether nothing is shown but the way in: no cohort, no filter, no page, no view."""
    visitor.settle()
    body = visitor.page.locator("body").inner_text()
    return visitor.page.get_by_role("button", name="Sign in").count() == 1 and not any(
        word in body for word in ("patients", "MSKCC", "Views", "Survival", "Traceback")
    )


def test_nothing_is_shown_before_sign_in_and_then_the_question_one_came_with(arrive, guarded):
    visitor = arrive()
    assert is_at_the_door(visitor)
    sign_in(visitor, "ana")
    assert visitor.page.locator("h1").inner_text() == "Response"
    assert visitor.count() == "17 of 29 patients"
    assert "compare=salvage" in visitor.page.url
    open_menu(visitor)
    assert "Signed in as Ana Anders" in menu(visitor).inner_text()
    assert guarded[1].refusals == []


def test_views_belong_to_who_saved_them_until_shared_and_an_unverified_address_is_nobodys(arrive, guarded):
    ana, ben, eve = arrive("ana"), arrive("ben"), arrive("eve")
    for visitor in (ana, ben, eve):
        open_menu(visitor)
    assert "Signed in as Ben <b>*Bold*</b>" in menu(ben).inner_text()
    save(ana, "Plan")
    assert listed(ana) == ["Plan · Response"]
    for other in (ben, eve):
        open_menu(other)
        assert listed(other) == []
    choose_saved(ana, "Plan")
    menu(ana).get_by_role("button", name="Share with all").click()
    ana.settle()
    for other in (ben, eve):
        open_menu(other)
        assert listed(other) == ["Plan · Response · shared by ana@example.org"]
    assert guarded[1].refusals == []


def test_who_signs_out_is_at_the_door_again_and_the_provider_knows(arrive, guarded):
    visitor = arrive("ben")
    open_menu(visitor)
    menu(visitor).get_by_role("button", name="Sign out").click()
    visitor.page.get_by_role("button", name="Sign in").wait_for()
    visitor.settle()
    assert is_at_the_door(visitor)
    assert "sign_in" not in visitor.page.url
    assert len(guarded[1].ended) == 1
    visitor.open(QUESTION)
    assert is_at_the_door(visitor)
    assert guarded[1].refusals == []


def test_a_token_that_is_not_right_lets_nobody_in_and_is_said(arrive, guarded):
    visitor = arrive()
    for tampering in TAMPERINGS:
        guarded[1].tampering = tampering
        sign_in(visitor, "ana")
        guarded[1].tampering = ""
        assert "Sign-in did not succeed" in visitor.text(), tampering
        assert is_at_the_door(visitor), tampering
    sign_in(visitor, "ana")
    assert visitor.count() == "17 of 29 patients"
    assert "sign_in" not in visitor.page.url


def test_who_breaks_off_at_the_provider_is_told_so(arrive):
    visitor = arrive()
    sign_in(visitor, "ana", answer="Deny")
    assert "broken off at the identity provider" in visitor.text()
    assert is_at_the_door(visitor)


def test_a_provider_that_is_down_is_said_and_the_link_is_kept(arrive, guarded):
    visitor = arrive()
    guarded[1].is_down = True
    visitor.page.get_by_role("button", name="Sign in").click()
    visitor.page.get_by_text("the identity provider does not answer").wait_for()
    guarded[1].is_down = False
    assert is_at_the_door(visitor)
    sign_in(visitor, "ana")
    assert visitor.count() == "17 of 29 patients"


def test_a_code_made_up_lets_nobody_in_and_is_said(arrive, guarded):
    visitor = arrive()
    leave_for_the_provider(visitor)
    state = parse_qs(urlsplit(visitor.page.url).query)["state"][0]
    visitor.page.goto(f"{visitor.address}/oauth2callback?code=made-up&state={state}")
    visitor.page.locator("h1").first.wait_for()
    visitor.settle()
    assert "Sign-in did not succeed" in visitor.text()
    assert is_at_the_door(visitor)
    assert guarded[1].refusals.pop() == "code unknown, used or too old"


def test_a_cookie_made_up_lets_nobody_in(arrive, guarded):
    visitor = arrive()
    made_up = '"eyJzdWIiOiAiMTciLCAiaXNfbG9nZ2VkX2luIjogdHJ1ZX0.awgYWQ.MxSSw766oyt4f5x8O0DG8IwMyNM"'
    visitor.page.context.add_cookies([{"name": "_streamlit_user", "value": made_up, "url": guarded[0]}])
    visitor.open(QUESTION)
    assert is_at_the_door(visitor)


def test_where_sign_in_is_offered_and_not_required_the_question_survives_it(visit_at, tmp_path):
    with guarding(tmp_path) as (address, provider):
        visitor = visit_at(address)
        visitor.open(QUESTION)
        assert visitor.count() == "17 of 29 patients"
        open_menu(visitor)
        assert "Sign in to keep views under a name" in menu(visitor).inner_text()
        sign_in(visitor, "ana")
        assert visitor.count() == "17 of 29 patients"
        open_menu(visitor)
        assert "Signed in as Ana Anders" in menu(visitor).inner_text()
        assert provider.refusals == []
