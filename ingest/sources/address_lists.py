"""Lists of addresses to fetch: a text with one a line, or a table of which one column holds them.

Tables are what GDELT (events and mentions without a header, DOC API exports with one) and Media Cloud give; the column
is found by its name, else by what stands in it.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from ingest.core.urls import BadUrl, canonical_url
from ingest.sources.charsets import SAMPLE_BYTES, charset_of
from ingest.sources.folder import ReadError
from ingest.sources.tables import delimiter_of, fold_name, records, usual_names, whole_lines

#: Addresses of one list that are read, and characters of a line; the longest address itself is shorter.
MAX_ADDRESSES, MAX_LINE = 100_000, 1_000_000
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
#: Rows that are looked at to find the column.
_SAMPLE_ROWS = 100


@dataclass
class AddressList:
    """`addresses` are distinct pages, hosts by turns; `bad` are entries of the column that are no web address."""

    addresses: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    n_repeated: int = 0
    #: What the addresses were taken from: "lines", or the column's name or number.
    column: str = "lines"


def read_addresses(path: Path) -> AddressList:
    """The addresses of a list. Raises ReadError for a file that is missing, holds none, or holds too many."""
    if not path.is_file():
        raise ReadError(f"{path}: no such file")
    with path.open("rb") as stream:
        sample = stream.read(SAMPLE_BYTES)
    charset = charset_of(sample)
    if "\x00" in sample.decode(charset, "replace"):
        raise ReadError(f"{path}: is no text, so no list of addresses")
    found = AddressList()
    seen: set[str] = set()
    by_host: dict[str, deque[str]] = defaultdict(deque)
    with path.open(encoding=charset, errors="replace", newline="") as stream:
        for text in _entries(whole_lines(stream, MAX_LINE), found):
            try:
                page = canonical_url(text)
            except BadUrl:
                found.bad.append(text)
                continue
            if page in seen:
                found.n_repeated += 1
                continue
            if len(seen) >= MAX_ADDRESSES:
                raise ReadError(f"{path}: has more than {MAX_ADDRESSES:,} addresses; cut it into parts")
            seen.add(page)
            by_host[urlsplit(page).netloc].append(text)
    found.addresses = list(_by_turns(by_host))
    if not found.addresses:
        raise ReadError(f"{path}: holds no address that begins with http:// or https://")
    return found


def _entries(lines: Iterator[str], found: AddressList) -> Iterator[str]:
    """What stands where the addresses are, one after the other; notes in `found` where that is."""
    head = list(islice(lines, 2 * _SAMPLE_ROWS))
    plain = [line.strip() for line in head if line.strip() and not line.startswith("#")]
    if all(_ADDRESS.fullmatch(line) or not _ADDRESS.search(line) for line in plain):
        named = plain and not _ADDRESS.match(plain[0]) and fold_name(plain[0]) in _names()
        yield from plain[1:] if named else plain
        yield from (text for line in lines if (text := line.strip()) and not text.startswith("#"))
        return
    rows = records(iter([*head, *lines]), delimiter_of(head, ","), MAX_LINE)
    sample = [row for row in islice(rows, _SAMPLE_ROWS) if isinstance(row, list)]
    place, is_named = _column(sample)
    found.column = sample[0][place] if is_named else f"column {place + 1}"
    for row in [*sample[is_named:], *rows]:
        if isinstance(row, list) and place < len(row) and (text := row[place].strip()):
            yield text


def _column(sample: list[list[str]]) -> tuple[int, bool]:
    """(which column holds the addresses, whether the first row names the columns)."""
    header = [fold_name(cell) for cell in sample[0]]
    if not any(_ADDRESS.fullmatch(cell.strip()) for cell in sample[0]):
        for name in _names():
            if name in header:
                return header.index(name), True
    width = max(len(row) for row in sample)
    counts = [sum(bool(_ADDRESS.fullmatch(row[n].strip())) for row in sample if n < len(row)) for n in range(width)]
    place = counts.index(max(counts))
    return place, not any(_ADDRESS.fullmatch(cell.strip()) for cell in sample[0])


def _names() -> list[str]:
    return [name for field, name in usual_names() if field == "url"]


def _by_turns(by_host: dict[str, deque[str]]) -> Iterator[str]:
    """One address of each host after the other, so that waiting for one host holds up no other."""
    waiting = deque(by_host.values())
    while waiting:
        addresses = waiting.popleft()
        yield addresses.popleft()
        if addresses:
            waiting.append(addresses)
