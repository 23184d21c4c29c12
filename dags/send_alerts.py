"""Airflow DAG: after each publication, tell those who asked for it what is new."""

from __future__ import annotations

from airflow.sdk import dag, task
from warledger_orchestration import (
    OWNER,
    PUBLISHED_WAREHOUSE,
    SHORT_TASK,
    TASKS,
    conclusion,
    say,
    summarise,
    summarised,
)

from ingest.settings import Settings

SETTINGS = Settings.from_environment()

DOC = """
### Tell what is new

After each publication `send` looks for new and changed facts of each filter in the file of alerts (`WARLEDGER_ALERTS`;
docs/api.md shows one) and sends them by mail or webhook, as the alert says. An alert that is new begins with the next
publication. What could not be sent is sent by the next run, together with what came since.

**By hand:** *Trigger*, or `warledger alerts`; `warledger alerts --dry-run` prints what would be sent.

**When it is red:** the end of the log of `summary` says which alert failed and why: a filter that the warehouse does
not know, a channel that is not set, a server that does not answer.
"""


@dag(
    dag_id="send_alerts",
    description="What is new in the filters of alerts.yml, by mail and webhook",
    doc_md=DOC,
    schedule=[PUBLISHED_WAREHOUSE] if SETTINGS.alerts else None,
    catchup=False,
    max_active_runs=1,
    tags=[OWNER, "readers"],
    default_args=TASKS,
)
def send_alerts() -> None:
    """Send, then the summary."""

    @task(execution_timeout=SHORT_TASK, show_return_value_in_logs=False)
    @summarised
    def send() -> None:
        """Each alert that has news."""
        from ingest.pipeline.alerting import send_alerts as send_all

        summarise(send_all(Settings.from_environment(), on_progress=say))

    send() >> conclusion("send")


send_alerts()
