"""References that users bring: a CSV and a mapping that says what its columns mean, read into the raw layer.

dbt compares them with our facts (docs/reconciliation.md). A mapping is a TOML file; `air_attacks.toml` beside this
module is the one for the public series of air attacks on Ukraine, and is taken where none is given. Copies of both
files are kept in the data folder, so that a build database that is made anew has them again; the copy is all that
belongs to the warehouse, the file stays the user's.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import math
import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ingest.settings import Settings

#: The mapping of the public "Massive Missile Attacks on Ukraine" set (by piterfm, from the bulletins of the Air Force).
AIR_ATTACKS = Path(__file__).with_name("air_attacks.toml")


@dataclass(frozen=True)
class Subject:
    """What a reference may tell of: the column that names who or where, and the columns with numbers."""

    key: str
    numbers: tuple[str, ...]


SUBJECTS = {
    "aid": Subject("donor", ("amount",)),
    "strikes": Subject("region", ("n_strikes",)),
    "deaths": Subject("place", ("killed",)),
    "interceptions": Subject("weapon_class", ("launched", "shot_down", "suppressed")),
}
PERIODS = ("day", "month", "year", "all")
CURRENCIES = ("EUR", "USD")
#: A window of an attack is a night or a day; a longer one is a misprint of the year.
LONGEST_WINDOW = dt.timedelta(days=3)
#: Refused rows that a message names.
SHOW_REFUSED = 3
_OPTIONS = {"name", "subject", "period", "currency", "unit", "tolerance", "date_format", "mixed", "columns", "values"}
_OPTIONS |= {"keep"}


class BadReference(ValueError):
    """A file or mapping that cannot be used as a reference; the message says why."""


@dataclass(frozen=True)
class Mapping:
    """What the columns of a reference mean. `tolerance` is a share (0.05 are 5 %), `unit` what one of the file is here.

    `values` translates cells of the key column (an empty text leaves the row out), `mixed` stands for a cell that joins
    several with "and"; `keep` holds, by column, the beginnings of which a row's cell must have one.
    """

    name: str
    subject: str
    columns: dict[str, str]
    period: str = "day"
    currency: str | None = None
    unit: float = 1.0
    tolerance: float = 0.0
    date_format: str | None = None
    mixed: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    keep: dict[str, list[str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The field that names who or where."""
        return SUBJECTS[self.subject].key

    @property
    def numbers(self) -> list[str]:
        """The fields with numbers that the file has."""
        return [name for name in SUBJECTS[self.subject].numbers if name in self.columns]

    def measure(self, number: str) -> str:
        """The name under which a number is compared."""
        return f"amount_{(self.currency or '').lower()}" if number == "amount" else number


@dataclass(frozen=True)
class ReferenceValue:
    """One number of one line; `event_date` is None where the reference has no dates."""

    row_number: int
    event_date: dt.date | None
    window_end: str | None
    key: str
    measure: str
    value: float


@dataclass
class Reference:
    """Numbers of a file, and why lines were left out (reason → lines; `refused` names those that are wrong)."""

    mapping: Mapping
    content_hash: str
    rows: list[ReferenceValue] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)


def read_mapping(content: bytes, name: str) -> Mapping:
    """A mapping file; raises `BadReference` with what is wrong in it."""
    try:
        options: dict[str, Any] = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadReference(f"{name} is no TOML file: {error}") from error
    unknown = sorted(set(options) - _OPTIONS)
    if unknown:
        raise BadReference(f"{name}: no such option: {', '.join(unknown)} (there are {', '.join(sorted(_OPTIONS))})")
    try:
        mapping = Mapping(**{"name": "", "subject": "", "columns": {}} | options)
        wrong = _wrong_with(mapping)
    except TypeError as error:
        wrong = f"an option has another type than it should: {error}"
    if wrong:
        raise BadReference(f"{name}: {wrong}")
    return mapping


def _wrong_with(mapping: Mapping) -> str | None:
    """What makes a mapping unusable, in words."""
    for option in ("columns", "values", "keep"):
        if not isinstance(getattr(mapping, option), dict):
            return f"[{option}] must be a table"
    subject = SUBJECTS.get(mapping.subject)
    if subject is None:
        return f"subject must be one of {', '.join(SUBJECTS)}, not {mapping.subject!r}"
    fields = {"date", "window_start", subject.key, *subject.numbers}
    unknown = sorted(set(mapping.columns) - fields)
    checks = {
        "name must be letters, digits, - and _": not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", mapping.name),
        f"period must be one of {', '.join(PERIODS)}": mapping.period not in PERIODS,
        f"[columns] knows no {', '.join(unknown)} (of {mapping.subject}: {', '.join(sorted(fields))})": bool(unknown),
        f"[columns] must name the column of {subject.key}": subject.key not in mapping.columns,
        f"[columns] must name a column of {', '.join(subject.numbers)}": not mapping.numbers,
        "[columns] must name the column of date, or period must be all": (
            "date" not in mapping.columns and mapping.period != "all"
        ),
        f"aid needs currency = {' or '.join(CURRENCIES)}": (
            mapping.subject == "aid" and mapping.currency not in CURRENCIES
        ),
        "tolerance must be a share from 0 to 1": not 0 <= mapping.tolerance <= 1,
        "unit must be above 0": not mapping.unit > 0,
        "period of interceptions is day": mapping.subject == "interceptions" and mapping.period != "day",
    }
    return next((message for message, is_wrong in checks.items() if is_wrong), None)


def read_reference(content: bytes, name: str, mapping: Mapping) -> Reference:
    """Numbers of a file; raises `BadReference` when columns are missing or no line of it can be used."""
    reference = Reference(mapping, hashlib.sha256(content + repr(mapping).encode()).hexdigest())
    try:
        table = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        header = set(table.fieldnames or ())
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadReference(f"{name} is no CSV file: {error}") from error
    missing = sorted({*mapping.columns.values(), *mapping.keep} - header)
    if missing:
        raise BadReference(f"{name} has no column {', '.join(missing)}, which the mapping {mapping.name} names")
    for number, cells in enumerate(table, start=2):
        text = {column: (cell or "").strip() for column, cell in cells.items() if isinstance(cell, str | None)}
        try:
            values = _values(number, text, mapping)
        except _LeftOut as reason:
            reference.left_out[str(reason)] += 1
            if reason.cell is not None:
                reference.refused.append(f"line {number}: {reason} ({reason.cell})")
        else:
            reference.rows += values
    if not reference.rows:
        reasons = ", ".join(f"{count} {reason}" for reason, count in reference.left_out.items()) or "it is empty"
        raise BadReference(f"{name} holds no line of {mapping.subject}: {reasons}")
    return reference


class _LeftOut(Exception):
    """Why a line is not compared; `cell` names what is wrong in it, None where it is not meant to be."""

    def __init__(self, reason: str, cell: str | None = None) -> None:
        super().__init__(reason)
        self.cell = cell


def _values(number: int, text: dict[str, str], mapping: Mapping) -> list[ReferenceValue]:
    cells = {name: text[column] for name, column in mapping.columns.items()}
    for column, beginnings in mapping.keep.items():
        if not text[column].startswith(tuple(beginnings)):
            raise _LeftOut(f"another {column}")
    key = _key(cells[mapping.key], mapping)
    numbers = {name: _number(cells[name], name) for name in mapping.numbers}
    day = _day(cells, mapping)
    return [
        ReferenceValue(number, day, cells.get("date"), key, mapping.measure(name), value * mapping.unit)
        for name, value in numbers.items()
        if value is not None
    ]


def _key(cell: str, mapping: Mapping) -> str:
    """The key as it is known here; a bundle ("X-101 and Kalibr") of two is `mixed`."""
    parts = [part.strip() for part in cell.split(" and ")] if mapping.mixed else [cell]
    if not all(parts):
        raise _LeftOut(f"no {mapping.key}", "the cell is empty")
    if mapping.subject == "interceptions" and not all(part in mapping.values for part in parts):
        raise _LeftOut(f"unknown {mapping.key}", cell)
    known = {mapping.values.get(part, part) for part in parts} - {""}
    if not known:
        raise _LeftOut(f"{mapping.key} not compared")
    return known.pop() if len(known) == 1 else str(mapping.mixed)


def _number(cell: str, name: str) -> float | None:
    """A number, empty is unknown; commas between thousands are read over. Counts are whole numbers."""
    if not cell:
        return None
    try:
        value = float(cell.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", cell) else cell)
    except ValueError:
        raise _LeftOut("no number", f"{name}: {cell}") from None
    if not math.isfinite(value) or value < 0 or (name != "amount" and value != int(value)):
        raise _LeftOut("no number", f"{name}: {cell}")
    return value


def _day(cells: dict[str, str], mapping: Mapping) -> dt.date | None:
    """The day of a line (of a window the day on which it ends); None in a reference without dates."""
    if "date" not in cells:
        return None
    end, start = _moment(cells["date"], mapping), _moment(cells.get("window_start", ""), mapping)
    if end is None:
        raise _LeftOut("no date", cells["date"] or "the cell is empty")
    if start is not None and not dt.timedelta(0) <= end - start <= LONGEST_WINDOW:
        raise _LeftOut("no window", f"{cells['window_start']} to {cells['date']}")
    return end.date()


def _moment(text: str, mapping: Mapping) -> dt.datetime | None:
    try:
        if mapping.date_format:
            return dt.datetime.strptime(text, mapping.date_format)
        if re.fullmatch(r"\d{4}(-\d\d)?", text):
            text = f"{text}-01-01"[:10]
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def kept_folder(settings: Settings) -> Path:
    """Where the files that are compared with lie in the data folder: NAME.csv, and NAME.toml where it has a mapping."""
    return settings.data_dir / "reference"


def keep(settings: Settings, path: Path, mapping_path: Path | None = None) -> Reference:
    """Check a user's file and keep a copy of it, which every later build compares with; raises `BadReference`.

    The mapping is the given one, else the file of the same name with the suffix .toml beside it, else `AIR_ATTACKS`.
    """
    beside = path.with_suffix(".toml")
    mapping_path = mapping_path or (beside if beside.is_file() else AIR_ATTACKS)
    content, options = _bytes_of(path), _bytes_of(mapping_path)
    mapping = read_mapping(options, mapping_path.name)
    reference = read_reference(content, path.name, mapping)
    folder = kept_folder(settings)
    if mapping.subject == "interceptions":
        others = [name for name, other in _kept(settings) if other.subject == mapping.subject and name != mapping.name]
        if others:
            raise BadReference(f"interceptions are compared with {others[0]} already: delete {folder / others[0]}.csv")
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, data in ((".toml", options), (".csv", content)):
        copy = folder / f"{mapping.name}{suffix}"
        if not copy.is_file() or copy.read_bytes() != data:
            fresh = copy.with_suffix(".new")
            fresh.write_bytes(data)
            fresh.replace(copy)
    return reference


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadReference(f"{path} cannot be read: {error.strerror}") from error


def _kept(settings: Settings) -> list[tuple[str, Mapping]]:
    """Names and mappings of the references in the data folder."""
    found = []
    for copy in sorted(kept_folder(settings).glob("*.csv")):
        options = copy.with_suffix(".toml")
        options = options if options.is_file() else AIR_ATTACKS
        found.append((copy.stem, read_mapping(options.read_bytes(), options.name)))
    return found


def load(settings: Settings, connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """Kept copies → raw.reference_values, where they are others than are there. Returns what changed: name and rows.

    The file of the setting is kept first; a reference whose copy was deleted is forgotten. The caller holds the writer
    lock and a connection for writing.
    """
    if settings.reference_file:
        keep(settings, Path(settings.reference_file))
    there = dict(connection.execute("select reference, content_hash from raw.reference_series").fetchall())
    kept = dict(_kept(settings))
    changed = []
    for name in sorted(set(there) - set(kept)):
        _replace(connection, name, None)
        changed.append((name, 0))
    for name, mapping in kept.items():
        copy = kept_folder(settings) / f"{name}.csv"
        reference = read_reference(copy.read_bytes(), copy.name, mapping)
        if there.get(name) != reference.content_hash:
            _replace(connection, name, reference)
            changed.append((name, len(reference.rows)))
    return changed


def _replace(connection: duckdb.DuckDBPyConnection, name: str, reference: Reference | None) -> None:
    """Put a reference in the place of the one of its name, in one transaction."""
    connection.execute("begin")
    try:
        connection.execute("delete from raw.reference_values where reference = ?", [name])
        connection.execute("delete from raw.reference_series where reference = ?", [name])
        if reference is not None:
            mapping = reference.mapping
            connection.executemany(
                "insert into raw.reference_values values (?, ?, ?, ?, ?, ?, ?)",
                [[name, *vars(row).values()] for row in reference.rows],
            )
            counts = (len(reference.rows), sum(reference.left_out.values()))
            connection.execute(
                "insert into raw.reference_series values (?, ?, ?, ?, ?, ?, ?, now())",
                [name, mapping.subject, mapping.period, mapping.tolerance, reference.content_hash, *counts],
            )
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
