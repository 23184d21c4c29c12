"""A real Streamlit server and a headless Chromium that keeps book of everything that goes wrong."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PAGES = ("", "strikes", "interceptions", "aid", "diplomacy", "compare", "evidence", "quality", "method", "sql")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
#: Streamlit asks for these below a page's own address first, gets 404 and falls back to the root.
_STREAMLIT_PROBES = ("/_stcore/health", "/_stcore/host-config")

#: Width, height and colour scheme: a laptop and a phone, light and dark.
SCREENS = ((1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light"), (390, 844, "dark"))
#: What a phone's browser calls itself: the dashboard draws its maps lower then.
_PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Mobile Safari/537.36"

#: Tests that `make test-browser` runs and `make test`, which has a short part of them, leaves out.
whole = pytest.mark.skipif("WARLEDGER_TEST_BROWSER" not in os.environ, reason="run by make test-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (apt-get install chromium)")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


@contextmanager
def dashboard(data_dir: Path) -> Iterator[str]:
    """`streamlit run` over that data folder in a process group of its own; gives the address."""
    port = free_port()
    log = data_dir.parent / "streamlit.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "dashboards/serve.py", f"--server.port={port}"],
            cwd=ROOT,
            env={**os.environ, "WARLEDGER_DATA_DIR": str(data_dir)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert process.poll() is None, log.read_text()
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        else:
            raise AssertionError(f"streamlit did not answer: {log.read_text()}")
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(15)


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless Chromium (a playwright Browser)."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """One page in the browser: `trouble` lists console errors, failed or foreign requests, page errors."""

    def __init__(
        self, browser: Any, address: str, width: int = 1440, height: int = 900, scheme: str = "light",
        locale: str = "en-US",
    ) -> None:  # fmt: skip
        self.address = address
        self.trouble: list[str] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale=locale,
            accept_downloads=True,
            user_agent=_PHONE if width < 600 else None,
        )
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.trouble.append(f"page error: {error}"))
        self.page.on("request", self._request)
        self.page.on("response", self._response)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def _console(self, message: Any) -> None:
        # The resource errors of the probes are in `_response`, with their addresses.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.trouble.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws", 1), "data:", "blob:")):
            self.trouble.append(f"request to another host: {request.url}")

    def _response(self, response: Any) -> None:
        if response.status >= 400 and not response.url.endswith(_STREAMLIT_PROBES):
            self.trouble.append(f"{response.status}: {response.url}")

    def open(self, path: str) -> Any:
        """Go to a page and wait until Streamlit has run it; gives the playwright Page."""
        self.page.goto(f"{self.address}/{path}")
        return self.settle()

    def settle(self) -> Any:
        """Wait until the script run has ended and the charts are drawn."""
        self.page.wait_for_selector("h1", timeout=60_000)
        quiet, drawn = 0, -1
        for _ in range(600):
            # Before and between runs the state is "notRunning" for a moment, too; then elements still come.
            state = self.page.locator("[data-testid=stApp]").get_attribute("data-test-script-state")
            before, drawn = drawn, self.page.locator("[data-testid=stElementContainer]").count()
            quiet = quiet + 1 if state == "notRunning" and drawn == before else 0
            if quiet > 6:
                return self.page
            self.page.wait_for_timeout(100)
        raise AssertionError(f"the page was not done within a minute: {self.page.url}")

    def drop_down(self, label: str) -> Any:
        """Open a filter's list of options beside the page; gives the playwright Locator of its options.

        A list closes when its page is scrolled, so that the filter is brought into sight before the click, as a reader
        does it.
        """
        box = self.page.get_by_test_id("stSidebar").get_by_label(label, exact=True)
        box.scroll_into_view_if_needed()
        self.page.wait_for_timeout(300)
        box.click()
        options = self.page.get_by_role("option")
        options.first.wait_for()
        return options

    def problems(self) -> list[str]:
        """Everything that went wrong: `trouble`, an error box, content wider than the screen."""
        found = list(self.trouble)
        if self.page.locator("[data-testid=stException]").count():
            found.append(f"error box: {self.page.locator('[data-testid=stException]').first.inner_text()}")
        main = "document.querySelector('[data-testid=stMain]')"
        if self.page.evaluate(f"{main}.scrollWidth > {main}.clientWidth + 1"):
            found.append("the page is wider than the screen")
        return found

    def whole_page(self) -> None:
        """Make the window as high as the page, so that a screenshot shows all of it."""
        for _ in range(3):  # charts below the fold take their height only once they are seen
            height = self.page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")
            width = self.page.viewport_size["width"]
            self.page.set_viewport_size({"width": width, "height": min(int(height) + 40, 9000)})
            self.page.wait_for_timeout(800)
