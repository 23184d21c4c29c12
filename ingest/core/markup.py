"""Markup that no person writes: tags with thousands of attributes, which parsers compare each with all others."""

from __future__ import annotations

import re

#: Characters of a tag below which it is left alone, and signs that part attributes above which it is a flood. Real tags
#: have up to 40 attributes; a picture that stands in its own tag has many characters and few such signs.
_LONG_TAG = re.compile(rb"<([A-Za-z][\w:.-]{0,60})[\s/][^<>]{4000,}>")
_MOST_SIGNS = 2_000
_SIGNS = b" \t\n\r\f/\"'="


def without_floods(content: bytes) -> tuple[bytes, int]:
    """(the markup with the attributes of flooded tags left out, how many tags that were). Linear in its length."""
    number = 0

    def strip(match: re.Match[bytes]) -> bytes:
        nonlocal number
        tag = match.group()
        if len(tag) - len(tag.translate(None, _SIGNS)) <= _MOST_SIGNS:
            return tag
        number += 1
        return b"<" + match[1] + (b"/>" if tag.endswith(b"/>") else b">")

    return _LONG_TAG.sub(strip, content), number
