"""What the service refuses: other methods, foreign hosts, long addresses, too many requests; and what it says then."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import pytest
import snapshot_fixture
from api_client import client_of

from api import lists, published
from ingest.settings import Settings


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_reads(samples, method):
    answer = getattr(samples, method)("/v1/strikes")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_a_foreign_host_is_refused(samples):
    assert samples.get("/v1/strikes", headers={"host": "evil.example"}).status_code == 400


def test_a_long_address_is_refused(samples):
    assert samples.get("/v1/strikes?" + "attacker=RU&" * 1_000).status_code == 414


def test_scripts_of_other_sites_may_not_read(samples, served):
    asked = {"origin": "https://news.example"}
    assert "access-control-allow-origin" not in samples.get("/v1/aid", headers=asked).headers
    with client_of(replace(served, api_cors_origins="https://news.example")) as client:
        assert client.get("/v1/aid", headers=asked).headers["access-control-allow-origin"] == "https://news.example"


def test_too_many_requests_are_told_when_to_come_back(served):
    with client_of(replace(served, api_requests_per_minute=3)) as client:
        assert [client.get("/v1/series").status_code for _ in range(4)] == [200, 200, 200, 429]
        assert 1 <= int(client.get("/v1/series").headers["retry-after"]) <= 60


#: Values that have broken out of an SQL text, a path, a header, a template, a page or a number somewhere.
HOSTILE_VALUES = (
    "RU'; drop table fct_strikes; --",
    "' or 1=1 --",
    "') union select * from dim_articles --",
    "1; attach '/tmp/x.db'",
    "read_csv('/etc/passwd')",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "/etc/passwd\x00.png",
    "\x00",
    "\ufeff",
    "\u202eevil",
    "<script>window.pwned=1</script>",
    '"><img src=x onerror=window.pwned=1>',
    "javascript:window.pwned=1",
    "{{7*7}}",
    "${7*7}",
    "%0d%0aSet-Cookie: a=b",
    "a\r\nSet-Cookie: a=b",
    "=HYPERLINK(1)",
    "9" * 400,
    "-1",
    "1e309",
    "NaN",
    "🜏" * 50,
    "x" * 1_500,
    "null",
    "true",
    # more of SQL: what DuckDB alone understands, comments, casts, stacked and unicode quotes
    "RU' and (select count(*) from duckdb_settings()) > 0 --",
    "RU' or sleep(10) --",
    "RU\"; copy fct_strikes to '/tmp/stolen.csv'; --",
    "'; install httpfs; load httpfs; --",
    "'; set enable_external_access = true; --",
    "'; pragma database_list; --",
    "x' union all select content from read_text('/etc/passwd') --",
    "x'::json",
    "/**/or/**/1=1",
    "RU\uff07 or 1=1",
    "glob('/**')",
    "getenv('WARLEDGER_REVIEW_TOKEN')",
    # paths and addresses
    "....//....//etc/passwd",
    "%252e%252e%252fetc%252fpasswd",
    "..\\..\\windows\\win.ini",
    "file:///etc/passwd",
    "//evil.example/%2f..",
    "http://169.254.169.254/latest/meta-data/",
    "s3://bucket/stolen.parquet",
    # markup and templates
    "<svg/onload=window.pwned=1>",
    "<script>window.pwned=1//",
    "</title><script>window.pwned=1</script>",
    "&#x3c;script&#x3e;window.pwned=1&#x3c;/script&#x3e;",
    "<!--#exec cmd='id'-->",
    "{% import os %}",
    "#{7*7}",
    "<![CDATA[<script>window.pwned=1</script>]]>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    # shells, formulas, numbers, text that has no end
    "$(id)",
    "`id`",
    "| cat /etc/passwd",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "Infinity",
    "0x7fffffffffffffff",
    "-9223372036854775809",
    "2024-02-30",
    "0000-00-00",
    "\ud7ff\ufffe\uffff",
    "e\u0301" * 300,
    "[" * 500,
)
ATTACKED = ("attacker", "region", "source", "period", "from", "limit", "cursor", "as_of", "min_sources")


def test_hostile_values_are_refused_or_found_nowhere(samples):
    """Each in every parameter of a list, in a fact's address, a chart's, a publication's and in headers."""
    before = samples.get("/v1/strikes").json()["n_total"]
    asked = 0
    for value in HOSTILE_VALUES:
        answers = [samples.get("/v1/strikes", params={name: value}) for name in ATTACKED]
        answers += [samples.get(path + quote(value, safe="")) for path in ("/f/", "/v1/aid/", "/c/", "/changes/")]
        answers += [samples.get("/c/strikes.svg", params={name: value}) for name in ("grain", "width")]
        plain = value.encode("ascii", "ignore").replace(b"\r", b"").replace(b"\n", b"").replace(b"\x00", b"")
        answers.append(samples.get("/v1/strikes", headers={"accept": plain, "if-none-match": plain}))
        for answer in answers:
            asked += 1
            assert answer.status_code in (200, 304, 307, 400, 404, 406, 414, 422), (value, answer.url)
            if answer.status_code == 307:  # a slash at the end, which the address loses
                assert answer.headers["location"].startswith("http://localhost/"), answer.headers["location"]
            assert "set-cookie" not in answer.headers
            assert "root:" not in answer.text
            if "html" in answer.headers.get("content-type", ""):
                assert "<script>window" not in answer.text
                assert "<img src=x" not in answer.text
    assert asked == len(HOSTILE_VALUES) * 16
    assert samples.get("/v1/strikes").json()["n_total"] == before


def test_nothing_published_is_no_crash(settings: Settings):
    with client_of(settings) as client:
        answer = client.get("/v1/strikes")
        assert answer.status_code == 503
        assert "no warehouse has been published" in answer.json()["detail"]
        assert client.get("/health").status_code == 503


def test_a_new_publication_is_seen_by_the_next_request(tmp_path):
    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(tmp_path)})
    snapshot_fixture.publish(tmp_path, "run-1")
    with client_of(settings) as client:
        first = client.get("/v1/articles").headers["etag"]
        snapshot_fixture.publish(tmp_path, "run-2")
        assert client.get("/v1/articles", headers={"if-none-match": first}).status_code == 200


def test_the_same_question_gets_the_same_answer_without_asking_again(tmp_path, monkeypatch):
    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(tmp_path)})
    snapshot_fixture.publish(tmp_path, "run-1")
    asked = []
    original = lists.facts
    monkeypatch.setattr(lists, "facts", lambda *arguments: asked.append(arguments) or original(*arguments))
    with client_of(settings) as client:
        first = client.get("/v1/strikes?limit=2")
        again = client.get("/v1/strikes?limit=2")
        assert (first.content, first.headers) == (again.content, again.headers)
        assert len(asked) == 1
        # Another question, another form, another snapshot.
        client.get("/v1/strikes?limit=1")
        assert client.get("/v1/strikes?limit=2", headers={"accept": "text/csv"}).text.startswith("\ufeffstrike_id")
        assert client.get("/v1/strikes?limit=2", headers={"accept-encoding": "identity"}).content == first.content
        assert len(asked) == 4
        snapshot_fixture.publish(tmp_path, "run-2")
        assert client.get("/v1/strikes?limit=2").headers["etag"] != first.headers["etag"]
        assert len(asked) == 5
        assert client.head("/v1/strikes?limit=2").content == b""
        assert (
            client.get("/v1/strikes?colour=red").status_code == client.get("/v1/strikes?colour=red").status_code == 422
        )


def test_a_query_that_takes_too_long_is_ended(served: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "_SECONDS", 0.1)
    endless = "select count(*) from range(100000) a, range(100000) b, range(100000) c where a.range + b.range = c.range"
    snapshots = published.Published(served)
    with pytest.raises(published.TooSlow):
        snapshots.newest().table(endless)
    monkeypatch.undo()
    assert snapshots.newest().table("select 1 as n").to_pylist() == [{"n": 1}]
    snapshots.close()
