"""A client of the service of some settings, and what people said of the fixture snapshot."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import snapshot_fixture
from fastapi.testclient import TestClient

from api.app import create_app
from ingest.settings import Settings


def client_of(settings: Settings) -> TestClient:
    """To be used in a with block, which closes the snapshot."""
    return TestClient(create_app(settings), base_url="http://localhost", follow_redirects=False)


def with_corrections(path: Path) -> None:
    """Gives the fixture snapshot corrections and old ids."""
    with duckdb.connect(str(path)) as connection:
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
