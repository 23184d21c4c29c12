"""Runs one DAG with `dag.test()` and prints its states as JSON: `run_dag.py DAG_ID CONF`. Run by test_dag_runs.py."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from airflow.dag_processing.dagbag import BundleDagBag


def main(dag_id: str, conf: str) -> None:
    folder = Path(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    bag = BundleDagBag(dag_folder=folder, bundle_path=folder, bundle_name="dags-folder")
    run = bag.dags[dag_id].test(run_conf=json.loads(conf))
    tasks = {task.task_id: [str(task.state), task.try_number] for task in run.get_task_instances()}
    print(json.dumps({"state": str(run.state), "tasks": tasks}))


if __name__ == "__main__":
    main(*sys.argv[1:])
