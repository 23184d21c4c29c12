"""The encoding of text whose own word for it is missing or wrong."""

from __future__ import annotations

import codecs

import charset_normalizer

#: Bytes that an encoding is guessed from.
SAMPLE_BYTES = 100_000
_LOCAL = ["cp1251", "cp1252", "koi8_u", "iso8859_5", "iso8859_2"]
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def mark_of(content: bytes) -> str | None:
    """The encoding that a byte order mark at the head of the bytes says."""
    return next((name for mark, name in _MARKS if content.startswith(mark)), None)


def local_charset(sample: bytes) -> str | None:
    """The likeliest of the single-byte encodings in use around the Black Sea, or None."""
    best = charset_normalizer.from_bytes(sample[:SAMPLE_BYTES], cp_isolation=_LOCAL).best()
    return best.encoding if best else None


def charset_of(sample: bytes) -> str:
    """The encoding of a text by its first bytes. Bytes that are UTF-8, or nearly, are UTF-8."""
    if mark := mark_of(sample):
        return mark
    if sample.isascii() and b"\x00" not in sample:
        return "utf-8"
    if sample[:1000].count(0) > len(sample[:1000]) // 4:
        return "utf-16-le" if sample[1:2] == b"\x00" else "utf-16-be"
    text = sample[:SAMPLE_BYTES].decode("utf-8", "replace")
    foreign = sum(character > "\x7f" for character in text)
    if text.count("\ufffd") <= max(1, foreign * 0.05):
        return "utf-8"
    return local_charset(sample) or "utf-8"
