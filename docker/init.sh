#!/bin/sh
# What has to be there before the other services start: Airflow's tables, the writer's pool, the login. Safe to repeat.
set -eu

airflow db migrate
# A task whose pool is missing would wait for ever.
airflow pools set warehouse 1 "One slot: one task at a time writes the build database."
airflow pools set sources 4 "Sources that are fetched at the same time."
umask 077
python - <<'PYTHON'
import json, os, pathlib

pathlib.Path("/airflow/login/passwords.json").write_text(json.dumps({"admin": os.environ["AIRFLOW_ADMIN_PASSWORD"]}))
PYTHON
echo "ready"
