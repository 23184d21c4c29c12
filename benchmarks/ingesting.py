"""`make bench-ingest`: pages a second from a web server to the landing zone, and what looking for copies costs.

Pages: a server in a process of its own serves a feed and its pages on this machine; `warledger ingest` fetches them,
reads articles and claims and lands them, with one process and with one a core. Beside it, in the same run, trafilatura
alone takes the main text out of the same pages in one process, without fetching or reading them. Each also by the CPU
time of its process, which other work on the machine does not change.

Copies: the load step's search for versions and copies of new articles, beside 10 thousand and beside a million stored
articles of four years (three in a hundred new ones are copies). Both databases are filled with made-up signatures and
measured in turn, so that other work on the machine strikes both alike. Nothing here asserts anything.

Ids: what a task that reads holds of the landing zone, with 1, 5 and 20 million documents in it: memory of a process of
its own above an empty landing zone's, processor time, and what it takes to look one id up.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import html
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
FIRST_DAY, DAYS = dt.date(2022, 2, 24), 1460


def main() -> int:
    """Measure, print the figures as JSON or lines, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000, help="pages to fetch (default 1000)")
    parser.add_argument("--stored", type=int, nargs=2, default=[10_000, 1_000_000], help="stored articles, two numbers")
    parser.add_argument("--new", type=int, default=500, help="new articles in each load (default 500)")
    parser.add_argument("--rounds", type=int, default=5, help="loads of new articles that are measured (default 5)")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--part", choices=("pages", "copies", "ids"), help="only this part")
    parser.add_argument(
        "--known", type=int, nargs="+", default=[1_000_000, 5_000_000, 20_000_000], help="known documents"
    )
    parser.add_argument("--look-up", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve(options.serve)
    if options.look_up:
        return look_up(options.look_up)
    figures: dict[str, object] = {"cores": len(os.sched_getaffinity(0))}
    with tempfile.TemporaryDirectory() as folder:
        if options.part in (None, "ids"):
            figures["ids"] = measure_ids(Path(folder), options.known)
        if options.part in (None, "pages"):
            figures["pages"] = measure_pages(Path(folder), options.pages)
        if options.part in (None, "copies"):
            figures["copies"] = measure_copies(Path(folder), options.stored, options.new, options.rounds)
    print(json.dumps(figures, indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


# --- ids


def measure_ids(folder: Path, numbers: list[int]) -> list[dict[str, float]]:
    """Known documents → seconds of a processor, megabytes, microseconds a look-up; 50,000 documents a batch."""
    figures = []
    for number in [0, *numbers]:
        data_dir = folder / f"ids-{number}"
        (data_dir / "landing").mkdir(parents=True)
        with duckdb.connect(":memory:") as connection:
            for first in range(0, number, 50_000):
                batch = data_dir / "landing" / f"b{first}"
                batch.mkdir()
                (batch / "batch.json").touch()
                ids = f"select format('{{:016x}}', hash(range)) as document_id from range({first}, {first + 50_000})"
                connection.execute(f"copy ({ids}) to '{batch}/documents-00000.parquet'")
        command = [sys.executable, __file__, "--look-up", str(data_dir)]
        figures.append({"known": number, **json.loads(subprocess.check_output(command, cwd=ROOT))})
    return [{**row, "megabytes": round(row["megabytes"] - figures[0]["megabytes"], 1)} for row in figures[1:]]


def look_up(data_dir: Path) -> int:
    """What a task does before it reads; prints its cost."""
    import resource

    from ingest.landing import zone
    from ingest.settings import Settings

    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(data_dir)})
    began = time.process_time()
    documents, _ = zone.known_ids(settings)
    seconds = time.process_time() - began
    began = time.process_time()
    for number in range(10_000):
        f"{number:016x}" in documents  # noqa: B015 - only its time counts
    each = (time.process_time() - began) / 10_000
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu_seconds": round(seconds, 2), "megabytes": most, "look_up_us": round(each * 1e6, 1)}))
    return 0


# --- pages


def make_pages(folder: Path, number: int) -> list[str]:
    """Pages as outlets have them (head, navigation, related links, footer) around texts of about 660 words."""
    sys.path.insert(0, str(HERE))
    from texts import load

    names = []
    links = "".join(f"<li><a href='/story-{item}'>Related headline number {item}</a></li>" for item in range(40))
    scripts = f"<script>{'var a=1;' * 2000}</script>"
    for index, (body, date) in enumerate(load(None, number)):
        text = "".join(f"<p>{html.escape(part)}</p>" for part in body.split("\n\n"))
        page = (
            f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>Report {index} | The Bench</title>{scripts}"
            f"<meta property='article:published_time' content='{date}T06:00:00Z'></head><body>"
            f"<nav><ul>{links}</ul></nav><main><article><h1>Report {index}</h1>{text}</article></main>"
            f"<aside><ul>{links}</ul></aside><footer>{scripts}<p>All rights reserved.</p></footer></body></html>"
        )
        names.append(f"story-{index}")
        (folder / names[-1]).write_text(page, encoding="utf-8")
    return names


def serve(folder: Path) -> int:
    """Serve a folder until standard input ends; prints the port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = folder / self.path.strip("/")
            body = path.read_bytes() if path.is_file() else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_port, flush=True)
        sys.stdin.read()
        server.shutdown()
    return 0


@contextlib.contextmanager
def served(folder: Path) -> Iterator[int]:
    """A web server of this machine over the pages of a folder, in a process of its own; yields its port."""
    call = [sys.executable, __file__, "--serve", str(folder)]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout and server.stdin
        try:
            yield int(server.stdout.readline())
        finally:
            server.stdin.close()


def measure_pages(folder: Path, number: int) -> dict[str, object]:
    """Pages a second of fetching, reading and landing (one process; one a core), and of trafilatura alone."""
    web = folder / "web"
    web.mkdir()
    names = make_pages(web, number)
    size = sum((web / name).stat().st_size for name in names)
    texts = [(web / name).read_text(encoding="utf-8") for name in names]
    alone = trafilatura_alone(texts)
    figures: dict[str, object] = {"pages": number, "kilobytes_per_page": round(size / number / 1000, 1)}
    taken: dict[str, Seconds] = {"trafilatura_alone": alone}
    with served(web) as port:
        items = "".join(f"<item><link>http://127.0.0.1:{port}/{name}</link></item>" for name in names)
        (web / "rss").write_text(f"<rss version='2.0'><channel><title>B</title>{items}</channel></rss>")
        for workers, label in ((1, "ingest_one_process"), (0, "ingest_process_a_core")):
            taken[label] = ingest(folder, port, number, workers)
    for label, seconds in taken.items():
        figures[f"{label}_pages_per_second"] = round(number / seconds.wall, 1)
        if label != "ingest_process_a_core":  # whose children's time is not ours to read
            figures[f"{label}_cpu_ms_per_page"] = round(1000 * seconds.cpu / number, 1)
    for label, cpu in parts(texts).items():
        figures[f"of_which_{label}_cpu_ms_per_page"] = round(1000 * cpu / number, 1)
    return figures


@dataclass
class Seconds:
    """Of the clock, and of this process's work: the second does not grow with other work on the machine."""

    wall: float
    cpu: float


@contextlib.contextmanager
def clock() -> Iterator[Seconds]:
    """Wall-clock and CPU seconds of the block, filled in at its end."""
    taken = Seconds(time.perf_counter(), time.process_time())
    yield taken
    taken.wall, taken.cpu = time.perf_counter() - taken.wall, time.process_time() - taken.cpu


def ingest(folder: Path, port: int, number: int, workers: int) -> Seconds:
    """One `ingest_source` into an empty landing zone, imports not counted."""
    from ingest.pipeline.steps import ingest_source
    from ingest.settings import Settings
    from ingest.sources.config import Source

    data = folder / f"data-{workers}"
    settings = Settings.from_environment({"WARLEDGER_DATA_DIR": str(data), "WARLEDGER_WORKERS": str(workers)})
    source = Source(
        "bench", "feed", url=f"http://127.0.0.1:{port}/rss", licence="", max_items=number, delay_seconds=0.0,
        concurrency=4, allow_private=True,
    )  # fmt: skip
    with clock() as taken:
        summary = ingest_source(settings, source)
    assert summary.ingest and summary.ingest.batch.n_documents == number, summary
    return taken


def trafilatura_alone(pages: list[str]) -> Seconds:
    """Seconds that trafilatura takes for the same pages, after one page to warm up."""
    import trafilatura

    trafilatura.extract(pages[0])
    with clock() as taken:
        assert all(trafilatura.extract(page, include_comments=False) for page in pages)
    return taken


def parts(pages: list[str]) -> dict[str, float]:
    """CPU seconds of the two parts of reading: pages to articles, articles to claims."""
    from ingest.articles import read_document
    from ingest.claims import read_claims
    from ingest.core.documents import Document

    documents = [Document(f"http://bench.example/{n}", page.encode(), "bench") for n, page in enumerate(pages)]
    with clock() as extraction:
        articles = [article for document in documents for article in read_document(document)[0]]
    with clock() as claims:
        for article in articles:
            read_claims(article)
    return {"page_to_articles": extraction.cpu, "articles_to_claims": claims.cpu}


# --- copies


def measure_copies(folder: Path, stored: list[int], new: int, rounds: int) -> dict[str, object]:
    """Median seconds of settling `new` articles beside few and beside many stored ones, measured in turn."""
    databases = {number: folder / f"stored-{number}.duckdb" for number in stored}
    figures: dict[str, object] = {"new_articles": new, "rounds": rounds}
    for number, path in databases.items():
        started = time.perf_counter()
        fill(path, number)
        print(f"filled {number:,} stored articles in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    seconds: dict[int, list[float]] = {number: [] for number in stored}
    for turn in range(rounds + 1):
        for number, path in databases.items():
            taken = settle(path, new, seed=turn)
            if turn:  # the first round brings the files into memory
                seconds[number].append(taken)
    medians = {number: statistics.median(values) for number, values in seconds.items()}
    few, many = stored
    for number in stored:
        figures[f"seconds_beside_{number}"] = round(medians[number], 3)
        figures[f"megabytes_at_{number}"] = round(databases[number].stat().st_size / 1e6, 1)
    figures["times"] = round(medians[many] / medians[few], 2)
    return figures


def fill(path: Path, number: int) -> None:
    """A build database with so many stored articles over four years, as loads in their order leave it."""
    from ingest.landing.raw import create_raw

    with duckdb.connect(str(path)) as connection:
        connection.execute("set timezone = 'UTC'; set memory_limit = '4GB'")
        create_raw(connection)
        signature = " || ".join(f"md5(i::text || '-{part}')" for part in range(32))
        for start in range(0, number, 50_000):
            values = {"start": start, "end": min(number, start + 50_000)}
            source = (
                f"(select i, date '{FIRST_DAY}' + (i * {DAYS} // {number})::integer as day,"
                " (hash(i) >> 1)::bigint as text_id from range($start, $end) as r(i))"
            )
            connection.execute(
                "insert into raw.article_texts (text_id, body_hash, day, n_shingles, numbers, signature, cluster_id)"
                f" select text_id, sha256(i::text), day, 650, [1, 2, 3], unhex({signature}), text_id from {source}",
                values,
            )
            connection.execute(
                "insert into raw.text_bands (day, band, text_id)"
                f" select day, (hash(i, band) >> 1)::bigint, text_id from {source}, range(32) as b(band)",
                values,
            )
            connection.execute(
                "insert into raw.articles (article_id, document_id, canonical_url, page_id, published_at, fetched_at,"
                " body, body_hash, batch_id, text_id)"
                " select left(md5(i::text), 16), left(md5('d' || i), 16), 'https://outlet.example/' || i,"
                " (md5_number_lower('https://outlet.example/' || i) >> 1)::bigint, day, day::timestamptz,"
                f" 'a body', sha256(i::text), 'batch', text_id from {source}",
                values,
            )


def settle(path: Path, new: int, seed: int) -> float:
    """Seconds of working out versions and copies of `new` articles of one day, three in a hundred of them copies."""
    from ingest.core.documents import content_id
    from ingest.warehouse.changes import Changes
    from ingest.warehouse.changes import settle as settle_changes

    draw = random.Random(seed)
    words = [f"word{number}" for number in range(20_000)]
    bodies = [" ".join(draw.choices(words, k=660)) for _ in range(new)]
    for index in range(0, new, 33):
        bodies[index] = bodies[index - 1] + " as reported by the agency"
    day = FIRST_DAY + dt.timedelta(days=DAYS + seed)
    with duckdb.connect(str(path)) as connection:
        connection.execute("set timezone = 'UTC'; set memory_limit = '4GB'")
        connection.execute(
            "insert into raw.articles (article_id, document_id, canonical_url, page_id, published_at, fetched_at, body,"
            " body_hash, batch_id)"
            " select id, id, url, (md5_number_lower(url) >> 1)::bigint, $day, $day::timestamptz, body, sha256(body),"
            " 'new'"
            " from (select unnest($ids) as id, unnest($bodies) as body, 'https://new.example/' || id as url)",
            {"day": day, "ids": [content_id(seed, index) for index in range(new)], "bodies": bodies},
        )
        started = time.perf_counter()
        connection.execute("begin")
        changed = settle_changes(connection, Changes())
        connection.execute("commit")
        seconds = time.perf_counter() - started
        copies = connection.execute(
            "select count(*) from raw.articles where published_at = ? and copy_of is not null", [day]
        ).fetchone()
    assert changed == new and copies and copies[0] >= new // 33, (changed, copies)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
