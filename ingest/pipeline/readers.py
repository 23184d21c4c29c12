"""A process that reads documents, each within limits of time and memory, and its owner's end of it.

Time is the processor's: a busy machine refuses nothing that an idle one reads. The kernel keeps both limits, so that
they hold inside compiled code too: SIGPROF ends the process when the time is over, an allocation beyond the memory
fails. What the process was reading then is refused with that reason, and another process goes on with the rest.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ingest.core.documents import Document, Rejection
from ingest.core.reader_version import reader_version
from ingest.core.results import ArticleResult, ReadResult
from ingest.settings import Settings

_DEFECT = "this is a defect of the reader, please report it"
_TOO_MUCH_MEMORY = "takes more memory than one document may (WARLEDGER_READ_MEMORY_BYTES)"
#: By the clock a document may take so many times its processor time: a machine with other work is slow, a process that
#: waits for ever uses no processor time.
_PATIENCE = 30
_LEAST_PATIENCE_SECONDS = 120
#: A process has loaded in some 2 s; on a machine with other work it takes longer.
_START_SECONDS = 600
#: So many numbers that no passage shows are named; the rest fail for the same reason.
_MOST_NAMED = 5
#: The first message of a process: it has loaded what it reads with.
READY = "ready"
#: Read once before the first document, so that loading the parser counts for none.
_WARM_UP = "KYIV, May 5 - A Russian drone hit a warehouse in Kharkiv on Sunday and wounded two people, officials said."


@dataclass(frozen=True)
class ReadLimits:
    """What reading one document may take: seconds of processor time, bytes of memory. 0 means no limit."""

    seconds: int = 20
    memory_bytes: int = 1_000_000_000

    @classmethod
    def of(cls, settings: Settings) -> ReadLimits:
        """The limits that the settings give."""
        return cls(settings.read_seconds, settings.read_memory_bytes)


@dataclass(frozen=True)
class Failure:
    """What the owner's own function raised; that is no document's fault."""

    message: str


def read_one(document: Document) -> ReadResult:
    """Articles and claims of one document; a defect of ours becomes a rejection `unreadable` that names it."""
    from ingest.articles import read_document, unread_fields
    from ingest.claims import read_claims
    from ingest.claims.languages import is_readable

    try:
        articles, rejections = read_document(document)
        result = ReadResult(document, [], list(rejections), reader_version(), unread_fields(document))
        unread: list[str] = []
        for article in articles:
            claims = read_claims(article)
            rows = claims.rows(article)
            # A text of names and figures may be taken for another language: what gave claims was read.
            if not is_readable(article.language) and not any(rows.values()):
                article = replace(article, not_read="language")
            result.articles.append(ArticleResult(article, rows))
            unread += [
                f"part of article {article.article_index} was not read: {each}; {_DEFECT}" for each in claims.failures
            ]
            if claims.unshown:
                shown = "; ".join(claims.unshown[:_MOST_NAMED])
                unread.append(f"no passage of article {article.article_index} shows, and so was left out: {shown}")
        if unread:
            result.rejections.append(refuse(document, "unreadable", "; ".join(unread)))
        return result
    except MemoryError:
        return refused(document, "too_much_memory", _TOO_MUCH_MEMORY)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        reason = f"{type(error).__name__}: {error} (in {where.name}); {_DEFECT}"
        return refused(document, "unreadable", reason)


def refuse(document: Document, code: str, reason: str) -> Rejection:
    """Why a document was not read."""
    return Rejection(
        source_uri=document.source_uri,
        source_name=document.source_name,
        reason_code=code,
        reason=reason,
        size_bytes=len(document.content),
        content_hash=document.content_hash,
        fetched_at=document.fetched_at,
    )


def refused(document: Document, code: str, reason: str) -> ReadResult:
    """The result of a document that was not read."""
    return ReadResult(document, [], [refuse(document, code, reason)], reader_version())


# In the process that reads.


def serve(descriptor: int) -> None:
    """Read what comes over the connection until its other end is closed."""
    # A Ctrl-C is meant for the owner, whose end closes the connection.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError), Connection(descriptor) as connection:
        limits: ReadLimits = connection.recv()
        read_one(Document("warm-up.txt", _WARM_UP.encode()))
        connection.send(READY)
        while True:
            try:
                finish, documents = connection.recv()
            except (AttributeError, ImportError) as error:  # a function of the owner's own script
                connection.send(Failure(f"what is to be done with results cannot be found here: {error}"))
                continue
            for document in documents:
                connection.send(_finished(document, finish, limits))


def _finished(document: Document, finish: Callable[[ReadResult], Any], limits: ReadLimits) -> Any:
    try:
        try:
            with _limited(limits):
                made = finish(read_one(document))
        except MemoryError:
            made = finish(refused(document, "too_much_memory", _TOO_MUCH_MEMORY))
    except Exception as error:
        return Failure(f"{type(error).__name__}: {error}")
    # The owner has the document itself.
    return replace(made, document=None) if isinstance(made, ReadResult) and made.document is document else made


@contextlib.contextmanager
def _limited(limits: ReadLimits) -> Iterator[None]:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    size = _address_space()
    if limits.memory_bytes and size:
        most = size + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    # SIGPROF ends the process wherever it is; a handler in Python would wait for compiled code to come back.
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _address_space() -> int:
    """Bytes of address space that this process has; 0 where the system does not say: memory is then not limited."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0


# In the process that owns it.


class Reader:
    """One reading process. `is_ready` once it has loaded; then it is given documents and gives a message for each."""

    def __init__(self, limits: ReadLimits) -> None:
        self.limits = limits
        self.connection, theirs = Pipe()
        number = theirs.fileno()
        path = os.pathsep.join(filter(None, sys.path))
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", f"from ingest.pipeline.readers import serve; serve({number})"],
                pass_fds=[number],
                stdin=subprocess.DEVNULL,
                stdout=sys.__stderr__.fileno() if sys.__stderr__ else subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
            )
        self._overdue = False
        self.is_ready = False
        self.connection.send(limits)
        self.expect()

    @property
    def _patience_seconds(self) -> int:
        """By the clock, for a document; and for the start."""
        return max(_LEAST_PATIENCE_SECONDS, self.limits.seconds * _PATIENCE)

    def expect(self) -> None:
        """Begin to wait for the next message."""
        self._latest = time.monotonic() + (self._patience_seconds if self.is_ready else _START_SECONDS)

    def give(self, finish: Callable[[ReadResult], Any], documents: list[Document]) -> None:
        """Send documents; a message comes back for each, in order."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # its death is met when a message is awaited
            self.connection.send((finish, documents))
        self.expect()

    def check_clock(self) -> None:
        """Kill it when its next message is overdue."""
        if (self.limits.seconds or not self.is_ready) and time.monotonic() > self._latest:
            self._overdue = True
            self._process.kill()

    def how_it_ended(self) -> tuple[str, str]:
        """(reason code, reason) of the document that it was reading when it died."""
        status = self._process.wait()
        if self._overdue:
            return "too_slow", f"was not read within {self._patience_seconds} s by the clock"
        if status == -signal.SIGPROF:
            return "too_slow", f"was not read within {self.limits.seconds} s of processor time (WARLEDGER_READ_SECONDS)"
        with contextlib.suppress(ValueError):
            status_name = signal.Signals(-status).name
            return "unreadable", f"the process that read this document died ({status_name}, memory or a defect)"
        return "unreadable", f"the process that read this document died (exit status {status})"

    def stop(self) -> None:
        """End the process, whatever it does."""
        self.connection.close()
        self._process.kill()
        self._process.wait()


_idle: list[Reader] = []
_owner = os.getpid()
_lock = threading.Lock()


def engage(limits: ReadLimits) -> Reader:
    """A reading process with these limits: one that has nothing to do, or a new one."""
    with _lock:
        if _owner == os.getpid():
            for reader in reversed(_idle):  # the one that read last has met the most words
                if reader.limits == limits:
                    _idle.remove(reader)
                    return reader
    return Reader(limits)


def dismiss(reader: Reader) -> None:
    """Keep a process that has done its work for the next documents: it need not load the parser again."""
    with _lock:
        if reader.is_ready and _owner == os.getpid():
            _idle.append(reader)
            return
    reader.stop()


def release() -> None:
    """End the processes that have nothing to do; they hold some 400 MB each."""
    with _lock:
        while _idle and _owner == os.getpid():
            _idle.pop().stop()


atexit.register(release)
