"""A copy of all that cannot be made again, and a data folder made from such a copy: `warledger backup`, `restore`.

A backup holds the landing zone, the published snapshot (only there is the history of the facts) and records of runs.
It is taken while runs go on: the snapshot first, then every batch that is whole, so that the batches are at least those
of the snapshot. A backup is a folder of its own, complete when it bears its name; what has not changed since the one
before is linked to it, not copied. Its manifest, written last, has a checksum of each file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from ingest import __version__
from ingest.core.progress import Progress, silent
from ingest.landing import confirmations, corrections, outcomes, run_outcomes, zone
from ingest.landing.damage import DamagedFile, read_manifest
from ingest.landing.lock import landing_in_use, landing_to_oneself
from ingest.landing.objects import refuse_shared
from ingest.landing.writers import PREFIX, is_abandoned, partial_folder, whole_file
from ingest.settings import Settings
from ingest.warehouse import publish
from ingest.warehouse.connect import NoWarehouse, published_path
from ingest.warehouse.lock import writer_lock

MANIFEST = "backup.json"
#: Of the manifest; a program refuses one that is newer than it knows.
FORMAT = 1
#: Seconds between two lines about how far it is.
REPORT_EVERY = 5.0
#: Damaged files that a message names.
SHOW_DAMAGED = 10
#: What a restored data folder holds, and what a forced restore moves out of the way.
_OURS = ("landing", "published", "run_outcomes", "runs", "reference", "failures.log", "sources.yml")
_MADE_AGAIN = ("warehouse.duckdb", "build.duckdb", "build.duckdb.wal", "marts.duckdb", "marts.duckdb.wal")
_RESTORING = ".restoring"


class BackupError(RuntimeError):
    """A backup that cannot be made or used; the message says why and what to do. Nothing was changed."""


@dataclass(frozen=True)
class Backup:
    """A complete backup: its folder, what its manifest says, and how many of its bytes were copied for it."""

    path: Path
    note: dict[str, Any]
    copied_bytes: int = 0

    def lines(self) -> Iterator[str]:
        """What it holds, in sentences."""
        files = self.note["files"]
        size = sum(entry["bytes"] for entry in files.values())
        yield f"{len(files)} files, {_megabytes(size)} ({_megabytes(self.copied_bytes)} copied): {self.path}"
        yield f"{self.note['n_batches']} batches; snapshot {self.note['snapshot'] or 'none: nothing is published'}"


def backup(settings: Settings, folder: Path, *, on_progress: Progress = silent) -> Backup:
    """Make a backup in a folder of its own below `folder`; runs go on, maintenance of the landing zone waits.

    Raises BackupError, DamagedFile for a file that is not as it was written (the backups before stay as they are), and
    OSError after removing what it had written.
    """
    folder = folder.resolve()
    if folder.is_relative_to(settings.data_dir):
        raise BackupError(f"{folder} lies in the data folder and would be lost with it; name a place outside")
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{PREFIX}*"):
        if is_abandoned(left):
            shutil.rmtree(left)
    earlier = newest(folder)
    now = dt.datetime.now(dt.UTC)
    name = f"{now:%Y%m%dT%H%M%S%f}"
    partial = partial_folder(folder, name)
    partial.mkdir()
    try:
        copies = _Copies(settings.data_dir, partial, earlier, on_progress)
        snapshot = _copy_snapshot(settings, copies)
        with landing_in_use(settings.landing_dir):
            batches = zone.batches(settings)
            copies.take([*_landed(settings, batches), *_records(settings)])
        note = {
            "format": FORMAT,
            "created_at": now.isoformat(),
            "warledger_version": __version__,
            "snapshot": snapshot,
            "n_batches": len(batches),
            "files": copies.files,
        }
        with whole_file(partial / MANIFEST) as handle:
            sealed = note | {"sha256": _note_hash(note)}
            handle.write(json.dumps(sealed, indent=1, ensure_ascii=False).encode())
        partial.rename(folder / name)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return Backup(folder / name, note, copies.copied_bytes)


def newest(folder: Path) -> Backup | None:
    """The newest complete backup below `folder`; None when there is none."""
    found = sorted(path.parent for path in folder.glob(f"[!.]*/{MANIFEST}"))
    return read(found[-1]) if found else None


def read(folder: Path) -> Backup:
    """A backup's manifest; raises BackupError when it is none, was changed, or comes from a newer program."""
    try:
        note = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if note.pop("sha256") != _note_hash(note):
            raise ValueError("its bytes have changed since it was written")
        if note["format"] > FORMAT:
            raise ValueError(f"it was made by the newer version {note['warledger_version']}; install that one first")
        for name in note["files"]:
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise ValueError(f"{name!r} lies outside")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(f"{folder / MANIFEST} cannot be used: {error}") from error
    return Backup(folder, note)


def restore(settings: Settings, folder: Path, *, force: bool = False, on_progress: Progress = silent) -> Backup:
    """Make the data folder what a backup holds: `folder` itself, or the newest backup below it.

    Every file is compared with its checksum before anything is put in place. A data folder that holds data already is
    refused; with `force`, what it holds is moved to `replaced-TIME/` in it. Raises BackupError, OSError, WarehouseBusy,
    LandingBusy.
    """
    refuse_shared(settings, "a restored landing zone")
    chosen = read(folder) if (folder / MANIFEST).is_file() else newest(folder)
    if chosen is None:
        raise BackupError(f"{folder} holds no complete backup (a folder with {MANIFEST})")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with writer_lock(
        settings.data_dir / ".writer.lock", "warledger restore", settings.lock_timeout_seconds, on_progress
    ):
        if _holds_data(settings) and not force:
            raise BackupError(
                f"{settings.data_dir} holds data already; restore into an empty folder (WARLEDGER_DATA_DIR), or give"
                " --force, which moves that data to replaced-TIME/ in it"
            )
        fresh = settings.data_dir / _RESTORING
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        try:
            _copy_back(chosen, fresh, on_progress)
            with landing_to_oneself(settings.landing_dir, settings.lock_timeout_seconds):
                _swap(settings, fresh, on_progress)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        if chosen.note["snapshot"]:
            publish.move_pointer(settings, settings.published_dir / chosen.note["snapshot"])
    return chosen


class _Copies:
    """Copies of files below `source`, with what the manifest says of them; equal ones are linked to `earlier`."""

    def __init__(self, source: Path, goal: Path, earlier: Backup | None, on_progress: Progress) -> None:
        self.source, self.goal, self.earlier, self.on_progress = source, goal, earlier, on_progress
        self.files: dict[str, dict[str, Any]] = {}
        self.copied_bytes = 0

    def take(self, paths: list[tuple[Path, str | None]]) -> None:
        """Copy these files, each with the checksum that it must have where one is known.

        A file without one may go meanwhile (old records of runs do). Raises BackupError when the disk is too small,
        DamagedFile for another checksum or a file that is missing.
        """
        needed = sum(path.stat().st_size for path, _ in paths if path.exists() and not self._same(path))
        _room(self.goal, needed)
        step = _steps(len(paths), needed, "backup", self.on_progress)
        for path, expected in paths:
            try:
                self.take_one(path, expected)
            except FileNotFoundError as error:
                if expected is not None:
                    raise DamagedFile(path, "it is missing") from error
            step()

    def take_one(self, path: Path, expected: str | None, handle: BinaryIO | None = None) -> None:
        """Copy one file, from `handle` where it is open already."""
        name = path.relative_to(self.source).as_posix()
        goal = self.goal / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        if (known := self._same(path)) and self.earlier and _link(self.earlier.path / name, goal):
            self.files[name] = known
            return
        with handle or path.open("rb") as opened:
            status = os.fstat(opened.fileno())
            size, sha256 = _copy(opened, goal)
        if expected is not None and sha256 != expected:
            raise DamagedFile(path, "its bytes have changed since it was written")
        self.files[name] = {"bytes": size, "sha256": sha256, "mtime_ns": status.st_mtime_ns}
        self.copied_bytes += size

    def _same(self, path: Path) -> dict[str, Any] | None:
        """What the earlier backup says of a file that has not changed since."""
        known: dict[str, Any] | None = None
        if self.earlier is not None:
            known = self.earlier.note["files"].get(path.relative_to(self.source).as_posix())
        if known is None or not path.exists():
            return None
        status = path.stat()
        return known if (status.st_size, status.st_mtime_ns) == (known["bytes"], known["mtime_ns"]) else None


def _copy_snapshot(settings: Settings, copies: _Copies) -> str | None:
    """The published snapshot and its checksum; a publisher may prune it meanwhile, which an open file outlives."""
    for attempt in range(5):
        try:
            path = published_path(settings)
            note = publish.checksum_file(path)
            with path.open("rb") as handle:
                expected = note.read_text(encoding="ascii").split()[0] if note.is_file() else None
                _room(copies.goal, path.stat().st_size)
                copies.on_progress(f"backup: snapshot {path.name}")
                copies.take_one(path, expected, handle)
            if expected:
                beside = copies.goal / note.relative_to(copies.source)
                beside.write_text(f"{expected}  {path.name}\n", encoding="ascii")
                copies.files[note.relative_to(copies.source).as_posix()] = {
                    "bytes": beside.stat().st_size,
                    "sha256": hashlib.sha256(beside.read_bytes()).hexdigest(),
                    "mtime_ns": 0,
                }
            return path.name
        except NoWarehouse:
            return None
        except FileNotFoundError:
            if attempt == 4:
                raise
    raise AssertionError("unreachable")


def _landed(settings: Settings, batches: list[str]) -> Iterator[tuple[Path, str | None]]:
    """Files of the landing zone, those of batches with the checksum that their manifest gives."""
    for batch in batches:
        folder = zone.folder(settings, batch)
        known = read_manifest(folder).get("files", {})
        for name in sorted({*known, *(path.name for path in folder.iterdir())}):
            yield folder / name, known.get(name, {}).get("sha256")
    for path in (*outcomes.files(settings), *confirmations.files(settings), *corrections.files(settings)):
        yield path, None


def _records(settings: Settings) -> Iterator[tuple[Path, str | None]]:
    """What runs left beside the landing zone, and the settings that lie in the data folder."""
    for folder in (run_outcomes.folder(settings), settings.data_dir / "runs", settings.data_dir / "reference"):
        yield from ((path, None) for path in sorted(folder.glob("[!.]*")) if path.is_file())
    for name in ("failures.log", "sources.yml"):
        if (settings.data_dir / name).is_file():
            yield settings.data_dir / name, None


def _copy_back(chosen: Backup, fresh: Path, on_progress: Progress) -> None:
    """All files of a backup, compared with their checksums; raises BackupError naming those that differ."""
    files = chosen.note["files"]
    needed = sum(entry["bytes"] for entry in files.values())
    _room(fresh, needed)
    step = _steps(len(files), needed, "restore", on_progress)
    damaged = []
    for name, entry in files.items():
        goal = fresh / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        try:
            with (chosen.path / name).open("rb") as handle:
                found = _copy(handle, goal)
        except FileNotFoundError:
            damaged.append(f"{name} is missing")
            continue
        if found != (entry["bytes"], entry["sha256"]):
            damaged.append(f"{name} has changed")
        step()
    if damaged:
        more = f" and {len(damaged) - SHOW_DAMAGED} more" if len(damaged) > SHOW_DAMAGED else ""
        raise BackupError(
            f"{chosen.path} is damaged: {', '.join(damaged[:SHOW_DAMAGED])}{more}; nothing was restored, take another"
        )


def _holds_data(settings: Settings) -> bool:
    for name in (*_OURS, *_MADE_AGAIN):
        place = settings.data_dir / name
        if place.is_symlink() or place.is_file() or any(path.is_file() for path in place.rglob("[!.]*")):
            return True
    return False


def _swap(settings: Settings, fresh: Path, on_progress: Progress) -> None:
    """Move what lies there out of the way, and what was restored into its place."""
    aside = settings.data_dir / f"replaced-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%f}"
    if _holds_data(settings):
        aside.mkdir()
        on_progress(f"restore: what was there lies in {aside}")
    for name in (*_MADE_AGAIN, *_OURS):  # the pointer first, so that nobody reads what is half moved
        place = settings.data_dir / name
        if aside.is_dir() and (place.exists() or place.is_symlink()):
            _move(place, aside / name)
    for name in _OURS:
        if (fresh / name).exists():
            _move(fresh / name, settings.data_dir / name)
    for path in settings.published_dir.glob("warehouse-*.duckdb"):
        path.chmod(0o444)


def _move(path: Path, goal: Path) -> None:
    """Rename, but of a folder that is a mount, holds one or is there already, what is in it.

    In containers the ledger of corrections is a volume of its own inside the landing zone.
    """
    is_folder = path.is_dir() and not path.is_symlink()
    if is_folder and (goal.is_dir() or any(os.path.ismount(place) for place in (path, *path.iterdir()))):
        goal.mkdir(exist_ok=True)
        for inside in path.iterdir():
            if inside.name != ".lock":  # ours, held now
                _move(inside, goal / inside.name)
    else:
        shutil.move(path, goal)  # another volume: a copy


def _copy(handle: BinaryIO, goal: Path) -> tuple[int, str]:
    """(bytes, SHA-256) of what was copied, which is on disk."""
    digest, size = hashlib.sha256(), 0
    with goal.open("wb") as copy:
        while chunk := handle.read(1 << 20):
            copy.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return size, digest.hexdigest()


def _link(path: Path, goal: Path) -> bool:
    """Whether a file could be linked: not where it is gone, nor on file systems without links."""
    try:
        goal.hardlink_to(path)
    except OSError:
        return False
    return True


def _steps(n_files: int, size: int, what: str, on_progress: Progress) -> Callable[[], None]:
    """A function to call after each file: says now and then how far it is."""
    on_progress(f"{what}: {n_files} files, {_megabytes(size)} to copy")
    done, last = 0, time.monotonic()

    def step() -> None:
        nonlocal done, last
        done += 1
        if time.monotonic() - last >= REPORT_EVERY:
            last = time.monotonic()
            on_progress(f"{what}: {done} of {n_files} files")

    return step


def _room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise BackupError(f"the disk of {folder} has {_megabytes(free)} free, and {_megabytes(needed)} are needed")


def _note_hash(note: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(note, sort_keys=True).encode()).hexdigest()


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
