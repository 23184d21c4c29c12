"""Reading many documents: in order, on many cores, within limits, and no document ends the run."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from ingest.core.documents import Document, Rejection
from ingest.pipeline import parallel, readers
from ingest.pipeline.readers import ReadLimits

TEXT = "Kyiv, Ukraine (Test Wire) Feb 12, 2025\n\nRussian drones hit a warehouse in Sumy overnight, officials said.\n"


def documents(number: int) -> list[Document]:
    return [Document(f"doc-{i}.txt", (TEXT + f"Paragraph number {i} follows here.\n").encode()) for i in range(number)]


def uris(results) -> list[str]:
    return [r.document.source_uri if r.document else r.rejections[0].source_uri for r in results]


def refusals(results) -> dict[str, tuple[str, str]]:
    return {item.source_uri: (item.reason_code, item.reason) for result in results for item in result.rejections}


def test_a_rejection_passes_through_in_its_place():
    refused = Rejection("x", "files", "empty", "no bytes", 0, "0")
    first, second = documents(2)
    results = list(parallel.read_documents([first, refused, second]))
    assert uris(results) == ["doc-0.txt", "x", "doc-1.txt"]
    assert results[1].rejections == [refused]


def test_workers_give_the_same_rows_as_one_process(monkeypatch):
    monkeypatch.setattr(parallel, "CHUNK", 3)
    monkeypatch.setattr(parallel, "BATCHES_FOR_MORE", 1)
    items = documents(10)
    one = list(parallel.read_documents(items, workers=1))
    many = list(parallel.read_documents(items, workers=2))
    assert uris(many) == uris(one) == [item.source_uri for item in items]
    assert [[a.claims for a in r.articles] for r in many] == [[a.claims for a in r.articles] for r in one]
    assert all(r.articles for r in many)


def process_and_uri(result):
    return os.getpid(), result.document.source_uri if result.document else None


def process_when_two_are_there(result, folder: Path):
    """Leaves a note of the process and waits for another's, however long that one loads."""
    (folder / str(os.getpid())).touch()
    latest = time.monotonic() + 300
    while len(list(folder.iterdir())) < 2 and time.monotonic() < latest:
        time.sleep(0.05)
    return process_and_uri(result)


def test_what_is_made_of_the_results_is_made_where_they_are_read(monkeypatch, tmp_path):
    monkeypatch.setattr(parallel, "CHUNK", 3)
    monkeypatch.setattr(parallel, "BATCHES_FOR_MORE", 1)
    refused = Rejection("x", "files", "empty", "no bytes", 0, "0")
    items = [refused, *documents(12)]
    finish = partial(process_when_two_are_there, folder=tmp_path)
    made = list(parallel.read_and_finish(items, finish, workers=2))
    assert [uri for _, uri in made] == [None, *(d.source_uri for d in items[1:])]
    assert made[0][0] == os.getpid(), "a rejection needs no reading"
    assert len({process for process, _ in made[1:]} - {os.getpid()}) == 2


def test_few_documents_are_read_by_one_process_which_stays():
    first = {process for process, _ in parallel.read_and_finish(documents(3), process_and_uri, workers=2)}
    again = {process for process, _ in parallel.read_and_finish(documents(3), process_and_uri, workers=2)}
    assert first == again != {os.getpid()}
    assert len(first) == 1
    readers.release()
    assert first != {process for process, _ in parallel.read_and_finish(documents(3), process_and_uri)}


def test_a_defect_of_the_reader_becomes_a_rejection(monkeypatch):
    def broken(_):
        raise ZeroDivisionError("a rule divided by nothing")

    monkeypatch.setattr("ingest.articles.read_document", broken)
    result = readers.read_one(*documents(1))
    assert result.articles == []
    (refused,) = result.rejections
    assert refused.reason_code == "unreadable"
    assert "ZeroDivisionError: a rule divided by nothing" in refused.reason


def test_a_broken_claim_reader_is_told_and_the_rest_of_the_article_kept(monkeypatch):
    def broken(_):
        raise RecursionError("a rule met itself")

    monkeypatch.setattr("ingest.claims.kinds.meetings.read", broken)
    result = readers.read_one(*documents(1))
    assert len(result.articles) == 1
    (refused,) = result.rejections
    assert refused.reason_code == "unreadable"
    assert "meetings: RecursionError: a rule met itself" in refused.reason


def finish_badly(result):
    """What the third document does to its process: stands in for what hostile bytes do to a parser."""
    what = {"doc-3.txt": "die", "doc-5.txt": "spin", "doc-7.txt": "fill", "doc-8.txt": "wait"}
    match what.get(result.document.source_uri) if not result.rejections else None:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "spin":
            while True:
                pass
        case "fill":
            return [bytes(100_000_000) for _ in range(6)]
        case "wait":
            time.sleep(3600)
    return result


@pytest.mark.proof
@pytest.mark.parametrize("workers", [1, 2])
def test_what_exceeds_its_limits_is_refused_and_nothing_else(monkeypatch, workers):
    monkeypatch.setattr(readers, "_PATIENCE", 45)
    monkeypatch.setattr(readers, "_LEAST_PATIENCE_SECONDS", 1)
    monkeypatch.setattr(parallel, "CHUNK", 3)
    monkeypatch.setattr(parallel, "BATCHES_FOR_MORE", 1)
    items = documents(10)
    limits = ReadLimits(seconds=1, memory_bytes=500_000_000)
    results = list(parallel.read_and_finish(items, finish_badly, workers, limits))
    assert uris(results) == [item.source_uri for item in items]
    assert refusals(results) == {
        "doc-3.txt": ("unreadable", "the process that read this document died (SIGKILL, memory or a defect)"),
        "doc-5.txt": ("too_slow", "was not read within 1 s of processor time (WARLEDGER_READ_SECONDS)"),
        "doc-7.txt": ("too_much_memory", "takes more memory than one document may (WARLEDGER_READ_MEMORY_BYTES)"),
        "doc-8.txt": ("too_slow", "was not read within 45 s by the clock"),
    }
    assert all(result.articles for result in results if not result.rejections)


def die_once(result):
    """A process that something else killed: the system, say, for memory that another program took."""
    mark = Path(os.environ["DIED_ALREADY"])
    if result.document.source_uri == "doc-1.txt" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return result


def test_a_death_from_outside_costs_no_document(monkeypatch, tmp_path):
    readers.release()
    monkeypatch.setenv("DIED_ALREADY", str(tmp_path / "mark"))
    results = list(parallel.read_and_finish(documents(3), die_once))
    readers.release()
    assert uris(results) == ["doc-0.txt", "doc-1.txt", "doc-2.txt"]
    assert refusals(results) == {}


def raise_at_once(result):
    raise KeyError("a defect of the caller")


def test_a_caller_that_fails_is_told():
    with pytest.raises(RuntimeError, match="KeyError: 'a defect of the caller'"):
        list(parallel.read_and_finish(documents(1), raise_at_once))


@pytest.mark.parametrize("workers", [1, 2])
def test_no_documents_is_no_result(workers):
    assert list(parallel.read_documents([], workers)) == []


def test_a_program_from_standard_input_reads_too():
    # Workers that did not come up were once taken for documents that kill their reader: all were refused.
    program = (
        "from ingest.pipeline.parallel import read_documents\n"
        "from ingest.core.documents import Document\n"
        f"text = {TEXT!r}\n"
        "items = [Document(f'{i}.txt', f'{text} {i}'.encode()) for i in range(70)]\n"
        "print(sum(len(r.articles) for r in read_documents(items, workers=2)))\n"
    )
    answer = subprocess.run([sys.executable, "-"], input=program, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "70"


def test_the_process_ends_with_its_owner():
    program = (
        "import os\n"
        "from ingest.pipeline.readers import Reader, ReadLimits\n"
        "print(Reader(ReadLimits())._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    pid = int(answer.stdout)
    for _ in range(600):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    raise AssertionError("it outlived its owner by a minute")
