"""Compressed bytes, unpacked piece by piece up to a limit: a bomb costs no more memory than the limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 1 << 16


class TooLarge(ValueError):
    """More bytes than allowed; the message says how many are allowed and in which form."""


class Damaged(ValueError):
    """Bytes that are not what their encoding says, or that end too early."""


def unpack(chunks: Iterable[bytes], encoding: str | None, *, max_bytes: int) -> Iterator[bytes]:
    """The plain bytes of a body sent as `encoding` (gzip, x-gzip, deflate, identity or None).

    Raises TooLarge beyond `max_bytes` on either side of the decompression, Damaged for broken, truncated or
    unknown encodings.
    """
    name = (encoding or "identity").strip().lower()
    limited = _limited(chunks, max_bytes, "as sent")
    if name in ("identity", ""):
        return limited
    if name in ("gzip", "x-gzip", "deflate"):
        return _limited(_inflate(limited, name == "deflate"), max_bytes, "unpacked")
    raise Damaged(f"is encoded as {name[:40]!r}, which was not asked for")


def unpack_file(content: bytes, *, max_bytes: int) -> bytes:
    """Bytes of a file, unpacked once when they are gzip (whatever the name says). Raises as `unpack`."""
    if not content.startswith(GZIP_MAGIC):
        return content
    pieces = (content[start : start + _PIECE] for start in range(0, len(content), _PIECE))
    return b"".join(unpack(pieces, "gzip", max_bytes=max_bytes))


def _limited(chunks: Iterable[bytes], max_bytes: int, form: str) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > max_bytes:
            raise TooLarge(f"has more than {max_bytes:,} bytes {form}")
        yield chunk


def _inflate(chunks: Iterable[bytes], maybe_raw: bool) -> Iterator[bytes]:
    """Gzip (of one or several members) or zlib data; deflate without its header too, which some servers send."""
    decoder, started = zlib.decompressobj(47), False
    for chunk in chunks:
        data = chunk
        while data:
            if decoder.eof:
                if not data.startswith(GZIP_MAGIC[:1]):
                    return  # padding behind the last member, which gzip allows
                decoder = zlib.decompressobj(47)
            try:
                piece = decoder.decompress(data, _PIECE)
            except zlib.error as error:
                if not maybe_raw or started:
                    raise Damaged(f"does not unpack: {error}") from None
                decoder, maybe_raw = zlib.decompressobj(-15), False
                continue
            started = True
            if piece:
                yield piece
            data = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
    if started:
        yield decoder.flush()
    if not decoder.eof:
        raise Damaged("ends before its compressed data does")
