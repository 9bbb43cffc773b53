"""Whether people can sign in as whoever runs Ballad set it up: the environment, the `[auth]` section, the packages."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from pages.parts.sign_in_way import RETURNING

SIGN_IN, REQUIRED = "BALLAD_SIGN_IN", "required"
BEHIND_SIGN_IN = "BALLAD_BEHIND_SIGN_IN"
SHARED_KEYS = ("redirect_uri", "cookie_secret")
PROVIDER_KEYS = ("client_id", "client_secret", "server_metadata_url")
SHORTEST_SECRET = 32
"""Characters; whoever guesses the secret of the cookies can call himself anybody."""


def providers(auth: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the providers in the `[auth]` section; the empty name is the one without."""
    if "client_id" in auth:
        return ("",)
    return tuple(name for name, settings in auth.items() if isinstance(settings, Mapping))


def why_no_sign_in(environment: Mapping[str, str], auth: Mapping[str, Any]) -> str:
    """Why nobody can sign in as the environment and the secrets ask, or nothing where they can or need not."""
    asked, named = environment.get(SIGN_IN, ""), providers(auth)
    if asked not in ("", REQUIRED):
        return f"{SIGN_IN}={asked} is not understood; it is “{REQUIRED}” or left out."
    if asked and not named:
        return f"{SIGN_IN}={REQUIRED} needs an identity provider: name one under [auth] in .streamlit/secrets.toml."
    if named and None in (find_spec("authlib"), find_spec("httpx")):
        return "Sign-in needs the packages of streamlit[auth]: install Ballad with its part sign-in."
    return next(_faults(auth, named), "") if named else ""


def _faults(auth: Mapping[str, Any], named: tuple[str, ...]) -> Iterator[str]:
    """What the `[auth]` section lacks, or Streamlit does not take, each as a sentence."""
    yield from _lacking("[auth]", auth, SHARED_KEYS)
    for name in named:
        yield from _lacking(f"[auth.{name}]" if name else "[auth]", auth[name] if name else auth, PROVIDER_KEYS)
        if "_" in name:
            yield f"Streamlit takes no provider whose name has an underscore: call [auth.{name}] otherwise."
    if not str(auth["redirect_uri"]).endswith(RETURNING):
        yield f"redirect_uri under [auth] must be the address of this Ballad followed by {RETURNING}."
    if len(str(auth["cookie_secret"])) < SHORTEST_SECRET:
        yield f"cookie_secret under [auth] must have {SHORTEST_SECRET} random characters or more."


def _lacking(section: str, settings: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[str]:
    missing = [key for key in keys if not settings.get(key)]
    if missing:
        yield f"{section} in .streamlit/secrets.toml lacks {', '.join(missing)}."
