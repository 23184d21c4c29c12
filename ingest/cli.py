"""The command line: `warledger extract | ingest | reprocess | build | run | status | sql | correct | backup | ...`.

Errors that a user can cause are one line on standard error and a non-zero exit status; `--debug` shows the traceback.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import logging
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest import __version__
from ingest.core.documents import to_json
from ingest.settings import Settings, SettingsError

if TYPE_CHECKING:
    from ingest.core.results import ReadResult
    from ingest.pipeline.build import BuildResult

#: Exit statuses: 1 a failure, 2 wrong usage (argparse's own), 130 interrupted.
FAILED, USAGE, INTERRUPTED = 1, 2, 130


class CommandError(RuntimeError):
    """Something that the user should be told in one line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point of the console script; returns the exit status."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    if not getattr(options, "command", None):
        parser.print_help()
        return USAGE
    try:
        settings = Settings.from_environment()
        logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
        return int(options.run(settings, options) or 0)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; that is not an error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if options.debug:
            raise
        print(f"warledger: {_sentence(error)}", file=sys.stderr)
        return FAILED


def _sentence(error: Exception) -> str:
    text = " ".join(str(error).split())
    known = (CommandError, SettingsError, LookupError, TimeoutError)
    if isinstance(error, known) or type(error).__module__.startswith(("ingest.", "api.")):
        return text
    # A file that cannot be read shows itself wherever it is read first, and DuckDB and Arrow do not always name it.
    hint = "; `warledger doctor` says which file is damaged, if one is" if _is_of_a_file(error) else ""
    return f"{type(error).__name__}: {text}{hint}" if text else type(error).__name__


def _is_of_a_file(error: Exception) -> bool:
    """Whether an error may come from a stored file that is damaged."""
    modules = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    return bool(modules & {"duckdb", "_duckdb", "pyarrow"})


class _Version(argparse.Action):
    """Prints the versions; the reader's, a hash of many files, is computed only when it is asked for."""

    def __init__(self, option_strings: list[str], dest: str, **more: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **more)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from ingest.core.reader_version import reader_version

        print(f"warledger {__version__}, reader {reader_version()}")
        parser.exit()


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command and its options."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", help="show the traceback of an error")
    parser = argparse.ArgumentParser(
        prog="warledger",
        description="Turns news about the Russia-Ukraine war into facts that can be counted and checked.",
        parents=[common],
    )
    parser.add_argument("--version", action=_Version, help="show the versions of the program and of its reader")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    extract = _command(commands, common, "extract", "print articles and claims as JSON lines, without a warehouse")
    extract.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or folder to read")
    extract.add_argument("--workers", type=int, default=0, help="processes to read with (default: one per core)")
    _add_mapping(extract)
    extract.add_argument("--body", action="store_true", help="print the article's body too (quotes are slices of it)")
    extract.set_defaults(run=run_extract)

    ingest = _command(commands, common, "ingest", "fetch the configured sources, or these files, into the raw layer")
    ingest.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a file or folder to read")
    ingest.add_argument(
        "--source",
        action="append",
        metavar="NAME",
        help="fetch this source of sources.yml, enabled or not (may be given again); default: every enabled one",
    )
    _add_mapping(ingest)
    _add_addresses(ingest)
    ingest.set_defaults(run=run_ingest)

    again = _command(
        commands, common, "reprocess", "read stored documents again with today's reader, without fetching anything"
    )
    again.add_argument(
        "--since", type=_day, metavar="DAY", help="fetched on this day or later, such as 2026-08-29 (UTC)"
    )
    again.add_argument("--until", type=_day, metavar="DAY", help="fetched on this day or earlier")
    again.add_argument("--source", action="append", metavar="NAME", help="only of this source (may be given again)")
    again.add_argument(
        "--stale", action="store_true", help="only what another reader read last (see `warledger status`)"
    )
    again.set_defaults(run=run_reprocess)

    build = _command(commands, common, "build", "load, dbt, audit, publish")
    build.add_argument("--force", action="store_true", help="build even when nothing is new")
    build.set_defaults(run=run_build)

    run = _command(commands, common, "run", "ingest, then build: the whole pipeline without Airflow")
    run.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a file or folder to read")
    _add_mapping(run)
    _add_addresses(run)
    run.add_argument("--force", action="store_true", help="build even when nothing is new")
    run.set_defaults(run=run_pipeline)

    reconcile = _command(commands, common, "reconcile", "compare our facts with a reference of yours")
    reconcile.add_argument(
        "--reference",
        type=Path,
        metavar="FILE",
        help="CSV that you bring; default: the files given before, or WARLEDGER_REFERENCE_FILE",
    )
    reconcile.add_argument(
        "--mapping",
        type=Path,
        metavar="FILE",
        help="what its columns mean (TOML); default: the .toml beside it, else that of the series of air attacks",
    )
    reconcile.set_defaults(run=run_reconcile)

    status = _command(commands, common, "status", "what is published, how fresh, what failed")
    status.add_argument("--json", action="store_true", help="as one JSON object")
    status.set_defaults(run=run_status)

    sql = _command(commands, common, "sql", "read-only SQL on the published warehouse; a shell without a query")
    sql.add_argument("query", nargs="?", metavar="QUERY", help="one statement; read from standard input if it is '-'")
    sql.add_argument("--format", choices=("table", "csv", "json"), default="table", help="default: table")
    sql.add_argument("--out", type=Path, metavar="FILE", help="file for the rows: .csv, .parquet, .arrow or .xlsx")
    sql.add_argument(
        "--with", action="append", type=_named_file, metavar="NAME=FILE", dest="tables", default=[],
        help="a table of yours (.csv, .parquet, .xlsx) that the query can read by this name (may be given again)",
    )  # fmt: skip
    sql.set_defaults(run=run_sql)

    api = _command(commands, common, "api", "serve lists, fact pages and feeds over HTTP until interrupted")
    api.add_argument("--host", metavar="ADDRESS", help="address to listen on (default: WARLEDGER_BIND_HOST)")
    api.add_argument("--port", type=int, metavar="PORT", help="port (default: WARLEDGER_API_PORT)")
    api.set_defaults(run=run_api)

    alerts = _command(commands, common, "alerts", "send what is new since the last time, as the file of alerts says")
    alerts.add_argument("--file", type=Path, metavar="FILE", help="the alerts (default: WARLEDGER_ALERTS)")
    alerts.add_argument("--dry-run", action="store_true", help="print what would be sent; nothing is sent or kept")
    alerts.set_defaults(run=run_alerts)

    export = _command(commands, common, "export", "write the published facts, claims and articles into a folder")
    export.add_argument("folder", type=Path, metavar="FOLDER", help="a folder that is empty or does not exist yet")
    export.add_argument(
        "--format", action="append", choices=("csv", "parquet", "arrow", "xlsx", "geojson"),
        help="may be given again (default: csv and parquet)",
    )  # fmt: skip
    export.set_defaults(run=run_export)

    _add_correct(_command(commands, common, "correct", "say what is wrong with claims and facts, or confirm them"))

    care = _command(commands, common, "maintenance", "compact, prune, vacuum, and check that all is there")
    care.add_argument("--deep", action="store_true", help="compare the bytes of every stored document with their hash")
    care.set_defaults(run=run_maintenance)

    healer = _command(commands, common, "doctor", "name damaged files and what is lost without them")
    healer.add_argument("--repair", action="store_true", help="set them aside, in damaged/ of the data folder")
    healer.set_defaults(run=run_doctor)

    keep = _command(commands, common, "backup", "copy all that cannot be made again, while runs go on")
    keep.add_argument("folder", type=Path, metavar="DIR", help="each backup gets a folder of its own below this one")
    keep.set_defaults(run=run_backup)

    back = _command(commands, common, "restore", "make an empty data folder what a backup holds")
    back.add_argument("folder", type=Path, metavar="DIR", help="a backup, or the folder of several: the newest")
    back.add_argument("--force", action="store_true", help="move data that is there already to replaced-TIME/ in it")
    back.set_defaults(run=run_restore)

    _add_stack(commands, common)
    return parser


def _command(commands: Any, common: argparse.ArgumentParser, name: str, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=text[0].upper() + text[1:] + ".", parents=[common]
    )
    return parser


def _add_correct(correct: argparse.ArgumentParser) -> None:
    says = correct.add_subparsers(dest="says", metavar="WHAT", required=True)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = says.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
        return parser

    def entry(name: str, action: str, text: str, target: str | None, number: str | None = None) -> Any:
        parser = add(name, text)
        if target:
            parser.add_argument("targets", nargs=number or 1, metavar=target, help="id of a claim, or of a fact")
        parser.add_argument("--by", required=True, metavar="NAME", help="who says so")
        parser.add_argument("--why", required=True, metavar="TEXT", help="why, in a sentence that others can check")
        parser.add_argument("--dry-run", action="store_true", help="check it and say what would be written")
        parser.set_defaults(run=run_correct, action=action)
        return parser

    value = entry("set", "value", "set fields of a claim to what its passage says", "ID")
    value.add_argument(
        "values", nargs="+", type=_field_value, metavar="FIELD=VALUE", help="such as killed=43, or wounded=null"
    )
    entry("reject", "reject", "say that a claim is none: its passage says no such thing", "ID")
    entry("merge", "merge", "say that claims or facts are one event", "ID", "+")
    entry("split", "split", "say that claims are another event than the rest of their fact", "ID", "+")
    entry("confirm", "confirm", "say that a fact is right as it stands", "ID")
    out = entry("leave-out", "leave_out", "leave an article or a source out: its claims count nowhere", None)
    out.add_argument("--article", metavar="ID", help="the article")
    out.add_argument("--source", metavar="NAME", help="the outlet, as dim_sources.publisher has it")
    undo = entry("undo", "undo", "take an entry back", None)
    undo.add_argument("entry", metavar="ENTRY", help="id of the entry")

    shown = add("list", "every entry of the ledger, newest first, and whether it counts")
    shown.add_argument("--json", action="store_true", help="as JSON lines")
    shown.set_defaults(run=list_corrections)
    queue = add("queue", "the facts that are most worth a look")
    queue.add_argument("--most", type=int, default=20, metavar="N", help="how many (default: 20)")
    queue.set_defaults(run=show_queue)
    labels = add("labels", "corrections of reading as labels for the reader's tests, as JSON lines")
    labels.set_defaults(run=print_labels)


def _field_value(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=VALUE")
    return name.strip(), value


def _add_mapping(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--map",
        dest="columns",
        type=_mapping,
        default={},
        metavar="FIELD=COLUMN,...",
        help="which columns of a table hold title, text, html, url, publisher and published (default: by their names)",
    )


def _add_addresses(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--urls",
        type=Path,
        metavar="FILE",
        help="fetch the addresses of this list: one a line, or a table (GDELT, Media Cloud) with a column of them",
    )
    command.add_argument(
        "--allow-private",
        action="append",
        default=[],
        type=_network,
        metavar="NETWORK",
        help="with --urls: also fetch from this network of your own, such as 127.0.0.0/8 (may be given again)",
    )
    command.add_argument(
        "--delay-seconds",
        type=float,
        metavar="N",
        help="with --urls: least time between two requests to one host (default: 5)",
    )


def _network(text: str) -> str:
    import ipaddress

    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no network such as 10.1.0.0/16") from None


def _mapping(text: str) -> dict[str, str]:
    from ingest.sources.tables import MapError, parse_mapping

    try:
        return parse_mapping(text)
    except MapError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _add_stack(commands: Any, common: argparse.ArgumentParser) -> None:
    from localstack import add_commands

    stack = _command(commands, common, "stack", "start, follow and stop Airflow and the dashboard on this machine")
    add_commands(stack)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-08-29") from None


def _named_file(text: str) -> tuple[str, Path]:
    name, sign, path = text.partition("=")
    if not sign or not name or not path:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=FILE")
    return name, Path(path)


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def run_extract(settings: Settings, options: argparse.Namespace) -> int:
    """Print articles and claims of files as JSON lines."""
    from ingest.pipeline.parallel import read_and_finish
    from ingest.pipeline.readers import ReadLimits
    from ingest.sources.folder import read_paths

    read = 0
    documents = read_paths(
        options.paths,
        max_bytes=settings.max_document_bytes,
        columns=options.columns,
        on_notice=lambda notice: _progress(f"left out of {notice}"),
    )
    lines_of = partial(extract_lines, body=options.body)
    for lines, refusals in read_and_finish(documents, lines_of, options.workers, ReadLimits.of(settings)):
        for line in lines:
            print(line)
            read += 1
        for refusal in refusals:
            _progress(refusal)
    if not read:
        raise CommandError("no article could be read from these paths")
    return 0


def extract_lines(result: ReadResult, *, body: bool) -> tuple[list[str], list[str]]:
    """(one JSON line for each article of a document, with its body if asked for; one line for each refusal)."""
    lines = []
    for item in result.articles:
        article = item.article
        if article.page_starts:
            for claim in (claim for claims in item.claims.values() for claim in claims):
                claim["page"] = sum(start <= claim["char_start"] for start in article.page_starts)
        row = {
            "source_uri": article.source_uri,
            "article_id": article.article_id,
            "article_index": article.article_index,
            "title": article.title,
            "publisher": article.publisher,
            "published_at": article.published_at,
            "language": article.language,
            **({"body": article.body} if body else {}),
            **item.claims,
        }
        lines.append(json.dumps(row, ensure_ascii=False, default=to_json))
    return lines, [f"rejected {r.source_uri}: {r.reason_code}: {r.reason}" for r in result.rejections]


def run_ingest(settings: Settings, options: argparse.Namespace) -> int:
    """Read files or configured sources into the landing zone."""
    from ingest.pipeline.steps import ingest_paths, ingest_sources

    if sum(map(bool, (options.paths, options.source, options.urls))) > 1:
        raise CommandError("give paths, --source or --urls, one of them")
    if options.urls:
        _ingest_addresses(settings, options)
        return 0
    if options.paths:
        ingest_paths(settings, options.paths, columns=options.columns, on_progress=_progress)
        return 0
    summaries = ingest_sources(settings, options.source, on_progress=_progress)
    if not summaries:
        raise CommandError("no source is enabled; name one with --source, or enable it in sources.yml")
    failed = [summary.source_name for summary in summaries if summary.failure]
    if failed:
        raise CommandError(f"{len(failed)} of {len(summaries)} sources failed: {', '.join(failed)}")
    return 0


def _ingest_addresses(settings: Settings, options: argparse.Namespace) -> None:
    """Fetch the addresses of a list; an error when the list cannot be read, or when not one page came."""
    from ingest.pipeline.steps import ingest_address_list

    summary = ingest_address_list(
        settings,
        options.urls,
        allow_private=options.allow_private,
        delay_seconds=options.delay_seconds,
        on_progress=_progress,
    )
    if summary.failure:
        raise CommandError(summary.failure)
    refused = summary.fetches["failed"] + summary.fetches["blocked"]
    if refused and refused == summary.fetches.total():
        raise CommandError(f"none of the {refused} addresses that were asked for could be fetched")


def run_reprocess(settings: Settings, options: argparse.Namespace) -> int:
    """Read stored documents again."""
    from ingest.pipeline.reprocess import reprocess

    if options.since and options.until and options.since > options.until:
        raise CommandError(f"--since {options.since} lies after --until {options.until}")
    summary = reprocess(
        settings,
        since=options.since,
        until=options.until,
        sources=options.source,
        stale=options.stale,
        on_progress=_progress,
    )
    if not summary.n_documents and not options.stale:
        raise CommandError("no stored document was fetched in that time by these sources")
    if summary.batch.batch_id:
        _progress("`warledger build` takes the new readings into the facts")
    return 0


def run_build(settings: Settings, options: argparse.Namespace) -> int:
    """dbt build, audit, publish."""
    from ingest.pipeline.build import build

    _print_result(build(settings, force=options.force, on_progress=_progress))
    return 0


def run_pipeline(settings: Settings, options: argparse.Namespace) -> int:
    """Ingest, then build."""
    from ingest.pipeline.steps import run

    if options.urls:
        _ingest_addresses(settings, options)
    _, result = run(settings, options.paths, columns=options.columns, force=options.force, on_progress=_progress)
    _print_result(result)
    return 0


def run_reconcile(settings: Settings, options: argparse.Namespace) -> int:
    """Compare facts with a reference."""
    from ingest.pipeline.reconcile import describe, reconcile

    _print_result(reconcile(settings, options.reference, options.mapping, on_progress=_progress))
    for line in describe(settings):
        print(line)
    return 0


def _print_result(result: BuildResult) -> None:
    from ingest.pipeline.status import describe_publication

    if result.status == "up_to_date":
        print("nothing new; the published warehouse is up to date")
    print(describe_publication(result.publication))


def run_status(settings: Settings, options: argparse.Namespace) -> int:
    """Print what is published, how fresh, what failed."""
    from ingest.pipeline.status import describe, status

    facts = status(settings)
    print(json.dumps(facts, indent=1, default=str, ensure_ascii=False) if options.json else describe(facts))
    return 0


def run_sql(settings: Settings, options: argparse.Namespace) -> int:
    """Answer one query, or open the shell."""
    from ingest.warehouse.console import query_table, run_query, shell

    if options.query is None and sys.stdin.isatty():
        return shell(settings)
    query = sys.stdin.read() if options.query in (None, "-") else options.query
    tables = dict(options.tables)
    if options.out is None:
        run_query(settings, query, options.format, sys.stdout, tables)
        return 0
    from api.formats import WRITERS

    ending = options.out.suffix.lower().removeprefix(".")
    if ending not in WRITERS or ending == "geojson":
        raise CommandError(f"{options.out}: end the name with .csv, .parquet, .arrow or .xlsx")
    table = query_table(settings, query, tables)
    partial_file = options.out.with_name(f".{options.out.name}.partial")
    partial_file.write_bytes(WRITERS[ending](table))
    partial_file.replace(options.out)
    _progress(f"wrote {table.num_rows:,} rows to {options.out}")
    return 0


def run_alerts(settings: Settings, options: argparse.Namespace) -> int:
    """Send the messages of the alerts that have news."""
    from api.alerts import messages, read_alerts, told
    from api.published import Published
    from ingest.pipeline.notifications import check, send

    if not (options.file or settings.alerts):
        raise CommandError("no file of alerts: name one with --file, or in WARLEDGER_ALERTS (docs/api.md shows one)")
    alerts = read_alerts(options.file or settings.project_dir / settings.alerts)
    check(settings)
    channels = {"mail": settings.notify_smtp, "webhook": settings.notify_webhook}
    unset = sorted({channel for alert in alerts for channel in alert.to if not channels[channel]})
    if unset and not options.dry_run:
        variables = {"mail": "WARLEDGER_NOTIFY_SMTP", "webhook": "WARLEDGER_NOTIFY_WEBHOOK"}
        raise CommandError(f"alerts go by {' and '.join(unset)}: set {', '.join(variables[name] for name in unset)}")
    published = Published(settings)
    try:
        snapshot, failed = published.newest(), 0
        for alert, message in messages(settings, snapshot, alerts):
            if options.dry_run:
                print(f"{alert.name}: nothing new" if message is None else f"{message.subject}\n\n{message.text}")
                continue
            outcomes = list(send(settings, message, alert.to)) if message else [(True, "nothing new")]
            _progress(f"{alert.name}: {'; '.join(sentence for _, sentence in outcomes)}")
            if all(went_out for went_out, _ in outcomes):
                told(settings, snapshot, [alert.name])
            else:
                failed += 1
    finally:
        published.close()
    if failed:
        raise CommandError(f"{failed} of {len(alerts)} alerts could not be sent; the next run tries them again")
    return 0


def run_backup(settings: Settings, options: argparse.Namespace) -> int:
    """Copy what cannot be made again."""
    from ingest.pipeline.backup import backup

    for line in backup(settings, options.folder, on_progress=_progress).lines():
        print(line)
    return 0


def run_restore(settings: Settings, options: argparse.Namespace) -> int:
    """Make the data folder what a backup holds."""
    from ingest.pipeline.backup import restore

    for line in restore(settings, options.folder, force=options.force, on_progress=_progress).lines():
        print(line)
    _progress("`warledger build` makes the build database again")
    return 0


def run_api(settings: Settings, options: argparse.Namespace) -> int:
    """Serve the published warehouse over HTTP."""
    from dataclasses import replace

    from api.serve import serve

    host, port = options.host or settings.bind_host, options.port or settings.api_port
    serve(replace(settings, bind_host=host, api_port=port))
    return 0


def run_export(settings: Settings, options: argparse.Namespace) -> int:
    """Write the newest snapshot as a data package."""
    from api.export import export

    export(settings, options.folder, options.format or ["csv", "parquet"], on_progress=_progress)
    return 0


def run_correct(settings: Settings, options: argparse.Namespace) -> int:
    """Write entries into the ledger of corrections."""
    from ingest.pipeline.correct import Request, correct

    request = Request(
        options.action,
        options.by,
        options.why,
        targets=getattr(options, "targets", ()),
        values=dict(getattr(options, "values", ())),
        article=getattr(options, "article", None),
        source=getattr(options, "source", None),
        entry=getattr(options, "entry", None),
    )
    written = correct(settings, request, dry_run=options.dry_run)
    for item in written:
        print(item.sentence())
    if any(item.is_new for item in written):
        _progress("`warledger build` takes it into the facts")
    elif not options.dry_run:
        _progress("the ledger says so already")
    return 0


def list_corrections(settings: Settings, options: argparse.Namespace) -> int:
    """Print the ledger."""
    from ingest.pipeline.correct import states

    for item in states(settings):
        state = f"{item['state']} ({item['stale_reason']})" if item["stale_reason"] else item["state"]
        line = f"{item['entry_id']}  {item['written_at']:%Y-%m-%d %H:%M}  {state}  {item['says']}"
        print(json.dumps(item, ensure_ascii=False, default=str) if options.json else line)
    return 0


def show_queue(settings: Settings, options: argparse.Namespace) -> int:
    """Print the review queue."""
    from ingest.pipeline.correct import queue

    for row in queue(settings, options.most):
        reasons = ", ".join(row["review_reasons"]) or ("disputed" if row["is_disputed"] else "low confidence")
        print(f"{row['fact_id']}  {row['kind']}  {row['figure']:,.0f}  priority {row['priority']:.2f}  {reasons}")
    return 0


def print_labels(settings: Settings, options: argparse.Namespace) -> int:
    """Print corrections of reading as labels."""
    from ingest.pipeline.correct import labels

    for label in labels(settings):
        print(json.dumps(label, ensure_ascii=False, default=to_json))
    return 0


def run_doctor(settings: Settings, options: argparse.Namespace) -> int:
    """Name what is damaged; exit status 1 while something is."""
    from ingest.pipeline.doctor import doctor

    found = doctor(settings, repair=options.repair, on_progress=print)
    if not found.findings:
        print("nothing is damaged: " + ", ".join(found.lines()))
        return 0
    if not options.repair:
        print("`warledger doctor --repair` sets these files aside", file=sys.stderr)
        return FAILED
    return 0


def run_maintenance(settings: Settings, options: argparse.Namespace) -> int:
    """Compact, prune and check the stored files."""
    from ingest.pipeline.maintenance import maintain

    outcome = maintain(settings, deep=options.deep, on_progress=_progress)
    if outcome.reason:
        raise CommandError(outcome.reason)
    return 0


if __name__ == "__main__":
    # By its own name: reading processes look for functions in the module that has them, which `__main__` is not there.
    from ingest.cli import main as run_by_name

    sys.exit(run_by_name())
