"""Who is here: the person an identity provider vouches for where sign-in is configured, else nobody in particular.

Sign-in is Streamlit's (OpenID Connect, `[auth]` in .streamlit/secrets.toml). `BALLAD_SIGN_IN=required` shows nothing
of the app before it.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from pages.parts.sign_in_setup import REQUIRED, SIGN_IN, providers
from pages.parts.sign_in_way import PROBLEM, PROBLEMS

NOBODY_SIGNS_IN = "Nobody signs in to this Ballad: whoever uses it is one user, and named views are one list."
SIGN_IN_FIRST = (
    "Sign in to keep views under a name. The question on screen is there again afterwards; a workbook has to be "
    "dropped once more. Links and view files need no sign-in."
)
AT_THE_DOOR = "This Ballad is for people who sign in. If a link brought you here, it opens once you have."


@dataclass(frozen=True)
class Person:
    """Who uses the app: `owner` is what their views are kept under, `name` what they are called on their screen."""

    owner: str
    name: str


def person_of(claims: Mapping[str, Any]) -> Person | None:
    """The person a verified identity token names, None before sign-in.

    An e-mail address names its owner only where the provider says it was verified, since anybody may type any
    address; else the provider's own identifier does, which is unique within its issuer.
    """
    if not claims.get("is_logged_in"):
        return None
    address = str(claims.get("email") or "").strip().lower()
    name = " ".join(str(claims.get("name") or address or "somebody without a name").split())
    if address and claims.get("email_verified") is True and len(address) <= 200:
        return Person(address, name)
    identity = f"{claims.get('iss', '')}\n{claims['sub']}".encode()
    return Person(f"sub:{hashlib.sha256(identity).hexdigest()}", name)


def is_configured() -> bool:
    """Whether an identity provider is named in the secrets; asked within a page."""
    return "is_logged_in" in st.user


def person() -> Person | None:
    """Who uses the app now: without sign-in everybody is the owner with the empty name, None before it."""
    return person_of(st.user) if is_configured() else Person("", "")


def admit() -> str:
    """Stop at the door whoever has not signed in, where sign-in is required; a fault in the set-up opens nothing.

    Gives why signing in did not succeed, for whoever may stay without, or nothing.
    """
    problem = PROBLEMS.get(st.query_params.get(PROBLEM, ""), "")
    if os.environ.get(SIGN_IN, "") == REQUIRED and (not is_configured() or person() is None):
        st.title("Ballad")
        if problem:
            st.error(problem)
        st.write(AT_THE_DOOR)
        draw_sign_in("door")
        st.stop()
    if problem:
        del st.query_params[PROBLEM]
    return problem


def draw_person() -> None:
    """Who is signed in and the way out; before it the way in; that there is none where none is configured."""
    here = person()
    if here is None:
        st.caption(SIGN_IN_FIRST)
        draw_sign_in("menu")
    elif here.owner:
        st.text(f"Signed in as {here.name}")
        st.button("Sign out", on_click=st.logout, key="sign_out", type="tertiary")
    else:
        st.caption(NOBODY_SIGNS_IN)


def draw_sign_in(place: str) -> None:
    """A button for each identity provider that is configured."""
    for provider in providers(st.secrets.get("auth", {})) if is_configured() else ():
        with_whom = f" with {provider}" if provider else ""
        st.button(
            f"Sign in{with_whom}", on_click=partial(st.login, provider or None), key=f"sign_in_{place}_{provider}"
        )
