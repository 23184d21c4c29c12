"""What the Airflow DAG files share: assets and pools, which failures to try again, the tasks that several of them have,
how a run ends and who is notified.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar

from airflow.sdk import Asset, BaseNotifier, RetryAction, TriggerRule, XComArg, get_current_context, task
from airflow.sdk.definitions.retry_policy import RetryDecision, RetryPolicy
from airflow.sdk.exceptions import AirflowTaskTimeout

from ingest.pipeline.names import LOGGER, READING_QUEUE, SOURCES_POOL, WAREHOUSE_POOL
from ingest.settings import Settings

__all__ = [
    "OWNER",
    "PUBLISHED_WAREHOUSE",
    "RAW_ARTICLES",
    "SHORT_TASK",
    "SOURCES_POOL",
    "TASKS",
    "WAREHOUSE_POOL",
    "NotifyFailure",
    "announcement",
    "conclude",
    "conclusion",
    "readings",
    "say",
    "summarise",
    "summarised",
]

_P = ParamSpec("_P")
_R = TypeVar("_R")

OWNER = "warledger"

#: Written by the ingesting DAGs: there are batches in the landing folder that the warehouse may not have yet.
RAW_ARTICLES = Asset("raw_articles")
#: Written by build_warehouse: the pointer names a new snapshot.
PUBLISHED_WAREHOUSE = Asset("published_warehouse")

#: What a task hands to the summary. Airflow also hands on each key of a dictionary that a task returns: other names.
_SUMMARY, _FAILURE = "summary_lines", "summary_failure"


class RetryWhatMayPass(RetryPolicy):
    """Try again after a lock, a full disk, a network or a broken read; fail at once on what would fail again.

    An exception may say so itself (`retryable`, as BuildError does); otherwise an OSError is taken to pass,
    except a path that is not there. Airflow evaluates this in the task's own process and stores the reason with the
    task.
    """

    def evaluate(
        self, exception: BaseException, try_number: int, max_tries: int, context: Any | None = None
    ) -> RetryDecision:
        missing = isinstance(exception, FileNotFoundError | NotADirectoryError | IsADirectoryError)
        may_pass = getattr(exception, "retryable", isinstance(exception, OSError) and not missing)
        action = RetryAction.RETRY if may_pass else RetryAction.FAIL
        reason = "a lock, a disk or a network: worth another try" if may_pass else "the same again would fail again"
        return RetryDecision(action=action, reason=f"{reason}: {exception}")


class NotifyFailure(BaseNotifier):
    """Tells that a run did not end well: into `failures.log` of the data folder; by settings, by mail and webhook."""

    def notify(self, context: Any) -> None:
        """Send what the run's context says about its failure."""
        from airflow.sdk.configuration import conf

        from ingest.pipeline.conclusion import sentence
        from ingest.pipeline.notifications import Failure, notify

        settings = Settings.from_environment()
        dag_id, run_id = context["dag"].dag_id, context["run_id"]
        error = context.get("exception")
        outcome = getattr(error, "outcome", None)
        address = f"{conf.get('api', 'base_url', fallback='').rstrip('/')}/dags/{dag_id}/runs/{run_id}"
        status = outcome.status if outcome else "failed"
        summary = outcome.summary if outcome else ""
        failure = Failure(dag_id, run_id, status, sentence(error) if error else "no reason known", summary, address)
        for line in notify(settings, failure):
            say(f"notification by {line}")


#: The settings of every task here. Only a run's last task notifies: one message a run, whatever failed in it.
TASKS: dict[str, Any] = {
    "owner": OWNER,
    "retries": 3,
    "retry_delay": timedelta(seconds=Settings.from_environment().retry_seconds),
    "retry_policy": RetryWhatMayPass(),
    # A task that hangs would hold its pool for ever.
    "execution_timeout": timedelta(hours=Settings.from_environment().task_timeout_hours),
}
#: Of tasks that only say or record something.
SHORT_TASK = timedelta(minutes=30)


def say(line: str) -> None:
    """A line of the task's log. Not printed: what is printed reaches the log by another way than Airflow's own lines,
    and the end of it then stands folded away below Airflow's *Post Execute*.
    """
    logging.getLogger(LOGGER).info("%s", line)


def summarise(sentences: Sequence[str]) -> None:
    """Hand sentences on to the run's summary."""
    from ingest.pipeline.conclusion import LONGEST

    get_current_context()["ti"].xcom_push(key=_SUMMARY, value="; ".join(sentences)[:LONGEST])


def summarised(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """For a task: what it returns as `summary_lines`, or why it failed, goes to the summary of the run."""

    @functools.wraps(function)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            result = function(*args, **kwargs)
            if isinstance(result, dict) and result.get("summary_lines"):
                summarise(result["summary_lines"])
            return result
        except (Exception, AirflowTaskTimeout) as error:
            from ingest.pipeline.conclusion import sentence

            get_current_context()["ti"].xcom_push(key=_FAILURE, value=sentence(error))
            raise

    return run


def conclude(steps: dict[str, Sequence[str] | None], of: str) -> None:
    """A run's end, called by its last task: says and records what came of it, and fails when something failed.

    `steps` are the task ids in their order, each with the names of its mapped parts, or None for a task that is not
    mapped. `of` is what the parts are called ("sources"). Raises RunFailed with one sentence.
    """
    from ingest.pipeline.conclusion import conclude_run, task_ends

    context = get_current_context()
    instance, run = context["ti"], context["dag_run"]

    def words(step: str, map_index: int, failed: bool) -> str | None:
        said = instance.xcom_pull(task_ids=step, key=_FAILURE if failed else _SUMMARY, map_indexes=map_index)
        return None if said is None else str(said)

    states = instance.get_task_states(dag_id=run.dag_id, run_ids=[run.run_id])[run.run_id]
    ends = task_ends(steps, states, words)
    settings = Settings.from_environment()
    conclude_run(settings, run.dag_id, run.run_id, run.start_date, ends, of=of, on_progress=say)


def readings(items: XComArg, *, of: str) -> None:
    """The tasks after `choose`, whose answer `items` is: one `read` an item, `announce`, `summary`.

    `of` is what the items are called ("sources"). An item that fails keeps no other from being read and announced.
    """

    @task(
        pool=SOURCES_POOL,
        queue=READING_QUEUE,
        map_index_template="{{ task.op_kwargs['item']['name'] }}",
        show_return_value_in_logs=False,
    )
    @summarised
    def read(item: dict[str, Any]) -> dict[str, Any]:
        """One item → one landing batch. Returns sentences and counts."""
        from ingest.pipeline.worklist import read_item

        return vars(read_item(Settings.from_environment(), item, on_progress=say))

    read.expand(item=items) >> announcement() >> conclusion("choose", "read", "announce", mapped="read", of=of)


def announcement() -> XComArg:
    """The task `announce`: tells build_warehouse that there may be something new, whichever items failed."""

    @task(
        outlets=[RAW_ARTICLES],
        trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS,
        execution_timeout=SHORT_TASK,
        show_return_value_in_logs=False,
    )
    def announce() -> None:
        say("announced raw_articles")

    return announce()


def conclusion(*steps: str, mapped: str | None = None, of: str = "steps") -> XComArg:
    """The task `summary` that ends every run: what came of its `steps`, red when one failed.

    The step `mapped` has one part for each item that `choose` gave. The task stands in no writer's pool: it writes
    nothing that a writer could be in the way of.
    """

    @task(
        trigger_rule=TriggerRule.ALL_DONE,
        pool="default_pool",
        execution_timeout=SHORT_TASK,
        on_failure_callback=NotifyFailure(),
        show_return_value_in_logs=False,
    )
    def summary() -> None:
        names = []
        if mapped:
            names = [item["name"] for item in get_current_context()["ti"].xcom_pull(task_ids="choose") or []]
        conclude({step: names if step == mapped else None for step in steps}, of=of)

    return summary()
