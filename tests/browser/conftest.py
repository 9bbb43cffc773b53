"""A real server and a real browser. Without a Chromium these tests are skipped, each by its name."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

PROJECT = Path(__file__).parents[2]
CANDIDATES = (
    os.environ.get("BALLAD_CHROMIUM", ""),
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


def find_chromium() -> str | None:
    return next((found for name in CANDIDATES if name and (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        pytest.skip("no Chromium on this machine: see tests/browser/chromium.sh")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=QUIET)
        yield launched
        launched.close()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[str]:
    """The address of an app that has just started and had no visitor."""
    with running(tmp_path / "server.log") as address:
        yield address


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that serves the visitors of many tests."""
    with running(tmp_path_factory.mktemp("server") / "server.log") as address:
        yield address


@contextmanager
def running(log_file: Path, port: int = 0, options: tuple[str, ...] = (), **environment: str) -> Iterator[str]:
    """A server with further options and variables of its environment, on this port or on one that is free."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    log = log_file.open("wb")
    own_views = os.environ | {"BALLAD_VIEWS_URL": f"sqlite:///{log_file.parent / 'views.sqlite'}"} | environment
    process = subprocess.Popen([*command, *options], cwd=PROJECT, stdout=log, stderr=subprocess.STDOUT, env=own_views)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def wait_until_healthy(address: str, process: subprocess.Popen) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server ended before it answered"
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server did not answer within a minute")


class Visitor:
    """Somebody at a browser of their own, who notes every request that leaves this computer."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.page: Page = context.new_page()
        self.outside: list[str] = []
        self.faults: list[str] = []
        context.on("request", self._note_request)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _note_request(self, request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "ws://127.0.0.1")):
            self.outside.append(request.url)

    def open(self, path: str = "/") -> None:
        self.page.goto(self.address + path)
        self.page.locator("h1").first.wait_for(timeout=60_000)
        self.settle()

    def settle(self) -> None:
        """Wait until the app has finished the run the last act began."""
        self.page.wait_for_timeout(300)
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=60_000)
        self.page.wait_for_timeout(200)

    def count(self) -> str:
        """ "n of N patients", as the sidebar says it."""
        return self.page.locator("[data-testid=stSidebar] h3").inner_text()

    def figure(self) -> str:
        """Every text of the first figure, in the order it is drawn."""
        return " | ".join(self._first_figure().locator("text").all_text_contents())

    def curves(self) -> list[str]:
        """The paths of the lines of the first figure."""
        lines = self._first_figure().locator(".mark-line path")
        return [line.get_attribute("d") for line in lines.all()]

    def _first_figure(self) -> Locator:
        figure = self.page.locator("[data-testid=stVegaLiteChart] svg").first
        figure.wait_for(timeout=30_000)
        return figure

    def click_pill(self, text: str) -> None:
        self.page.locator("[data-testid=stSidebar]").get_by_role("button", name=text).click()
        self.settle()

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.settle()

    def go(self, page: str) -> None:
        self.page.get_by_role("link", name=page, exact=True).click()
        self.page.locator("h1", has_text=page).wait_for()
        self.settle()

    def drop(self, file: Path | dict) -> None:
        self.page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(file)
        self.page.wait_for_timeout(800)
        self.settle()

    def text(self) -> str:
        return self.page.locator("[data-testid=stMain]").inner_text()


@pytest.fixture
def visit_at(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """A function that gives a new visitor, with a browser profile of their own, at an address."""
    contexts: list[BrowserContext] = []

    def arrive(address: str, scheme: str = "light") -> Visitor:
        context = browser.new_context(viewport={"width": 1400, "height": 1100}, color_scheme=scheme)
        contexts.append(context)
        return Visitor(context, address)

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture
def visit(visit_at: Callable[..., Visitor], server: str) -> Callable[..., Visitor]:
    """A function that gives a new visitor at the server all tests share."""
    return partial(visit_at, server)
