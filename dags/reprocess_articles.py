"""Airflow DAG: stored bytes read again by the reader of today."""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param, dag, task
from warledger_orchestration import OWNER, SOURCES_POOL, TASKS, announcement, conclusion, say, summarise, summarised

from ingest.settings import Settings

SETTINGS = Settings.from_environment()

DOC = """
### Read stored documents again

After the reader has become better (a new version of this package, a longer word list), reads the kept bytes of every
document again, without fetching anything. Only documents that read otherwise are landed anew; their new claims take the
place of the old ones when **build_warehouse** runs, which starts by itself. Ids of articles stay.

| task | does |
|---|---|
| `choose` | checks the form against `sources.yml` and the installed reader |
| `reread` | reads again and compares; the log counts claims kept, changed, added and removed, by kind |
| `announce` | tells build_warehouse, if anything reads otherwise |
| `summary` | how many claims changed, as the end of its log and in `run_outcomes` |

**To start it:** *Trigger*. Without changes it reads everything; a year of one outlet takes minutes, not hours (the log
tells its progress). With *Only what another reader read* it reads what `warledger status` counts as such, and a second
time nothing. Running it twice is harmless: the second run finds nothing that reads otherwise.

**To go back:** install the older version and run it again; the landing zone keeps every reading, and the last
published snapshots are still there (docs/operations.md).

**When it is red:** the end of the log of `summary` says why.

| the log says | do |
|---|---|
| the first day lies after the last, there is no source | correct the form and trigger again |
| the installed reader is ... | upgrade first (docs/operations.md), or empty that field |
| the disk is full | free some space; it tries again |
"""


@dag(
    dag_id="reprocess_articles",
    description="Stored bytes, read again → claims that changed; announces raw_articles",
    doc_md=DOC,
    schedule=None,
    catchup=False,
    max_active_runs=1,
    tags=[OWNER, "ingest", "by hand"],
    default_args=TASKS,
    params={
        "since": Param(
            default=None,
            type=["null", "string"],
            format="date",
            title="Fetched from",
            description_md="First day (UTC) on which the documents were fetched, for example `2025-01-01`. Empty: all.",
        ),
        "until": Param(
            default=None,
            type=["null", "string"],
            format="date",
            title="Fetched until",
            description_md="Last day (UTC), included, for example `2025-03-31`. Empty: until now.",
        ),
        "sources": Param(
            default=[],
            type=["null", "array"],
            items={"type": "string", "minLength": 1},
            title="Sources",
            description_md=(
                "Names of sources, one a line, as they stand in `source_name`: those of `sources.yml`, `files` for "
                "paths, `by-hand` for ingest_url. Empty: all."
            ),
        ),
        "stale": Param(
            default=False,
            type="boolean",
            title="Only what another reader read",
            description_md=(
                "Leaves out what the installed reader has read already. `warledger status` counts what is left."
            ),
        ),
        "reader_version": Param(
            default=None,
            type=["null", "string"],
            maxLength=40,
            title="Reader version",
            description_md=(
                "The version that you mean to read with, as `warledger --version` shows it; the run stops if another "
                "one is installed. Empty: whichever is installed."
            ),
        ),
    },
)
def reprocess_articles() -> None:
    """Stored documents read again, in portions."""

    @task(show_return_value_in_logs=False)
    @summarised
    def choose(params: dict[str, Any]) -> dict[str, Any]:
        """The form, checked."""
        from ingest.pipeline.worklist import choose_again

        choice = choose_again(Settings.from_environment(), **dict(params))
        say(choice["summary_lines"][0])
        return choice

    @task.short_circuit(pool=SOURCES_POOL, ignore_downstream_trigger_rules=False, show_return_value_in_logs=False)
    @summarised
    def reread(choice: dict[str, Any]) -> dict[str, Any] | None:
        """Reads again; None, which skips the announcement, when nothing reads otherwise."""
        from ingest.pipeline.worklist import read_again

        read = read_again(Settings.from_environment(), choice, on_progress=say)
        summarise(read.summary_lines)
        return vars(read) if read.counts["changed_documents"] else None

    reread(choose()) >> announcement() >> conclusion("choose", "reread", "announce")


reprocess_articles()
