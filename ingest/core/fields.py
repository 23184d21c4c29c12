"""What a text must be to be stored: whole characters that a file can hold, and no longer than its field is wide.

Documents, articles and rejections pass through here when they are made, so that no table meets half a character or a
title of a megabyte, whatever source or format it came by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Characters of the longest value of a field. Real titles have up to 300; servers take no longer addresses.
MAX_CHARACTERS = {
    "url": 4_000,
    "title": 1_000,
    "publisher": 300,
    "published": 200,
    "time_zone": 100,
    "agency": 300,
    "byline": 1_000,
    "dateline_place": 300,
}
#: Control characters and halves of surrogate pairs (JSON lets "\ud800" through): no UTF-8 file can hold the latter.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HALF = re.compile("[\ud800-\udfff]")
#: In an address: these, and what stands for them where they were replaced already.
_NO_ADDRESS = re.compile("[\x00-\x20\x7f\ud800-\udfff\ufffd]")


def writable(text: str) -> str:
    """The text with U+FFFD for half surrogates and blanks for control characters; line ends and tabs stay."""
    if text.isprintable():
        return text
    return _CONTROL.sub(" ", _HALF.sub("\ufffd", text))


def fit_field(name: str, value: str) -> tuple[str | None, str | None]:
    """(the value that is kept, what was wrong with the given one in a sentence, or None).

    A text that is too long is cut. An address is not: another address is another page, so a bad one is left out.
    """
    limit = MAX_CHARACTERS[name]
    if name == "url":
        if len(value) > limit:
            return None, f"the url has {len(value):,} characters, more than the limit of {limit:,}, and was left out"
        if _NO_ADDRESS.search(value):
            return None, "the url holds blanks, control characters or half surrogates and was left out"
        return value, None
    kept = writable(value)
    if len(kept) <= limit:
        return kept, None
    return kept[:limit], f"the {name} has {len(kept):,} characters; the first {limit:,} were kept"


def fit_fields(values: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """(the values that are kept, a sentence for each that was cut or left out). Fields without a limit stay."""
    kept: dict[str, str] = {}
    sentences: list[str] = []
    for name, value in values.items():
        fitted, sentence = fit_field(name, value) if name in MAX_CHARACTERS else (writable(value), None)
        if fitted is not None:
            kept[name] = fitted
        if sentence:
            sentences.append(sentence)
    return kept, tuple(sentences)
