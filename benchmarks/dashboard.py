"""`make bench-dashboard`: server time of every page and of filter changes, for one visitor and for many at once.

A real Streamlit server over a data folder with a published warehouse; visitors speak its websocket protocol, so that
only the server is measured: from the request of a run to its end, on this machine and nothing between. Each page is
opened by visitors of their own. "cold" is the first time that anybody asks for that view of the snapshot (nothing of it
is kept from an earlier visitor), "warm" every later time. Beside the wall time stands what the server used of one core:
on a machine with other work the wall time tells of that work too. Memory is the growth of the server's resident set.

Nothing here asserts anything: speed is measured in benchmarks, never in tests.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "dashboards"), str(ROOT)]

from browser import dashboard  # noqa: E402
from dashboard_session import Session  # noqa: E402

#: Page, its name in the report.
PAGES = ("", "strikes", "interceptions", "aid", "diplomacy", "evidence", "quality", "sql")
#: Filter changes: page, the address that each leads to, and what is entered by hand (of which the address follows).
FILTERS: tuple[tuple[str, str, dict[str, str | int | bool]], ...] = (
    ("", "period=90d", {}),
    ("", "source={publisher}", {}),
    ("strikes", "period=365d", {}),
    ("strikes", "period=90d", {}),
    ("strikes", "attacker=UA", {}),
    ("strikes", "weapon=drone", {}),
    ("strikes", "weapon=drone&attacker=RU&period=365d", {}),
    ("strikes", "region=Kharkiv+Oblast", {}),
    ("strikes", "by=target", {}),
    ("strikes", "", {"Sources at least": 2}),
    ("strikes", "", {"Include belligerent-only claims": False}),
    ("strikes", "source={publisher}", {}),
    ("interceptions", "period=365d", {}),
    ("interceptions", "defender=UA", {}),
    ("aid", "currency=EUR", {}),
    ("aid", "type=military", {}),
    ("diplomacy", "status=held", {}),
    ("diplomacy", "country=US", {}),
    ("evidence", "source={publisher}", {}),
)
#: Searches in titles and texts: told apart from filters, since they read every text.
SEARCHES: tuple[tuple[str, str, dict[str, str | int | bool]], ...] = tuple(
    ("evidence", "", {"Words in title or text": words}) for words in ("Kyiv", "Odesa drone", "refinery", "zzzzyx")
)
Change = tuple[str, str, dict[str, str | int | bool]]


def main() -> int:
    """Measure, print the figures as JSON or lines, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, default=os.environ.get("WARLEDGER_DATA_DIR", ROOT / "data"))
    parser.add_argument("--sessions", type=int, default=20, help="visitors at once (default 20)")
    parser.add_argument("--pause", type=float, default=5, help="seconds that each looks at what it opened (default 5)")
    parser.add_argument("--rounds", type=int, default=5, help="warm rounds of one visitor (default 5)")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    data_dir = Path(options.data_dir).resolve()
    figures: dict[str, Any] = {"warehouse": warehouse(data_dir), "load_before": os.getloadavg()[0]}
    publisher = figures["warehouse"].pop("publisher") or ""
    filters = [(page, query.format(publisher=publisher.replace(" ", "+")), values) for page, query, values in FILTERS]
    with dashboard(data_dir) as address:
        server = _server()
        with Session(address) as session:
            session.open("sql")  # imports and the opening of the snapshot are the server's start
            figures["cold"] = [measured(server, session, page, "") for page in PAGES]
        figures["cold_filters"] = changes(server, address, filters)
        figures["searches"] = changes(server, address, list(SEARCHES))
        alone: list[dict[str, Any]] = []
        for _ in range(options.rounds):
            with Session(address) as session:
                alone += [measured(server, session, page, "") for page in PAGES]
            alone += changes(server, address, filters)
        figures["warm"] = alone
        figures["memory"] = memory(server, address, options.sessions)
        figures["many"], figures["many_cpu_ms"] = many(server, address, options.sessions, filters, options.pause)
    figures["load_after"] = os.getloadavg()[0]
    print(report(figures, options.sessions, options.pause))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def warehouse(data_dir: Path) -> dict[str, Any]:
    """What the snapshot holds: its size and the rows of its largest tables; and a publisher to filter by."""
    path = (data_dir / "warehouse.duckdb").resolve(strict=True)
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = {
            table: connection.execute(f"select count(*) from {table}").fetchone()[0]  # type: ignore[index]
            for table in (
                "dim_articles", "strike_claims", "fct_strikes", "fct_interceptions", "fct_aid_packages",
                "fct_diplomatic_meetings",
            )
        }  # fmt: skip
        publisher = connection.execute(
            "select publisher from dim_articles where publisher is not null group by 1 order by count(*) desc limit 1"
        ).fetchone()
    return {"megabytes": round(path.stat().st_size / 1e6), **rows, "publisher": publisher[0] if publisher else None}


def _server() -> psutil.Process:
    (found,) = [child for child in psutil.Process().children() if "streamlit" in " ".join(child.cmdline())]
    return found


def _cpu(server: psutil.Process) -> float:
    times = server.cpu_times()
    return times.user + times.system


def measured(
    server: psutil.Process,
    session: Session,
    page: str,
    query: str,
    values: Mapping[str, str | int | bool] | None = None,
) -> dict[str, Any]:
    """One run: view, wall and core milliseconds, kilobytes sent; raises AssertionError when the page shows an error."""
    before = _cpu(server)
    run = session.open(page, query, values)
    assert not run.errors, (page, query, run.errors)
    entered = "".join(f", {label}: {value}" for label, value in (values or {}).items())
    return {
        "view": f"{page or 'overview'}{'?' + query if query else ''}{entered}",
        "ms": round(run.seconds * 1000, 1),
        "cpu_ms": round((_cpu(server) - before) * 1000),
        "kilobytes": round(run.n_bytes / 1000),
    }


def changes(server: psutil.Process, address: str, filters: list[Change]) -> list[dict[str, Any]]:
    """Each filter set by a visitor of its own who has the page open: filters stay set within a visit."""
    rows = []
    for page, query, values in filters:
        with Session(address) as session:
            session.open(page)
            rows.append(measured(server, session, page, query, values))
    return rows


def memory(server: psutil.Process, address: str, sessions: int) -> dict[str, float]:
    """Megabytes of the server, and what each of some visitors adds who have opened every page of facts."""
    before = server.memory_info().rss
    visitors = [Session(address) for _ in range(sessions)]
    for visitor in visitors:
        for page in PAGES[:5]:
            visitor.open(page)
    after = server.memory_info().rss
    for visitor in visitors:
        visitor.__exit__()
    return {
        "server_megabytes": round(before / 1e6, 1),
        "megabytes_per_session": round((after - before) / 1e6 / sessions, 2),
    }


def many(
    server: psutil.Process, address: str, sessions: int, filters: list[Change], pause: float, seconds: float = 30
) -> tuple[list[dict[str, Any]], float]:
    """Visitors at once, each opening the link of a page or filter, then looking at it for `pause` seconds.

    Links, since filters stay set within a visit: set one after another they would leave next to nothing to show.
    Gives the runs and the core milliseconds that one took in the mean.
    """
    views: list[Change] = [(page, "", {}) for page in PAGES] + [change for change in filters if not change[2]]
    runs: list[dict[str, Any]] = []
    problems: list[str] = []
    until = time.monotonic() + seconds

    def visit(number: int) -> None:
        try:
            time.sleep(number * pause / sessions)
            position = number
            while time.monotonic() < until:
                page, query, _ = views[position % len(views)]
                with Session(address) as session:
                    run = session.open(page, query)
                    runs.append({"view": page or "overview", "ms": round(run.seconds * 1000, 1)})
                    problems.extend(run.errors)
                    position += 1
                    time.sleep(pause)
        except Exception as error:  # told below: a thread's error is else lost
            problems.append(repr(error))

    before = _cpu(server)
    threads = [threading.Thread(target=visit, args=(number,)) for number in range(sessions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems, problems[:3]
    return runs, round((_cpu(server) - before) * 1000 / max(1, len(runs)), 1)


def _line(label: str, rows: list[dict[str, Any]], of: str = "ms") -> str:
    values = sorted(row[of] for row in rows)
    p95 = values[min(len(values) - 1, round(0.95 * (len(values) - 1)))]
    return f"{label:<52} {len(values):>5} {statistics.median(values):>9.0f} {p95:>9.0f} {values[-1]:>9.0f}"


def report(figures: dict[str, Any], sessions: int, pause: float) -> str:
    """The figures as text: median, 95th percentile and maximum in milliseconds."""
    held = figures["warehouse"]
    lines = [
        f"{held['dim_articles']:,} articles, {held['fct_strikes']:,} strikes, {held['megabytes']:,} MB;"
        f" load average {figures['load_before']:.1f} before, {figures['load_after']:.1f} after",
        f"{'milliseconds':<52} {'runs':>5} {'median':>9} {'p95':>9} {'max':>9}",
        _line("1 session, pages, cold", figures["cold"]),
        _line("1 session, pages, cold, of one core", figures["cold"], "cpu_ms"),
        _line("1 session, filter changes, cold", figures["cold_filters"]),
        _line("1 session, filter changes, cold, of one core", figures["cold_filters"], "cpu_ms"),
        _line("1 session, searches in all texts, cold", figures["searches"]),
        _line("1 session, searches in all texts, of one core", figures["searches"], "cpu_ms"),
        _line("1 session, pages and filters, warm", figures["warm"]),
        _line("1 session, pages and filters, warm, of one core", figures["warm"], "cpu_ms"),
        _line(f"{sessions} sessions, each {pause:g} s at what it opened", figures["many"]),
        f"of one core per run among {sessions} sessions: {figures['many_cpu_ms']} ms in the mean",
        f"memory: {figures['memory']['server_megabytes']} MB, and {figures['memory']['megabytes_per_session']} MB a"
        " session",
        "",
        *(
            f"  {row['view']:<50} cold {row['ms']:>8.0f} ms, {row['cpu_ms']:>6} of one core, {row['kilobytes']:>5} kB"
            for row in [*figures["cold"], *figures["cold_filters"], *figures["searches"]]
        ),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
