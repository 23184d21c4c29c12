"""Reading many documents: in order, on many cores, and no document ends the run."""

import os
import signal
import subprocess
import sys

import pytest

from ingest.core.documents import Document, Rejection
from ingest.pipeline import parallel

TEXT = "Kyiv, Ukraine (Test Wire) Feb 12, 2025\n\nRussian drones hit a warehouse in Sumy overnight, officials said.\n"


def documents(number: int) -> list[Document]:
    return [Document(f"doc-{i}.txt", (TEXT + f"Paragraph number {i} follows here.\n").encode()) for i in range(number)]


def uris(results) -> list[str]:
    return [r.document.source_uri if r.document else r.rejections[0].source_uri for r in results]


def test_a_rejection_passes_through():
    refused = Rejection("x", "files", "empty", "no bytes", 0, "0")
    results = list(parallel.read_documents([refused, *documents(1)]))
    assert uris(results) == ["x", "doc-0.txt"]
    assert results[0].rejections == [refused]


def test_workers_give_the_same_rows_as_one_process():
    items = documents(parallel.MIN_DOCUMENTS_FOR_WORKERS + 5)
    one = list(parallel.read_documents(items, workers=1))
    many = list(parallel.read_documents(items, workers=2))
    assert uris(many) == uris(one)
    assert [[a.claims for a in r.articles] for r in many] == [[a.claims for a in r.articles] for r in one]
    assert all(r.articles for r in many)


def process_and_uri(result):
    return os.getpid(), result.document.source_uri if result.document else None


def test_what_is_made_of_the_results_is_made_where_they_are_read():
    refused = Rejection("x", "files", "empty", "no bytes", 0, "0")
    items = [refused, *documents(8 * parallel.MIN_DOCUMENTS_FOR_WORKERS)]
    made = list(parallel.read_and_finish(items, process_and_uri, workers=2))
    assert [uri for _, uri in made] == [None, *(d.source_uri for d in items[1:])]
    assert made[0][0] == os.getpid()
    readers = {process for process, _ in made[1:]}
    assert len(readers) == 2
    assert os.getpid() not in readers
    assert {process for process, _ in parallel.read_and_finish(items, process_and_uri)} == {os.getpid()}


def test_a_defect_of_the_reader_becomes_a_rejection(monkeypatch):
    def broken(_):
        raise ZeroDivisionError("a rule divided by nothing")

    monkeypatch.setattr("ingest.articles.read_document", broken)
    (result,) = parallel.read_documents(documents(1))
    assert result.articles == []
    (refused,) = result.rejections
    assert refused.reason_code == "unreadable"
    assert "ZeroDivisionError: a rule divided by nothing" in refused.reason


def test_a_broken_claim_reader_is_told_and_the_rest_of_the_article_kept(monkeypatch):
    def broken(_):
        raise RecursionError("a rule met itself")

    monkeypatch.setattr("ingest.claims.kinds.meetings.read", broken)
    (result,) = parallel.read_documents(documents(1))
    assert len(result.articles) == 1
    (refused,) = result.rejections
    assert refused.reason_code == "unreadable"
    assert "meetings: RecursionError: a rule met itself" in refused.reason


def die_on_third(documents, finish):
    """Stands in for a crash inside a C library: the worker is gone without an exception."""
    if any(d.source_uri == "doc-3.txt" for d in documents):
        os.kill(os.getpid(), signal.SIGKILL)
    return [finish(parallel.read_one(d)) for d in documents]


def test_a_worker_that_dies_costs_only_the_document_that_killed_it(monkeypatch):
    monkeypatch.setattr(parallel, "_read_chunk", die_on_third)
    items = documents(parallel.MIN_DOCUMENTS_FOR_WORKERS)
    results = list(parallel.read_documents(items, workers=2))
    assert sorted(uris(results)) == sorted(d.source_uri for d in items)
    refused = [r for r in results if r.rejections]
    assert uris(refused) == ["doc-3.txt"]
    assert "died" in refused[0].rejections[0].reason


@pytest.mark.parametrize("workers", [1, 2])
def test_no_documents_is_no_result(workers):
    assert list(parallel.read_documents([], workers)) == []


def test_a_program_that_cannot_spawn_reads_by_itself():
    # Workers that did not come up were once taken for documents that kill their reader: all were refused.
    program = (
        "from pathlib import Path\n"
        "from ingest.pipeline.parallel import read_documents, MIN_DOCUMENTS_FOR_WORKERS\n"
        "from ingest.core.documents import Document\n"
        f"text = {TEXT!r}\n"
        "items = [Document(f'{i}.txt', f'{text} {i}'.encode()) for i in range(MIN_DOCUMENTS_FOR_WORKERS)]\n"
        "print(sum(len(r.articles) for r in read_documents(items, workers=2)))\n"
    )
    answer = subprocess.run([sys.executable, "-"], input=program, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == str(parallel.MIN_DOCUMENTS_FOR_WORKERS)
