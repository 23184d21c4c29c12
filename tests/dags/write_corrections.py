"""Gives each form of the DAG correct_facts to its task `write`, as a run would. Run by test_dashboard_review.py."""

from __future__ import annotations

import copy
import json
import logging
import os
import sys
from pathlib import Path

from airflow.dag_processing.dagbag import BundleDagBag


def main() -> None:
    logging.disable(logging.CRITICAL)
    folder = Path(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    bag = BundleDagBag(dag_folder=folder / "correct_facts.py", bundle_path=folder, bundle_name="dags-folder")
    dag = bag.dags["correct_facts"]
    lines = []
    for form in json.loads(sys.argv[1]):
        params = copy.deepcopy(dag.params)
        for name, value in form.items():
            params[name] = value
        # Below the decorator that hands the sentences to the run's summary: there is no run.
        lines += dag.get_task("write").python_callable.__wrapped__(params.validate())["summary_lines"]
    print(json.dumps(lines))


if __name__ == "__main__":
    main()
