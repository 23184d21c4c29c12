"""The alerts, sent in a process of their own: Airflow's must not load the service that finds what is new."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from ingest.settings import Settings


class AlertsFailed(RuntimeError):
    """Some alerts could not be sent, or their file cannot be used; the next run tries again."""

    retryable = True


def send_alerts(settings: Settings, on_progress: Callable[[str], None] = print) -> list[str]:
    """Run `warledger alerts`; gives its lines, raises AlertsFailed with its last one."""
    if not settings.alerts:
        return ["WARLEDGER_ALERTS names no file: nothing to send"]
    done = subprocess.run(
        [sys.executable, "-m", "ingest", "alerts"],
        cwd=settings.project_dir, capture_output=True, text=True, errors="replace", check=False, timeout=600,
    )  # fmt: skip
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    for line in lines:
        on_progress(line)
    if done.returncode:
        raise AlertsFailed(lines[-1] if lines else f"exit status {done.returncode}")
    return lines
