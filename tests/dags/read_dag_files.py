"""Prints what Airflow finds in the DAG folder as one line of JSON. Run by test_dag_files.py."""

from __future__ import annotations

import copy
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

from airflow.dag_processing.dagbag import BundleDagBag
from airflow.sdk.exceptions import ParamValidationError

HEAVY = ("duckdb", "dbt", "great_expectations", "streamlit", "pandas", "polars", "pyarrow", "trafilatura")


def describe(dag: Any) -> dict[str, Any]:
    return {
        "description": dag.description,
        "doc": dag.doc_md,
        "tags": sorted(dag.tags),
        "max_active_runs": dag.max_active_runs,
        "catchup": dag.catchup,
        "timetable": type(dag.timetable).__name__,
        "tasks": {
            task.task_id: {
                "owner": task.owner,
                "pool": task.pool,
                "retries": task.retries,
                "policy": type(task.retry_policy).__name__,
                "downstream": sorted(task.downstream_task_ids),
                "outlets": [outlet.name for outlet in task.outlets],
            }
            for task in dag.tasks
        },
    }


def problem(params: Any, value: Any) -> str | None:
    """What the form would say to this value of `paths`; None when it takes it."""
    form = copy.deepcopy(params)
    try:
        form["paths"] = value
        form.validate()
    except (ParamValidationError, ValueError) as error:
        return str(error)
    return None


def main() -> None:
    logging.disable(logging.CRITICAL)
    # What Airflow itself brings along is not the DAG files' doing.
    before = {name for name in HEAVY if name in sys.modules}
    folder = Path(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    bag = BundleDagBag(dag_folder=folder, bundle_path=folder, bundle_name="dags-folder")
    heavy = sorted(name for name in HEAVY if name in sys.modules and name not in before)
    params = bag.dags["ingest_articles"].params
    answer = {
        "errors": bag.import_errors,
        "heavy": heavy,
        "seconds": {stat.file: stat.duration.total_seconds() for stat in bag.dagbag_stats},
        "dags": {dag.dag_id: describe(dag) for dag in bag.dags.values()},
        "default": params["paths"],
        "problems": [problem(params, value) for value in (["/a", "b/c.txt"], [], [""], "one", [3], None)],
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
