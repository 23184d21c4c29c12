"""`warledger export`: the newest snapshot as a folder of files with a description (Frictionless data package)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from api import formats
from api.published import Published, Snapshot
from dashboards.frames import plain
from dashboards.queries import KINDS
from ingest.settings import Settings

#: Tables of the package with what is left out: texts of articles belong to their publishers.
_TABLES: dict[str, tuple[str, ...]] = {
    **{kind.facts: ("partition_key",) for kind in KINDS.values()},
    **{kind.claims: ("partition_key",) for kind in KINDS.values()},
    "fact_relations": (),
    "dim_articles": ("body", "page_starts"),
    "dim_countries": (),
    "dim_regions": (),
    "publications": (),
}
_PLACED = ("fct_strikes",)
#: Rows that are in memory at once, and the most that a sheet of Excel holds.
_BATCH, _SHEET = 100_000, 1_048_575
_TYPES = (
    (pa.types.is_boolean, "boolean"), (pa.types.is_integer, "integer"), (pa.types.is_floating, "number"),
    (pa.types.is_date, "date"), (pa.types.is_timestamp, "datetime"),
)  # fmt: skip


class ExportError(RuntimeError):
    """The package cannot be written there; the message says why."""


def export(settings: Settings, folder: Path, chosen: Sequence[str], on_progress: Callable[[str], None]) -> None:
    """Write every table in the chosen formats, `datapackage.json` and `README.md`.

    The folder appears when it is whole. Raises ExportError for a folder that holds something, or a table that a format
    cannot hold.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ExportError(f"{folder} holds files already; name an empty folder or one that does not exist")
    snapshot = Published(settings).newest()
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        resources = [
            resource
            for table, left_out in _TABLES.items()
            for resource in _write_table(snapshot, table, left_out, chosen, partial, on_progress)
        ]
        (partial / "datapackage.json").write_text(_description(snapshot, resources), encoding="utf-8")
        (partial / "README.md").write_text(_readme(snapshot, resources), encoding="utf-8")
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    on_progress(f"wrote {len(resources)} files, datapackage.json and README.md into {folder}")


def _write_table(
    snapshot: Snapshot, table: str, left_out: tuple[str, ...], chosen: Sequence[str], folder: Path,
    on_progress: Callable[[str], None],
) -> Iterator[dict[str, Any]]:  # fmt: skip
    columns = f"* exclude ({', '.join(left_out)})" if left_out else "*"
    sql = f"select {columns} from {table} order by all"
    n_rows = snapshot.table(f"select count(*) as n from {table}").column(0)[0].as_py()
    for ending in chosen:
        if ending == "geojson" and table not in _PLACED:
            continue
        if ending == "xlsx" and n_rows > _SHEET:
            raise ExportError(
                f"{table} has {n_rows:,} rows, and a sheet of Excel holds {_SHEET:,}: choose csv or parquet"
            )
        path = folder / f"{table}.{ending}"
        schema = _write(snapshot, sql, ending, path)
        on_progress(f"{path.name}: {n_rows:,} rows, {path.stat().st_size:,} bytes")
        yield _resource(snapshot, table, path, ending, schema)


def _write(snapshot: Snapshot, sql: str, ending: str, path: Path) -> pa.Schema:
    """Write the answer in batches where the format allows it."""
    with snapshot.connection.cursor() as cursor:
        reader = cursor.execute(sql).to_arrow_reader(_BATCH)
        schema = reader.schema
        if ending == "parquet":
            with pq.ParquetWriter(path, schema, compression="zstd") as parquet:
                for batch in reader:
                    parquet.write_batch(batch)
        elif ending == "arrow":
            with pa.ipc.new_file(path, schema) as arrow:
                for batch in reader:
                    arrow.write_batch(batch)
        elif ending == "csv":
            with path.open("wb") as file:
                file.write(formats.csv(schema.empty_table()))
                for batch in reader:
                    file.write(formats.csv(pa.Table.from_batches([batch])).split(b"\r\n", 1)[1])
        else:
            path.write_bytes(formats.WRITERS[ending](reader.read_all()))
    return schema


def _resource(snapshot: Snapshot, table: str, path: Path, ending: str, schema: pa.Schema) -> dict[str, Any]:
    comments = snapshot.table(
        "select column_name, comment from duckdb_columns() where table_name = ?", [table]
    ).to_pylist()
    descriptions = {row["column_name"]: row["comment"] for row in comments}
    fields = [
        {"name": field.name, "type": _type(field.type), "description": descriptions.get(field.name) or ""}
        for field in schema
    ]
    resource: dict[str, Any] = {
        "name": f"{table}-{ending}".replace("_", "-"),
        "path": path.name,
        "format": ending,
        "mediatype": formats.MEDIA_TYPES[ending].split(";")[0],
        "bytes": path.stat().st_size,
        "hash": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
    }
    # Only the CSV is described as a table: in the other files columns have types of their own, lists among them.
    if ending != "csv":
        resource["type"] = "file"
    else:
        resource |= {"profile": "tabular-data-resource", "encoding": "utf-8-sig", "schema": {"fields": fields}}
    return resource


def _type(kind: pa.DataType) -> str:
    return next((name for is_kind, name in _TYPES if is_kind(kind)), "string")


def _description(snapshot: Snapshot, resources: list[dict[str, Any]]) -> str:
    published = snapshot.publication.get("published_at")
    package = {
        "name": f"warledger-{snapshot.name.removeprefix('warehouse-').lower()}",
        "title": "Warledger: facts about the Russia-Ukraine war, with the claims behind them",
        "created": plain(published or dt.datetime.now(dt.UTC)),
        "profile": "data-package",
        "resources": resources,
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _readme(snapshot: Snapshot, resources: list[dict[str, Any]]) -> str:
    row = snapshot.publication
    published = row.get("published_at")
    lines = [
        "# Warledger data package",
        "",
        f"Snapshot {snapshot.name}, published {plain(published)}: {row.get('n_articles')} articles,"
        f" {row.get('n_claims')} claims.",
        "",
        "`fct_*` are facts (one event each), `*_claims` what articles say about them, with the quote that each claim"
        " rests on; `fact_id` of a claim is the key of its fact. Null is never 0. Columns are described in"
        " `datapackage.json`. Texts of articles are left out: they belong to their publishers.",
        "",
        "| file | bytes |",
        "|---|---|",
        *[f"| {resource['path']} | {resource['bytes']:,} |" for resource in resources],
    ]
    return "\n".join(lines) + "\n"
