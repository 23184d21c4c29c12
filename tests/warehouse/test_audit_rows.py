"""Of a large table the audit reads what a build has made anew, and a part of the rest."""

from __future__ import annotations

import duckdb
import pytest

from ingest.settings import Settings
from ingest.warehouse.audit import Asset, audit
from ingest.warehouse.quality import QualityResult

ROWS = 3_000
TOUCHED = "day 7"
ASSET = "strike_claims"
IN_RANGE = {
    "type": "column_values_to_be_between", "column": "killed", "min_value": 0, "severity": "critical", "why": "bad",
}  # fmt: skip
NOT_LOST = {
    "type": "table_row_count_to_be_between", "against_published": True, "severity": "warning", "why": "lost",
}  # fmt: skip


@pytest.fixture
def built(settings: Settings) -> Settings:
    """Three thousand claims in a hundred partitions, of which a build has made one anew."""
    settings.build_db.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.build_db)) as build:
        build.execute("create schema intermediate")
        build.execute(
            f"create table intermediate.int_touched_partitions as select 'strike' as kind, '{TOUCHED}' as partition_key"
        )
    with duckdb.connect(str(settings.marts_db)) as marts:
        marts.execute(
            f"create table {ASSET} as select i as claim_id, 'day ' || i % 100 as partition_key, 1 as killed"
            f" from range({ROWS}) t(i)"
        )
    return settings


def flaw(settings: Settings, partition: str) -> None:
    with duckdb.connect(str(settings.marts_db)) as marts:
        marts.execute(f"update {ASSET} set killed = -1 where partition_key = ?", [partition])


def outcomes(settings: Settings, *checks: dict[str, object], whole_up_to: int = 300) -> list[QualityResult]:
    query = "select claim_id, killed from marts.strike_claims"
    asset = Asset(ASSET, "one claim", ["claim_id"], query, list(checks))
    return audit(settings, "run", settings.marts_db, [asset], whole_up_to=whole_up_to)


def partition_left_out(settings: Settings) -> str:
    with duckdb.connect(str(settings.marts_db)) as marts:
        row = marts.execute(
            f"select max(partition_key) from {ASSET} where hash(partition_key) % 10 <> 0 and partition_key <> ?",
            [TOUCHED],
        ).fetchone()
    assert row
    return str(row[0])


def test_a_flaw_in_what_was_made_anew_is_found(built: Settings):
    flaw(built, TOUCHED)
    (result,) = outcomes(built, IN_RANGE)
    assert (result.status, result.failing_rows) == ("fail", ROWS // 100)


def test_what_stands_unchanged_is_looked_at_in_part(built: Settings):
    flaw(built, partition_left_out(built))
    (cut,) = outcomes(built, IN_RANGE)
    (whole,) = outcomes(built, IN_RANGE, whole_up_to=ROWS)
    assert (cut.status, whole.status) == ("pass", "fail")


def test_a_table_of_which_nothing_is_known_is_looked_at_whole(built: Settings):
    flaw(built, partition_left_out(built))
    built.build_db.unlink()
    (result,) = outcomes(built, IN_RANGE)
    assert result.status == "fail"


@pytest.mark.parametrize(("published", "status"), [(ROWS, "pass"), (7_000, "warn")])
def test_rows_that_are_not_looked_at_are_not_lost(built: Settings, published: int, status: str):
    built.published_dir.mkdir()
    path = built.published_dir / "warehouse-old.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create table {ASSET} as select unnest(range({published})) as claim_id")
    built.pointer.symlink_to(path)
    (result,) = outcomes(built, NOT_LOST)
    assert result.status == status
