"""What the dashboard's server makes of Streamlit's files: compressed once, under this project's name."""

from __future__ import annotations

import gzip

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboards.serve import Compressed

SCRIPT = b"const words = 'the same again';" * 500


@pytest.fixture
def client():
    def script(_):
        return Response(SCRIPT, media_type="application/javascript", headers={"Accept-Ranges": "bytes"})

    def font(_):
        return Response(b"wOF2" * 100, media_type="font/woff2")

    def page(_):
        return HTMLResponse("<html><head><title>Streamlit</title></head></html>")

    routes = [Route("/static/js/a.js", script), Route("/static/b.woff2", font), Route("/media/c.js", script),
              Route("/strikes", page)]  # fmt: skip
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Compressed)]))


def test_scripts_are_compressed_for_whoever_takes_it_and_once(client, monkeypatch):
    made = []
    monkeypatch.setattr(
        gzip, "compress", lambda *args, real=gzip.compress, **more: made.append(1) or real(*args, **more)
    )
    for _ in range(2):
        answer = client.get("/static/js/a.js", headers={"Accept-Encoding": "gzip, br"})
        assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("gzip", "Accept-Encoding")
        assert int(answer.headers["content-length"]) < len(SCRIPT) / 10
        assert answer.content == SCRIPT
    assert made == [1]
    plain = client.get("/static/js/a.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == SCRIPT


@pytest.mark.parametrize("path", ["/static/b.woff2", "/media/c.js"])
def test_the_rest_passes_as_it_is(client, path):
    assert "content-encoding" not in client.get(path).headers


def test_a_part_of_a_script_is_sent_as_it_is(client):
    assert "content-encoding" not in client.get("/static/js/a.js", headers={"Range": "bytes=0-9"}).headers


def test_previews_of_a_link_carry_this_projects_name(client):
    text = client.get("/strikes").text
    assert "<title>Warledger</title>" in text
    assert 'property="og:title" content="Warledger"' in text
    assert "Streamlit" not in text
