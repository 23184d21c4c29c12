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
                "queue": task.queue,
                "retries": task.retries,
                "timeout_seconds": task.execution_timeout and task.execution_timeout.total_seconds(),
                "policy": type(task.retry_policy).__name__,
                "downstream": sorted(task.downstream_task_ids),
                "outlets": [outlet.name for outlet in task.outlets],
                "mapped": task.is_mapped,
                "notifies": task.has_on_failure_callback,
            }
            for task in dag.tasks
        },
    }


def describe_form(params: Any) -> dict[str, Any]:
    return {
        name: {
            "default": params[name],
            **params.get_param(name).schema,
            "description": params.get_param(name).description,
        }
        for name in params
    }


def problem(params: Any, values: dict[str, Any]) -> str | None:
    """What the form would say to these values; None when it takes them."""
    form = copy.deepcopy(params)
    try:
        for name, value in values.items():
            form[name] = value
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
    answer = {
        "errors": bag.import_errors,
        "heavy": heavy,
        "seconds": {stat.file: stat.duration.total_seconds() for stat in bag.dagbag_stats},
        "dags": {dag.dag_id: describe(dag) for dag in bag.dags.values()},
        "forms": {dag.dag_id: describe_form(dag.params) for dag in bag.dags.values()},
        "problems": [problem(bag.dags[dag_id].params, values) for dag_id, values in json.loads(sys.argv[1])],
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
