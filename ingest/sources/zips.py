"""Zip archives: unpacked beside, within limits, and read like the folder that was packed."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest.core.documents import Document, Rejection
from ingest.sources.files import InputFile

#: Files in one archive, at most.
MAX_MEMBERS = 20_000
_PIECE = 1 << 20

#: Reads a folder: its documents and rejections, and what it leaves out to `on_notice`.
ReadFolder = Callable[[Path, Callable[[str], None]], Iterator[Document | Rejection]]


def read_zip(file: InputFile, read_folder: ReadFolder) -> Iterator[Document | Rejection]:
    """What `read_folder` makes of the archive's files; their addresses are the archive's, "!/" and the name inside.

    An archive that unpacks to more than the limit, or holds too many files, is refused whole. A member that is damaged
    or encrypted is refused by itself; archives inside archives are not unpacked.
    """
    with tempfile.TemporaryDirectory(prefix="warledger-") as name:
        folder = Path(name).resolve()

        def address(text: str) -> str:
            return text.replace(f"{folder}/", f"{file.uri}!/")

        try:
            refused = _unpack(file, folder)
        except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
            yield file.rejection("unreadable", f"is no whole zip archive: {error}")
            return
        except _TooMuch as error:
            yield file.rejection("too_large", str(error))
            return
        yield from refused
        for item in read_folder(folder, lambda text: file.on_notice(address(text))):
            yield (
                replace(item, source_uri=address(item.source_uri), reason=address(item.reason))
                if isinstance(item, Rejection)
                else replace(item, source_uri=address(item.source_uri))
            )


class _TooMuch(ValueError):
    """More than an archive may hold."""


def _unpack(file: InputFile, folder: Path) -> list[Rejection]:
    """Write the members into `folder`; the rejections of those that could not be."""
    refused: list[Rejection] = []
    total = 0
    with zipfile.ZipFile(file.path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_MEMBERS:
            raise _TooMuch(f"holds {len(members):,} files, more than the limit of {MAX_MEMBERS:,}")
        for member in members:
            parts = [
                part for part in PurePosixPath(member.filename.replace("\\", "/")).parts if part not in ("/", "..")
            ]
            if not parts or parts[0] == "__MACOSX":
                continue
            place = f"!/{'/'.join(parts)}"
            if parts[-1].casefold().endswith(".zip"):
                refused.append(file.rejection("unsupported", "is an archive inside an archive", place))
                continue
            target = folder.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with archive.open(member) as stream, target.open("wb") as out:
                    while piece := stream.read(_PIECE):
                        total += len(piece)
                        if total > file.max_total_bytes:
                            raise _TooMuch(f"unpacks to more than the limit of {file.max_total_bytes:,} bytes")
                        out.write(piece)
            except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
                target.unlink(missing_ok=True)
                refused.append(
                    file.rejection("unreadable", f"cannot be unpacked (encrypted or damaged): {error}", place)
                )
                continue
            _date(target, member.date_time, file.written_at)
    return refused


def _date(target: Path, stated: tuple[int, int, int, int, int, int], latest: dt.datetime) -> None:
    """Give a file the time that the archive says it was last written, but none later than the archive itself."""
    try:
        moment = min(dt.datetime(*stated, tzinfo=dt.UTC), latest)
    except (ValueError, TypeError):
        moment = latest
    os.utime(target, (moment.timestamp(), moment.timestamp()))
