"""The way to the identity provider and back: the question somebody came with is kept, and a failure is said.

Streamlit leads everybody who comes back to the bare address, whether signed in or not, and answers with two bare words
where the provider cannot be reached. This stands before its two addresses and mends both.
"""

from functools import partial
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAVING, RETURNING = "/auth/login", "/oauth2callback"
PROBLEM = "sign_in"
"""The parameter of an address that says why signing in did not succeed: one of `PROBLEMS`."""
PROBLEMS = {
    "unreachable": (
        "Sign-in could not begin: the identity provider does not answer, or not as one. Try again in a while; if it "
        "stays so, tell whoever runs this Ballad."
    ),
    "failed": (
        "Sign-in did not succeed: what the identity provider sent was out of date, was meant for another address, or "
        "could not be verified. Try again; if it happens again, tell whoever runs this Ballad."
    ),
    "declined": "Sign-in was broken off at the identity provider. Nothing was changed; try again when you like.",
}

KEPT_IN, MINUTES, LONGEST = "ballad_way_back", 10, 3_500
SIGNED_IN = "_streamlit_user="
"""How Streamlit begins the cookie it gives to whoever signed in; it takes the cookie back with an age of nothing."""


class SignInWay:
    """Stands before Streamlit on the server and looks at the two addresses of the way only."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before this app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, but for where somebody is led who leaves for the provider or returns from it."""
        path = scope["path"] if scope["type"] == "http" else ""
        if path.endswith(LEAVING):
            send = partial(_leave, Request(scope), send)
        elif path.endswith(RETURNING):
            send = partial(_return, Request(scope), send)
        await self._app(scope, receive, send)


WAY = Middleware(SignInWay)


async def _leave(request: Request, send: Send, message: Message) -> None:
    """Note where somebody leaves from; lead them back there where the provider cannot be asked."""
    if message["type"] == "http.response.start":
        here, headers = _came_from(request), MutableHeaders(scope=message)
        if message["status"] >= 400:
            message["status"] = 302
            headers["location"] = _with_problem(here, "unreachable")
        else:
            headers.append("set-cookie", _cookie(quote(here, safe="/?&=~."), MINUTES * 60))
    await send(message)


async def _return(request: Request, send: Send, message: Message) -> None:
    """Lead back to where somebody left from, and say there what failed; after signing out, where Streamlit leads."""
    asked = request.query_params
    if message["type"] == "http.response.start" and ("code" in asked or "error" in asked):
        headers = MutableHeaders(scope=message)
        there = _local(unquote(request.cookies.get(KEPT_IN, ""))) or headers.get("location", "/")
        cookies = headers.getlist("set-cookie")
        signed_in = any(one.startswith(SIGNED_IN) and "Max-Age=0" not in one for one in cookies)
        problem = "" if signed_in else "declined" if "error" in asked else "failed"
        message["status"] = 302
        headers["location"] = _with_problem(there, problem) if problem else there
        headers.append("set-cookie", _cookie("", 0))
    await send(message)


def _came_from(request: Request) -> str:
    """The page of this server somebody leaves from, without what was said there about signing in."""
    left = urlsplit(request.headers.get("referer", ""))
    home = request.url.path.removesuffix(LEAVING) or "/"
    if left.netloc != request.headers.get("host"):
        return home
    query = [(key, value) for key, value in parse_qsl(left.query) if key != PROBLEM]
    here = _local(f"{left.path}?{urlencode(query, safe='~')}" if query else left.path)
    return here if here and len(quote(here)) <= LONGEST else home


def _local(address: str) -> str:
    """The address if it stays on this server, else nothing."""
    stays = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if stays else ""


def _with_problem(address: str, problem: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode({PROBLEM: problem})}"


def _cookie(value: str, seconds: int) -> str:
    return f"{KEPT_IN}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax"
