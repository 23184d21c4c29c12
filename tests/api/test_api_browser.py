"""Pages of the service in a real browser: readable on a desk and on a phone, without scripts, framed, clean for axe."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from browser import SCREENS, chromium, free_port, needs_chromium, whole

from api.app import create_app
from api.charts import CHARTS
from ingest.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium, whole]


@pytest.fixture(scope="module")
def address(served: Settings) -> Iterator[str]:
    """The service on a port of its own."""
    port = free_port()
    config = uvicorn.Config(create_app(served), host="127.0.0.1", port=port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(15)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def paths(samples) -> list[str]:
    """The first page, the reference, a fact of each kind, an unknown one, every chart."""
    facts = []
    for plural, column in (("strikes", "strike_id"), ("interceptions", "interception_id"), ("aid", "aid_package_id"),
                           ("meetings", "meeting_id")):  # fmt: skip
        facts += [f"/f/{item[column]}" for item in samples.get(f"/v1/{plural}?limit=2").json()["items"]]
    return ["/", "/docs", "/changes", *facts, "/f/unknown", *(f"/c/{name}" for name in CHARTS)]


@pytest.mark.parametrize(("width", "height", "scheme"), SCREENS)
def test_pages_fit_and_axe_finds_nothing(address, browser, paths, width, height, scheme):
    axe = Path(os.environ["WARLEDGER_AXE_JS"]).read_text(encoding="utf-8") if "WARLEDGER_AXE_JS" in os.environ else ""
    # The pages allow no scripts: axe is put in by the browser, past their policy.
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True)
    found: list[Any] = []
    page = context.new_page()
    page.on("request", lambda asked: found.append(asked.url) if not asked.url.startswith(address) else None)
    for path in paths:
        page.goto(f"{address}{path}")
        assert page.locator("h1").count() == 1, path
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            found.append((path, "wider than the screen"))
        if page.evaluate("[...document.images].some(image => !image.complete || image.naturalWidth === 0)"):
            found.append((path, "a picture is missing"))
        if axe:
            page.evaluate(axe)
            outcome = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            found += [(path, one["id"], [node["html"][:200] for node in one["nodes"]]) for one in outcome["violations"]]
    context.close()
    assert found == []


def test_another_site_frames_a_chart_and_not_a_fact(address, browser, paths):
    fact = next(path for path in paths if path.startswith("/f/"))
    page = f"<h1>Elsewhere</h1><iframe src='{address}/c/strikes'></iframe><iframe src='{address}{fact}'></iframe>"

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            return

    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    opened = browser.new_page()
    # Another name of this machine is another site.
    opened.goto(f"http://localhost:{site.server_port}/")
    opened.wait_for_timeout(1_000)
    chart, fact_page = (opened.frame_locator("iframe").nth(n) for n in (0, 1))
    assert chart.locator("img").count() == 1
    assert fact_page.locator(".kind").count() == 0
    opened.close()
    site.shutdown()
