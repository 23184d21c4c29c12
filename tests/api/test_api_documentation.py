"""docs/api.md and docs/citing.md: addresses answer, commands are some, limits and texts are as they stand there."""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import replace

import duckdb
import lxml.html
import pytest
import snapshot_fixture
from api_client import client_of

from api import filters, lists, published
from api.alerts import read_alerts
from api.formats import MEDIA_TYPES
from dashboards import words
from ingest.cli import build_parser
from ingest.settings import Settings


@pytest.fixture(params=["api.md", "citing.md"])
def page(root, request) -> str:
    return (root / "docs" / request.param).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def of_api(root) -> str:
    return (root / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_address_answers(samples, page):
    addresses = re.findall(r"curl -s (?:-H '(.*?)' )?'http://127\.0\.0\.1:8600(.*?)'", page)
    assert len(addresses) == page.count("curl ") >= 3
    for header, path in addresses:
        answer = samples.get(path, headers=dict([header.split(": ")]) if header else {})
        assert answer.status_code == 200, (path, answer.text[:300])


def test_every_command_is_one(of_api):
    commands = re.findall(r"`(?:\.venv/bin/)?(warledger [^`]+)`", of_api)
    parsed = [build_parser().parse_args(shlex.split(command)[1:]).command for command in commands]
    assert set(parsed) == {"api", "alerts", "export", "sql"}


def test_lists_formats_and_limits_are_those_of_the_service(of_api):
    listed = of_api.split("- Lists: ", 1)[1].split(". ", 1)[0]
    assert re.findall(r"`(\w+)`", listed) == [*lists.PLURALS, "claims", "articles"]
    formats = of_api.split("- Formats", 1)[1].split(";", 1)[0]
    assert [name for name in MEDIA_TYPES if name not in ("xlsx", "geojson") and name not in formats.lower()] == []
    assert f"`limit` (at most {filters.MOST_ROWS:,})" in of_api
    assert f"{Settings.from_environment({}).api_requests_per_minute:,} requests a minute" in of_api
    assert f"may take\n{published._SECONDS} seconds and all questions together 1 GB" in of_api
    assert published._LIMITS["memory_limit"] == "1GB"


def test_the_alerts_are_some(of_api, tmp_path):
    path = tmp_path / "alerts.yml"
    path.write_text(of_api.split("```yaml\n", 1)[1].split("```", 1)[0], encoding="utf-8")
    assert [alert.name for alert in read_alerts(path)] == ["kharkiv-drones", "german-aid"]


def test_the_texts_to_cite_are_those_of_the_fact(served, root):
    """As they stand on the page, apart from where its lines end and from the day of publication."""
    text = (root / "docs" / "citing.md").read_text(encoding="utf-8")
    (path,) = re.findall(r"'http://127\.0\.0\.1:8600(/f/\w+)'", text)
    sentence, apa, bibtex = (
        " ".join(block.split()) for block in re.findall(r"```(?:text|bibtex)\n(.*?)```", text, re.DOTALL)
    )
    with client_of(served) as client:
        found = client.get(path.replace("/f/", "/v1/strikes/")).json()
        day = client.app.state.published.newest().day
        shown = " ".join(lxml.html.fromstring(client.get(path).content).text_content().split())
    told = {
        name: " ".join(cited.split())
        .replace("http://localhost", "http://127.0.0.1:8600")
        .replace(words.day(day), "1 Dec 2026")
        .replace(str(day.year), "2026")
        for name, cited in found["cite"].items()
    }
    assert told == {"sentence": sentence, "apa": apa, "bibtex": bibtex}
    assert [name for name in ("Cite this", "History", "The claims behind it") if name not in shown] == []
    assert " ".join(found["cite"]["bibtex"].split()) in shown


def test_what_the_page_warns_of_is_marked_on_the_pages_of_facts(served, tmp_path):
    path = tmp_path / "published" / served.pointer.resolve().name
    path.parent.mkdir()
    shutil.copy(served.pointer.resolve(), path)
    path.chmod(0o600)
    with duckdb.connect(str(path)) as connection:
        ((part,), *_) = connection.execute("select child_id from fact_relations").fetchall()
        ((doubtful,), *_) = connection.execute("select strike_id from fct_strikes order by 1").fetchall()
        connection.execute(
            "update fct_strikes set review_state = 'needs_review', review_reasons = ['toll_is_implausible']"
            " where strike_id = ?",
            [doubtful],
        )
    snapshot_fixture.point(tmp_path, path)
    with client_of(replace(served, data_dir=tmp_path)) as client:
        assert "<h2>Relations</h2>" in client.get(f"/f/{part}").text
        assert "This needs a look." in client.get(f"/f/{doubtful}").text
        assert doubtful not in client.get("/v1/strikes?limit=1000").text
