"""The marts hold exactly what the contract names, with or without data, described and tested."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from dbt_warehouse import Warehouse
from raw_fixture import RawLayer, example_articles

pytestmark = pytest.mark.slow


def contract_columns() -> dict[str, set[str]]:
    """Table → columns that the contract names."""
    lists = yaml.safe_load(Path(__file__).with_name("contract_columns.yml").read_text(encoding="utf-8"))
    columns = {name: set(text.split()) for name, text in lists.items()}
    facts, claims = columns.pop("facts"), columns.pop("claims")
    for table, own in columns.items():
        own |= facts if table.startswith("fct_") else claims if table.endswith("_claims") else set()
    return columns


COLUMNS = contract_columns()


@pytest.fixture(scope="module")
def example(warehouse: Warehouse) -> Warehouse:
    warehouse.load(example_articles())
    run = warehouse.build(tests=True)
    assert run.bad() == {}
    return warehouse


def test_marts_hold_the_tables_of_the_contract_and_nothing_else(example: Warehouse) -> None:
    found: dict[str, set[str]] = {}
    for row in example.rows("select table_name, column_name from duckdb_columns() where database_name = 'marts'"):
        found.setdefault(row["table_name"], set()).add(row["column_name"])
    assert set(found) == set(COLUMNS)
    missing = {table: columns - found[table] for table, columns in COLUMNS.items() if columns - found[table]}
    assert missing == {}
    assert example.values("select view_name from duckdb_views() where database_name = 'marts'") == []


def test_every_table_and_column_is_described_in_the_database(example: Warehouse) -> None:
    bare = example.values(
        "select table_name || '.' || column_name from duckdb_columns() "
        "where database_name = 'marts' and comment is null"
    )
    assert bare == []
    comments = example.rows("select table_name, comment from duckdb_tables() where database_name = 'marts'")
    assert [row["table_name"] for row in comments if not (row["comment"] or "").startswith("Grain: one")] == []


def test_claim_tables_carry_every_raw_column(example: Warehouse) -> None:
    with example.connect() as connection:
        for kind in ("strike", "interception", "aid", "meeting"):
            raw, mart = (
                {row[0] for row in connection.execute(f"describe {schema}.{kind}_claims").fetchall()}
                for schema in ("raw", "marts")
            )
            assert raw - mart == set()


def test_quotes_are_slices_of_their_articles(example: Warehouse) -> None:
    for kind in ("strike", "interception", "aid", "meeting"):
        assert (
            example.values(
                f"select claim_id from {kind}_claims join dim_articles using (article_id) "
                "where substr(body, char_start + 1, char_end - char_start) <> quote"
            )
            == []
        )


def test_an_empty_raw_layer_builds_an_empty_warehouse(warehouse: Warehouse) -> None:
    warehouse.load(RawLayer())
    run = warehouse.build(tests=True)
    assert run.bad() == {}
    for table in ("fct_strikes", "fct_interceptions", "fct_aid_packages", "fct_diplomatic_meetings", "dim_articles"):
        assert warehouse.values(f"select count(*) from {table}") == [0]
    assert warehouse.rows("select kind, n_facts from agg_undated order by kind") == [
        {"kind": kind, "n_facts": 0} for kind in ("aid", "interception", "meeting", "strike")
    ]


def test_every_resolution_rule_passes_its_unit_test(warehouse: Warehouse) -> None:
    warehouse.load(RawLayer())
    warehouse.build()
    run = warehouse.dbt("test", "--select", "test_type:unit")
    assert run.bad() == {}
    assert len(run.nodes) >= 22
