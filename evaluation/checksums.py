"""Checksums of a published warehouse: rows and an order-free hash of every table, apart from when it was made.

    WARLEDGER_DATA_DIR=FOLDER python -m evaluation.checksums

prints a line a table, then one hash over facts and claims: equal before and after a change that must change no fact.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from ingest.settings import Settings
from ingest.warehouse.connect import connect_published

#: When, in which load and by which reader a row came, not what it says.
_VOLATILE = ("ingested_at", "loaded_at", "fetched_at", "batch_id", "reader_version")
#: Tables about builds and not about the world, and what was believed in between.
_ABOUT_BUILDS = ("quality_results", "publications", "run_outcomes", "fact_id_changes")


def table_sums(settings: Settings) -> dict[str, tuple[int, str]]:
    """Table → (rows, sum of the hashes of its rows)."""
    with connect_published(settings) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() where table_name not like 'fct#_%#_history' escape '#' order by 1"
        ).fetchall()
        sums = {}
        for (table,) in tables:
            if table in _ABOUT_BUILDS:
                continue
            names = [row[0] for row in connection.execute(f'describe "{table}"').fetchall()]
            kept = ", ".join(f'"{name}"' for name in names if not name.endswith(_VOLATILE))
            row = connection.execute(
                f'select count(*), sum(hash(r::varchar))::varchar from (select {kept} from "{table}") as r'
            ).fetchone()
            assert row is not None
            sums[table] = (row[0], row[1])
        return sums


def facts_sum(sums: Mapping[str, tuple[int, str]]) -> str:
    """One hash (16 hexadecimal digits) over the tables of facts and of claims."""
    kept = sorted(
        (table, *found) for table, found in sums.items() if table.startswith("fct_") or table.endswith("_claims")
    )
    return hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:16]


def main() -> None:
    """Print the checksums of the warehouse that the settings name."""
    sums = table_sums(Settings.from_environment())
    for table, (rows, content) in sums.items():
        print(f"{table} {rows} {content}")
    print(f"facts and claims {facts_sum(sums)}")


if __name__ == "__main__":
    main()
