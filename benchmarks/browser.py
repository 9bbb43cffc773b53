"""Click to painted curve in a real browser, beside click to new text on an empty Streamlit page in the same run."""

import importlib.util
import re
import shutil
import statistics
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from os import environ
from typing import TYPE_CHECKING

from benchmarks.measure import Row
from benchmarks.patients import make_patients
from benchmarks.servers import ballad, empty_page
from benchmarks.sheets import dated_sheet

if TYPE_CHECKING:
    from playwright.sync_api import Page

    NewPage = Callable[[], AbstractContextManager[Page]]

CLICKS, FIRST_CLICKS = 16, 4
SIZES = (110, 2_000, 100_000)
BUNDLED = 0
LIMITS = {BUNDLED: 1.5, 110: 1.5, 2_000: 2.0, 100_000: 3.5}
MOST_KB = 90
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-background-networking"]
WAIT_MS = 120_000

PAGES = ("Survival", "Relapse and NRM")

FIGURE = "[data-testid=stVegaLiteChart]"
HEADING = "[data-testid=stSidebar] h3"
TEXT = "[data-testid=stText]"
PILL = ".st-key-filter_salvage button"

COUNT_STROKES = """
window.strokes = 0;
for (const name of ["lineTo", "arc", "rect", "fillText"]) {
    const plain = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
        window.strokes += 1;
        window.changed?.();
        return plain.apply(this, given);
    };
}
"""
"""What is drawn on a canvas leaves no trace in the page; counting it tells when the figure has changed."""

CLICK = """
([clicked, text, figure]) => new Promise((resolve, reject) => {
    const read = selector => [...document.querySelectorAll(selector)].map(one => one.innerHTML).join();
    const look = () => ({text: read(text), figure: figure ? read(`${figure} svg.marks`) + window.strokes : ""});
    const before = look(), states = [], channel = new MessageChannel();
    let waiting = false;
    // A task posted from an animation frame runs after that frame is painted.
    const paint = () => requestAnimationFrame(() => channel.port2.postMessage(0));
    window.changed = () => { if (!waiting) paint(); waiting = true; };
    const observer = new MutationObserver(window.changed);
    channel.port1.onmessage = () => {
        waiting = false;
        states.push({...look(), at: performance.now()});
        settle(states.at(-1));
    };
    let timer = setTimeout(() => reject("Nothing changed on the page"), 60000);
    const settle = now => {
        if (now.text === before.text || (figure && now.figure === before.figure)) return;
        clearTimeout(timer);
        timer = setTimeout(finish, 700);
    };
    const finish = () => {
        observer.disconnect();
        const last = states.at(-1);
        const painted = states.find(one => one.text === last.text && one.figure === last.figure);
        resolve(painted.at - start);
    };
    observer.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
    const start = performance.now();
    document.querySelectorAll(clicked.css)[clicked.place].click();
})
"""
"""Clicks and waits until text and figure have changed and nothing moves any more. Resolves to the ms from the click
to the first painted frame in which both looked as they did in the end."""


def browser_rows() -> list[Row]:
    """Both pages of curves against the empty page; skipped by name without playwright or a Chromium."""
    if importlib.util.find_spec("playwright") is None:
        print("browser: skipped, playwright is not installed.", flush=True)
        return []
    chromium = next(filter(None, map(shutil.which, (environ.get("BALLAD_CHROMIUM", ""), *CHROMIUMS))), None)
    if chromium is None:
        print("browser: skipped, there is no Chromium; name one with BALLAD_CHROMIUM.", flush=True)
        return []
    rows = []
    with empty_page() as floor, ballad() as app, _pages(chromium) as new_page:
        for n in (BUNDLED, *SIZES):
            with new_page() as empty, new_page() as page:
                print(f"browser: {n:,} patients ..." if n else "browser: the bundled cohort ...", flush=True)
                received = _count_bytes(page)
                empty.goto(floor)
                _bring(page, app, n)
                for name in PAGES:
                    page.get_by_role("link", name=name).first.click()
                    page.locator("h1", has_text=name).wait_for()
                    rows += _beside(page, received, empty, LIMITS[n], f"{name}, {'uploaded' if n else 'bundled'}")
    return rows


@contextmanager
def _pages(chromium: str) -> Iterator["NewPage"]:
    """A browser; gives a function that opens a page of its own, with a session of its own."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  looked for before

    @contextmanager
    def new_page() -> Iterator["Page"]:
        context = browser.new_context(viewport={"width": 1400, "height": 1000})
        context.set_default_timeout(WAIT_MS)
        context.add_init_script(COUNT_STROKES)
        yield context.new_page()
        context.close()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield new_page
        browser.close()


def _bring(page: "Page", app: str, n: int) -> None:
    """The bundled cohort, or a made-up one of n patients compared by a column of the sheet."""
    if n == BUNDLED:
        page.goto(f"{app}/cohort")
        page.locator(HEADING).wait_for()
        return
    page.goto(f"{app}/cohort?compare=x-course")
    sheet = dated_sheet(make_patients(n)).to_csv(index=False).encode()
    upload = {"name": "made_up.csv", "mimeType": "text/csv", "buffer": sheet}
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(upload)
    page.locator(HEADING, has_text=f"{n:,} of {n:,} patients").wait_for()


def _count_bytes(page: "Page") -> list[int]:
    """A list to which the size of every message from the server is added, from the next address on."""
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda message: received.append(len(message))))
    return received


def _beside(page: "Page", received: list[int], empty: "Page", limit: float, what: str) -> list[Row]:
    """Clicks on a filter and clicks on the empty page by turns, so that both meet the same computer."""
    page.locator(f"{FIGURE} .marks").first.wait_for()
    empty.get_by_role("button", name="Click").wait_for()
    n = int(re.search(r"of ([\d,]+) patients", page.locator(HEADING).inner_text()).group(1).replace(",", ""))
    curves, texts, kilobytes = [], [], []
    for click in range(FIRST_CLICKS + CLICKS):
        received.clear()
        curves.append(page.evaluate(CLICK, [{"css": PILL, "place": click // 2 % 2}, HEADING, FIGURE]))
        kilobytes.append(sum(received) / 1000)
        texts.append(empty.evaluate(CLICK, [{"css": "[data-testid=stButton] button", "place": 0}, TEXT, ""]))
    curve, text, size = (statistics.median(values[FIRST_CLICKS:]) for values in (curves, texts, kilobytes))
    return [
        Row(f"click to curve, {what}", n, curve, "empty page", text, aim="slower", limit=limit),
        Row(f"bytes a click, {what}", n, size, aim="most", limit=MOST_KB, unit="KB"),
    ]
