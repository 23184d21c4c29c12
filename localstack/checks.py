"""What can stop a start, looked for before anything is started: a taken port, a full disk, a missing part."""

from __future__ import annotations

import shutil

import psutil

from ingest.settings import PROJECT_ROOT, Settings
from localstack.errors import StackError
from localstack.home import port_is_free

#: Airflow's metadata (2 MB), logs, three snapshots of the samples and room for a batch of one's own.
NEEDED_BYTES = 500_000_000


def check_disk(settings: Settings) -> None:
    """Raise StackError when the data folder cannot be written or its disk is nearly full."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        probe = settings.data_dir / ".write-probe"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise StackError(
            f"The data folder {settings.data_dir} cannot be written ({error.strerror}); "
            "set WARLEDGER_DATA_DIR to a folder that can."
        ) from None
    free = shutil.disk_usage(settings.data_dir).free
    if free < NEEDED_BYTES:
        raise StackError(
            f"The disk of {settings.data_dir} has {free / 1e6:,.0f} MB free, the demo needs {NEEDED_BYTES / 1e6:,.0f}; "
            "free some, or set WARLEDGER_DATA_DIR to a folder on another disk."
        )


def check_port(host: str, port: int, purpose: str, variable: str) -> None:
    """Raise StackError naming the port, who holds it where that can be seen, and the variable that chooses another."""
    if not 1 <= port <= 65535:
        raise StackError(f"{variable} is {port}, which is no port number; use one from 1024 to 65535.")
    if port_is_free(host, port):
        return
    holder = port_holder(port)
    by = f" by {holder}" if holder else " by another program"
    raise StackError(
        f"Port {port} on {host}, which {purpose} needs, is in use{by}; "
        f"end that program or choose another port: {variable}={port + 1000 if port < 64000 else port - 1000} make demo"
    )


def port_holder(port: int) -> str | None:
    """Name and id of the process that listens on a port, where the system lets us see it."""
    try:
        for connection in psutil.net_connections(kind="tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    except (psutil.Error, OSError):
        return None
    return None


def check_parts(settings: Settings) -> None:
    """Raise StackError when the checkout lacks a part that the stack runs."""
    for part in ("dags", "dashboards/serve.py", "dbt_project/dbt_project.yml"):
        if not (settings.project_dir / part).exists():
            raise StackError(
                f"{settings.project_dir / part} is missing; run this in a complete checkout, "
                f"or set WARLEDGER_PROJECT_DIR to one (this one is {PROJECT_ROOT})."
            )
