#!/bin/sh
# What has to be there before the other services start: Airflow's tables, the writer's pool, the login. Safe to repeat.
set -eu

fail() {
    printf 'init: %s\n' "$1" >&2
    exit 1
}

# What people can put right is a sentence, not Airflow's traceback.
log=/tmp/migrate.log
airflow db migrate >"$log" 2>&1 || {
    if grep -q "password authentication failed" "$log"; then
        fail "the database refuses POSTGRES_PASSWORD of .env: it keeps the one that it was made with. Put that one back into .env (docs/operations.md, Containers, says how to change it)"
    elif grep -q "Can't locate revision" "$log"; then
        fail "the database was used by a later Airflow than the one of this image: run the later image (nothing was changed)"
    fi
    cat "$log"
    fail "the tables of Airflow could not be made: see above"
}
# A task whose pool is missing would wait for ever.
airflow pools set warehouse 1 "One slot: one task at a time writes the build database."
airflow pools set sources 4 "Sources that are fetched at the same time."
umask 077
python - <<'PYTHON'
import json, os, pathlib

pathlib.Path("/airflow/login/passwords.json").write_text(json.dumps({"admin": os.environ["AIRFLOW_ADMIN_PASSWORD"]}))
PYTHON
echo "ready"
