"""A running server: foreign hosts, origins and frames are refused; what a statement costs is given back."""

from __future__ import annotations

import urllib.request

import psutil
import pytest
from dashboard_session import Session
from websockets.exceptions import InvalidHandshake
from websockets.sync.client import connect

from ingest.settings import Settings, allowed_hosts

pytestmark = pytest.mark.slow

#: Small answers that would become gigabytes of objects, large cells, and functions that allocate past DuckDB's limit.
HEAVY = (
    "select list({'a': true}) from range(10000000)",
    "select repeat('x', 300000000)",
    "select damerau_levenshtein(repeat('a', 20000), repeat('b', 20000))",
    "select format('{:>2000000000}', 'x')",
    "select printf('%2000000000s', 'x')",
    "select lpad('x', 2000000000, 'y')",
    "select [[x.range] for x in range(2000000)] from range(5) as x",
    "select range, range::varchar, repeat('ї', 500) from range(10000)",
)


def server() -> psutil.Process:
    (process,) = [child for child in psutil.Process().children() if "dashboards/serve.py" in child.cmdline()]
    return process


def shake_hands(address: str, **headers: str) -> None:
    port = address.rsplit(":", 1)[1]
    origin = headers.get("origin", address)
    host = {"Host": f"{headers['host']}:{port}"} if "host" in headers else {}
    url = address.replace("http", "ws", 1) + "/_stcore/stream"
    with connect(url, subprotocols=["streamlit"], origin=origin, additional_headers=host):  # type: ignore[list-item, arg-type]
        pass


@pytest.mark.proof
def test_memory_returns_after_heavy_statements(address: str):
    with Session(address) as session:
        session.open("sql")
        session.open("sql", values={"Statement": "select 1 as a", "Run": True})
        before = server().memory_info().rss
        for sql in HEAVY:
            run = session.open("sql", values={"Statement": sql, "Run": True})
            assert not run.errors, sql
            assert run.finished == "FINISHED_SUCCESSFULLY", sql
        session.open("overview")
    grown = server().memory_info().rss - before
    assert grown < 200_000_000


def test_foreign_hosts_and_origins_get_no_connection(address: str):
    shake_hands(address)
    shake_hands(address, host="localhost", origin="http://localhost:" + address.rsplit(":", 1)[1])
    with pytest.raises(InvalidHandshake):
        shake_hands(address, origin="https://elsewhere.example")
    with pytest.raises(InvalidHandshake):
        shake_hands(address, host="elsewhere.example", origin="http://elsewhere.example:" + address.rsplit(":", 1)[1])


def test_only_the_embedded_form_may_be_framed(address: str):
    for path, guarded in (("/", True), ("/strikes", True), ("/?embed=false", True), ("/?embed=true", False)):
        with urllib.request.urlopen(address + path, timeout=10) as answer:
            policies = answer.headers.get_all("Content-Security-Policy") or []
        assert any("frame-ancestors 'self'" in policy for policy in policies) == guarded, path


def test_names_of_this_machine_are_a_setting():
    settings = Settings.from_environment(
        {"WARLEDGER_BIND_HOST": "0.0.0.0", "WARLEDGER_DASHBOARD_HOSTS": "news.example, x"}
    )
    assert allowed_hosts(settings.bind_host, settings.dashboard_hosts) == [
        "localhost",
        "127.0.0.1",
        "::1",
        "news.example",
        "x",
    ]
