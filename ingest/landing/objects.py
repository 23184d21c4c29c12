"""A landing zone on object storage (S3), which several machines share.

The bucket holds what a landing folder holds, under the same names. A batch's parts come first and its manifest last,
under the batch's own id: nothing is renamed, nothing is locked, and what has no manifest is no batch. The local landing
folder is a cache then: files never change, so each is fetched once, and whoever loses the folder fetches again. Of
large tables only the columns that are asked across batches come here, unless somebody reads the batch itself.

Credentials, region and address of the server: the AWS_* variables of every S3 client.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.landing.damage import MANIFEST, read_manifest
from ingest.landing.writers import whole_file
from ingest.settings import Settings, SettingsError

if TYPE_CHECKING:
    from obstore.store import S3Store

#: Columns that are most of a file and that no question over all batches asks for.
LARGE_COLUMNS = frozenset({"content", "headers", "body", "signature", "numbers"})
#: Folder of the files without those, in the cache.
SLIM = ".slim"
#: A server that answers 500, or not at all, is asked again for this long.
PATIENCE = dt.timedelta(seconds=90)
#: A request that takes longer is given up (and made again).
REQUEST = dt.timedelta(seconds=60)
#: Tries of one upload: a request that timed out is not made again by the client. The same bytes under the same name.
UPLOADS = 3
_RANGE = 1 << 20


class StorageError(OSError):
    """Object storage that did not answer, or refused, after all tries: one sentence. What was landed before stays."""

    retryable = True


class SharedLanding(SettingsError):
    """What would need every other machine to stand still."""


def shared(settings: Settings) -> Bucket | None:
    """The landing zone's bucket; None where it is a folder."""
    return _bucket(settings.landing_url, settings.landing_dir) if settings.landing_url else None


def refuse_shared(settings: Settings, what: str) -> None:
    """Raise SharedLanding where other machines may be in the landing zone."""
    if settings.landing_url:
        raise SharedLanding(
            f"{what} needs the landing zone to itself, and {settings.landing_url} is shared with other machines: "
            "not done there (docs/scaling.md)"
        )


@cache
def _bucket(url: str, folder: Path) -> Bucket:
    try:
        from obstore.store import S3Store
    except ImportError:
        raise SettingsError(
            f"WARLEDGER_LANDING_URL is {url}, which needs what requirements-scale.lock holds; install that"
        ) from None
    for name in ("AWS_ENDPOINT_URL", "AWS_REGION"):  # compose passes what is not set as an empty text
        if not os.environ.get(name, "set"):
            del os.environ[name]
    retries: Any = {
        "max_retries": 50,
        "retry_timeout": PATIENCE,
        "backoff": {"init_backoff": dt.timedelta(seconds=0.2), "max_backoff": dt.timedelta(seconds=15), "base": 2},
    }
    client: Any = {"timeout": REQUEST, "connect_timeout": dt.timedelta(seconds=10), "allow_http": True}
    return Bucket(url, S3Store.from_url(url, client_options=client, retry_config=retries), folder)


class _Ranges(io.RawIOBase):
    """An object of which only the parts that are read are fetched."""

    def __init__(self, store: S3Store, name: str, size: int) -> None:
        self._store, self._name, self._size, self._place = store, name, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        return self._place

    def read(self, size: int | None = -1) -> bytes:
        import obstore

        end = self._size if size is None or size < 0 else min(self._place + size, self._size)
        start, self._place = self._place, max(end, self._place)
        return bytes(obstore.get_range(self._store, self._name, start=start, end=end)) if end > start else b""


class Bucket:
    """The objects under a URL, and the local folder that holds copies of them under the same names."""

    def __init__(self, url: str, store: S3Store, folder: Path) -> None:
        self.url, self._store, self.folder = url, store, folder

    def names(self, prefix: str = "") -> dict[str, int]:
        """Names below the URL that begin with a folder, with their sizes."""
        import obstore

        with self._told("list", prefix):
            parts = obstore.list(self._store, prefix or None)
            return {item["path"]: item["size"] for part in parts for item in part}

    def batches(self) -> list[str]:
        """The complete batches, oldest first; their manifests are in the cache then."""
        found = sorted(name.rpartition("/")[0] for name in self.names() if name.endswith(f"/{MANIFEST}"))
        for batch in found:
            self._fetch(f"{batch}/{MANIFEST}")
        return found

    def add_batch(self, batch: str, folder: Path) -> None:
        """Upload a batch that is written and sealed: it is landed when its manifest is there, which comes last.
        `folder` becomes the cache's.

        Raises FileExistsError for a batch of that name. What a broken upload leaves has no manifest and is harmless.
        """
        if f"{batch}/{MANIFEST}" in self.names(batch):
            raise FileExistsError(f"{self.url}/{batch} is there already")
        for path in sorted(folder.glob("*.parquet")):
            self._upload(path, f"{batch}/{path.name}")
        self._upload(folder / MANIFEST, f"{batch}/{MANIFEST}")
        try:
            folder.rename(self.folder / batch)
        except OSError:  # another process of this machine has begun to fetch it
            shutil.rmtree(folder)

    def add_file(self, path: Path) -> None:
        """Upload a file that has just been written into the cache; if that fails, it is not there either."""
        try:
            self._upload(path, path.relative_to(self.folder).as_posix())
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def fetch_below(self, prefix: str) -> list[Path]:
        """Every file below a folder, in the cache; oldest name first."""
        names = sorted(self.names(prefix))
        for name in names:
            self._fetch(name)
        return [self.folder / name for name in names]

    def whole(self, batch: str) -> Path:
        """The cache's folder of a batch, with all of its files."""
        folder = self.folder / batch
        for name in read_manifest(folder)["files"]:
            self._fetch(f"{batch}/{name}")
        return folder

    def slim(self, batch: str, table: str) -> Iterator[Path]:
        """A table's files of a batch, without their LARGE_COLUMNS where the batch is not here."""
        for name in sorted(read_manifest(self.folder / batch)["files"]):
            if name.rpartition("-")[0] != table:
                continue
            whole, part = self.folder / batch / name, self.folder / SLIM / batch / name
            if whole.exists():
                yield whole
                continue
            if not part.exists():
                self._fetch_columns(f"{batch}/{name}", part)
            yield part

    def _fetch(self, name: str) -> None:
        import obstore

        path = self.folder / name
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._told("read", name), whole_file(path) as handle:
            for part in obstore.get(self._store, name).stream(min_chunk_size=_RANGE):
                handle.write(bytes(part))

    def _fetch_columns(self, name: str, path: Path) -> None:
        import obstore

        path.parent.mkdir(parents=True, exist_ok=True)
        with self._told("read", name):
            opened = _Ranges(self._store, name, obstore.head(self._store, name)["size"])
            with pq.ParquetFile(pa.PythonFile(opened, mode="r")) as file:
                columns = [column for column in file.schema_arrow.names if column not in LARGE_COLUMNS]
                rows = file.read(columns)
        with whole_file(path) as handle:
            pq.write_table(rows, handle, compression="zstd")

    def _upload(self, path: Path, name: str) -> None:
        import obstore

        with self._told("write", name):
            for left in reversed(range(UPLOADS)):
                try:
                    obstore.put(self._store, name, path)
                    return
                except obstore.exceptions.GenericError:
                    if not left:
                        raise

    @contextmanager
    def _told(self, verb: str, name: str) -> Iterator[None]:
        """What the storage's client says, as one sentence."""
        from obstore.exceptions import BaseError

        try:
            yield
        except (BaseError, FileNotFoundError, PermissionError) as error:
            said = " ".join(str(error).split("Debug source:")[0].split())
            raise StorageError(f"cannot {verb} {self.url}/{name}: {said[:400]}") from error
