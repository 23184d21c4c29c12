"""A client of the service of some settings, and a history for the fixture snapshot."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import snapshot_fixture
from fastapi.testclient import TestClient

from api.app import create_app
from dashboards.queries import KINDS
from ingest.settings import Settings


def client_of(settings: Settings) -> TestClient:
    """To be used in a with block, which closes the snapshot."""
    return TestClient(create_app(settings), base_url="http://localhost", follow_redirects=False)


def with_history(path: Path) -> None:
    """Gives the fixture snapshot the history that dbt keeps: each fact in one version, one strike in two; old ids."""
    with duckdb.connect(str(path)) as connection:
        for kind in KINDS.values():
            connection.execute(
                f"create table {kind.facts}_history as select *, md5({kind.fact_id}) as version_id,"
                " timestamptz '2025-03-01 06:00:00+00' as changed_at, changed_at as valid_from,"
                f" null::timestamptz as valid_to from {kind.facts}"
            )
        connection.execute(
            "insert into fct_strikes_history select * replace (killed_best - 1 as killed_best, 'older' as version_id,"
            " changed_at - interval 5 day as changed_at, valid_from - interval 5 day as valid_from,"
            " valid_from as valid_to) from fct_strikes_history where strike_id = 's-kyiv'"
        )
        connection.execute(
            "create table fact_id_changes (kind varchar, old_id varchar, current_id varchar, last_claim_id varchar,"
            " known_until timestamptz)"
        )
        moment = dt.datetime(2025, 3, 1, 5, tzinfo=dt.UTC)
        more = {"kind": "strike", "state": "live", "claim_ids": ["c"], "written_at": moment}
        for entry in (
            {"entry_id": "e1", "action": "value", "fact_id": "s-kyiv", "field": "killed", "new_value": "2",
             "as_read": "1", "corrected_by": "Olena", "reason": snapshot_fixture.HOSTILE},
            {"entry_id": "e2", "action": "reject", "fact_id": "vanished", "corrected_by": "Petro", "reason": "a film"},
        ):  # fmt: skip
            row = {**more, **entry}
            connection.execute(
                f"insert into corrections ({', '.join(row)}) values ({', '.join('?' * len(row))})", list(row.values())
            )
        connection.execute(
            "insert into fact_id_changes values ('strike', 'became', 's-kyiv', 'c', '2025-03-02 06:00:00+00'),"
            " ('strike', 'vanished', null, 'c', '2025-03-02 06:00:00+00')"
        )
