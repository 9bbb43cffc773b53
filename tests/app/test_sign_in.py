"""Who may come in and whose views are whose: by what an identity provider says, with a stand-in for it."""

import pytest
from streamlit import net_util
from streamlit.testing.v1 import AppTest

from pages.parts.sign_in import Person, person_of
from pages.parts.sign_in_setup import providers
from pages.parts.sign_in_way import PROBLEMS
from pages.parts.starting import ask_nobody_outside, refusal
from tests.app.pages import PROJECT, shown

SHARED = {"redirect_uri": "http://localhost/oauth2callback", "cookie_secret": "not a secret, but as long as one"}
PROVIDER = {"client_id": "ballad", "client_secret": "none", "server_metadata_url": "https://id.example/about"}
AUTH = {**SHARED, **PROVIDER}
ANA = {
    "is_logged_in": True,
    "iss": "https://id.example",
    "sub": "17",
    "email": "Ana@Example.org",
    "email_verified": True,
    "name": "Ana [x](http://leak.example)",
}


def at_the_door(auth: dict | None, user: dict | None = None) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "pages" / "main.py"), default_timeout=60)
    if auth is not None:
        app.secrets["auth"] = auth
        app.user = user or {"is_logged_in": False}
    return app.run()


@pytest.mark.parametrize(
    ("claims", "person"),
    [
        ({}, None),
        ({**ANA, "is_logged_in": False}, None),
        (ANA, Person("ana@example.org", "Ana [x](http://leak.example)")),
    ],
)
def test_a_person_is_named_by_a_verified_address(claims, person):
    assert person_of(claims) == person


@pytest.mark.parametrize("verified", [None, False, "true", 1])
def test_an_address_nobody_verified_names_nobody(verified):
    claims = {**ANA, "email_verified": verified}
    found = person_of(claims)
    assert found.owner.startswith("sub:")
    assert found.owner != person_of({**claims, "sub": "18"}).owner
    assert found.owner != person_of({**claims, "iss": "https://other.example"}).owner
    assert found.owner == person_of({**claims, "email": "other@example.org"}).owner


def test_the_app_that_requires_sign_in_shows_nothing_before_it(monkeypatch):
    monkeypatch.setenv("BALLAD_SIGN_IN", "required")
    app = at_the_door(AUTH)
    assert not app.exception
    assert [button.label for button in app.button] == ["Sign in"]
    assert "patients" not in shown(app)
    assert len(app.sidebar.children) == 0
    assert "29 of 29 patients" in shown(at_the_door(AUTH, ANA))


def test_an_app_that_requires_sign_in_and_has_no_provider_lets_nobody_in(monkeypatch):
    monkeypatch.setenv("BALLAD_SIGN_IN", "required")
    app = at_the_door(None)
    assert not app.exception
    assert len(app.button) == 0
    assert "patients" not in shown(app)


def test_every_provider_has_a_button(monkeypatch):
    monkeypatch.setenv("BALLAD_SIGN_IN", "required")
    app = at_the_door({**SHARED, "hospital": {"client_id": "a"}, "university": {"client_id": "b"}})
    assert [button.label for button in app.button] == ["Sign in with hospital", "Sign in with university"]


@pytest.mark.parametrize(
    ("auth", "names"), [({}, ()), (AUTH, ("",)), ({"cookie_secret": "x", "okta": {"client_id": "a"}}, ("okta",))]
)
def test_providers_are_read_from_the_secrets(auth, names):
    assert providers(auth) == names


REQUIRED = {"BALLAD_SIGN_IN": "required"}


@pytest.mark.parametrize(
    ("address", "environment", "auth", "starts"),
    [
        ("127.0.0.1", {}, {}, True),
        ("localhost", {}, {}, True),
        ("0.0.0.0", {}, {}, False),
        (None, {}, {}, False),
        ("192.168.1.4", {}, {}, False),
        ("0.0.0.0", {"BALLAD_BEHIND_SIGN_IN": "yes"}, {}, True),
        ("0.0.0.0", {}, AUTH, False),
        ("0.0.0.0", REQUIRED, AUTH, True),
        ("0.0.0.0", REQUIRED, {}, False),
        ("127.0.0.1", REQUIRED, {}, False),
        ("0.0.0.0", {"BALLAD_SIGN_IN": "yes"}, AUTH, False),
        ("127.0.0.1", {"BALLAD_SIGN_IN": "require"}, AUTH, False),
    ],
)
def test_an_address_open_to_others_is_refused_without_sign_in(monkeypatch, address, environment, auth, starts):
    monkeypatch.setattr("pages.parts.sign_in_setup.find_spec", lambda name: object())
    assert (refusal(address, environment, auth) == "") is starts


@pytest.mark.parametrize("missing", ["authlib", "httpx"])
def test_sign_in_without_its_packages_is_refused_at_the_start(monkeypatch, missing):
    monkeypatch.setattr("pages.parts.sign_in_setup.find_spec", lambda name: None if name == missing else object())
    assert "streamlit[auth]" in refusal("127.0.0.1", REQUIRED, AUTH)


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        ({**AUTH, "client_secret": ""}, "[auth] in .streamlit/secrets.toml lacks client_secret."),
        (PROVIDER, "lacks redirect_uri, cookie_secret."),
        ({**SHARED, "hospital": {"client_id": "a"}}, "[auth.hospital] in .streamlit/secrets.toml lacks client_secret"),
        ({**SHARED, "our_hospital": PROVIDER}, "underscore"),
        ({**AUTH, "redirect_uri": "https://ballad.example.org"}, "followed by /oauth2callback"),
        ({**AUTH, "cookie_secret": "ballad"}, "32 random characters"),
    ],
)
@pytest.mark.parametrize("environment", [{}, REQUIRED])
def test_a_set_up_that_could_sign_nobody_in_is_refused_at_the_start(monkeypatch, auth, said, environment):
    monkeypatch.setattr("pages.parts.sign_in_setup.find_spec", lambda name: object())
    assert said in refusal("127.0.0.1", environment, auth)
    assert refusal("127.0.0.1", environment, {**SHARED, "hospital": PROVIDER}) == ""


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("required", ["required", ""])
def test_a_sign_in_that_did_not_succeed_is_said_and_leaves_the_question(monkeypatch, problem, required):
    monkeypatch.setenv("BALLAD_SIGN_IN", required)
    app = AppTest.from_file(str(PROJECT / "pages" / "main.py"), default_timeout=60)
    app.secrets["auth"], app.user = AUTH, {"is_logged_in": False}
    app.query_params.update({"sex": "male", "sign_in": problem})
    app.run()
    assert not app.exception
    assert PROBLEMS[problem] in shown(app)
    assert ("17 of 29 patients" in shown(app)) is (not required)
    assert "does not know" not in shown(app)


def test_no_host_outside_is_asked_for_the_address_of_this_computer(monkeypatch):
    def ask(*_, **__):
        raise AssertionError("Streamlit asks outside")

    monkeypatch.setattr(net_util, "_external_ip", None)
    monkeypatch.setattr("requests.get", ask)
    ask_nobody_outside()
    assert net_util.get_external_ip() == "127.0.0.1"
