"""Tables as a source: CSV, TSV, Parquet and Excel; each row is a document.

Which column holds what is told (`--map title=headline`), or found by the names that such columns usually have. Columns
that hold none of an article's fields are named once in a notice. A row without a text is rejected with that reason.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from ingest.core.documents import Document, Rejection
from ingest.core.stated_dates import nearest_day, read_moment
from ingest.sources.charsets import SAMPLE_BYTES, charset_of
from ingest.sources.files import InputFile, record
from ingest.sources.zips import TooMuch, open_zip

#: The fields of an article that a column can hold.
FIELDS = ("title", "text", "html", "url", "publisher", "published")
_NAMES = Path(__file__).with_name("data") / "column_names.csv"
_DELIMITERS = ",;\t|"
#: Records that are looked at to find the delimiter.
_SAMPLE_ROWS = 20
#: Rows whose quotation marks are never closed that are read around, before the rest of a file is given up.
_MAX_REPAIRS = 100
_MICROSECONDS = re.compile(r"\d{16}")
#: Rows whose dates are compared to tell day from month.
_HEAD_ROWS = 500
#: Where a cell or a row of a sheet stands, and cells of a sheet at most, empty ones between others counted.
_CELL = re.compile(rb'\br="([A-Z]{0,3})(\d{1,7})"')
_MAX_CELLS = 20_000_000
#: Days since 1899-12-30, as spreadsheets count, from 2001 to 2100.
_SHEET_DAYS = (36_892, 73_415)

Cells = Sequence[Any]
#: (reason code, reason) of a row that cannot be read.
Problem = tuple[str, str]


class MapError(ValueError):
    """A column mapping that cannot be used; the message says what is wrong in one sentence."""


def parse_mapping(text: str) -> dict[str, str]:
    """ "title=headline,published=date" as {"title": "headline", ...}. Raises MapError for what is no field."""
    columns: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, sign, column = (piece.strip() for piece in part.partition("="))
        if not sign or not column or name not in FIELDS:
            raise MapError(f"{part!r} maps no column; write FIELD=COLUMN, the fields are {', '.join(FIELDS)}")
        columns[name] = column
    return columns


def read_delimited(file: InputFile) -> Iterator[Document | Rejection]:
    """The rows of a CSV or TSV file: encoding and delimiter are found, one row in memory at a time."""
    with file.path.open("rb") as stream:
        sample = stream.read(SAMPLE_BYTES)
    if not sample.strip():
        yield file.rejection("empty", "has no content")
        return
    charset = charset_of(sample)
    if "\x00" in sample.decode(charset, "replace"):
        yield file.rejection("binary", "holds NUL characters: it is no text")
        return
    csv.field_size_limit(max(csv.field_size_limit(), file.max_bytes + 1))
    with file.path.open(encoding=charset, errors="replace", newline="") as stream:
        lines = whole_lines(stream, file.max_bytes)
        head = list(islice(lines, 200))
        delimiter = delimiter_of(head, "\t" if file.path.suffix.casefold() == ".tsv" else ",")
        rows = records(chain(head, lines), delimiter, file.max_bytes)
        yield from _read_rows(file, rows, "#R", is_packed=False)


def whole_lines(stream: TextIO, most: int) -> Iterator[str]:
    """Lines, of those beyond `most` characters so many and one more: such a row is refused for its size."""
    while line := stream.readline(most + 1):
        rest = line
        while len(rest) > most and not rest.endswith(("\n", "\r")):
            rest = stream.readline(most + 1)
        yield line


def delimiter_of(head: list[str], usual: str) -> str:
    """What parts the fields: the sign that gives most records of the head as many fields as the first one has."""

    def score(sign: str) -> tuple[float, int, bool]:
        rows = [row for row in islice(csv.reader(head, delimiter=sign), _SAMPLE_ROWS) if row]
        width = len(rows[0]) if rows else 0
        even = sum(len(row) == width for row in rows) / max(1, len(rows)) if width > 1 else 0.0
        return even, width, sign == usual

    return max(_DELIMITERS, key=score)


class _Record:
    """The lines of one record as csv.reader takes them, so that they can be given back."""

    def __init__(self, lines: Iterable[str], max_characters: int) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()
        self._limit = max_characters
        self.taken: list[str] = []
        self.size = 0
        #: Why the record did not end: (reason code, reason), where it ran on to the file's end or to the limit.
        self.problem: tuple[str, str] | None = None

    def __iter__(self) -> _Record:
        return self

    def __next__(self) -> str:
        if self.size > self._limit:
            limit = f"{self._limit:,} characters"
            self.problem = "too_large", f"the row has more than {limit}, or a quotation mark in it is never closed"
            raise StopIteration
        line = self._back.popleft() if self._back else next(self._lines, None)
        if line is None:
            self.problem = ("unreadable", "a quotation mark is opened and never closed") if self.taken else None
            raise StopIteration
        self.taken.append(line)
        self.size += len(line)
        return line

    def begin(self) -> None:
        self.taken, self.size, self.problem = [], 0, None

    def give_back_all_but_first(self) -> None:
        self._back.extendleft(reversed(self.taken[1:]))
        self.begin()


def records(lines: Iterable[str], delimiter: str, max_characters: int) -> Iterator[list[str] | Problem]:
    """The records of a delimited text; of one that does not end, why, and then on with the line after its first."""
    source = _Record(lines, max_characters)
    for _ in range(_MAX_REPAIRS):
        reader = csv.reader(source, delimiter=delimiter)
        while True:
            source.begin()
            row = next(reader, None)
            if row is None or source.problem:
                break
            yield row
        if source.problem is None:
            return
        yield source.problem
        source.give_back_all_but_first()
    yield "unreadable", "too many quotation marks are never closed; the rest of the file was not read"


def read_parquet(file: InputFile) -> Iterator[Document | Rejection]:
    """The rows of a Parquet file, read in small batches, only the columns that hold something of an article."""
    import pyarrow.parquet as pq

    table = pq.ParquetFile(file.path)
    unpacked = sum(table.metadata.row_group(n).total_byte_size for n in range(table.metadata.num_row_groups))
    if unpacked > file.max_total_bytes:
        reason = f"unpacks to {unpacked:,} bytes, more than the limit of {file.max_total_bytes:,}"
        yield file.rejection("too_large", reason)
        return
    names = table.schema_arrow.names
    try:
        used = sorted(set(_columns(names, file.columns).values()))
    except MapError:
        used = []  # said below, when the header is read

    def rows() -> Iterator[Cells]:
        yield names
        # Few rows at a time: a column of one repeated text is tiny on the disk and not in memory.
        for batch in table.iter_batches(batch_size=64, columns=[names[place] for place in used]) if used else ():
            columns = dict(zip(used, batch.columns, strict=True))
            for number in range(batch.num_rows):
                yield [columns[place][number].as_py() if place in columns else None for place in range(len(names))]

    yield from _read_rows(file, rows(), "#R")


def read_workbook(file: InputFile) -> Iterator[Document | Rejection]:
    """The rows of an Excel workbook, each of its sheets a table with its own header."""
    import python_calamine

    size = file.path.stat().st_size
    if size > file.max_total_bytes:
        yield file.rejection("too_large", f"has {size:,} bytes, more than the limit of {file.max_total_bytes:,}")
        return
    if problem := _bomb(file):
        yield problem
        return
    book = python_calamine.CalamineWorkbook.from_path(str(file.path))
    sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=True)) for name in book.sheet_names]
    filled = [(name, rows) for name, rows in sheets if rows]
    if not filled:
        yield file.rejection("empty", "has no rows")
    for name, rows in filled:
        yield from _read_rows(file, iter(rows), "#R" if len(filled) == 1 else f"#{name}!R")


def _bomb(file: InputFile) -> Rejection | None:
    """Why a workbook must not be opened: it would unpack, or its sheets would spread out, beyond all limits.

    The archive is unpacked piece by piece and thrown away, since what its members say of their size need not be true.
    """
    total = 0
    try:
        with open_zip(file.path) as archive:
            for member in archive.infolist():
                with archive.open(member) as stream:
                    rows = columns = 0
                    tail = b""
                    while piece := stream.read(1 << 20):
                        total += len(piece)
                        if total > file.max_total_bytes:
                            limit = f"{file.max_total_bytes:,}"
                            return file.rejection("too_large", f"unpacks to more than the limit of {limit} bytes")
                        for letters, digits in _CELL.findall(tail + piece):
                            rows, columns = max(rows, int(digits or 0)), max(columns, _column_number(letters))
                        tail = piece[-20:]
                    if rows * columns > _MAX_CELLS:
                        reason = f"has a sheet that spreads over {rows:,} rows and {columns:,} columns"
                        return file.rejection("too_large", reason)
    except TooMuch as error:
        return file.rejection("too_large", str(error))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        return file.rejection("unreadable", f"is no whole workbook (encrypted, cut short or damaged): {error}")
    return None


def _column_number(letters: bytes) -> int:
    """B as 2, AA as 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _read_rows(
    file: InputFile, rows: Iterator[Cells | Problem], place: str, *, is_packed: bool = True
) -> Iterator[Document | Rejection]:
    """Documents of a table whose first row names its columns. Rows are counted from 1, the header's row being 1.

    Of a packed table, whose rows may be many times what lies on the disk, so many bytes are read as a file may have.
    """
    header = next(rows, ())
    names = [] if isinstance(header, tuple) else [str(cell or "").strip() for cell in header]
    table = place.rstrip("R").rstrip("!#")
    try:
        columns = _columns(names, file.columns)
    except MapError as error:
        yield file.rejection("not_an_article", str(error), table)
        return
    used = set(columns.values())
    if ignored := [name or f"(column {n + 1})" for n, name in enumerate(names) if n not in used]:
        file.notice(f"columns that are not read: {', '.join(name[:60] for name in ignored[:40])}")
    head = list(islice(rows, _HEAD_ROWS))
    dates = columns.get("published")
    near = nearest_day(row[dates] for row in head if dates is not None and dates < len(row))
    total = n_rows = 0
    for number, row in enumerate(chain(head, rows), start=2):
        where = f"{place}{number}"
        if not isinstance(row, tuple) and not any(cell not in (None, "") for cell in row):
            continue
        n_rows += 1
        content, problem = (where.encode(), row) if isinstance(row, tuple) else _row(row, names, columns, near)
        total += len(content)
        if is_packed and total > file.max_total_bytes:
            yield file.rejection("too_large", f"its rows hold more than {file.max_total_bytes:,} bytes", where, content)
            return
        if problem is None and len(content) > file.max_bytes:
            problem = "too_large", f"the row has {len(content):,} bytes, more than the limit of {file.max_bytes:,}"
        if problem:
            yield file.rejection(problem[0], problem[1], where, content)
        else:
            yield file.document(where, content, "application/json")
    if not n_rows:
        yield file.rejection("empty", "has a header and no rows", table)


def _row(row: Cells, names: list[str], columns: dict[str, int], near: dt.date | None) -> tuple[bytes, Problem | None]:
    """(a row's fields as a JSON record, why it is no document)."""
    cells = {field: row[number] if number < len(row) else None for field, number in columns.items()}
    fields = {field: _text(cell) for field, cell in cells.items()}
    if "published" in fields:
        fields["published"] = moment_text(cells["published"], near)
    content = record(**fields)
    if len(row) > len(names) and any(cell not in (None, "") for cell in row[len(names) :]):
        return content, ("unreadable", f"the row has {len(row)} fields, the header has {len(names)}")
    if not (fields.get("text") or fields.get("html")):
        return content, ("no_text", "the row has no text")
    return content, None


def _columns(names: list[str], wanted: Any) -> dict[str, int]:
    """Which column holds which field. Raises MapError when a column is missing, or when none holds a text."""
    shown = ", ".join(repr(name[:40]) for name in names[:30]) or "none"
    folded = [fold_name(name) for name in names]
    found: dict[str, int] = {}
    for field, column in wanted.items():
        if column not in names and fold_name(column) not in folded:
            raise MapError(f"has no column {column!r}; its columns are {shown}")
        found[field] = names.index(column) if column in names else folded.index(fold_name(column))
    for field, usual in usual_names():
        if field not in found and usual in folded and folded.index(usual) not in found.values():
            found[field] = folded.index(usual)
    if "text" not in found and "html" not in found:
        urls = "; it has addresses: fetch them with --urls" if "url" in found else ""
        raise MapError(f"no column holds a text (name it: --map text=COLUMN); its columns are {shown}{urls}")
    return found


def fold_name(name: str) -> str:
    """A column's name without case, blanks and punctuation."""
    return re.sub(r"[\W_]+", "", name).casefold()


@cache
def usual_names() -> tuple[tuple[str, str], ...]:
    """(field, folded name) of the columns that usually hold it, the likeliest first."""
    lines = _NAMES.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if line and not line.startswith("#"))
    return tuple((row["field"], fold_name(row["name"])) for row in rows)


def _text(cell: Any) -> str | None:
    return None if cell is None else str(cell).strip() or None


def moment_text(cell: Any, near: dt.date | None = None) -> str | None:
    """A date cell as ISO 8601; one that cannot be read as it is stated, so that it can be looked at.

    `near` decides between day and month where both are possible ("03/04/2026"): the usual day of the column.
    """
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() and cell.tzinfo is None else cell.isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float) and _SHEET_DAYS[0] <= cell < _SHEET_DAYS[1]:
        return (dt.date(1899, 12, 30) + dt.timedelta(days=int(cell))).isoformat()
    text = _text(cell)
    if text is None or isinstance(cell, bool):
        return None
    if _MICROSECONDS.fullmatch(text):
        text = text[:13]
    moment = read_moment(text, near=near)
    return moment.isoformat() if moment else text
