"""The audit on small marts made by SQL: sound rows pass, each critical expectation is broken by a row made for it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.settings import Settings
from ingest.warehouse import audit as audit_module
from ingest.warehouse.audit import Asset, AuditError, audit, data_docs_index, load_assets
from ingest.warehouse.quality import QualityResult

BODY = "Drones hit the depot at night. Two people were killed, the governor said."
#: One sound row a table: column -> (type, value). Facts and claims hang together by their ids.
CLAIM = {
    "claim_id": ("varchar", "c1"),
    "article_id": ("varchar", "a1"),
    "fact_id": ("varchar", "f1"),
    "quote": ("varchar", "Drones hit the depot at night."),
    "char_start": ("bigint", 0),
    "char_end": ("bigint", 30),
    "evidence": (
        "struct(quote varchar, char_start bigint, char_end bigint)[]",
        [{"quote": "Two people were killed", "char_start": 31, "char_end": 53}],
    ),
    "claimant_side": ("varchar", "ua_official"),
    "date_precision": ("varchar", "day"),
    "is_background": ("boolean", False),
}
FACT = {
    "best_claim_id": ("varchar", "c1"),
    "n_claims": ("bigint", 1),
    "n_articles": ("bigint", 1),
    "date_precision": ("varchar", "day"),
    "last_reported_at": ("date", "2025-03-02"),
}
EVENT = {"event_date": ("date", "2025-03-01")}
ANNOUNCED = {"announced_date": ("date", "2025-03-01")}
COUNTS = {
    "defender_country": ("varchar", "UA"),
    "weapon_class": ("varchar", "drone"),
    "scope": ("varchar", "national"),
    "count_definition": ("varchar", "shot_down"),
    "launched": ("bigint", 10),
    "intercepted": ("bigint", 7),
    "shot_down": ("bigint", 7),
    "suppressed": ("bigint", None),
    "hit": ("bigint", 2),
    "still_airborne": ("bigint", None),
    "unaccounted": ("bigint", 1),
}
AID = {
    "donor": ("varchar", "NO"),
    "recipient": ("varchar", "UA"),
    "amount": ("double", 5.0),
    "currency": ("varchar", "NOK"),
    "aid_type": ("varchar", "military"),
    "status": ("varchar", "announced"),
}
MEETING = {"status": ("varchar", "held"), "format": ("varchar", "talks")}
TABLES: dict[str, dict[str, tuple[str, Any]]] = {
    "dim_articles": {
        "article_id": ("varchar", "a1"),
        "source_uri": ("varchar", "folder/a1.txt"),
        "body": ("varchar", BODY),
        "published_basis": ("varchar", "meta"),
        "body_share": ("double", 1.0),
        "is_stub": ("boolean", False),
        "published_at": ("date", "2025-03-02"),
        "language": ("varchar", "en"),
        "publisher": ("varchar", None),
        "ingested_at": ("timestamptz", "2025-03-03 10:00:00+00"),
    },
    "strike_claims": CLAIM
    | EVENT
    | {
        "attacker_country": ("varchar", "RU"),
        "target_country": ("varchar", "UA"),
        "geo_precision": ("varchar", "settlement"),
        "target_class": ("varchar", "military"),
        "weapon_classes": ("varchar[]", ["drone"]),
        "killed": ("bigint", 2),
        "killed_qualifier": ("varchar", "exact"),
        "wounded": ("bigint", None),
        "wounded_qualifier": ("varchar", None),
    },
    "interception_claims": CLAIM | EVENT | COUNTS,
    "aid_claims": CLAIM | ANNOUNCED | AID,
    "meeting_claims": CLAIM
    | EVENT
    | MEETING
    | {"countries": ("varchar[]", ["UA"]), "participants": ("varchar[]", []), "bodies": ("varchar[]", [])},
    "fct_strikes": {"strike_id": ("varchar", "f1")}
    | FACT
    | EVENT
    | {
        "geo_precision": ("varchar", "settlement"),
        "latitude": ("double", 50.0),
        "longitude": ("double", 36.0),
        **{f"{toll}_{bound}": ("bigint", 2) for toll in ("killed", "wounded") for bound in ("low", "best", "high")},
        "target_country": ("varchar", "UA"),
        "place": ("varchar", "Sumy"),
        "admin1": ("varchar", None),
    },
    "fct_interceptions": {"interception_id": ("varchar", "f1")}
    | FACT
    | EVENT
    | COUNTS
    | {"interception_rate": ("double", 0.7)},
    "fct_aid_packages": {"aid_package_id": ("varchar", "f1")}
    | FACT
    | ANNOUNCED
    | AID
    | {"amount_usd": ("double", 0.5), "is_cumulative": ("boolean", False)},
    "fct_diplomatic_meetings": {"meeting_id": ("varchar", "f1")}
    | FACT
    | EVENT
    | MEETING
    | {"n_participants": ("bigint", 2)},
}
#: Assets that are not a table of the same name.
TABLE_OF = {"strike_weapons": "strike_claims"}
#: What breaks a check of this column (an asset's computed column -> columns of the row); `...` is the check's kind.
BROKEN_BY: dict[tuple[str, str], dict[str, Any]] = {
    ("quote_is_slice", "be_in_set"): {"quote": "Drones hit the depots at night."},
    ("evidence_is_slice", "be_in_set"): {"evidence": [{"quote": "Three people", "char_start": 31, "char_end": 43}]},
    ("char_start", "be_between"): {"char_start": -1},
    ("char_end/char_start", "pair"): {"char_end": 0},
    ("killed_best/killed_low", "pair"): {"killed_low": 3},
    ("killed_high/killed_best", "pair"): {"killed_high": 1},
    ("wounded_best/wounded_low", "pair"): {"wounded_low": 3},
    ("wounded_high/wounded_best", "pair"): {"wounded_high": 1},
    ("launched/intercepted", "pair"): {"launched": 6},
    ("days_from_publication", "be_between"): {"event_date": "2029-01-01", "announced_date": "2029-01-01"},
    ("days_from_report", "be_between"): {"event_date": "2029-01-01", "announced_date": "2029-01-01"},
    ("event_year", "be_between"): {"event_date": "1999-01-01"},
    ("latitude", "be_between"): {"latitude": 91.0},
    ("longitude", "be_between"): {"longitude": 181.0},
    ("n_claims", "be_between"): {"n_claims": 0},
    ("n_articles", "be_between"): {"n_articles": 0},
    ("interception_rate", "be_between"): {"interception_rate": 1.5},
    ("body_length", "be_between"): {"body": ""},
    ("body_length", "not_be_null"): {"body": None},
    ("basis_agrees", "be_in_set"): {"published_at": None},
    ("days_after_ingest", "be_between"): {"published_at": "2052-03-07"},
    ("weapon_class", "be_in_set"): {"weapon_class": "trebuchet", "weapon_classes": ["drone", "trebuchet"]},
    ("killed_low", "be_between"): {"killed_low": -1},
    ("wounded_low", "be_between"): {"wounded_low": -1},
}


def make_marts(path: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """A build database whose marts hold these rows; a row gives what differs from the sound one."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for table, columns in TABLES.items():
            connection.execute(
                f"create table marts.{table} ({', '.join(f'{name} {kind}' for name, (kind, _) in columns.items())})"
            )
            for row in rows.get(table, []):
                values = [row.get(name, sound) for name, (_, sound) in columns.items()]
                connection.execute(f"insert into marts.{table} values ({', '.join('?' * len(values))})", values)


def key_column(table: str) -> str:
    return next(iter(TABLES[table]))


def flaw_of(asset: Asset, check: dict[str, Any]) -> dict[str, Any]:
    """What a row must look like to break this check."""
    table = TABLE_OF.get(asset.name, asset.name)
    column = check.get("column") or f"{check['column_A']}/{check['column_B']}"
    kind = check["type"]
    for (wanted, part), flaw in BROKEN_BY.items():
        if wanted == column and part in kind:
            return {name: value for name, value in flaw.items() if name in TABLES[table]}
    column = key_column(table) if column == "fact_id" and table.startswith("fct_") else column
    if kind.endswith("to_not_be_null"):
        return {column: None}
    if kind.endswith("to_be_unique"):
        return {}
    if kind.endswith("to_be_between"):
        return {column: -1}
    return {column: "no such code"}


def critical_checks() -> Iterator[tuple[Asset, dict[str, Any], str]]:
    """Every critical check of rows with the id of the row that breaks it."""
    for asset in load_assets():
        for number, check in enumerate(asset.checks):
            if check["severity"] == "critical" and "against_published" not in check:
                yield asset, check, f"{asset.name}-{number}"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> list[QualityResult]:
    """One audit of marts in which every critical check has a row that breaks it."""
    folder = tmp_path_factory.mktemp("broken")
    rows: dict[str, list[dict[str, Any]]] = {table: [{}] for table in TABLES}
    for asset, check, row_id in critical_checks():
        table = TABLE_OF.get(asset.name, asset.name)
        flaw = flaw_of(asset, check)
        copies = 2 if check["type"].endswith("to_be_unique") else 1
        rows[table] += [{key_column(table): row_id} | flaw] * copies
    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(folder)})
    make_marts(settings.build_db, rows)
    return audit(settings, "run-broken", settings.build_db)


@pytest.mark.parametrize(
    ("asset", "check", "row_id"),
    [pytest.param(*case, id=f"{case[2]}-{case[1]['type'][7:]}") for case in critical_checks()],
)
def test_every_critical_expectation_can_fail(
    broken: list[QualityResult], asset: Asset, check: dict[str, Any], row_id: str
):
    column = check.get("column") or f"{check['column_A']}/{check['column_B']}"
    found = [
        result
        for result in broken
        if (result.object_name, result.column_name, result.check_kind) == (asset.name, column, check["type"])
        and result.severity == "critical"
    ]
    assert len(found) == 1
    assert found[0].status == "fail" and found[0].blocks
    assert found[0].failing_rows and found[0].failing_rows >= 1
    assert found[0].message == check["why"]
    if not check["type"].endswith("to_not_be_null") or column not in asset.key:
        assert row_id in json.dumps(found[0].examples) or found[0].failing_rows > len(found[0].examples)


def test_sound_marts_pass_and_leave_data_docs(settings: Settings):
    settings.data_dir.mkdir(parents=True)
    make_marts(settings.build_db, {table: [{}] for table in TABLES})
    before = settings.build_db.read_bytes()
    results = audit(settings, "run-1", settings.build_db)
    assert {result.status for result in results} == {"pass", "skipped"}
    assert {result.origin for result in results} == {"great_expectations"}
    assert not any(result.blocks for result in results)
    names = [(result.check_name, result.message) for result in results]
    assert len(names) == len(set(names)) and len(results) == sum(len(asset.checks) for asset in load_assets())
    json.dumps([vars(result) for result in results])
    assert settings.build_db.read_bytes() == before
    pages = data_docs_index(settings).parent
    assert "strike_claims" in data_docs_index(settings).read_text(encoding="utf-8")
    assert list(pages.glob("validations/fct_strikes/run-1/*/*.html"))
    with duckdb.connect(str(settings.build_db)):  # the audit holds no lock
        pass


def small(*checks: dict[str, Any], query: str = "select 1 as id, 'a' as word, 5 as number") -> list[Asset]:
    return [Asset("small", "one row", ["id"], query, list(checks))]


BETWEEN = {
    "type": "column_values_to_be_between",
    "column": "number",
    "min_value": 0,
    "severity": "critical",
    "why": "w",
}


@pytest.fixture
def built(settings: Settings) -> Settings:
    settings.data_dir.mkdir(parents=True)
    make_marts(settings.build_db, {table: [{}] for table in TABLES})
    return settings


def test_an_exception_inside_a_check_is_an_error_that_blocks(built: Settings):
    checks = ({**BETWEEN, "column": "word"}, {**BETWEEN, "column": "absent"}, BETWEEN)
    first, second, third = audit(built, "r", built.build_db, small(*checks))
    assert (first.status, second.status, third.status) == ("error", "error", "pass")
    assert first.blocks and "could not be checked" in (first.message or "")


def test_warnings_are_shown_and_do_not_block(built: Settings):
    (result,) = audit(built, "r", built.build_db, small({**BETWEEN, "max_value": 1, "severity": "warning"}))
    assert (result.status, result.failing_rows, result.blocks) == ("warn", 1, False)
    assert result.examples == [{"id": 1, "number": 5}]


def test_rows_outside_the_condition_are_not_checked(built: Settings):
    query = "select * from (values (1, 5, 'x'), (2, -5, 'y')) as t(id, number, word)"
    checks = ({**BETWEEN, "where": "word == 'x'"}, {**BETWEEN, "where": "word == 'y'"})
    first, second = audit(built, "r", built.build_db, small(*checks, query=query))
    assert (first.status, second.status, second.examples) == ("pass", "fail", [{"id": 2, "number": -5}])


def test_shares_of_few_rows_are_not_told(built: Settings):
    (result,) = audit(built, "r", built.build_db, small({**BETWEEN, "min_rows": 2}))
    assert result.status == "skipped" and "2 rows" in (result.message or "")


@pytest.mark.parametrize(
    ("published", "percent", "status"),
    [(20, 95, "pass"), (21, 95, "fail"), (21, 100, "pass"), (19, 95, "skipped"), (None, 95, "skipped")],
)
def test_loss_against_the_published_snapshot(built: Settings, published: int | None, percent: int, status: str):
    """One row is there: of 20 published ones a twentieth is left, of 21 less; of a handful no share counts."""
    if published is not None:
        built.published_dir.mkdir()
        path = built.published_dir / "warehouse-old.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute("create table small as select unnest(range(?)) as id", [published])
        built.pointer.symlink_to(path)
    check = {"type": "table_row_count_to_be_between", "against_published": True, "severity": "critical", "why": "lost"}
    (result,) = audit(replace(built, max_fall_percent=percent), "r", built.build_db, small(check))
    assert result.status == status


@pytest.mark.parametrize(("known", "status"), [(1, "pass"), (2, "pass"), (4, "warn"), (None, "skipped")])
def test_values_told_less_often_than_in_the_published_snapshot(built: Settings, known: int | None, status: str):
    """One of four numbers is known here; the published snapshot knew `known` of four."""
    with duckdb.connect(str(built.build_db)) as connection:
        connection.execute(
            "create table marts.small as select id, if(id = 1, id, null) as number from range(1, 5) t(id)"
        )
    if known is not None:
        built.published_dir.mkdir()
        path = built.published_dir / "warehouse-old.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(
                "create table small as select id, if(id <= ?, id, null) as number from range(1, 5) t(id)", [known]
            )
        built.pointer.symlink_to(path)
    check = {"type": "column_values_to_not_be_null", "column": "number", "severity": "warning", "why": "told less"}
    query = "select id, number from marts.small"
    (result,) = audit(built, "r", built.build_db, small(check | {"drift_from_published": 0.3}, query=query))
    assert result.status == status
    assert not result.blocks
    if status == "warn":
        assert [row["id"] for row in result.examples] == [2, 3, 4]


def test_old_validations_are_pruned(built: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(audit_module, "KEEP_RUNS", 2)
    root = built.audit_dir / "gx" / "uncommitted"
    for number, run in enumerate(("run-a", "run-b", "run-c")):
        audit(built, run, built.build_db, small(BETWEEN))
        os.utime(root / "validations" / "small" / run, (1_000_000 + number, 1_000_000 + number))
    assert {path.name for path in (root / "validations" / "small").iterdir()} == {"run-b", "run-c"}
    pages = root / "data_docs" / "local_site" / "validations" / "small"
    assert {path.name for path in pages.iterdir()} == {"run-b", "run-c"}


def test_a_damaged_context_of_an_earlier_run_does_not_matter(built: Settings):
    folder = built.audit_dir / "gx"
    (folder / "expectations").mkdir(parents=True)
    (folder / "expectations" / "small.json").write_text("{half a fi")
    (folder / "great_expectations.yml").write_text("config_version: [")
    (result,) = audit(built, "r", built.build_db, small(BETWEEN))
    assert result.status == "pass"


def test_the_audit_says_why_it_cannot_run(settings: Settings, built: Settings, tmp_path: Path):
    with pytest.raises(AuditError, match="does not exist"):
        audit(settings, "r", tmp_path / "nothing.duckdb")
    empty = tmp_path / "empty.duckdb"
    duckdb.connect(str(empty)).close()
    with pytest.raises(AuditError, match="cannot be read"):
        audit(settings, "r", empty)
    with pytest.raises(AuditError, match="knows no"):
        audit(settings, "r", built.build_db, small({**BETWEEN, "type": "column_values_to_be_nice"}))
    (tmp_path / "bad.yml").write_text("asset: x\n")
    with pytest.raises(AuditError, match=r"bad\.yml"):
        load_assets(tmp_path)


def test_expectation_files_name_severity_and_reason():
    assets = load_assets()
    assert {asset.name for asset in assets} == {*TABLES, *TABLE_OF}
    for asset in assets:
        assert asset.grain and asset.key and asset.checks
        assert any(check["severity"] == "critical" for check in asset.checks)
