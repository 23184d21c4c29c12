"""Read-only connections to the published warehouse: what the dashboard, `warledger sql` and notebooks open."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingest.settings import Settings


class NoWarehouse(LookupError):
    """Nothing has been published yet."""


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


def connect_path(path: Path) -> duckdb.DuckDBPyConnection:
    """A hardened read-only connection to one snapshot file."""
    return duckdb.connect(str(path), read_only=True, config=dict(HARDENED))


def connect_published(settings: Settings) -> duckdb.DuckDBPyConnection:
    """A hardened read-only connection to the newest snapshot.

    The connection goes on serving that snapshot; to see a newer one, compare `published_path` and connect again.
    """
    for attempt in range(5):
        path = published_path(settings)
        try:
            return connect_path(path)
        except duckdb.IOException:
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
