"""Airflow DAG: read articles into the landing zone, and announce them."""

from __future__ import annotations

from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, dag, task
from warledger_orchestration import OWNER, RAW_ARTICLES, RETRIES

from ingest.settings import Settings

SETTINGS = Settings.from_environment()

DOC = """
### Read articles into the landing zone

Reads every file of the given paths: finds the articles in it, takes the claims out of each, and writes one immutable
batch to
the landing folder (`landing/` in the data folder). Then it announces `raw_articles`, and **build_warehouse** starts by
itself.

**To start it:** *Trigger*, fill in the form, *Trigger*. Without changes it reads the bundled sample articles.
Reading the same files again is harmless: what is already there is counted as known and written nowhere.

**What cannot be read** (an empty file, a binary, a page without text) is kept with its reason in
`raw.rejected_documents`
and counted in the log; it never fails the run, the rest of the batch goes through.

**When it is red:** the last lines of the log of `read_articles` say why.

| the log says | do |
|---|---|
| a path does not exist | correct it in the form; Airflow must see it (in Docker: under a mounted folder) |
| the disk is full | free some space; it tries three times more, and a later run starts where this one stopped |
| anything else | run `warledger ingest PATH --debug` in the checkout: the same function, without Airflow |
"""


@dag(
    dag_id="ingest_articles",
    description="Files of articles → claims in the landing zone; announces raw_articles",
    doc_md=DOC,
    schedule=CronTriggerTimetable(SETTINGS.ingest_schedule, timezone="UTC") if SETTINGS.ingest_schedule else None,
    catchup=False,
    # One at a time: two runs over the same files would both take them for new, and read them twice.
    max_active_runs=1,
    tags=["warledger", "ingest"],
    default_args={"owner": OWNER, **RETRIES},
    params={
        "paths": Param(
            default=[str(SETTINGS.samples_dir)],
            type="array",
            items={"type": "string", "minLength": 1},
            minItems=1,
            title="Files or folders",
            description_md=(
                "One path a line: `.txt`, `.html`, `.json`, `.jsonl` files, or folders of them, for example "
                "`/articles/2025-02`. A relative path counts from the project folder. "
                "The default is the bundled sample articles."
            ),
            # No `examples`: the form would offer those and nothing else.
        )
    },
)
def ingest_articles() -> None:
    @task(outlets=[RAW_ARTICLES], show_return_value_in_logs=False)
    def read_articles(params: dict[str, Any]) -> dict[str, Any]:
        """Documents → articles → claims → one landing batch. Returns its counts."""
        from ingest.pipeline import ingest_paths

        settings = Settings.from_environment()
        paths = [settings.project_dir / path for path in params["paths"]]
        return ingest_paths(settings, paths, on_progress=print).as_dict()

    read_articles()


ingest_articles()
