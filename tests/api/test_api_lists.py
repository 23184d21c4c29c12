"""Lists, single facts and series: what the warehouse says, in every format, page by page."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from api.app import as_json
from api.lists import PLURALS
from api.published import Snapshot
from dashboards.frames import plain
from dashboards.queries import KINDS


@pytest.fixture(scope="module")
def warehouse(samples):
    """A cursor on the file that the service has open."""
    return samples.app.state.published.newest().connection.cursor()


def every_item(client, path: str) -> list[dict]:
    """All rows of a list, page after page by the addresses that the service gives."""
    items, pages = [], 0
    while path:
        page = client.get(path).json()
        items += page["items"]
        path, pages = page["next"], pages + 1
        assert pages < 100
    return items


@pytest.mark.parametrize(("plural", "name"), PLURALS.items())
def test_pages_hold_every_fact_once_newest_first(samples, warehouse, plural, name):
    kind = KINDS[name]
    items = every_item(samples, f"/v1/{plural}?limit=7&needs_review=true")
    ids = [item[kind.fact_id] for item in items]
    (wanted,) = warehouse.execute(f"select list({kind.fact_id}) from {kind.facts}").fetchone()
    assert sorted(ids) == sorted(wanted)
    days = [item[kind.date] for item in items]
    dated = [day for day in days if day]
    assert dated == sorted(dated, reverse=True)
    assert days[len(dated) :] == [None] * (len(days) - len(dated))
    first = samples.get(f"/v1/{plural}?needs_review=true&limit=1").json()
    assert first["n_total"] == len(ids)


def test_filters_are_those_of_the_dashboard(samples, warehouse):
    asked = "/v1/strikes?attacker=RU&weapon=drone&weapon=glide_bomb&from=2024-01-01&to=2025-12-31&min_sources=2"
    wanted = warehouse.execute(
        "select count(*) from fct_strikes where attacker_country = 'RU' and list_has_any(weapon_classes, ['drone',"
        " 'glide_bomb']) and event_date between '2024-01-01' and '2025-12-31' and n_sources >= 2"
        " and review_state is distinct from 'needs_review'"
    ).fetchone()[0]
    assert samples.get(asked).json()["n_total"] == wanted


def test_a_year_is_a_period(samples):
    year = samples.get("/v1/strikes?period=2025&limit=1000").json()
    assert year["items"]
    assert {item["event_date"][:4] for item in year["items"]} == {"2025"}


@pytest.mark.parametrize(
    ("path", "name", "allowed"),
    [
        ("/v1/strikes?attacker=XX", "attacker", "RU"),
        ("/v1/aid?type=lunch", "type", "military"),
        ("/v1/strikes?source=Nobody", "source", None),
        ("/v1/series/aid?grain=day", "grain", "month"),
        ("/v1/strikes?cursor=nonsense", "cursor", None),
        ("/v1/meetings?attacker=RU", "attacker", "country"),
        ("/v1/strikes?from=2025-02-30", "from", None),
        ("/v1/strikes?limit=0", "limit", None),
    ],
)
def test_a_wrong_parameter_is_named_with_what_is_allowed(samples, path, name, allowed):
    answer = samples.get(path)
    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert problem["loc"] == ["query", name]
    assert allowed is None or allowed in problem["allowed"]


def test_a_period_that_ends_before_it_begins_is_refused(samples):
    answer = samples.get("/v1/strikes?from=2025-03-01&to=2025-02-01")
    assert answer.status_code == 422
    assert "before it begins" in answer.text


def test_every_format_holds_the_same_rows(samples):
    rows = samples.get("/v1/strikes?limit=20").json()["items"]
    ids = [row["strike_id"] for row in rows]

    def content(ending: str) -> bytes:
        answer = samples.get(f"/v1/strikes.{ending}?limit=20")
        assert answer.status_code == 200
        assert f"strikes.{ending}" in answer.headers["content-disposition"]
        return answer.content

    assert list(pd.read_csv(io.BytesIO(content("csv")))["strike_id"]) == ids
    assert pq.read_table(io.BytesIO(content("parquet"))).column("strike_id").to_pylist() == ids
    assert pa.ipc.open_file(io.BytesIO(content("arrow"))).read_all().column("strike_id").to_pylist() == ids
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content("xlsx"))).get_sheet_by_index(0).to_python()
    assert [line[0] for line in sheet[1:]] == ids
    features = json.loads(content("geojson"))["features"]
    assert [feature["properties"]["strike_id"] for feature in features] == ids
    for feature in features:
        placed = feature["properties"]["geo_precision"] in ("settlement", "near")
        assert (feature["geometry"] is not None) == (placed and feature["properties"]["latitude"] is not None)


def test_the_accept_header_chooses_the_format(samples):
    assert samples.get("/v1/aid", headers={"accept": "text/csv"}).headers["content-type"].startswith("text/csv")
    assert samples.get("/v1/aid", headers={"accept": "image/png"}).status_code == 406
    assert samples.get("/v1/aid.geojson").status_code == 422


@pytest.mark.parametrize(("plural", "name"), PLURALS.items())
def test_one_fact_has_its_claims_and_their_quotes(samples, warehouse, plural, name):
    kind = KINDS[name]
    listed = samples.get(f"/v1/{plural}?limit=1").json()["items"][0]
    fact_id = listed[kind.fact_id]
    found = samples.get(f"/v1/{plural}/{fact_id}").json()
    assert found["url"] == f"http://localhost/f/{fact_id}"
    assert found["fact"]["n_claims"] == len(found["claims"]) > 0
    for claim in found["claims"]:
        (body,) = warehouse.execute(
            "select body from dim_articles where article_id = ?", [claim["article_id"]]
        ).fetchone()
        assert body[claim["char_start"] : claim["char_end"]] == claim["quote"]
    assert found["history"][0]["changes"] == []
    assert fact_id in found["cite"]["apa"]


def test_the_kind_of_an_address_must_be_the_facts(samples):
    strike = samples.get("/v1/strikes?limit=1").json()["items"][0]["strike_id"]
    answer = samples.get(f"/v1/aid/{strike}")
    assert answer.status_code == 404
    assert f"/v1/strikes/{strike}" in answer.json()["detail"]


def test_what_was_known_then_is_what_history_held(samples, warehouse):
    (built,) = warehouse.execute("select max(valid_from)::date from fct_strikes_history").fetchone()
    known = samples.get(f"/v1/strikes?as_of={built}&needs_review=true&limit=1000").json()
    now = samples.get("/v1/strikes?needs_review=true&limit=1000").json()
    assert known["items"] == now["items"]
    before = built - dt.timedelta(days=2)
    assert samples.get(f"/v1/strikes?as_of={before}").json()["n_total"] == 0


def test_instants_are_utc_wherever_the_machine_stands():
    with duckdb.connect() as connection:
        connection.execute("set global timezone = 'Asia/Tokyo'")
        (row,) = Snapshot(Path("x.duckdb"), connection).records(
            "select timestamptz '2025-03-01 23:30:00+00' as moment, null::timestamptz as none_yet"
        )
    assert (
        as_json(Snapshot(Path("x.duckdb"), connection), row).body
        == b'{"moment":"2025-03-01T23:30:00Z","none_yet":null}'
    )


def test_series_are_the_numbers_of_the_charts(samples, warehouse):
    names = [entry["name"] for entry in samples.get("/v1/series").json()["items"]]
    assert len(names) >= 10
    for name in names:
        assert samples.get(f"/v1/series/{name}").json()["items"], name
    donors = samples.get("/v1/series/aid-donors").json()["items"]
    wanted = warehouse.execute("select donor, sum(n_packages) from agg_aid_by_donor group by 1").fetchall()
    told = {row["series"]: row["n_packages"] for row in donors}
    assert {donor: n for donor, n in wanted if donor}.items() <= told.items()


def test_claims_and_articles_are_listed(samples, warehouse):
    claims = every_item(samples, "/v1/claims?limit=50&kind=strike&kind=aid")
    (wanted,) = warehouse.execute(
        "select (select count(*) from strike_claims) + (select count(*) from aid_claims)"
    ).fetchone()
    assert len({claim["claim_id"] for claim in claims}) == wanted
    assert {claim["kind"] for claim in claims} == {"strike", "aid"}
    articles = every_item(samples, "/v1/articles?limit=20")
    assert len(articles) == warehouse.execute("select count(*) from dim_articles where is_current").fetchone()[0]
    assert "body" not in articles[0]


def test_an_answer_is_sent_once_a_snapshot(samples):
    first = samples.get("/v1/strikes")
    again = samples.get("/v1/strikes", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert samples.head("/v1/strikes").content == b""
    assert samples.get("/v1/strikes", headers={"if-none-match": 'W/"other"'}).status_code == 200


def test_the_description_names_every_route(samples):
    paths = samples.get("/openapi.json").json()["paths"]
    assert {f"/v1/{plural}" for plural in PLURALS} <= set(paths)
    for method in (method for methods in paths.values() for method in methods):
        assert method == "get"
    page = samples.get("/docs").text
    assert all(path in page for path in paths)


@pytest.mark.parametrize(("plural", "name"), PLURALS.items())
def test_what_was_known_then_is_what_the_history_holds(long_history, plural, name):
    """On 50 days every fact of the kind, with every column that the history has."""
    fact_id = KINDS[name].fact_id
    held = long_history.app.state.published.newest().connection.cursor()
    cursor = held.execute(f"select * exclude (partition_key) from {KINDS[name].facts}_history order by {fact_id}")
    columns = [column[0] for column in cursor.description]
    versions = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    draw, n_known, n_unknown = random.Random(7), 0, 0
    for _ in range(50):
        day = dt.date(2025, 1, 1) + dt.timedelta(days=draw.randint(0, 500))
        end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)
        wanted = [_as_told(row) for row in versions if row["valid_from"] < end <= row["valid_to"]]
        items = every_item(long_history, f"/v1/{plural}?as_of={day}&limit=1000&needs_review=true")
        told = [{column: item[column] for column in _as_told(versions[0])} for item in items]
        assert sorted(told, key=itemgetter(fact_id)) == wanted, day
        n_known += len(wanted)
        n_unknown += len({row[fact_id] for row in versions}) - len(wanted)
    assert min(n_known, n_unknown) >= 50


def _as_told(version: dict[str, Any]) -> dict[str, Any]:
    """A row of the history as JSON says it, without the columns about the version."""
    return {
        column: plain(value)
        for column, value in version.items()
        if column not in ("version_id", "changed_at", "valid_from", "valid_to")
    }
