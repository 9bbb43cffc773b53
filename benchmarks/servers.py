"""Streamlit servers for the measurements: Ballad itself, and a page with one button and one text."""

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
SECONDS_TO_START = 60

EMPTY_PAGE = """
import gc
import streamlit as st

st.session_state.setdefault("clicks", 0)


def count():
    st.session_state.clicks += 1


st.button("Click", on_click=count)
st.text(f"{st.session_state.clicks} clicks")
if not gc.get_freeze_count():
    gc.collect()
    gc.freeze()
"""
"""The least a click can cost. Its imports are frozen too, as Ballad's are, so that it is a floor and no straw man."""


@contextlib.contextmanager
def ballad() -> Iterator[str]:
    """Ballad on a free port of this computer; gives its address."""
    with _serve(PROJECT / "app.py", PROJECT) as address:
        yield address


@contextlib.contextmanager
def empty_page() -> Iterator[str]:
    """The empty page on a free port of this computer; gives its address."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "empty_page.py"
        script.write_text(EMPTY_PAGE, encoding="utf-8")
        with _serve(script, Path(folder)) as address:
            yield address


@contextlib.contextmanager
def _serve(script: Path, folder: Path) -> Iterator[str]:
    port = _free_port()
    settings = {
        "server.address": "127.0.0.1",
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    flags = [f"--{name}={value}" for name, value in settings.items()]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *flags]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/_stcore/health", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(address: str, server: subprocess.Popen) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.2)
    raise RuntimeError("The server did not start: run `streamlit run app.py` to see why.")
