"""Zip archives: unpacked beside, within limits, and read like the folder that was packed."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
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
#: Bytes of an archive's table of contents (20,000 files take some 3 MB), and characters of a name that are shown.
_MAX_CONTENTS_BYTES = 10_000_000
_LONGEST_NAME = 1_000

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
        except TooMuch as error:
            yield file.rejection("too_large", str(error))
            return
        yield from refused
        for item in read_folder(folder, lambda text: file.on_notice(address(text))):
            yield (
                replace(item, source_uri=address(item.source_uri), reason=address(item.reason))
                if isinstance(item, Rejection)
                else replace(item, source_uri=address(item.source_uri))
            )


class TooMuch(ValueError):
    """More than an archive may hold."""


class _Guarded(io.FileIO):
    """A file that gives no more than a table of contents at a time: zipfile takes one of any size into memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = size if size is not None and size >= 0 else os.fstat(self.fileno()).st_size - self.tell()
        if wanted > _MAX_CONTENTS_BYTES:
            raise TooMuch(f"has a table of contents of more than {_MAX_CONTENTS_BYTES:,} bytes")
        return super().read(size) or b""


@contextlib.contextmanager
def open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip archive with a table of contents of bounded size. Raises TooMuch for a larger one."""
    with _Guarded(path) as stream, zipfile.ZipFile(stream) as archive:
        yield archive


def _unpack(file: InputFile, folder: Path) -> list[Rejection]:
    """Write the members into `folder`; the rejections of those that could not be."""
    refused: list[Rejection] = []
    total = 0
    size = file.path.stat().st_size
    if size > file.max_total_bytes:
        raise TooMuch(f"has {size:,} bytes, more than the limit of {file.max_total_bytes:,}")
    with open_zip(file.path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_MEMBERS:
            raise TooMuch(f"holds {len(members):,} files, more than the limit of {MAX_MEMBERS:,}")
        for member in members:
            parts = [
                part for part in PurePosixPath(member.filename.replace("\\", "/")).parts if part not in ("/", "..")
            ]
            if not parts or parts[0] == "__MACOSX":
                continue
            place = f"!/{'/'.join(parts)}"[:_LONGEST_NAME]
            if parts[-1].casefold().endswith(".zip"):
                refused.append(file.rejection("unsupported", "is an archive inside an archive", place))
                continue
            target = folder.joinpath(*parts)
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as stream, target.open("wb") as out:
                    while piece := stream.read(_PIECE):
                        total += len(piece)
                        if total > file.max_total_bytes:
                            raise TooMuch(f"unpacks to more than the limit of {file.max_total_bytes:,} bytes")
                        out.write(piece)
            except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
                with contextlib.suppress(OSError):
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
