"""What is damaged in the data folder, what is lost without it, and setting it aside: `warledger doctor`.

Looking changes nothing. Setting aside moves a damaged file, of the landing zone the whole batch, to `damaged/` in the
data folder, so that it can be looked at and put back; what can be made again is made by the next build.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingest.core.progress import Progress, silent
from ingest.landing import confirmations, corrections, outcomes, zone
from ingest.landing.damage import DamagedFile, check_batch, unreadable
from ingest.settings import Settings
from ingest.warehouse import publish
from ingest.warehouse.connect import NoWarehouse, lock_holder, published_path, quoted
from ingest.warehouse.lock import writer_lock

#: Bytes of the newest batches whose contents an ordinary look compares; of older ones it compares sizes.
LOOKED_AT_BYTES = 500_000_000
FOLDER = "damaged"


class InUse(RuntimeError):
    """Another program has a database open for writing."""


@dataclass(frozen=True)
class Finding:
    """One damaged file: where it lies below the data folder, what is wrong, what is lost without it, what moves."""

    name: str
    problem: str
    loss: str
    #: What `repair` moves away; None where nothing can be set aside.
    place: Path | None

    def sentence(self) -> str:
        """The finding in a line."""
        return f"{self.name}: {self.problem}; without it: {self.loss}"


@dataclass
class Examination:
    """What was looked at, and what was found."""

    findings: list[Finding] = field(default_factory=list)
    batches: int = 0
    files: int = 0
    waiting: int = 0
    snapshots: int = 0

    def lines(self) -> Iterator[str]:
        """What was looked at, in sentences."""
        yield f"{self.batches} batches ({self.waiting} of them not loaded yet) and {self.files} files beside them"
        yield f"{self.snapshots} snapshots"


def examine(settings: Settings, *, deep: bool = True) -> Examination:
    """Look at every stored file; without `deep` at the contents of the newest batches only. The caller holds the
    writer's lock. Raises nothing: a file that cannot be read is a finding.
    """
    found = Examination()
    _look_at_landing(settings, deep, found)
    _look_at_loaded(settings, found)
    _look_at_snapshots(settings, found)
    _look_at_runs(settings, found)
    return found


def doctor(settings: Settings, *, repair: bool = False, on_progress: Progress = silent) -> Examination:
    """Examine everything; with `repair` set aside what is damaged and point readers at a sound snapshot."""
    with writer_lock(
        settings.data_dir / ".writer.lock", "warledger doctor", settings.lock_timeout_seconds, on_progress
    ):
        found = examine(settings)
        for finding in found.findings:
            on_progress(finding.sentence())
        if repair and found.findings:
            for line in set_aside(settings, found.findings):
                on_progress(line)
    return found


def set_aside(settings: Settings, findings: list[Finding]) -> Iterator[str]:
    """Move what is damaged to a folder of this repair; says of each what moved where, then what to do next."""
    folder = settings.data_dir / FOLDER / f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%f}"
    for place in dict.fromkeys(finding.place for finding in findings if finding.place):
        goal = folder / place.relative_to(settings.data_dir)
        goal.parent.mkdir(parents=True, exist_ok=True)
        for path in (place, Path(f"{place}.wal"), publish.checksum_file(place)):
            if path.exists() or path.is_symlink():
                path.rename(goal.with_name(path.name))
        yield f"moved {place.relative_to(settings.data_dir)} to {goal.relative_to(settings.data_dir)}"
    (settings.data_dir / FOLDER).mkdir(exist_ok=True)
    notes = [{"name": f.name, "problem": f.problem, "loss": f.loss} for f in findings]
    if folder.is_dir():
        (folder / "findings.json").write_text(json.dumps(notes, indent=1, ensure_ascii=False), encoding="utf-8")
    yield from _point_at_sound(settings)
    yield "run `warledger ingest` and `warledger build` to make again what can be made again"


def _point_at_sound(settings: Settings) -> Iterator[str]:
    """Move the pointer to the newest snapshot that is left where it leads nowhere."""
    if settings.pointer.exists():
        return
    left = sorted(settings.published_dir.glob("warehouse-*.duckdb"))
    if left:
        publish.move_pointer(settings, left[-1])
        yield f"readers see {left[-1].name} now"
    elif settings.pointer.is_symlink():
        settings.pointer.unlink()
        yield "no snapshot is left; the next build publishes one"


def set_aside_batches(settings: Settings) -> set[str]:
    """Names of the batches that were set aside."""
    return {path.name for path in (settings.data_dir / FOLDER).glob("*/landing/*") if path.is_dir()}


def _look_at_landing(settings: Settings, deep: bool, found: Examination) -> None:
    looked_at = 0
    for batch in reversed(zone.batches(settings)):
        folder = zone.folder(settings, batch)
        found.batches += 1
        looked_at += sum(path.stat().st_size for path in folder.iterdir())
        for problem in check_batch(folder, contents=deep or looked_at <= LOOKED_AT_BYTES):
            name = str(problem.path.relative_to(settings.data_dir))
            found.findings.append(Finding(name, problem.problem, _loss(settings, batch), folder))
    for path in (*outcomes.files(settings), *confirmations.files(settings)):
        found.files += 1
        if reason := unreadable(path):
            loss = "what is known of the addresses asked on that day: they are asked again"
            if path.parent.name == confirmations.FOLDER:
                loss = "which documents a newer reader read alike: they are read again"
            found.findings.append(Finding(str(path.relative_to(settings.data_dir)), reason, loss, path))
    for path in corrections.files(settings):
        found.files += 1
        if reason := corrections.unreadable(path):
            loss = "one entry of the ledger of corrections: write it again, or bring it back from the backup"
            found.findings.append(Finding(str(path.relative_to(settings.data_dir)), reason, loss, path))


def _loss(settings: Settings, batch: str) -> str:
    """What is lost without a batch, from its manifest and from what is loaded."""
    try:
        note = zone.manifest(settings, batch)
    except DamagedFile:
        return "what its run read; how much is not known"
    told = f"{note['n_documents']} documents with {note['n_articles']} articles and {note['n_claims']} claims"
    if note.get("reread"):
        return f"a newer reading of {told}: the one before it counts, until `warledger reprocess` reads them again"
    loaded = " (they are loaded, and lost when the build database is made anew)" if _is_loaded(settings, batch) else ""
    return f"{told} of {note['created_at'][:10]}{loaded}; the backup, or the same files given again, bring them back"


def _loaded(settings: Settings) -> set[str]:
    """Batches that are in the build database; none when it cannot be read."""
    if not settings.build_db.exists():
        return set()
    try:
        with duckdb.connect(str(settings.build_db), read_only=True) as connection:
            return {row[0] for row in connection.execute("select batch_id from raw.load_batches").fetchall()}
    except duckdb.Error:
        return set()


def _is_loaded(settings: Settings, batch: str) -> bool:
    return batch in _loaded(settings)


def _look_at_loaded(settings: Settings, found: Examination) -> None:
    """The build database and the marts, and whether every loaded batch still lies in the landing zone."""
    for path in (settings.build_db, settings.marts_db):
        if path.exists():
            _look_at_database(path, "nothing: `warledger build` makes it again from the landing zone", found)
    loaded, there, waiting = _loaded(settings), set_aside_batches(settings), 0
    for batch in zone.batches(settings):
        try:
            members = zone.manifest(settings, batch).get("compacts", [])
        except DamagedFile:
            members = []
        there.update((batch, *members))
        waiting += batch not in loaded and not (members and loaded.issuperset(members))
    found.waiting = waiting
    if gone := sorted(loaded - there):
        problem = f"{len(gone)} loaded batches are gone from the landing zone: {', '.join(gone[:5])}"
        loss = "what they hold, when the build database is made anew; copy them back from the backup"
        found.findings.append(Finding("landing", problem, loss, None))


def _look_at_snapshots(settings: Settings, found: Examination) -> None:
    files = sorted(settings.published_dir.glob("warehouse-*.duckdb"))
    found.snapshots = len(files)
    try:
        current = published_path(settings)
    except NoWarehouse:
        current = None
        if files:
            problem = f"it leads nowhere; set it to one of {settings.published_dir.name}/"
            found.findings.append(Finding(settings.pointer.name, problem, "readers see nothing", settings.pointer))
    if current is not None and current not in {path.resolve() for path in files}:
        problem = f"it leads to {current}, which is none of the snapshots"
        found.findings.append(Finding(settings.pointer.name, problem, "nothing", settings.pointer))
    for path in files:
        loss = "nothing, readers see another one"
        if current is not None and path.resolve() == current:
            since = " since the snapshot before" if len(files) > 1 else ""
            loss = f"what readers see until the next build, and the history of the facts{since}"
        _look_at_database(path, loss, found, publish.changed(path))


def _look_at_runs(settings: Settings, found: Examination) -> None:
    for path in sorted((settings.data_dir / "runs").glob("[!.]*.json")):
        found.files += 1
        try:
            json.loads(path.read_text(encoding="utf-8"))["started_at"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            name = str(path.relative_to(settings.data_dir))
            found.findings.append(Finding(name, f"it is no record of a build: {error}", "what that build said", path))


def _look_at_database(path: Path, loss: str, found: Examination, known: str | None = None) -> None:
    """Whether a database can be read; what another program writes is no damage, and is not moved from under it."""
    name = path.name if path.parent.name != "published" else f"published/{path.name}"
    try:
        not_read = unreadable_database(path)
    except InUse as error:
        found.findings.append(Finding(name, str(error), "nothing", None))
        return
    if problem := known or not_read:
        found.findings.append(Finding(name, problem, loss, path))


def unreadable_database(path: Path) -> str | None:
    """Why a database file cannot be read to its end (DuckDB's blocks carry checksums); None when it can.

    Raises InUse when another program writes to it.
    """
    try:
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"attach '{quoted(path)}' as looked_at (read_only)")
            tables = connection.execute(
                "select schema_name, table_name from duckdb_tables() where database_name = 'looked_at'"
            ).fetchall()
            for schema, table in tables:
                connection.execute(f'select bit_xor(hash(it)) from looked_at."{schema}"."{table}" as it').fetchone()
    except duckdb.Error as error:
        if program := lock_holder(error):
            raise InUse(f"{program} has it open for writing, so it was not looked at: close it") from error
        return f"it cannot be read: {str(error).splitlines()[0]}"
    return None
