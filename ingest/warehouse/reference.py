"""A reference series of air attacks, read from a user's file into the raw layer; dbt compares it with our counts.

The file is a CSV of the public "Massive Missile Attacks on Ukraine" set (by piterfm, from the bulletins of Ukraine's
Air Force): one row a weapon model and attack window. What has to be known of it:

- only rows whose `source` starts with `kpszsu` (the Air Force) are national; others are regional commands inside them;
- a night belongs to the day on which its window ends;
- `destroyed` counts weapons shot down, and from August 2025 suppressed ones too; before, those are in `not_reach_goal`;
- a row may bundle models ("X-101/X-555 and Kalibr"); a bundle of two classes counts as missiles of unknown kind;
- reconnaissance drones are not part of an attack's bulletin.

A copy of the file is kept in the data folder, so that a build database that is made anew has it again.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb

from ingest.settings import Settings

#: Model (or part of a bundle) → weapon class, and whether it takes part in attacks. Own work, the series' names.
MODELS = Path(__file__).with_name("reference_models.csv")
NATIONAL_SOURCE = "kpszsu"
COLUMNS = ("time_start", "time_end", "model", "launched", "destroyed", "not_reach_goal", "source")
#: A window of an attack is a night or a day; a longer one is a misprint of the year.
LONGEST_WINDOW = dt.timedelta(days=3)
#: Refused rows that a message names.
SHOW_REFUSED = 3


class BadReference(ValueError):
    """A file that cannot be used as a reference; the message says why."""


@dataclass(frozen=True)
class ReferenceRow:
    """One weapon model in one attack window. Numbers are weapons; None where the file tells none."""

    row_number: int
    night: dt.date
    time_start: str
    time_end: str
    model: str
    weapon_class: str
    launched: int | None
    destroyed: int | None
    not_reach_goal: int | None
    source: str


@dataclass
class Reference:
    """National rows of attacks, and why the others were left out (reason → rows)."""

    content_hash: str
    rows: list[ReferenceRow] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)


@cache
def _models() -> dict[str, tuple[str, bool]]:
    with MODELS.open(encoding="utf-8", newline="") as file:
        return {row["part"]: (row["weapon_class"], row["is_attack"] == "true") for row in csv.DictReader(file)}


def weapon_class(model: str) -> tuple[str, bool] | None:
    """Class of a model or bundle, and whether it takes part in attacks; None for a model that nobody has listed."""
    parts = [_models().get(part.strip()) for part in model.split(" and ")]
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    classes = {name for name, _ in known}
    return (classes.pop() if len(classes) == 1 else "missile"), any(attack for _, attack in known)


def read_reference(content: bytes, name: str) -> Reference:
    """Rows of a file; raises `BadReference` when it is no such series or no row of it can be used."""
    reference = Reference(hashlib.sha256(content).hexdigest())
    try:
        table = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        header = set(table.fieldnames or ())
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadReference(f"{name} is no CSV file: {error}") from error
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise BadReference(f"{name} is no series of air attacks: it has no column {', '.join(missing)}")
    for number, cells in enumerate(table, start=2):
        row, reason = _row(number, cells)
        if row is None:
            reference.left_out[reason] += 1
            if reason in ("unknown model", "no number", "no window"):
                reference.refused.append(f"line {number}: {reason} ({cells.get('model')}, {cells.get('time_end')})")
        else:
            reference.rows.append(row)
    if not reference.rows:
        reasons = ", ".join(f"{count} {reason}" for reason, count in reference.left_out.items()) or "it is empty"
        raise BadReference(f"{name} holds no national row of an attack: {reasons}")
    return reference


def _row(number: int, cells: dict[str, str | None]) -> tuple[ReferenceRow | None, str]:
    text = {column: (cells.get(column) or "").strip() for column in COLUMNS}
    if not text["source"].startswith(NATIONAL_SOURCE):
        return None, "of a regional command"
    kind = weapon_class(text["model"])
    if kind is None:
        return None, "unknown model"
    if not kind[1]:
        return None, "reconnaissance"
    try:
        launched, destroyed, otherwise_stopped = (
            _count(text[column]) for column in ("launched", "destroyed", "not_reach_goal")
        )
    except ValueError:
        return None, "no number"
    start, end = _moment(text["time_start"]), _moment(text["time_end"])
    if end is None or (start is not None and not dt.timedelta(0) <= end - start <= LONGEST_WINDOW):
        return None, "no window"
    row = ReferenceRow(
        row_number=number,
        night=end.date(),
        time_start=text["time_start"],
        time_end=text["time_end"],
        model=text["model"],
        weapon_class=kind[0],
        launched=launched,
        destroyed=destroyed,
        not_reach_goal=otherwise_stopped,
        source=text["source"],
    )
    return row, ""


def _count(text: str) -> int | None:
    """A whole number of weapons, which the file writes as 236.0; empty is unknown."""
    if not text:
        return None
    value = float(text)
    if value < 0 or value != int(value):
        raise ValueError(text)
    return int(value)


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def kept_copy(settings: Settings) -> Path:
    """Where the file that is compared with lies in the data folder."""
    return settings.data_dir / "reference" / "air_attacks.csv"


def keep(settings: Settings, path: Path) -> Reference:
    """Check a user's file and keep a copy of it, which the next build compares with; raises `BadReference`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadReference(f"{path} cannot be read: {error.strerror}") from error
    reference = read_reference(content, path.name)
    copy = kept_copy(settings)
    copy.parent.mkdir(parents=True, exist_ok=True)
    if not copy.is_file() or copy.read_bytes() != content:
        fresh = copy.with_suffix(".new")
        fresh.write_bytes(content)
        fresh.replace(copy)
    return reference


def load(settings: Settings, connection: duckdb.DuckDBPyConnection) -> int | None:
    """Kept copy → raw.reference_counts, when it is another than is there. Returns rows, None when nothing changed.

    Without a copy the file of the setting is taken. The caller holds the writer lock and a connection for writing.
    """
    if settings.reference_file:
        keep(settings, Path(settings.reference_file))
    copy = kept_copy(settings)
    if not copy.is_file():
        return None
    content = copy.read_bytes()
    there = connection.execute("select content_hash from raw.reference_files").fetchall()
    if there == [(hashlib.sha256(content).hexdigest(),)]:
        return None
    reference = read_reference(content, copy.name)
    connection.execute("begin")
    try:
        connection.execute("delete from raw.reference_counts")
        connection.execute("delete from raw.reference_files")
        connection.executemany(
            f"insert into raw.reference_counts values ({', '.join('?' * 11)})",
            [[reference.content_hash, *vars(row).values()] for row in reference.rows],
        )
        connection.execute(
            "insert into raw.reference_files values (?, ?, ?, now())",
            [reference.content_hash, len(reference.rows), sum(reference.left_out.values())],
        )
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return len(reference.rows)
