"""`make bench-warehouse`: what a build costs, whole and after 100 new articles, at several sizes of the warehouse.

For each size a warehouse is filled with synthetic articles and claims (synthetic.sql says how they repeat themselves),
built whole, and then built again after 100 new articles, most of them about the last three days. The new articles come
in through the landing zone, as any article does; the first lot is written into the raw tables directly, because reading
a million texts is not what is measured here. Seconds are wall clock; memory is the peak of the resident memory of all
processes of the build together. Nothing here asserts anything.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import psutil

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from ingest.core.documents import content_id  # noqa: E402
from ingest.landing import zone  # noqa: E402
from ingest.landing.damage import write_manifest  # noqa: E402
from ingest.landing.raw import CLAIM_TABLES, LANDING_ONLY, arrow_schemas, create_raw  # noqa: E402
from ingest.settings import Settings  # noqa: E402
from ingest.warehouse.connect import quoted  # noqa: E402
from ingest.warehouse.load import open_build  # noqa: E402

FIRST_DAY, N_DAYS = dt.date(2022, 3, 1), 1_700
NEW_ARTICLES = 100
#: New articles about the last days; the others tell of any day.
SHARE_OF_NEWS, NEWS_DAYS = 0.8, 3


@dataclass
class Figure:
    """One measured build: wall-clock seconds, peak resident memory in bytes, and seconds of each step."""

    articles: int
    build: str
    seconds: float
    peak_bytes: int
    steps: dict[str, float] = field(default_factory=dict)
    touched: int | None = None


def main() -> int:
    """Measure, print the figures as JSON or lines, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="articles")
    parser.add_argument("--data-dir", type=Path, help="keep the data folder of the last size here")
    parser.add_argument("--rounds", type=int, default=3, help="incremental builds at each size (the middle one counts)")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="warledger-bench-") as scratch:
        for number, size in enumerate(options.sizes):
            last = number == len(options.sizes) - 1
            folder = options.data_dir if options.data_dir and last else Path(scratch) / str(size)
            if folder.exists() and any(folder.iterdir()):
                parser.error(f"{folder} is not empty")
            figures += measure(folder.resolve(), size, options.rounds)
            if not (options.data_dir and last):
                shutil.rmtree(folder)
            if options.json:
                options.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=1), encoding="utf-8")
    print(table(figures))
    return 0


def measure(folder: Path, size: int, rounds: int) -> list[Figure]:
    """The figures of one size; leaves the published warehouse in `folder`."""
    settings = Settings.from_environment({**os.environ, "WARLEDGER_DATA_DIR": str(folder)})
    begun = time.monotonic()
    fill(settings, size)
    tell(f"{size:,} synthetic articles written in {time.monotonic() - begun:.0f} s")
    full = run_build(settings, size, "full")
    tell(str(full))
    rebuilt = []
    for number in range(rounds):
        add_articles(settings, number)
        rebuilt.append(run_build(settings, size, f"{NEW_ARTICLES} new"))
        rebuilt[-1].touched = touched_partitions(settings)
        tell(str(rebuilt[-1]))
    middle = sorted(rebuilt, key=lambda figure: figure.seconds)[len(rebuilt) // 2 : len(rebuilt) // 2 + 1]
    return [full, *middle]


def fill(settings: Settings, size: int) -> None:
    """Raw tables with `size` synthetic articles and their claims, loaded in one batch."""
    scratch = settings.data_dir / "bench.duckdb"
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with open_build(settings) as connection:
        create_raw(connection)
    with duckdb.connect(str(scratch)) as connection:
        connection.execute(f"set memory_limit = '{settings.memory_limit}'; set timezone = 'UTC'")
        connection.execute("set preserve_insertion_order = false; set enable_progress_bar = false")
        _settings_and_gazetteer(connection, size)
        connection.execute((HERE / "synthetic.sql").read_text(encoding="utf-8"))
        connection.execute(f"attach '{quoted(settings.build_db)}' as build")
        batch = "20220301T000000-000000"
        for name in ("articles", *CLAIM_TABLES.values()):
            more = ", true as is_current, row_number() over () as text_id" if name == "articles" else ""
            connection.execute(
                f"insert into build.raw.{name} by name select *{more}, ? as batch_id, now() as loaded_at"
                f" from synthetic.{name}",
                [batch],
            )
        connection.execute(
            "insert into build.raw.documents by name select document_id, source_uri, source_name,"
            " 'text/plain' as media_type, strlen(body) as size_bytes, body_hash as content_hash, title, publisher,"
            " published_at::text as published, now() as fetched_at, ? as batch_id, now() as loaded_at"
            " from synthetic.articles",
            [batch],
        )
        connection.execute(
            "insert into build.raw.load_batches values (?, now(), now(), ?, ?, null, 0)", [batch, size, size]
        )
    scratch.unlink()


def _settings_and_gazetteer(connection: duckdb.DuckDBPyConnection, size: int) -> None:
    connection.execute(
        "create temp table settings as select ?::bigint as n_articles, ?::date as first_day, ?::integer as n_days",
        [size, FIRST_DAY, N_DAYS],
    )
    connection.execute(
        """
        create temp table gazetteer as
        select
            row_number() over (order by towns.population desc, towns.location_id) as place_rank,
            towns.location_id, towns.name, regions.admin1, towns.admin1_code, towns.country,
            towns.latitude, towns.longitude
        from read_csv(?, skip = 1, header = true, types = {'location_id': 'varchar'}) as towns
        inner join read_csv(?, header = true) as regions using (admin1_code)
        where towns.population > 0
        """,
        [
            str(ROOT / "ingest" / "claims" / "data" / "gazetteer.csv"),
            str(ROOT / "dbt_project" / "seeds" / "regions.csv"),
        ],
    )
    connection.execute("set variable seed = 1")
    connection.execute("set variable n_places = (select count(*) from gazetteer)")
    connection.execute(
        "set variable words = (select list(name order by place_rank) from gazetteer where place_rank <= 1500)"
    )


def add_articles(settings: Settings, number: int) -> None:
    """A landing batch of new articles that repeat stored claims: most of the last days, some of any day."""
    batch = zone.new_batch_id()
    folder = settings.landing_dir / batch
    folder.mkdir(parents=True)
    rows: dict[str, list[dict[str, Any]]] = {"documents": [], "articles": [], **{t: [] for t in CLAIM_TABLES.values()}}
    last_day = FIRST_DAY + dt.timedelta(days=N_DAYS)
    recent = round(NEW_ARTICLES * SHARE_OF_NEWS)
    shares = {"strike_claims": 0.6, "interception_claims": 0.4, "aid_claims": 0.1, "meeting_claims": 0.15}
    told: list[tuple[str, dict[str, Any]]] = []
    with open_build(settings) as connection:
        for name, share in shares.items():
            for condition, wanted in (("published_at > $day", recent), ("published_at <= $day", NEW_ARTICLES - recent)):
                cursor = connection.execute(
                    f"select claims.* exclude (batch_id, loaded_at), articles.published_at from raw.{name} as claims"
                    f" join raw.articles using (article_id) where {condition}"
                    f" order by hash(claim_id, $number) limit $wanted",
                    {
                        "day": last_day - dt.timedelta(days=NEWS_DAYS),
                        "number": number,
                        "wanted": max(1, round(wanted * share)),
                    },
                )
                names = [item[0] for item in cursor.description]
                told += [(name, dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
    for index in range(NEW_ARTICLES):
        mine = told[index::NEW_ARTICLES]
        uri = f"new/{number}-{index}.txt"
        body = "\n\n".join([f"News number {index} of lot {number}.", *(claim["quote"] for _, claim in mine)])
        article_id, document_id = content_id("article", uri), content_id("document", uri)
        day = max((claim["published_at"] for _, claim in mine), default=last_day)
        shared = {"source_uri": uri, "source_name": "synthetic", "title": uri, "publisher": f"Outlet {index}"}
        rows["documents"].append({**shared, "document_id": document_id, "content_hash": content_id(body)})
        rows["articles"].append(
            {**shared, "article_id": article_id, "document_id": document_id, "article_index": 0, "published_at": day}
            | {"published_basis": "meta", "language": "en", "body": body, "body_hash": content_id(body)}
        )
        start = len(body.split("\n\n")[0]) + 2
        for name, claim in mine:
            end = start + len(claim["quote"])
            claim |= {"claim_id": content_id("claim", uri, claim["claim_id"]), "article_id": article_id}
            claim |= {"char_start": start, "char_end": end, "evidence": []}
            claim |= {"killed": claim["killed"] + 1} if claim.get("killed") is not None else {}
            rows[name].append(claim)
            start = end + 2
    _write_batch(folder, batch, rows)


def _write_batch(folder: Path, batch: str, rows: dict[str, list[dict[str, Any]]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for table, lines in rows.items():
        if not lines:
            continue
        schema = arrow_schemas()[table]
        left_out = LANDING_ONLY.get(table, {})
        kept = pa.schema([item for item in schema if item.name not in left_out])
        pq.write_table(pa.Table.from_pylist(lines, schema=kept), folder / f"{table}-00000.parquet")
    note = {
        "batch_id": batch,
        "created_at": dt.datetime.now(dt.UTC).isoformat(),
        "n_documents": len(rows["documents"]),
        "n_articles": len(rows["articles"]),
        "n_claims": sum(len(rows[name]) for name in CLAIM_TABLES.values()),
        "n_rejected": 0,
    }
    write_manifest(folder, note)


def touched_partitions(settings: Settings) -> int:
    """Partitions that the last build resolved."""
    with duckdb.connect(str(settings.build_db), read_only=True) as connection:
        row = connection.execute("select count(*) from intermediate.int_touched_partitions").fetchone()
    return int(row[0]) if row else 0


def run_build(settings: Settings, size: int, name: str) -> Figure:
    """One `warledger build` in a process of its own."""
    environment = {**os.environ, "WARLEDGER_DATA_DIR": str(settings.data_dir), "PYTHONPATH": str(ROOT)}
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "ingest", "build"], env=environment, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    memory = _PeakMemory(process.pid)
    memory.start()
    steps: dict[str, float] = {}
    lines: list[str] = []
    assert process.stderr is not None
    for line in process.stderr:
        lines.append(line.rstrip())
        for word, step in (("loaded ", "load"), ("dbt: Running", "start"), ("dbt: Concurrency", "parse")):
            if line.startswith(word):
                steps[step] = time.monotonic() - begun
        if line.startswith("audit: checking"):
            steps["dbt"] = time.monotonic() - begun
        elif line.startswith("audit: ") and "audit" not in steps:
            steps["audit"] = time.monotonic() - begun
    process.wait()
    memory.stop()
    if process.returncode != 0:
        raise SystemExit("the build failed:\n" + "\n".join(lines[-20:]))
    return Figure(size, name, time.monotonic() - begun, memory.peak, {k: round(v, 1) for k, v in steps.items()})


class _PeakMemory(threading.Thread):
    """Watches the resident memory of a process with all its children."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.process, self.peak, self._over = psutil.Process(pid), 0, threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.1):
            total = 0
            try:
                for process in (self.process, *self.process.children(recursive=True)):
                    total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
            self.peak = max(self.peak, total)

    def stop(self) -> None:
        self._over.set()
        self.join()


def table(figures: list[Figure]) -> str:
    """The figures as a Markdown table, with each incremental build's cost relative to that of the smallest size."""
    lines = ["| articles | build | seconds | peak memory | relative to the smallest |", "|---:|---|---:|---:|---:|"]
    first: dict[str, float] = {}
    for figure in figures:
        smallest = first.setdefault(figure.build, figure.seconds)
        lines.append(
            f"| {figure.articles:,} | {figure.build} | {figure.seconds:.1f} | {figure.peak_bytes / 1e9:.2f} GB |"
            f" {figure.seconds / smallest:.2f} |"
        )
    return "\n".join(lines)


def tell(line: str) -> None:
    """Print a progress line to standard error."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
