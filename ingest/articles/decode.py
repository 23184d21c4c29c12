"""Bytes to text: byte order marks, UTF-8, declared charsets, single-byte encodings; binaries are refused."""

from __future__ import annotations

import codecs
import re

#: How much of a document is looked at to decide on its encoding.
SAMPLE_BYTES = 262_144

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: First bytes of formats that are never text.
_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"MZ\x90",
    b"RIFF",
    b"\xd0\xcf\x11\xe0",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
    b"OggS",
    b"ID3",
    b"PAR1",
    b"SQLite format 3\x00",
)
_META_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^<>]{0,200}?(?:charset|encoding)\s{0,5}=\s{0,5}["']?\s{0,5}([A-Za-z0-9_.:-]{2,30})""", re.I
)
_CONTROL_BYTES = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27}) + b"\x7f"
#: High bytes of UTF-16 units: Latin, Cyrillic, general punctuation.
_UTF16_PAGES = b"\x00\x01\x04\x20"
_HIGH_BYTES = bytes(range(128, 256))
#: A multi-byte UTF-8 sequence, and any byte that is part of none.
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}",
)
#: Most frequent lower-case letters of Russian and Ukrainian: over half of any running text in them.
_FREQUENT_CYRILLIC = frozenset("оаеинтсрвлкмді")


class DecodeError(ValueError):
    """Bytes that are no readable text; `reason_code` is binary or undecodable."""

    def __init__(self, reason_code: str, message: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code


def decode(content: bytes, charset: str | None = None) -> str:
    """The text of these bytes; `charset` is what a transport header declared.

    A few broken sequences in otherwise sound UTF-8 become U+FFFD. Raises DecodeError for anything else.
    """
    for bom, name in _BOMS:
        if content.startswith(bom):
            if name == "utf-8":
                content = content[len(bom) :]
                break
            return _decode_wide(content, name)
    if content.startswith(_MAGIC):
        raise DecodeError("binary", "starts with the signature of a binary format")
    sample = content[:SAMPLE_BYTES]
    nuls = sample.count(0)
    if nuls:
        wide = _wide_without_mark(sample)
        if wide:
            return _decode_wide(content, wide)
        if nuls > max(2, len(sample) // 1000):
            raise DecodeError("binary", f"{nuls} NUL bytes in the first {len(sample):,} bytes")
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES)) - nuls
    if controls > max(4, len(sample) // 100):
        raise DecodeError("binary", f"{controls} control characters in the first {len(sample):,} bytes")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = charset or _declared_charset(sample)
    if declared and declared not in ("utf-8", "utf8"):
        text = _decode_declared(content, declared)
        if text is not None:
            return text
    return _decode_damaged_or_single_byte(content, sample)


def _declared_charset(sample: bytes) -> str | None:
    match = _META_CHARSET.search(sample[:8192])
    return match.group(1).decode("ascii").lower() if match else None


def _decode_declared(content: bytes, charset: str) -> str | None:
    """Text in the declared charset, or None when it is unknown or does not fit."""
    try:
        info = codecs.lookup(charset)
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True) or info.name in ("utf-7", "idna", "punycode", "undefined"):
        return None
    if info.name in ("iso8859-1", "ascii"):  # browsers read these labels as Windows-1252, and so are pages written
        info = codecs.lookup("cp1252")
    try:
        text = content.decode(info.name, "replace")
    except (UnicodeError, ValueError, LookupError):
        return None
    return text if text.count("�") <= max(3, len(text) // 200) else None


def _wide_without_mark(sample: bytes) -> str | None:
    """UTF-16 without a byte order mark: every second byte is of the few that Latin and Cyrillic text use."""
    half = len(sample) // 2
    if half < 8:
        return None
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if len(high.translate(None, _UTF16_PAGES)) <= half * 0.02 and high.count(0) >= half * 0.02:
            return name
    return None


def _decode_wide(content: bytes, name: str) -> str:
    text = content.decode(name, "replace")
    if text.count("�") > max(3, len(text) // 50):
        raise DecodeError("undecodable", f"is marked as {name} but does not decode")
    return text.removeprefix("\ufeff")


def _decode_damaged_or_single_byte(content: bytes, sample: bytes) -> str:
    high = len(sample) - len(sample.translate(None, _HIGH_BYTES))
    rest = _UTF8_SEQUENCE.sub(b"", sample)
    stray = len(rest) - len(rest.translate(None, _HIGH_BYTES))
    if high == 0:  # the damage lies beyond the sample: the text before it is plain
        return _replaced(content)
    if stray * 4 <= high and stray <= max(8, len(sample) // 100):
        return _replaced(content)
    if len(sample) and high / len(sample) < 0.2:
        text = _decode_declared(content, "cp1252")
        if text is not None and _reads_as_text(text[:SAMPLE_BYTES]):
            return text
    best, best_share = None, 0.0
    for name in ("cp1251", "koi8-r", "cp866", "iso8859-5"):
        share = _cyrillic_share(sample.decode(name, "replace"))
        if share > best_share:
            best, best_share = name, share
    if best and best_share >= 0.45:
        return content.decode(best, "replace")
    raise DecodeError("undecodable", "is neither UTF-8 nor a known single-byte encoding of running text")


def _replaced(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    broken = text.count("�")
    if broken > max(8, len(text) // 50):
        raise DecodeError("undecodable", f"{broken:,} broken UTF-8 sequences")
    return text


def _reads_as_text(text: str) -> bool:
    """Western text: high characters stand inside or around words, and few are odd symbols."""
    odd = sum(1 for ch in text if "\x7f" < ch < "\xc0" and ch not in "«»°£§·½¼¾±²³ \xa0\xad©®")
    return odd <= max(4, len(text) // 200)


def _cyrillic_share(text: str) -> float:
    """Share of the non-ASCII characters that are frequent lower-case Cyrillic letters (about 0.7 in running text)."""
    foreign = [ch for ch in text[:20_000] if ch > "\x7f"]
    if len(foreign) < 4:
        return 0.0
    return sum(ch in _FREQUENT_CYRILLIC for ch in foreign) / len(foreign)
