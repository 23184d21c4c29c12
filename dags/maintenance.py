"""Airflow DAG: fewer files, no leftovers, no empty space, and a look whether all is there."""

from __future__ import annotations

from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, TriggerRule, dag, task
from warledger_orchestration import OWNER, TASKS, WAREHOUSE_POOL, conclusion, say, summarise, summarised

from ingest.settings import Settings

SETTINGS = Settings.from_environment()

DOC = """
### Keep the warehouse fit

| task | does | in its way |
|---|---|---|
| `compact` | many small landing files → few; old rows of `run_outcomes` → one file | waits until nothing is read in |
| `prune` | snapshots beyond `WARLEDGER_KEEP_SNAPSHOTS`, old validation results, leftovers, logs of 90 days | |
| `vacuum` | writes the build database anew, if a quarter of it is empty | disk space for a copy |
| `check` | every batch whole, every loaded batch there, bytes as they came, snapshots open | |
| `summary` | the run in a few lines, red when a step failed | |

**When it runs:** by the clock (`WARLEDGER_MAINTENANCE_SCHEDULE`, weekly; `never` switches it off), or *Trigger*; or
`warledger maintenance`. It takes the writer's lock a step at a time, so builds wait minutes at most, and readers never.
A step that fails does not keep the next from running. Nothing is lost when it is paused, missed or killed; the next run
finishes what was begun.

**When it is red:** the end of the log of `summary` says which step failed and why.

| the log says | do |
|---|---|
| articles are being read, the warehouse is being written | it tries again; else trigger it at a quieter time |
| the disk is full | free some space; nothing was changed |
| the build database cannot be read | delete `build.duckdb*`; the next build makes it again from the landing folder |
| a batch cannot be read, loaded batches are gone, bytes have changed | the disk: restore `landing/` from the backup |
| the pointer leads to ... | `ln -sfn published/warehouse-....duckdb warehouse.duckdb` in the data folder |

docs/operations.md has each of these with its commands.
"""


@dag(
    dag_id="maintenance",
    description="Compact landing files, prune, vacuum, check that all is there",
    doc_md=DOC,
    schedule=(
        None
        if SETTINGS.maintenance_schedule == "never"
        else CronTriggerTimetable(SETTINGS.maintenance_schedule, timezone="UTC")
    ),
    catchup=False,
    max_active_runs=1,
    tags=[OWNER, "warehouse"],
    default_args=TASKS | {"pool": WAREHOUSE_POOL, "trigger_rule": TriggerRule.ALL_DONE},
    params={
        "deep": Param(
            default=False,
            type="boolean",
            title="Check every byte",
            description_md="Compare the bytes of every stored document with their hash, not only the newest 2,000.",
        ),
        "vacuum": Param(
            default=False,
            type="boolean",
            title="Vacuum in any case",
            description_md="Write the build database anew even if little of it is empty.",
        ),
        "min_age_days": Param(
            default=1,
            type="integer",
            minimum=0,
            maximum=3650,
            title="Leave newer batches alone (days)",
            description_md="Only landing batches at least this old are merged, for example `7`.",
        ),
    },
)
def maintenance() -> None:
    """Compaction, pruning and checks, one task each."""

    @task(show_return_value_in_logs=False)
    @summarised
    def compact(params: dict[str, Any]) -> None:
        """Landing files."""
        import datetime as dt

        from ingest.pipeline.maintenance import compact

        age = dt.timedelta(days=params["min_age_days"])
        _say(compact(Settings.from_environment(), min_age=age, on_progress=say))

    @task(show_return_value_in_logs=False)
    @summarised
    def prune() -> None:
        """Snapshots, validation results, leftovers, logs."""
        from pathlib import Path

        from airflow.sdk.configuration import conf

        from ingest.pipeline.maintenance import prune

        logs = Path(conf.get("logging", "base_log_folder"))
        _say(prune(Settings.from_environment(), logs_dir=logs, on_progress=say))

    @task(show_return_value_in_logs=False)
    @summarised
    def vacuum(params: dict[str, Any]) -> None:
        """The build database."""
        from ingest.pipeline.maintenance import vacuum

        _say(vacuum(Settings.from_environment(), force=params["vacuum"], on_progress=say))

    @task(show_return_value_in_logs=False)
    @summarised
    def check(params: dict[str, Any]) -> None:
        """Is all there?"""
        from ingest.pipeline.maintenance import check

        _say(check(Settings.from_environment(), deep=params["deep"], on_progress=say))

    compact() >> prune() >> vacuum() >> check() >> conclusion("compact", "prune", "vacuum", "check")


def _say(sentences: list[str]) -> None:
    for line in sentences:
        say(line)
    summarise(sentences)


maintenance()
