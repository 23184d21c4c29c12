"""`make bench-api`: how long readers of the API wait at 50 requests a second, beside Datasette with the same facts.

Both servers have one core, the other drives them with wrk, one after the other in one run. Datasette serves the fact
tables of the same snapshot from SQLite, with an index on what is filtered and sorted by, and without suggesting facets:
with them one list of these 43 columns takes seconds, and none of ten readers gets its answer within wrk's ten. A fact
of ours comes with its claims, quotes, history and relations; a row of Datasette is a row. We hold the answers of a
snapshot, so each question of a measurement is a new one, save those of "the same lists". Nothing here asserts anything.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from browser import free_port  # noqa: E402

#: wrk has no rate: so many connections, each of which waits so long between an answer and its next request.
CONNECTIONS, PAUSE_MS = 10, 190
#: The first questions of a measurement warm the server up and are not asked again.
WARM, WARM_SECONDS = 300, 5
FIRST_DAY = dt.date(2022, 3, 1)
TABLES = {"fct_strikes": "strike_id", "fct_aid_packages": "aid_package_id"}
_SCRIPT = """
local paths = {%s}
local at = 0
request = function() at = at %% #paths + 1; return wrk.format("GET", paths[at]) end
delay = function() return %d end
done = function(summary, latency)
  io.write(string.format('{"requests": %%d, "seconds": %%.1f, "p50": %%.1f, "p95": %%.1f, "p99": %%.1f, '
    .. '"errors": %%d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, summary.errors.status + summary.errors.timeout + summary.errors.connect))
end
"""


def main() -> int:
    """Measure both, print a table, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, default=os.environ.get("WARLEDGER_DATA_DIR", ROOT / "data"))
    parser.add_argument("--datasette", default="datasette", help="its program (benchmarks/requirements.txt has it)")
    parser.add_argument("--seconds", type=int, default=30, help="of each measurement (default 30)")
    options = parser.parse_args()
    data_dir = Path(options.data_dir).resolve()
    if shutil.which("wrk") is None:
        parser.error("wrk is needed: apt-get install wrk")
    path = (data_dir / "warehouse.duckdb").resolve(strict=True)
    ids, size = _facts(path)
    print(f"snapshot of {size}, load before {os.getloadavg()[0]:.1f}")
    days = [(FIRST_DAY + dt.timedelta(days=n)).isoformat() for n in range(1_600)]
    lists = ["attacker=RU&region=Kharkiv%20Oblast", "weapon=drone", "attacker=UA", "from=2024-01-01&to=2024-03-31", ""]
    new_lists = [f"{lists[n % 3]}&from={day}" for n, day in enumerate(days)]
    with serving(
        [sys.executable, "-m", "ingest", "api"],
        {"WARLEDGER_DATA_DIR": str(data_dir), "WARLEDGER_API_REQUESTS_PER_MINUTE": "0"},
        "WARLEDGER_API_PORT",
        "/health",
    ) as address:
        ours = {
            "the same lists": measured(address, [f"/v1/strikes?{query}" for query in lists], options.seconds),
            "a list of 100": measured(address, [f"/v1/strikes?{query}" for query in new_lists], options.seconds, WARM),
            "a fact": measured(address, [f"/v1/strikes/{fact}" for fact in ids], options.seconds, WARM),
            "a fact's page": measured(address, [f"/f/{fact}" for fact in ids], options.seconds, WARM),
        }
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "facts.db"
        _as_sqlite(path, copy)
        chosen = [
            "attacker_country__exact=RU&admin1__exact=Kharkiv%20Oblast", "weapon_classes__contains=drone",
            "attacker_country__exact=UA", "event_date__gte=2024-01-01&event_date__lte=2024-03-31", "",
        ]  # fmt: skip
        command = [options.datasette, "serve", str(copy)]
        for setting in (("sql_time_limit_ms", "10000"), ("suggest_facets", "off")):
            command += ["--setting", *setting]
        with serving(command, {}, "", "/-/versions.json") as address:
            base = "/facts/fct_strikes"
            same = [f"{base}.json?{query}&_size=100&_sort_desc=event_date" for query in chosen]
            new = [f"{same[n % 3]}&event_date__gte={day}" for n, day in enumerate(days)]
            theirs = {
                "the same lists": measured(address, same, options.seconds),
                "a list of 100": measured(address, new, options.seconds, WARM),
                "a fact": measured(address, [f"{base}/{fact}.json" for fact in ids], options.seconds, WARM),
                "a fact's page": measured(address, [f"{base}/{fact}" for fact in ids], options.seconds, WARM),
            }
    print(f"{'':16}{'':12}requests/s   p50 ms   p95 ms   p99 ms   errors")
    for what in ours:
        for name, one in (("Warledger", ours[what]), ("Datasette", theirs[what])):
            rate = one["requests"] / one["seconds"]
            print(f"{what:16}{name:12}{rate:10.1f}{one['p50']:9.1f}{one['p95']:9.1f}{one['p99']:9.1f}{one['errors']:9}")
    print(f"load after {os.getloadavg()[0]:.1f}")
    return 0


def _facts(path: Path) -> tuple[list[str], str]:
    """Ids of strikes to ask for, and what the snapshot holds."""
    with duckdb.connect(str(path), read_only=True) as connection:
        sample = "select strike_id from fct_strikes using sample reservoir(4000 rows) repeatable (7)"
        ids = [row[0] for row in connection.execute(sample).fetchall()]
        counts = [connection.execute(f"select count(*) from {table}").fetchone()[0]  # type: ignore[index]
                  for table in ("dim_articles", "fct_strikes")]  # fmt: skip
    return ids, f"{counts[0]:,} articles, {counts[1]:,} strikes"


def _as_sqlite(source: Path, copy: Path) -> None:
    """The fact tables as SQLite: lists as text, an index on each column that is filtered or sorted by."""
    with duckdb.connect(str(source), read_only=True) as connection, sqlite3.connect(copy) as target:
        for table, key in TABLES.items():
            cursor = connection.execute(f"select * from {table}")
            names = [column[0] for column in cursor.description]
            columns = ", ".join(f'"{name}"' + (" text primary key" if name == key else "") for name in names)
            target.execute(f"create table {table} ({columns})")
            holes = ", ".join("?" * len(names))
            while rows := cursor.fetchmany(50_000):
                target.executemany(f"insert into {table} values ({holes})", [[_plain(v) for v in row] for row in rows])
        for column in ("event_date", "attacker_country", "admin1"):
            target.execute(f"create index strikes_{column} on fct_strikes ({column})")


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (int, float, str)):
        return value
    return json.dumps(value, default=str) if isinstance(value, (list, dict)) else str(value)


@contextmanager
def serving(command: list[str], environment: dict[str, str], port_variable: str, probe: str) -> Iterator[str]:
    """The server on the first core; gives its address once `probe` is answered."""
    port = free_port()
    environment = {**os.environ, **environment}
    if port_variable:
        environment[port_variable] = str(port)
    else:
        command = [*command, "--port", str(port)]
    process = subprocess.Popen(["taskset", "-c", "0", *command], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            assert process.poll() is None, command
            try:
                with urllib.request.urlopen(f"{address}{probe}", timeout=10):
                    break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def measured(address: str, paths: list[str], seconds: int, n_warm: int = 0) -> dict[str, Any]:
    """wrk's figures: requests, seconds, p50, p95, p99 (milliseconds), errors. A round before it, of the first `n_warm`
    paths (0: of all), is for warming."""
    for asked, length in ((paths[:n_warm] or paths, WARM_SECONDS), (paths[n_warm:], seconds)):
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(_SCRIPT % (", ".join(json.dumps(path) for path in asked), PAUSE_MS))
            script.flush()
            command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{length}s", "--timeout", "10s",
                       "-s", script.name, address]  # fmt: skip
            done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


if __name__ == "__main__":
    raise SystemExit(main())
