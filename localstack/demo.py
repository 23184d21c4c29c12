"""`make demo`: start the stack, send articles through Airflow, follow them until they are published facts."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest.core.progress import Progress
from ingest.pipeline.names import POOLS
from ingest.settings import Settings
from localstack import service
from localstack.airflow_api import FINISHED, AirflowApi
from localstack.errors import StackError
from localstack.home import StackHome

INGEST, BUILD = "ingest_articles", "build_warehouse"
#: Every DAG of the project.
DAGS = (INGEST, BUILD, "ingest_url", "reprocess_articles", "correct_facts", "maintenance", "send_alerts")
#: The task of INGEST that announces what has landed; its end is what BUILD is waited for from.
ANNOUNCE = "announce"
#: Airflow reads the DAG files within seconds of its start.
DAGS_SECONDS = 120.0
#: The samples take well under a minute each way; a user's own folder may be large.
RUN_SECONDS = 1800.0
#: Airflow makes the build's run seconds after the announcement; it can miss one while another run is active.
ANNOUNCEMENT_SECONDS = 60.0
POLL_SECONDS = 1.0
#: Lines of a task that ended well (or will be tried again): its own summary.
SUMMARY_LINES = 2
#: Lines of a failed task's log that are shown.
SHOW_LINES = 30


def demo(settings: Settings, paths: list[Path], on_progress: Progress) -> list[str]:
    """Run the demo and return the lines to end with: what was published and where to look at it.

    The services are left running, also when something failed: there they can be looked at. `paths` empty: the bundled
    samples.
    Raises StackError with the reason and the log lines that explain it.
    """
    home = StackHome(settings)
    already = service.running(home)
    if len(already) == len(service.services(settings)):
        on_progress("Airflow, the dashboard and the API are running already; using them")
    service.start(settings, on_progress)
    api = service.wait_for_airflow(home, on_progress)
    try:
        prepare(api, on_progress, unpause=(INGEST, BUILD))
        before = snapshot_name(settings)
        conf = {"paths": [str(path.resolve()) for path in paths]} if paths else {}
        ingest_id = api.trigger(INGEST, conf, "started by `make demo`")
        on_progress(f"triggered {INGEST} on {', '.join(conf.get('paths', ['the bundled sample articles']))}")
        landed_at = follow(api, INGEST, ingest_id, on_progress)
        build_id = wait_for_build(api, landed_at, on_progress)
        follow(api, BUILD, build_id, on_progress)
    finally:
        api.close()
    for name in ("dashboard", "api"):
        service.wait_for(home, name, on_progress)
    return summary(settings, home, before)


def prepare(api: AirflowApi, on_progress: Progress, unpause: Sequence[str] = ()) -> None:
    """Make the pools and wait until Airflow has read every DAG file.

    `unpause`: DAGs that must run now; what an operator paused stays paused otherwise. New ones are not paused.
    """
    for name, slots, description in POOLS:
        api.ensure_pool(name, slots, description)
    deadline = time.monotonic() + DAGS_SECONDS
    reported = False
    for dag_id in DAGS:
        while True:
            dag = api.get(f"dags/{dag_id}")
            if dag and not dag.get("is_stale"):
                if dag["is_paused"] and dag_id in unpause:
                    api.unpause(dag_id)
                break
            errors = api.import_errors()
            if errors:
                raise StackError("Airflow could not read a DAG file.", errors[0].splitlines())
            if time.monotonic() > deadline:
                raise StackError(f"Airflow did not find the DAG {dag_id} within {DAGS_SECONDS:.0f} s.")
            if not reported:
                on_progress("waiting for Airflow to read the DAG files")
                reported = True
            time.sleep(POLL_SECONDS)


def follow(api: AirflowApi, dag_id: str, run_id: str, on_progress: Progress) -> dt.datetime:
    """Report each task's states until the run is over; returns when it announced something, else when it ended.

    Raises StackError with the end of the failed task's log when it does not end well.
    """
    deadline = time.monotonic() + RUN_SECONDS
    seen: dict[str, str] = {}
    while True:
        run = api.run(dag_id, run_id)
        tasks = api.tasks(dag_id, run_id)
        for task in sorted(tasks, key=lambda task: task["start_date"] or "9"):
            state, name = task["state"] or "waiting", task_name(task)
            if seen.get(name) != state and state in FINISHED | {"running", "up_for_retry"}:
                on_progress(f"{dag_id}.{name}: {state.replace('_', ' ')}{_duration(task, state)}")
                if state in ("success", "up_for_retry"):
                    for line in last_log_lines(api, dag_id, run_id, task)[-SUMMARY_LINES:]:
                        on_progress(f"    {line}")
            seen[name] = state
        if run.get("state") == "success":
            last = [task for task in tasks if task["task_id"] == ANNOUNCE] or tasks
            return max(_moment(task["end_date"]) for task in last if task["end_date"])
        if run.get("state") == "failed":
            # The first that failed: the run's summary only repeats what went before.
            failed = min(
                (task for task in tasks if task["state"] == "failed"),
                key=lambda task: task["start_date"] or "9",
                default=None,
            )
            where = f"the task {task_name(failed)} of {dag_id}" if failed else f"the run of {dag_id}"
            lines = last_log_lines(api, dag_id, run_id, failed) if failed else []
            raise StackError(f"{where[0].upper()}{where[1:]} failed; the end of its log stands above.", lines)
        if time.monotonic() > deadline:
            raise StackError(
                f"The run of {dag_id} was not over after {RUN_SECONDS:.0f} s; look at it in the Airflow UI."
            )
        time.sleep(POLL_SECONDS)


def wait_for_build(api: AirflowApi, landed_at: dt.datetime, on_progress: Progress) -> str:
    """The id of the run of build_warehouse that was announced, or began, after the batch had landed, and so takes it.

    When none comes within ANNOUNCEMENT_SECONDS and no build is under way that would take the batch along, one is
    triggered.
    """
    deadline = time.monotonic() + ANNOUNCEMENT_SECONDS
    reported = False
    while True:
        runs = api.latest_runs(BUILD)
        for run in reversed(runs):
            since = run["run_after"] if run["run_type"] == "asset_triggered" else run["start_date"]
            if since and _moment(since) >= landed_at:
                return str(run["dag_run_id"])
        if any(run["state"] == "running" for run in runs):
            if not reported:
                on_progress(f"an earlier run of {BUILD} is at work (the clock's, perhaps); the new one waits for it")
                reported = True
            deadline = time.monotonic() + ANNOUNCEMENT_SECONDS
        elif time.monotonic() > deadline:
            on_progress(f"the announcement did not start {BUILD}; triggering it")
            return api.trigger(BUILD, {}, "started by `make demo`: no announcement came through")
        time.sleep(POLL_SECONDS)


def last_log_lines(api: AirflowApi, dag_id: str, run_id: str, task: dict[str, Any]) -> list[str]:
    """The end of the log of a task's last try."""
    return api.task_log(dag_id, run_id, task["task_id"], task["try_number"], task["map_index"])[-SHOW_LINES:]


def task_name(task: dict[str, Any]) -> str:
    """A task as people know it: `read [samples]` for one of several."""
    if task["map_index"] < 0:
        return str(task["task_id"])
    return f"{task['task_id']} [{task.get('rendered_map_index') or task['map_index']}]"


def snapshot_name(settings: Settings) -> str | None:
    """The file that the pointer names, or None before the first publication."""
    return settings.pointer.resolve().name if settings.pointer.exists() else None


def summary(settings: Settings, home: StackHome, before: str | None) -> list[str]:
    """What was published, and where to look at it. Raises StackError when the green runs published nothing."""
    from ingest.pipeline.status import publication

    now = snapshot_name(settings)
    if now is None:
        raise StackError("Both runs ended well, but nothing is published: the articles gave no batch to build from.")
    row = publication(settings)
    assert row is not None
    user, password = home.login()
    return [
        f"{'Nothing new, the published warehouse stays' if now == before else 'Published'}: {now}",
        f"  {row['n_articles']} articles → {row['n_strike_facts']} strikes, "
        f"{row['n_interception_facts']} interception counts, {row['n_aid_facts']} aid packages, "
        f"{row['n_meeting_facts']} meetings ({row['n_rejected']} documents rejected)",
        "",
        f"  Dashboard  {home.dashboard_url}",
        f"  API        {home.api_url}   fact pages, lists, feeds; reference at /docs",
        f"  Airflow    {home.airflow_url}   user {user}, password {password}",
        "",
        '  Ask it yourself: .venv/bin/warledger sql "select * from fct_strikes"    Stop: make stop',
    ]


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _duration(task: dict[str, Any], state: str) -> str:
    return f" in {task['duration']:.0f} s" if state in ("success", "failed") and task.get("duration") else ""
