"""Read-only connections to the published warehouse: what the dashboard, `warledger sql` and notebooks open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import duckdb

from ingest.settings import Settings


class NoWarehouse(LookupError):
    """Nothing has been published yet."""


class SnapshotInUse(RuntimeError):
    """Another program has the snapshot open for writing; the message says which one and what to do."""


class DamagedSnapshot(RuntimeError):
    """The snapshot cannot be read; the message says what to do."""


#: A reader can neither read other files, reach the network, load extensions nor change these settings.
HARDENED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "lock_configuration": "true",
}


def published_path(settings: Settings) -> Path:
    """The real path of the newest snapshot; raises NoWarehouse when there is none."""
    try:
        return settings.pointer.resolve(strict=True)
    except FileNotFoundError:
        raise NoWarehouse(
            f"no warehouse has been published in {settings.data_dir} yet; run `make demo` or `warledger run PATH`"
        ) from None


def connect_path(path: Path, limits: Mapping[str, str] | None = None) -> duckdb.DuckDBPyConnection:
    """A hardened read-only connection to one snapshot file; raises SnapshotInUse and DamagedSnapshot.

    `limits` are further settings of DuckDB (memory_limit, threads); a process opens one file with one set of them.
    """
    try:
        return duckdb.connect(str(path), read_only=True, config={**HARDENED, **(limits or {})})
    except duckdb.Error as error:
        if path.exists():
            raise _explained(path, error) from error
        raise


def lock_holder(error: duckdb.Error) -> str | None:
    """The program that has a database open for writing, when that is what the error says."""
    text = str(error)
    if "Could not set lock" not in text:
        return None
    holder = re.search(r"held in (.+?) \(PID (\d+)\)", text)
    return f"process {holder[2]} ({Path(holder[1]).name})" if holder else "another program"


def _explained(path: Path, error: duckdb.Error) -> Exception:
    """What keeps a snapshot from being opened, as an error for people."""
    text = str(error).splitlines()[0]
    if program := lock_holder(error):
        return SnapshotInUse(
            f"{program} has {path.name} open for writing: close it, and open snapshots read-only (duckdb -readonly)"
        )
    if "Permission denied" in text:
        return error
    return DamagedSnapshot(f"{path} is damaged ({text}): run `warledger doctor --repair`")


def connect_published(settings: Settings) -> duckdb.DuckDBPyConnection:
    """A hardened read-only connection to the newest snapshot.

    The connection goes on serving that snapshot; to see a newer one, compare `published_path` and connect again.
    """
    for attempt in range(5):
        path = published_path(settings)
        try:
            return connect_path(path)
        except duckdb.Error:
            # Between resolving and opening, a publisher may have moved the pointer and pruned this file.
            if path.exists() or attempt == 4:
                raise
    raise AssertionError("unreachable")


def attach_marts(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Make the builder's own marts readable as `marts.<table>` beside its build database."""
    connection.execute(f"attach '{quoted(settings.marts_db)}' as marts (read_only)")


def quoted(path: Path) -> str:
    """A path between single quotes of SQL."""
    return str(path).replace("'", "''")
