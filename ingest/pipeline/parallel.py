"""Documents in, articles with their claims out: one path for `extract`, `ingest` and the DAGs, on one core or many.

Nothing that a document contains can end a run: what cannot be read comes back as a rejection with its reason.
"""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from ingest.core.documents import Document, Rejection
from ingest.core.reader_version import reader_version
from ingest.core.results import ArticleResult, ReadResult

#: Below this many documents a second process costs more (its imports) than it saves.
MIN_DOCUMENTS_FOR_WORKERS = 64
#: Documents that travel to a worker in one message.
CHUNK = 16

_DEFECT = "this is a defect of the reader, please report it"

#: What `read_and_finish` yields.
T = TypeVar("T")


def read_one(document: Document) -> ReadResult:
    """Articles and claims of one document; a defect of ours becomes a rejection `unreadable` that names it."""
    from ingest.articles import read_document, unread_fields
    from ingest.claims import read_claims
    from ingest.claims.languages import is_readable

    try:
        articles, rejections = read_document(document)
        result = ReadResult(document, [], list(rejections), reader_version(), unread_fields(document))
        for article in articles:
            claims = read_claims(article)
            rows = claims.rows(article)
            # A text of names and figures may be taken for another language: what gave claims was read.
            if not is_readable(article.language) and not any(rows.values()):
                article = replace(article, not_read="language")
            result.articles.append(ArticleResult(article, rows))
            if claims.failures:
                reason = f"part of article {article.article_index} was not read: {'; '.join(claims.failures)}"
                result.rejections.append(_refuse(document, f"{reason}; {_DEFECT}"))
        return result
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        reason = f"{type(error).__name__}: {error} (in {where.name}); {_DEFECT}"
        return ReadResult(document, [], [_refuse(document, reason)], reader_version())


def _refuse(document: Document, reason: str) -> Rejection:
    return Rejection(
        source_uri=document.source_uri,
        source_name=document.source_name,
        reason_code="unreadable",
        reason=reason[:1000],
        size_bytes=len(document.content),
        content_hash=document.content_hash,
        fetched_at=document.fetched_at,
    )


def _read_chunk(documents: list[Document], finish: Callable[[ReadResult], T]) -> list[T]:
    return [finish(read_one(document)) for document in documents]


def core_count() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_documents(items: Iterable[Document | Rejection], workers: int = 1) -> Iterator[ReadResult]:
    """Read documents in order; `workers` processes (0: one per core). A rejection passes through as it is."""
    return read_and_finish(items, _as_it_is, workers)


def _as_it_is(result: ReadResult) -> ReadResult:
    return result


def read_and_finish(
    items: Iterable[Document | Rejection], finish: Callable[[ReadResult], T], workers: int = 1
) -> Iterator[T]:
    """What `finish` makes of each document's result, in order.

    `finish` (a function of a module) runs in the process that read the document, so that its work is shared out too,
    and only what it returns travels back. At most a few chunks per worker are in flight, so memory does not grow with
    the number of documents.
    """
    workers = workers or core_count()
    iterator = iter(items)
    head = list(islice(iterator, MIN_DOCUMENTS_FOR_WORKERS if workers > 1 else 0))
    if workers <= 1 or len(head) < MIN_DOCUMENTS_FOR_WORKERS:
        for item in _chain(head, iterator):
            yield finish(_pass(item) if isinstance(item, Rejection) else read_one(item))
        return
    yield from _read_parallel(_chain(head, iterator), finish, workers)


def _read_parallel(
    items: Iterator[Document | Rejection], finish: Callable[[ReadResult], T], workers: int
) -> Iterator[T]:
    # "spawn" because a fork of a process that has threads (Airflow, polars) can deadlock.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context)
    if not _starts(pool, workers):
        # Not the documents' fault (a program read from standard input cannot spawn): read here instead.
        pool.shutdown(wait=False, cancel_futures=True)
        yield from (finish(_pass(item) if isinstance(item, Rejection) else read_one(item)) for item in items)
        return
    waiting: deque[tuple[list[Document], Future[list[T]]]] = deque()
    try:
        while True:
            while len(waiting) < workers * 3:
                batch = list(islice(items, CHUNK))
                if not batch:
                    break
                documents = [item for item in batch if isinstance(item, Document)]
                yield from (finish(_pass(item)) for item in batch if isinstance(item, Rejection))
                waiting.append((documents, pool.submit(_read_chunk, documents, finish)))
            if not waiting:
                return
            documents, future = waiting.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                # A worker died (memory, a crash in a C library). Read what was in flight apart from the rest, so that
                # only the document that kills its reader is refused.
                pool.shutdown(wait=False, cancel_futures=True)
                yield from _read_isolated(documents, finish)
                for others, _ in waiting:
                    yield from _read_isolated(others, finish)
                waiting.clear()
                pool = ProcessPoolExecutor(workers, mp_context=context)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _ready() -> bool:
    """A worker's first task: its imports, which all workers do at the same time."""
    import ingest.articles
    import ingest.claims  # noqa: F401

    return True


def _starts(pool: ProcessPoolExecutor, workers: int = 1) -> bool:
    """Whether the pool's processes come up at all."""
    try:
        starting = [pool.submit(_ready) for _ in range(workers)]
        return all(future.result() for future in starting)
    except BrokenProcessPool:
        return False


def _read_isolated(documents: list[Document], finish: Callable[[ReadResult], T]) -> Iterator[T]:
    """Read in a fresh process; when that dies too, halve until the one document that kills it stands alone."""
    if not documents:
        return
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        if not _starts(pool):
            raise RuntimeError("the processes that read documents no longer start; nothing of this run was kept")
        try:
            results = pool.submit(_read_chunk, documents, finish).result()
        except BrokenProcessPool:
            results = None
    if results is not None:
        yield from results
    elif len(documents) == 1:
        refusal = _refuse(documents[0], "the process that read this document died")
        yield finish(ReadResult(documents[0], [], [refusal], reader_version()))
    else:
        middle = len(documents) // 2
        yield from _read_isolated(documents[:middle], finish)
        yield from _read_isolated(documents[middle:], finish)


def _pass(rejection: Rejection) -> ReadResult:
    return ReadResult(None, [], [rejection])


def _chain(head: list[Document | Rejection], tail: Iterator[Document | Rejection]) -> Iterator[Document | Rejection]:
    yield from head
    yield from tail
