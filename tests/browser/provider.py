"""A small and strict OpenID Connect provider on this computer: what a hospital's would refuse, it refuses and notes.

Discovery, keys, a page to sign in on and one to consent, codes that work once and only with their PKCE verifier, client
secret and redirect address, identity tokens signed with RS256, and the end of a session. Nothing in it is Ballad's.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, CLIENT_SECRET = "ballad", "a secret between Ballad and its provider"
ACCOUNTS = {
    "ana": {"sub": "17", "name": "Ana Anders", "email": "Ana@Example.org", "email_verified": True},
    "ben": {"sub": "18", "name": "Ben <b>*Bold*</b>", "email": "ben@example.org", "email_verified": True},
    "eve": {"sub": "19", "name": "Eve", "email": "ana@example.org", "email_verified": False},
}
"""Who can sign in, each with the word "secret" for a password; Eve says she is Ana, and nobody verified it."""

TAMPERINGS = {
    "expired": lambda claims: claims | {"exp": claims["iat"] - 3_600},
    "for another client": lambda claims: claims | {"aud": "another"},
    "replayed": lambda claims: claims | {"nonce": "another"},
    "of another issuer": lambda claims: claims | {"iss": "http://127.0.0.1:9"},
    "forged": lambda claims: claims,
}
"""What may be wrong with a token; a forged one is signed with another key under the name of the right one."""


class RefusedError(Exception):
    """A request a strict provider does not answer."""


@dataclass
class Provider:
    """What the provider knows: `callback` is the one redirect address registered, `tampering` what to do to tokens.

    While it `is_down` it hangs up on everybody. `refusals` and `ended` are what it refused, and who signed out.
    """

    issuer: str
    callback: str = ""
    tampering: str = ""
    is_down: bool = False
    refusals: list[str] = field(default_factory=list)
    ended: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}))

    def metadata(self) -> dict[str, object]:
        """What discovery answers."""
        ends = ("authorization", "token", "end_session")
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/keys",
            **{f"{end}_endpoint": f"{self.issuer}/{end}" for end in ends},
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "email", "profile"],
        }

    def check_question(self, asked: dict[str, str]) -> None:
        """A request to sign in must be whole, from the client, for its own address, and bound to it by PKCE."""
        demand(asked.get("client_id") == CLIENT, "unknown client")
        demand(asked.get("redirect_uri") == self.callback, "redirect address not registered")
        demand(asked.get("response_type") == "code", "only codes are given")
        demand({"openid", "email", "profile"} <= set(asked.get("scope", "").split()), "scope")
        demand(len(asked.get("state", "")) >= 16 and len(asked.get("nonce", "")) >= 16, "state or nonce missing")
        demand(asked.get("code_challenge_method") == "S256" and len(asked.get("code_challenge", "")) == 43, "no PKCE")

    def sign_in(self, asked: dict[str, str]) -> str:
        """The redirect after consent, with a code that works once; or the word that consent was not given."""
        demand(asked.get("account") in ACCOUNTS and asked.get("password") == "secret", "wrong password")
        if asked.get("answer") != "Allow":
            return f"{self.callback}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked | {"until": str(time.time() + 60)}
        return f"{self.callback}?{urlencode({'code': code, 'state': asked['state']})}"

    def tokens(self, sent: dict[str, str], authorization: str) -> dict[str, object]:
        """The tokens a code stands for."""
        if authorization.startswith("Basic "):
            name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        else:
            name, secret = sent.get("client_id", ""), sent.get("client_secret", "")
        demand((name, secret) == (CLIENT, CLIENT_SECRET), "client not authenticated")
        demand(sent.get("grant_type") == "authorization_code", "grant type")
        asked = self.codes.pop(sent.get("code", ""), None)
        demand(asked is not None and float(asked["until"]) > time.time(), "code unknown, used or too old")
        demand(sent.get("redirect_uri") == asked["redirect_uri"], "another redirect address")
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        demand(unpadded(digest) == asked["code_challenge"], "verifier does not fit the challenge")
        access = secrets.token_urlsafe(16)
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self._token(asked, access),
        }

    def _token(self, asked: dict[str, str], access: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "at_hash": unpadded(hashlib.sha256(access.encode()).digest()[:16]),
            **ACCOUNTS[asked["account"]],
        }
        key = self.key
        if self.tampering:
            claims = TAMPERINGS[self.tampering](claims)
        if self.tampering == "forged":
            key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
        return jwt.encode({"alg": "RS256", "kid": "first"}, claims, key)

    def end_session(self, asked: dict[str, str]) -> str:
        """Where somebody goes who signed out."""
        demand(asked.get("client_id") == CLIENT, "unknown client")
        demand(asked.get("post_logout_redirect_uri") == self.callback, "redirect address not registered")
        self.ended.append(asked)
        return self.callback


def unpadded(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def demand(holds: bool, what: str) -> None:
    if not holds:
        raise RefusedError(what)


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider that answers until it is left."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Desk)
    server.provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Desk(BaseHTTPRequestHandler):
    """Answers requests for the provider of its server."""

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def _answer(self, answer) -> None:
        if self.server.provider.is_down:
            self.close_connection = True
            return
        address = urlsplit(self.path)
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        try:
            answer(address.path, dict(parse_qsl(address.query or sent)), self.server.provider)
        except RefusedError as refusal:
            self.server.provider.refusals.append(str(refusal))
            self._send(400, "application/json", json.dumps({"error": "invalid_request"}))

    def _get(self, path: str, asked: dict[str, str], provider: Provider) -> None:
        if path == "/.well-known/openid-configuration":
            self._send(200, "application/json", json.dumps(provider.metadata()))
        elif path == "/keys":
            public = provider.key.as_dict(private=False)
            self._send(200, "application/json", json.dumps({"keys": [public]}))
        elif path == "/authorization":
            provider.check_question(asked)
            self._send(200, "text/html", form(asked, "<input name=account> <input name=password type=password>"))
        elif path == "/end_session":
            self._redirect(provider.end_session(asked))
        else:
            self._send(404, "text/plain", "")

    def _post(self, path: str, sent: dict[str, str], provider: Provider) -> None:
        if path == "/token":
            tokens = provider.tokens(sent, self.headers.get("Authorization", ""))
            self._send(200, "application/json", json.dumps(tokens))
        elif path == "/authorization" and "answer" not in sent:
            provider.check_question(sent)
            buttons = "".join(f"<button name=answer value={word}>{word}</button>" for word in ("Allow", "Deny"))
            self._send(200, "text/html", form(sent, buttons))
        elif path == "/authorization":
            provider.check_question(sent)
            self._redirect(provider.sign_in(sent))
        else:
            self._send(404, "text/plain", "")

    def _redirect(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.end_headers()

    def _send(self, status: int, kind: str, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_) -> None:
        """Nothing is printed."""


def form(asked: dict[str, str], rest: str) -> str:
    """A page that sends on what was asked, with what is typed or pressed."""
    hidden = "".join(f'<input type=hidden name="{escape(key)}" value="{escape(asked[key])}">' for key in asked)
    return (
        f"<!doctype html><title>Provider</title><form method=post action=/authorization>{hidden}{rest} "
        "<button>Go on</button></form>"
    )
