"""Airflow's REST API, as far as the demo needs it: health, pools, DAG runs, task states, task logs."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any
from urllib.parse import quote

import httpx

from ingest.pipeline.names import LOGGER
from localstack.errors import StackError

#: SQLite lets one process write at a time; on a busy machine another one can hold it for longer than Airflow waits.
ATTEMPTS = 5
#: States in which a run or a task is over.
FINISHED = frozenset({"success", "failed", "skipped", "upstream_failed", "removed"})


class AirflowApi:
    """A client that signs in when it needs to. Its methods raise StackError with one sentence when Airflow refuses."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._url = url
        self._login = {"username": user, "password": password}
        # trust_env: a proxy of the user's shell has no business between us and localhost.
        self._client = httpx.Client(base_url=url, timeout=30, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def health(self) -> dict[str, str | None]:
        """Status of each component (healthy, unhealthy, None before its first heartbeat); {} while nothing answers."""
        try:
            answer = self._client.get("/api/v2/monitor/health", timeout=5)
            answer.raise_for_status()
            return {name: part["status"] for name, part in answer.json().items() if part is not None}
        except (httpx.HTTPError, ValueError):
            return {}

    def sign_in(self) -> None:
        """Fetch a token; raises StackError when the login is refused."""
        answer = self._send("POST", "/auth/token", json=self._login)
        if answer.status_code >= 400:
            raise StackError(
                f"Airflow at {self._url} refused the login of user {self._login['username']}; "
                "is it another Airflow, or was its password file changed while it ran? `make stop`, then `make demo`."
            )
        self._client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def get(self, path: str, **params: Any) -> Any:
        """The JSON of `/api/v2/<path>`; None where there is no such thing."""
        answer = self._send("GET", f"/api/v2/{path}", params=params)
        if answer.status_code == 404:
            return None
        return self._json(answer)

    def ensure_pool(self, name: str, slots: int, description: str) -> None:
        """Make the pool, or set its slots. A task whose pool is missing would wait for ever."""
        body = {"name": name, "slots": slots, "description": description, "include_deferred": False}
        known = self.get(f"pools/{quote(name, safe='')}")
        if known is None:
            self._json(self._send("POST", "/api/v2/pools", json=body))
        elif known["slots"] != slots:
            self._json(
                self._send("PATCH", f"/api/v2/pools/{quote(name, safe='')}", json={"slots": slots, "name": name})
            )

    def unpause(self, dag_id: str) -> None:
        """Let a DAG run."""
        self._set_paused(dag_id, False)

    def pause(self, dag_id: str) -> None:
        """Keep a DAG from running."""
        self._set_paused(dag_id, True)

    def _set_paused(self, dag_id: str, paused: bool) -> None:
        mask = {"update_mask": "is_paused"}
        self._json(self._send("PATCH", f"/api/v2/dags/{dag_id}", params=mask, json={"is_paused": paused}))

    def trigger(self, dag_id: str, conf: dict[str, Any], note: str) -> str:
        """Start a run with these parameters; returns its run id."""
        run_id = f"demo__{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%S.%f}"
        body = {"dag_run_id": run_id, "conf": conf, "logical_date": None, "note": note}
        answer = self._send("POST", f"/api/v2/dags/{dag_id}/dagRuns", json=body)
        # 409: an attempt before, whose answer was an error, did start it.
        if answer.status_code != 409:
            self._json(answer)
        return run_id

    def run(self, dag_id: str, run_id: str) -> dict[str, Any]:
        """One run of a DAG as Airflow describes it; empty if there is none of that id."""
        return self.get(f"dags/{dag_id}/dagRuns/{quote(run_id, safe='')}") or {}

    def latest_runs(self, dag_id: str) -> list[dict[str, Any]]:
        """The newest runs of a DAG, newest first."""
        answer = self.get(f"dags/{dag_id}/dagRuns", order_by="-run_after", limit=20)
        return list(answer["dag_runs"]) if answer else []

    def tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """The task instances of a run."""
        answer = self.get(f"dags/{dag_id}/dagRuns/{quote(run_id, safe='')}/taskInstances", limit=100)
        return list(answer["task_instances"]) if answer else []

    def task_log(self, dag_id: str, run_id: str, task_id: str, try_number: int, map_index: int = -1) -> list[str]:
        """What one try printed and why it failed, a line each, without what Airflow says of itself."""
        path = f"dags/{dag_id}/dagRuns/{quote(run_id, safe='')}/taskInstances/{task_id}/logs/{max(1, try_number)}"
        answer = self.get(path, full_content=True, map_index=map_index)
        return [line for entry in (answer or {}).get("content", []) for line in _own_lines(entry)]

    def import_errors(self) -> list[str]:
        """The DAG files that could not be read, each with its traceback."""
        answer = self.get("importErrors", limit=20)
        return [f"{item['filename']}: {item['stack_trace']}" for item in (answer or {}).get("import_errors", [])]

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        problem = ""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer = self._client.request(method, path, **options)
            except httpx.ConnectError as error:
                raise StackError(f"Airflow at {self._url} does not answer; it is not running (any more).") from error
            except httpx.HTTPError as error:
                problem = type(error).__name__
            else:
                if answer.status_code == 401 and path != "/auth/token":
                    self.sign_in()
                    problem = "the login is not accepted"
                    continue
                if not (answer.status_code == 500 and "Database error" in answer.text):
                    return answer
                problem = "its database is busy"
            time.sleep(attempt)
        raise StackError(f"Airflow at {self._url} did not answer in {ATTEMPTS} attempts ({problem}).")

    def _json(self, answer: httpx.Response) -> Any:
        if answer.status_code >= 400:
            raise StackError(
                f"Airflow refused {answer.request.method} {answer.request.url.path} "
                f"with status {answer.status_code}: {answer.text[:300]}"
            )
        return answer.json()


def _own_lines(entry: Any) -> list[str]:
    """The lines of one entry of a task's structured log, if the task said it or if it tells of a failure."""
    if isinstance(entry, str):
        return entry.splitlines()
    bad = entry.get("level") in ("error", "critical", "warning")
    if not (entry.get("logger") == LOGGER or bad or entry.get("reason")):
        return []
    # The policy's decision: its sentence says more than its title.
    lines = [str(entry["reason"])] if entry.get("reason") else str(entry.get("event", "")).splitlines()
    for error in entry.get("error_detail") or []:
        lines.append(f"{error.get('exc_type')}: {error.get('exc_value')}")
    return lines
