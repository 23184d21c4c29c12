"""Documents in, articles with their claims out: one path for `extract`, `ingest` and the DAGs, on one core or many.

Nothing that a document contains can end a run: it is read in a process of its own kind (`readers`), within limits, and
what cannot be read comes back as a rejection with its reason. Results come in the documents' order.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import wait
from typing import Any, TypeVar, cast

from ingest.core.documents import Document, Rejection
from ingest.core.results import ReadResult
from ingest.pipeline.readers import READY, Failure, Reader, ReadLimits, dismiss, engage, read_one, refused

__all__ = ["core_count", "read_and_finish", "read_documents", "read_one"]

#: Documents, and bytes of them, that travel to a process in one message.
CHUNK, CHUNK_BYTES = 16, 2_000_000
#: Batches before a second process is worth its start (its imports, the parser): some 64 documents.
BATCHES_FOR_MORE = 4
#: Seconds after which clocks are looked at.
_LOOK_SECONDS = 5.0

#: What `read_and_finish` yields.
T = TypeVar("T")


def core_count() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_documents(
    items: Iterable[Document | Rejection], workers: int = 1, limits: ReadLimits | None = None
) -> Iterator[ReadResult]:
    """Read documents in order; `workers` processes (0: one per core). A rejection passes through as it is."""
    return read_and_finish(items, _as_it_is, workers, limits)


def _as_it_is(result: ReadResult) -> ReadResult:
    return result


def read_and_finish(
    items: Iterable[Document | Rejection],
    finish: Callable[[ReadResult], T],
    workers: int = 1,
    limits: ReadLimits | None = None,
) -> Iterator[T]:
    """What `finish` makes of each document's result, in order.

    `finish` (a function of a module) runs in the process that read the document, so that its work is shared out too,
    and only what it returns travels back. At most a few batches per process are in flight, so memory does not grow with
    the number of documents. Raises RuntimeError when the processes do not start, or when `finish` raises.
    """
    crew = _Crew(workers or core_count(), limits or ReadLimits(), finish)
    batches: deque[_Batch] = deque()
    rest = _batches(iter(items))
    try:
        while True:
            while len(batches) < 3 * crew.size and (batch := next(rest, None)) is not None:
                batches.append(batch)
                crew.n_batches += 1
            if not batches:
                break
            if batches[0].waiting:
                crew.advance(batches)
            else:
                yield from batches.popleft().made(finish)
    except BaseException:
        crew.stop()
        raise
    crew.go()


@dataclass
class _Batch:
    """Documents (and rejections between them) that one process reads, one after the other."""

    items: list[Document | Rejection]
    #: What came of its documents so far, in their order.
    results: list[Any] = field(default_factory=list)
    reader: Reader | None = None
    #: Processes that died over the document that comes next.
    n_deaths: int = 0

    @property
    def waiting(self) -> list[Document]:
        """The documents that were not read yet."""
        return [item for item in self.items if isinstance(item, Document)][len(self.results) :]

    def add(self, result: Any) -> None:
        """What came of the next document."""
        if isinstance(result, ReadResult) and result.document is None:
            result = replace(result, document=self.waiting[0])
        self.results.append(result)
        self.n_deaths = 0

    def made(self, finish: Callable[[ReadResult], T]) -> Iterator[T]:
        """What came of all items, in their order."""
        results = iter(self.results)
        for item in self.items:
            yield (finish(ReadResult(None, [], [item])) if isinstance(item, Rejection) else cast("T", next(results)))


def _batches(items: Iterator[Document | Rejection]) -> Iterator[_Batch]:
    batch: list[Document | Rejection] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.content) if isinstance(item, Document) else 0
        if len(batch) >= CHUNK or size >= CHUNK_BYTES:
            yield _Batch(batch)
            batch, size = [], 0
    if batch:
        yield _Batch(batch)


class _Crew:
    """The processes of one run. A second one joins when there is enough to read."""

    def __init__(self, most: int, limits: ReadLimits, finish: Callable[[ReadResult], Any]) -> None:
        self._most, self._limits, self._finish = most, limits, finish
        self._readers: list[Reader] = []
        self.n_batches = 0

    @property
    def size(self) -> int:
        """Processes that the work is worth."""
        return self._most if self.n_batches >= BATCHES_FOR_MORE else 1

    def advance(self, batches: deque[_Batch]) -> None:
        """Give work to whoever has none, and take in what comes next."""
        open_batches = [batch for batch in batches if batch.waiting]
        by_reader = {id(batch.reader): batch for batch in open_batches if batch.reader}
        while len(self._readers) < min(self.size, len(open_batches)):
            self._readers.append(engage(self._limits))
        free = [reader for reader in self._readers if reader.is_ready and id(reader) not in by_reader]
        unread = [batch for batch in open_batches if batch.reader is None]
        for reader, batch in zip(free, unread, strict=False):
            batch.reader = reader
            by_reader[id(reader)] = batch
            reader.give(self._finish, batch.waiting)
        busy = [reader for reader in self._readers if id(reader) in by_reader or not reader.is_ready]
        heard = wait([reader.connection for reader in busy], timeout=_LOOK_SECONDS)
        for reader in busy:
            if reader.connection in heard:
                self._take_message(reader, by_reader.get(id(reader)))
            else:
                reader.check_clock()

    def _take_message(self, reader: Reader, batch: _Batch | None) -> None:
        try:
            message = reader.connection.recv()
        except (EOFError, OSError):
            self._bury(reader, batch)
            return
        reader.expect()
        if isinstance(message, Failure):
            raise RuntimeError(message.message)
        if batch is None:
            reader.is_ready = message == READY
            return
        batch.add(message)
        if not batch.waiting:
            batch.reader = None

    def _bury(self, reader: Reader, batch: _Batch | None) -> None:
        """A process that died is replaced; the document that it was reading is refused.

        Who was not killed by the limits is tried once more: the system may have ended a process for what another used.
        """
        code, reason = reader.how_it_ended()
        self._readers.remove(reader)
        reader.stop()
        if batch is None:
            raise RuntimeError(
                f"the processes that read documents do not start ({reason}); nothing of this run was kept"
            )
        batch.reader = None
        batch.n_deaths += 1
        if code == "too_slow" or batch.n_deaths > 1:
            batch.add(self._finish(refused(batch.waiting[0], code, reason)))

    def go(self) -> None:
        """The work is done."""
        for reader in self._readers:
            dismiss(reader)

    def stop(self) -> None:
        """The work is given up."""
        for reader in self._readers:
            reader.stop()
