"""Before the first visitor: the address Ballad may listen on, and everything slow done once."""

import asyncio
import gc
import ipaddress
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from streamlit import net_util

from pages.parts.janitor import sweep_for_ever
from pages.parts.sign_in_setup import BEHIND_SIGN_IN, REQUIRED, SIGN_IN, why_no_sign_in


def refusal(address: str | None, environment: Mapping[str, str], auth: Mapping[str, Any]) -> str:
    """Why Ballad does not start on this address with this `[auth]` section of the secrets, or nothing where it may.

    Without sign-in, whoever reaches the port reaches the patients of everyone who uses it. So Ballad listens on
    this computer alone, unless sign-in is required or whoever runs it says that a proxy with sign-in stands before it.
    """
    if no_sign_in := why_no_sign_in(environment, auth):
        return no_sign_in
    if _is_loopback(address) or environment.get(SIGN_IN) == REQUIRED or environment.get(BEHIND_SIGN_IN) == "yes":
        return ""
    return (
        f"Ballad listens on this computer only (server.address = 127.0.0.1); {address or 'every interface'} is more. "
        f"Require sign-in with {SIGN_IN}={REQUIRED}, or put a proxy with sign-in before it and start it with "
        f"{BEHIND_SIGN_IN}=yes, or leave the address as it was."
    )


def start_or_refuse() -> None:
    """Leave with a sentence where the configured address is open to others."""
    auth = st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}
    why = refusal(st.get_option("server.address"), os.environ, auth)
    if why:
        raise SystemExit(why)
    ask_nobody_outside()


def ask_nobody_outside() -> None:
    """Keep Streamlit from asking a host on the internet what address this computer has.

    It would ask whenever a page of another origin knocks; an address it knows already it does not ask for. At the start
    `browser.serverAddress` in .streamlit/config.toml keeps it from asking.
    """
    net_util._external_ip = "127.0.0.1"


@asynccontextmanager
async def warm(_: st.App) -> AsyncIterator[None]:
    """Import what every page needs, read the bundled cohort, and set the janitor to work, before anyone waits.

    Streamlit collects garbage after every run while the reader waits, and every imported module makes that
    longer; what stands now is never looked at again.
    """
    from core import bundled  # noqa: PLC0415
    from core.charts import forest_chart, survival_chart  # noqa: F401, PLC0415
    from core.tables.export import files  # noqa: F401, PLC0415
    from core.workbook.killable import dismiss_readers, keep_a_reader  # noqa: PLC0415

    keep_a_reader()

    for key in bundled.BUNDLED:
        bundled.read_bundled(key)
    gc.collect()
    gc.freeze()
    rounds = asyncio.create_task(sweep_for_ever())
    yield
    rounds.cancel()
    dismiss_readers()


def _is_loopback(address: str | None) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address or "0.0.0.0").is_loopback
    except ValueError:
        return False
