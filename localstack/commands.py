"""The commands of the local stack, for `warledger stack ...` and `python -m localstack ...`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ingest.settings import Settings
from localstack.errors import StackError


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add start, demo, stop and status to a parser; each sets `run(settings, options) -> exit status`."""
    commands = parser.add_subparsers(dest="stack_command", metavar="COMMAND", required=True)
    start = commands.add_parser("start", help="start Airflow, the dashboard and the API and wait until they answer")
    start.add_argument("only", nargs="?", choices=("airflow", "dashboard", "api"), help="start just this one")
    start.set_defaults(run=_explained(run_start))
    demo = commands.add_parser("demo", help="start all, send articles through the DAGs, wait until they are published")
    demo.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders (default: bundled samples)")
    demo.set_defaults(run=_explained(run_demo))
    stop = commands.add_parser("stop", help="end all and everything they started")
    stop.set_defaults(run=_explained(run_stop))
    reset = commands.add_parser("reset", help="stop all and delete everything that was ever written")
    reset.add_argument("--yes", action="store_true", help="do not ask")
    reset.set_defaults(run=_explained(run_reset))
    status = commands.add_parser("status", help="what runs, where, and with which login; 0 only if all run")
    status.set_defaults(run=_explained(run_status))


class Clock:
    """Prints lines with the seconds since the start in front."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def __call__(self, line: str) -> None:
        """Print a line with the seconds since the start."""
        print(f"[{time.monotonic() - self._start:4.0f} s] {line}", flush=True)


def run_start(settings: Settings, options: argparse.Namespace) -> int:
    """Start the named services, or all."""
    from localstack import demo, service
    from localstack.home import StackHome

    clock, home = Clock(), StackHome(settings)
    if not service.start(settings, clock, options.only):
        clock("running already")
    if options.only in (None, "airflow"):
        api = service.wait_for_airflow(home, clock)
        demo.prepare(api, clock)
        api.close()
    for name in ("dashboard", "api"):
        if options.only in (None, name):
            service.wait_for(home, name, clock)
    run_status(settings, options)
    return 0


def run_demo(settings: Settings, options: argparse.Namespace) -> int:
    """Start everything and send the samples, or the given paths, through."""
    from localstack.demo import demo

    lines = demo(settings, options.paths, Clock())
    print("\n" + "\n".join(lines), flush=True)
    return 0


def run_stop(settings: Settings, options: argparse.Namespace) -> int:
    """Stop everything."""
    from localstack.service import stop

    stop(settings, Clock())
    return 0


def run_reset(settings: Settings, options: argparse.Namespace) -> int:
    """Stop everything and delete all data, after asking."""
    from localstack.service import reset

    if not options.yes:
        print(f"This deletes the landing zone, the warehouse and Airflow's history in {settings.data_dir}.")
        if not sys.stdin.isatty() or input("Type yes to go on: ").strip() != "yes":
            raise StackError("Nothing was deleted.")
    reset(settings, Clock())
    return 0


def run_status(settings: Settings, options: argparse.Namespace) -> int:
    """Print what runs."""
    from localstack.home import StackHome
    from localstack.service import running, services

    home = StackHome(settings)
    alive = running(home)
    for item in services(settings):
        record = alive.get(item.name)
        login = " user {}, password {}".format(*home.login()) if record and item.name == "airflow" else ""
        state = f"{home.url(item.port)} (process {record.pid}){login}" if record else "not running"
        print(f"{item.name:<10} {state}")
    return 0 if len(alive) == len(services(settings)) else 1


def _explained(command: Callable[[Settings, argparse.Namespace], int]) -> Callable[[Settings, argparse.Namespace], int]:
    """Print the log lines that explain a StackError before whoever called prints its sentence."""

    def run(settings: Settings, options: argparse.Namespace) -> int:
        try:
            return command(settings, options)
        except StackError as error:
            for line in error.log_lines:
                print(f"    {line}", file=sys.stderr)
            raise

    return run
