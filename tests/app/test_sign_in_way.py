"""The way to the identity provider and back: it leads back to this server only, and says what failed."""

import asyncio
from urllib.parse import quote

import pytest
from starlette.responses import RedirectResponse, Response

from pages.parts.sign_in_way import KEPT_IN, WAY

HOST = "ballad.example.org"
TO_PROVIDER = RedirectResponse("https://id.example/authorization", 302)
SIGNED_IN = RedirectResponse("/", 302, headers={"set-cookie": '_streamlit_user="a.b.c"; Path=/; Max-Age=2592000'})
NOT_SIGNED_IN = RedirectResponse("/", 302, headers={"set-cookie": '_streamlit_user=""; Max-Age=0; Path=/'})


def asked(path: str, answer: Response, query: str = "", **headers: str) -> tuple[str, str]:
    """Where a visitor is led by the address who would be given this answer, and the cookie that is set on the way."""
    sent = []
    answer.raw_headers = list(answer.raw_headers)
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "https",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), text.encode()) for name, text in {"host": HOST, **headers}.items()],
    }

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    asyncio.run(WAY.cls(answer)(scope, receive, send))
    found = [(name.decode(), text.decode()) for name, text in sent[0]["headers"]]
    kept = [text for name, text in found if name == "set-cookie" and text.startswith(KEPT_IN)]
    return dict(found).get("location", ""), "".join(kept).partition(";")[0].removeprefix(f"{KEPT_IN}=")


def left_from(referer: str) -> str:
    """What is kept of the page somebody left from, as it comes back."""
    _, kept = asked("/auth/login", TO_PROVIDER, referer=referer)
    return asked("/oauth2callback", SIGNED_IN, "code=1&state=2", cookie=f"{KEPT_IN}={kept}")[0]


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        (f"https://{HOST}/survival?sex=male&salvage=1~2", "/survival?sex=male&salvage=1~2"),
        (f"https://{HOST}/cox?x-site=North%3B+1%2C+%22a%22&sign_in=failed", "/cox?x-site=North%3B+1%2C+%22a%22"),
        (f"https://{HOST}/cox", "/cox"),
        ("https://elsewhere.example/survival?sex=male", "/"),
        (f"https://{HOST}//elsewhere.example/", "/"),
        (f"https://{HOST}/cox?x-a={'b' * 5_000}", "/"),
        ("", "/"),
    ],
)
def test_whoever_signed_in_is_led_back_to_where_they_left_from_on_this_server(referer, back):
    assert left_from(referer) == back


@pytest.mark.parametrize(
    "made_up", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "/a\r\nset-cookie: b", "x"]
)
def test_a_way_back_made_up_leads_nowhere_else(made_up):
    assert asked("/oauth2callback", SIGNED_IN, "code=1", cookie=f"{KEPT_IN}={quote(made_up, safe='')}")[0] == "/"


@pytest.mark.parametrize(
    ("query", "answer", "back"),
    [
        ("code=1", SIGNED_IN, "/cox"),
        ("code=1", NOT_SIGNED_IN, "/cox?sign_in=failed"),
        ("code=1", TO_PROVIDER, "/cox?sign_in=failed"),
        ("code=1", Response("broken", 500), "/cox?sign_in=failed"),
        ("error=access_denied", NOT_SIGNED_IN, "/cox?sign_in=declined"),
        ("", NOT_SIGNED_IN, "/"),
    ],
)
def test_a_return_without_being_signed_in_is_said_where_somebody_left_from(query, answer, back):
    assert asked("/oauth2callback", answer, query, cookie=f"{KEPT_IN}=/cox")[0] == back


def test_a_provider_that_cannot_be_asked_is_said_where_somebody_is():
    back, _ = asked("/auth/login", Response("Authentication error", 400), referer=f"https://{HOST}/cox?sex=male")
    assert back == "/cox?sex=male&sign_in=unreachable"


def test_every_other_address_is_left_as_it_is():
    assert asked("/survival", NOT_SIGNED_IN, "code=1", cookie=f"{KEPT_IN}=/cox") == ("/", "")
