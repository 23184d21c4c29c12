"""Airflow DAG: landing batches → facts → checks → the published warehouse."""

from __future__ import annotations

from typing import Any

from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, Param, dag, task
from warledger_orchestration import (
    OWNER,
    PUBLISHED_WAREHOUSE,
    RAW_ARTICLES,
    TASKS,
    WAREHOUSE_POOL,
    conclusion,
    say,
    summarised,
)

from ingest.settings import Settings

SETTINGS = Settings.from_environment()

DOC = """
### Build, check and publish the warehouse

Takes **every** landing batch that the warehouse does not have yet, whoever announced it, and rebuilds what depends on
it:

| task | does | leaves behind |
|---|---|---|
| `load` | landing batches → `raw.*`, in one transaction | nothing new: the rest of the run is skipped |
| `dbt_build` | claims → facts, with every dbt test | each node's outcome |
| `audit` | Great Expectations over facts and claims | Data Docs in `audit/` of the data folder |
| `publish` | a new snapshot; `warehouse.duckdb` moves to it in one step | the last snapshots, for going back |
| `summary` | the run in a few lines, red when a step failed | the row in `run_outcomes` |

Readers see the old warehouse until `publish` has ended; a run that fails anywhere leaves it as it was.

**When it runs:** after every `raw_articles`, and by the clock (`WARLEDGER_SWEEP_SCHEDULE`) in case an announcement was
missed. Every run takes all that is not loaded yet, so a paused DAG or a missed run loses nothing.
By hand: *Trigger*; `force` builds even when nothing has changed.

**One writer:** the steps use the pool `warehouse` with one slot, and one run is active at a time. If tasks stay
*scheduled* for ever, that pool is missing: *Admin → Pools*, add `warehouse` with 1 slot.

**When it is red:** the end of the log of `summary` says which step failed and why; `warledger status` says the same.

| failed task | usual reason | do |
|---|---|---|
| `load` | disk full; another program holds `build.duckdb` open | free space, close that program; it tries again |
| `dbt_build` | a model or a test failed: the log names it | correct the model or the data, then clear the task |
| `audit` | a critical expectation failed: the log names it and gives examples | the same |
| `publish` | disk full | free space; it tries again |
"""


@dag(
    dag_id="build_warehouse",
    description="Everything not yet loaded → dbt facts → audit → published snapshot",
    doc_md=DOC,
    # The clock is the net under the announcements: Airflow may merge or miss those while a run is active.
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable(SETTINGS.sweep_schedule, timezone="UTC"), assets=[RAW_ARTICLES]
    ),
    catchup=False,
    max_active_runs=1,
    tags=[OWNER, "warehouse"],
    default_args=TASKS | {"pool": WAREHOUSE_POOL},
    params={
        "force": Param(
            default=False,
            type="boolean",
            title="Build even if nothing has changed",
            description_md="Normally a run without new batches, models or checks ends after `load`.",
        )
    },
)
def build_warehouse() -> None:
    # The id of the warehouse run is made by `load` and handed on, so that a run that is cleared and started again is a
    # new one.

    """Load, dbt build, audit and publish, one after the other."""

    @task.short_circuit(ignore_downstream_trigger_rules=False, show_return_value_in_logs=False)
    @summarised
    def load(params: dict[str, Any]) -> str | None:
        """Landing → raw. Returns the id of this warehouse run; None, which skips the rest, when nothing has changed."""
        from ingest.pipeline.build import start

        return start(Settings.from_environment(), force=bool(params["force"]), on_progress=say)

    @task(show_return_value_in_logs=False)
    @summarised
    def dbt_build(build_id: str) -> str:
        """Claims → facts and their tests."""
        from ingest.pipeline.build import dbt_step

        dbt_step(Settings.from_environment(), build_id, on_progress=say)
        return build_id

    @task(show_return_value_in_logs=False)
    @summarised
    def audit(build_id: str) -> str:
        """Expectations over facts and claims."""
        from ingest.pipeline.build import audit_step

        audit_step(Settings.from_environment(), build_id, on_progress=say)
        return build_id

    @task(outlets=[PUBLISHED_WAREHOUSE], show_return_value_in_logs=False)
    @summarised
    def publish(build_id: str) -> dict[str, Any]:
        """Snapshot and pointer. Returns the publication's row and what it says."""
        from ingest.pipeline.build import finish

        return finish(Settings.from_environment(), build_id, on_progress=say)

    publish(audit(dbt_build(load()))) >> conclusion("load", "dbt_build", "audit", "publish")


build_warehouse()
