"""What the service refuses: other methods, foreign hosts, long addresses, too many requests; and what it says then."""

from __future__ import annotations

from dataclasses import replace

import pytest
import snapshot_fixture
from api_client import client_of

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
