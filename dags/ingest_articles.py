"""Airflow DAG: read files and sources into the landing zone, each by itself, and announce what is new."""

from __future__ import annotations

from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, dag, get_current_context, task
from warledger_orchestration import OWNER, TASKS, readings, say, summarised

from ingest.pipeline.worklist import ALL, source_names
from ingest.settings import Settings

SETTINGS = Settings.from_environment()

DOC = """
### Read articles into the landing zone

Reads files and folders, and fetches the sources of `sources.yml`. Each source is a task of its own: finds the articles,
takes the claims out of each, and writes one immutable batch to the landing folder (`landing/` in the data folder). Then
the run announces `raw_articles`, and **build_warehouse** starts by itself.

| task | does |
|---|---|
| `choose` | checks the form; nothing is read when a path or a source does not exist |
| `read` (one a source and a list of addresses, and one for all paths) | fetches, reads, lands |
| `announce` | tells build_warehouse; also when some of the sources failed |
| `summary` | one line a source as the end of its log, and the row in `run_outcomes`; red when a source failed |

**To start it:** *Trigger*, fill in the form, *Trigger*. Without changes it reads the bundled sample articles, and
nothing goes to the network. For everything that `sources.yml` enables: empty *Files or folders*, choose *all* under
*Sources*.

**By the clock** (`WARLEDGER_INGEST_SCHEDULE`) it fetches every enabled source and reads no paths.

Reading the same files again is harmless: what is there already is counted as known and written nowhere. Pausing this
DAG, or missing runs of it, loses nothing that the sources still list: the next run takes all that is new.

**What cannot be read** (an empty file, a binary, a page without text) is kept with its reason in
`raw.rejected_documents` and counted in the log; it never fails the run.

**When it is red:** the end of the log of `summary` names each source that failed and why; the others went through.

| the log says | do |
|---|---|
| no such file or folder | correct the form; Airflow must see the path (in Docker: under a mounted folder) |
| there is no source | correct the form, or `sources.yml` (a mistake there is reported with its line) |
| failed: timeout, dns, connect, http_status | the next run asks again; if it stays so, see whether the address moved |
| blocked: robots, private_address | the site does not want it, or your network: `enabled: false`, or ask them |
| the disk is full | free some space; it tries three times more, and a later run starts where this one stopped |
| anything else | run `warledger ingest --source NAME --debug`: the same function, without Airflow |
"""


@dag(
    dag_id="ingest_articles",
    description="Files and sources → claims in the landing zone, a task each; announces raw_articles",
    doc_md=DOC,
    schedule=CronTriggerTimetable(SETTINGS.ingest_schedule, timezone="UTC") if SETTINGS.ingest_schedule else None,
    catchup=False,
    # One at a time: two runs over the same files would both take them for new, and read them twice.
    max_active_runs=1,
    tags=[OWNER, "ingest"],
    default_args=TASKS,
    params={
        "paths": Param(
            default=[str(SETTINGS.samples_dir)],
            # An emptied list comes from the form as null.
            type=["null", "array"],
            items={"type": "string", "minLength": 1},
            title="Files or folders",
            description_md=(
                "One path a line: files of any kind that docs/sources.md lists (text, HTML, JSON, PDF, mails, tables, "
                "exports of Telegram channels), or folders of them, for example `/articles/2025-02`. A relative path "
                "counts from the project folder. "
                "The default is the bundled sample articles; empty it to read sources only."
            ),
            # No `examples`: the form would offer those and nothing else.
        ),
        "columns": Param(
            default=None,
            type=["null", "string"],
            maxLength=2000,
            title="Columns of tables",
            description_md=(
                "Which columns hold what, where their names do not say so, for example "
                "`title=headline,text=story,published=date`. The fields are title, text, html, url, publisher and "
                "published."
            ),
        ),
        "address_lists": Param(
            default=[],
            type=["null", "array"],
            items={"type": "string", "minLength": 1},
            title="Lists of addresses",
            description_md=(
                "One file a line whose addresses are fetched: a text with an address a line, or a table of GDELT or "
                "Media Cloud, for example `/articles/gdelt.csv`. Each list is a task of its own."
            ),
        ),
        "sources": Param(
            default=[],
            type=["null", "array"],
            items={"type": "string", "minLength": 1},
            examples=[ALL, *source_names(SETTINGS)],
            title="Sources",
            description_md=(
                "Sources of `sources.yml` to fetch, enabled or not; `all` stands for every enabled one, for example "
                "`all`, or `uk-ministry-of-defence`. Empty: nothing goes to the network."
            ),
        ),
    },
)
def ingest_articles() -> None:
    """One task for each source or folder that the form asks for, then the announcement and the summary."""

    @task(show_return_value_in_logs=False)
    @summarised
    def choose(params: dict[str, Any]) -> list[dict[str, Any]]:
        """The form, checked → what is to be read, one item a task."""
        from ingest.pipeline.worklist import choose

        context = get_current_context()
        by_clock = context["dag_run"].run_type == "scheduled"
        settings = Settings.from_environment()
        if by_clock:
            items = choose(settings, [], [ALL])
        else:
            items = choose(
                settings,
                params["paths"] or [],
                params["sources"] or [],
                columns=params["columns"] or "",
                address_lists=params["address_lists"] or [],
            )
        say(f"to read: {', '.join(item['name'] for item in items)}")
        return items

    readings(choose(), of="sources")


ingest_articles()
