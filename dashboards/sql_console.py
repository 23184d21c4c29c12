"""Starts the SQL page's worker process, waits with a time limit, ends it when asked, and reads its rows."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable

import pandas as pd
import pyarrow as pa

from dashboards.language import tr
from dashboards.sql_worker import MEMORY, REFUSED, Answer, Refused

MAX_ROWS = 10_000
MAX_SECONDS = 20
#: Statements that run at once, over all visitors: two cores' worth of work must stay for the pages.
MAX_RUNNING = 2
_slots = threading.BoundedSemaphore(MAX_RUNNING)


def run(
    path: str,
    sql: str,
    *,
    max_rows: int = MAX_ROWS,
    max_seconds: float = MAX_SECONDS,
    while_waiting: Callable[[float], object] = lambda seconds: None,
) -> Answer:
    """The answer of one statement on the snapshot at `path`; raises Refused.

    `while_waiting` is called about ten times a second with the seconds gone by; whatever it raises ends the statement
    (a click on Cancel makes Streamlit raise there).
    """
    if not _slots.acquire(timeout=1):
        raise Refused(
            tr("{max_running} statements are running already. Try again in a moment.", max_running=MAX_RUNNING)
        )
    try:
        return _run(path, sql, max_rows, max_seconds, while_waiting)
    finally:
        _slots.release()


def _run(path: str, sql: str, max_rows: int, max_seconds: float, while_waiting: Callable[[float], object]) -> Answer:
    with tempfile.TemporaryFile() as rows, tempfile.TemporaryFile() as message:
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboards.sql_worker", path],
            stdin=subprocess.PIPE,
            stdout=rows,
            stderr=message,
            env={"PYTHONPATH": ":".join(entry for entry in sys.path if entry), "LANG": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            assert process.stdin is not None
            with contextlib.suppress(BrokenPipeError), process.stdin as request:
                held = {"parent": os.getpid(), "max_seconds": max_seconds}
                request.write(json.dumps({"sql": sql, "max_rows": max_rows, **held}).encode())
            began = time.monotonic()
            while process.poll() is None:
                gone = time.monotonic() - began
                if gone > max_seconds:
                    raise Refused(
                        tr(
                            "The statement was stopped after {max_seconds} seconds.",
                            max_seconds=f"{max_seconds:g}",
                        )
                    )
                while_waiting(gone)
                time.sleep(0.05 if gone < 1 else 0.1)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
        rows.seek(0)
        message.seek(0)
        if process.returncode == REFUSED:
            raise Refused(message.read().decode("utf-8", "replace").strip())
        if process.returncode != 0:
            raise Refused(
                tr(
                    "The statement was ended: it needs more than the {memory} of memory that one may take.",
                    memory=MEMORY,
                )
            )
        with pa.ipc.open_stream(rows) as stream:
            table = stream.read_all()
    return Answer(table, (table.schema.metadata or {}).get(b"is_cut") == b"True")


def frame_of(answer: Answer) -> pd.DataFrame:
    """The rows as a data frame; raises Refused for values that none can hold, as a date in the year 290000."""
    try:
        return answer.table.to_pandas()
    except (pa.ArrowException, ValueError, OverflowError, TypeError):
        raise Refused(tr("The answer holds a value that no table can show. Cast its column to varchar.")) from None
