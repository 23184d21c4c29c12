"""The marts between two builds: whose they are, and whether the next build may go on from them.

The marts are a database file of their own, which publishing copies. A build goes on from them (and resolves only what
is new) when they are exactly what readers see: made by the run that the pointer names, by the same models. In every
other case, a killed run, a failed check, edited models, a deleted file, a pointer moved by hand, they are made anew
from the raw layer. Only the history of the facts (tables `fct_*_history`) cannot be made anew: it goes on from the
published one.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from ingest import __version__
from ingest.settings import Settings
from ingest.warehouse.connect import NoWarehouse, published_path, quoted
from ingest.warehouse.load import open_build
from ingest.warehouse.publish import current_publication

_OWNER = "raw.marts_owner"


def take_marts(settings: Settings, run_id: str, *, anew: bool = False) -> bool:
    """Prepare the marts for a dbt build of `run_id`; True when it goes on from what is published.

    From here on the marts belong to the run: until it has published them, no later build goes on from them.
    """
    models = models_fingerprint(settings)
    goes_on = not anew and _are_published(settings, models)
    if not goes_on:
        for path in (settings.marts_db, Path(f"{settings.marts_db}.wal")):
            path.unlink(missing_ok=True)
        _restore_history(settings)
    with open_build(settings) as connection:
        connection.execute("begin")
        connection.execute(f"create or replace table {_OWNER} as select ? as run_id, ? as models", [run_id, models])
        connection.execute("delete from raw.published_states")
        if goes_on:
            connection.execute("insert into raw.published_states select * from intermediate.int_states")
        connection.execute("commit")
    return goes_on


def owner(settings: Settings) -> str | None:
    """The run that the marts belong to; None when no run has made any."""
    row = _owner_row(settings)
    return row[0] if row else None


def models_fingerprint(settings: Settings) -> str:
    """What turns the raw layer into marts: the dbt project and our version."""
    digest = hashlib.sha256(__version__.encode())
    for path in project_files(settings.dbt_dir):
        digest.update(str(path.relative_to(settings.dbt_dir)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def project_files(folder: Path) -> list[Path]:
    """The models, seeds, expectations and programs below `folder`, without what is generated, in one order."""
    generated = {"target", "logs", "__pycache__"}
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in {".sql", ".yml", ".csv", ".py"}
        and path.is_file()
        and not generated & set(path.relative_to(folder).parts)
    )


def _restore_history(settings: Settings) -> None:
    """Begin new marts with the history that readers see: what a failed build had added to it was never known."""
    try:
        published = published_path(settings)
    except NoWarehouse:
        return
    with duckdb.connect(str(settings.marts_db)) as connection:
        connection.execute(f"attach '{quoted(published)}' as published (read_only)")
        tables = connection.execute(
            "select table_name from duckdb_tables()"
            " where database_name = 'published' and table_name like 'fct#_%#_history' escape '#'"
        ).fetchall()
        for (name,) in tables:
            connection.execute(f'create table "{name}" as from published."{name}"')


def _are_published(settings: Settings, models: str) -> bool:
    current = current_publication(settings)
    return current is not None and settings.marts_db.is_file() and _owner_row(settings) == (current["run_id"], models)


def _owner_row(settings: Settings) -> tuple[str, str] | None:
    with open_build(settings) as connection:
        try:
            return connection.execute(f"select run_id, models from {_OWNER}").fetchone()
        except duckdb.Error:  # a build database that no dbt has run on, or one of an older version
            return None
