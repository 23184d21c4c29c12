"""Text to clean lines: Unix line ends, NFC, no control or invisible characters, entities resolved, hard wraps joined.

Everything here is linear in the length of the text.
"""

from __future__ import annotations

import html
import itertools
import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
#: Control characters, lone surrogates, zero-width and direction marks, soft hyphens, byte order marks, private use.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_ODD_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SPACES = re.compile(" {2,}")
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z]{2,8}\d{0,2});")
_BLOCK_TAG = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote|section|article)\b[^<>]{0,300}>", re.I)
_INLINE_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|span|font|sup|sub|img|small|cite|q|time|code|mark)\b[^<>]{0,1000}>", re.I
)
#: A sentence end with the next sentence glued to it, as texts stored without their paragraph breaks have it.
_GLUED = re.compile(
    r"[.!?](?<=[a-zа-яіїєґ]{3}[.!?])(?P<quotes>[\"”’')\]]{0,2})(?=[“‘(]?[A-ZА-ЯІЇЄҐ][a-zа-яіїєґ’']{0,20}[ ,])"
)
#: A caption without an end mark glued to the first sentence; names such as ProtonMail begin with a capital.
_GLUED_WORDS = re.compile(r"[A-Z](?<=[a-z]{5}[A-Z])(?=[a-z]{2,20} [a-z])")
_WORD_START = re.compile(r"[A-Za-z]*$")
_WEB_ADDRESS = re.compile(r"https?://\S|www\.")
#: Marks after which a line that begins in lower case is one of its own: an item of a list, say.
_CLOSED = tuple('.!?…:;"”»)|')
_LIST_MARK = re.compile(r"[-–•*▪●]\s|\(?\d{1,2}[.)]\s")
#: Hard-wrapped texts: their widths in characters, the fewest breaks and the share of them that tells one, and the
#: characters by which a line may fall short of the width.
_NARROWEST, _WIDEST, _FEWEST_BREAKS, _WRAPPED_SHARE, _RAGGED = 45, 120, 3, 0.5, 4
#: From this share on of lines that begin with a capital or figure behind one without a full stop, a text is a list.
_ANEW_SHARE = 0.8
_MOST_BREAKS = 400  # looked at
_LONGEST_JOINED = 5_000
_ENDS = tuple('.!?…"”’)')


def clean_text(text: str) -> str:
    """The text with Unix line ends, NFC, single spaces, no tags, entities or invisible characters; line breaks stay."""
    if not text.isascii():
        text = _SURROGATES.sub("\ufffd", text)
    if "<" in text:
        text = _INLINE_TAG.sub("", _BLOCK_TAG.sub("\n", text))
    if "&" in text:
        text = _SURROGATES.sub("\ufffd", _ENTITY.sub(lambda m: html.unescape(m.group()), text))
    plain = text.replace("\n", "").isprintable()  # then none of the characters below is in it
    if not plain:
        text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if not plain:
        text = _ODD_SPACES.sub(" ", text)
    return _SPACES.sub(" ", text) if "  " in text else text


def to_lines(text: str) -> list[str]:
    """Cleaned text as stripped lines, blank ones as ''; hard-wrapped blocks joined, glued sentences parted."""
    lines = [line.rstrip() for line in text.split("\n")]
    return _part_glued(_join_broken(_join_wrapped(lines)))


def _join_wrapped(lines: list[str]) -> list[str]:
    """Lines that were broken at a fixed width, whatever their paragraphs: each ends where its next word did not fit."""
    width = _wrap_width(lines)
    if width is None:
        return [line.strip() for line in lines]
    joined: list[list[str]] = []
    for index, line in enumerate(lines):
        above = lines[index - 1] if index else ""
        broken = line and len(above) <= width and _is_full(above, line, width)
        if joined and above and broken and not _LIST_MARK.match(line.lstrip()):
            joined[-1].append(line.strip())
        else:
            joined.append([line.strip()])
    return [" ".join(parts) for parts in joined]


def _wrap_width(lines: list[str]) -> int | None:
    """The width that a text was wrapped at, or None: half of its breaks and more stand inside a sentence,
    where the next word did not fit. Headings and addresses above it may be longer."""
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if a and b][:_MOST_BREAKS]
    if len(pairs) < _FEWEST_BREAKS:
        return None
    open_pairs = [(a, b) for a, b in pairs if not a.endswith(_ENDS)]
    if sum(_opens_anew(b) for _, b in open_pairs) >= _ANEW_SHARE * len(open_pairs):
        return None  # a list of headlines: wrapped text has words in lower case at the head of its lines
    widths = {len(a) for a, _ in open_pairs if _NARROWEST <= len(a) <= _WIDEST}
    broken = {w: sum(len(a) <= w and _is_full(a, b, w) for a, b in open_pairs) for w in widths}
    width = max(widths, key=lambda w: (broken[w], w), default=0)
    return width if width and broken[width] >= _WRAPPED_SHARE * len(pairs) else None


def _opens_anew(line: str) -> bool:
    first = line.lstrip("\"'“‘ ")[:1]
    return (first.isupper() or first.isdigit()) and not line.isupper()


def _is_full(line: str, below: str, width: int) -> bool:
    """Whether a line was full: the word below did not fit."""
    return len(line) + 1 + len(below.lstrip().partition(" ")[0]) > width - _RAGGED


def _join_broken(lines: list[str]) -> list[str]:
    """Lines that were broken inside a sentence, as at links: one that begins in lower case goes on with the line above,
    where that has no end mark and is no label."""
    joined: list[str] = []
    for line in lines:
        above = joined[-1] if joined else ""
        is_open = above.count(" ") >= 2 and not above.endswith(_CLOSED)
        if is_open and line[:1].islower() and len(above) + len(line) <= _LONGEST_JOINED:
            joined[-1] = f"{above} {line}"
        else:
            joined.append(line)
    return joined


def _part_glued(lines: list[str]) -> list[str]:
    parted: list[str] = []
    for line in lines:
        if len(line) > 200 and not (("://" in line or "www." in line) and _WEB_ADDRESS.search(line)):
            parted.extend(_glued_pieces(line))
        else:
            parted.append(line)
    return parted


def _glued_pieces(line: str) -> list[str]:
    """The line cut where a sentence follows another one without a space; a straight quotation mark there belongs to
    the sentence that opened it."""
    cuts = []
    quotes, counted = 0, 0
    for match in _GLUED.finditer(line):
        behind_stop = match.start("quotes")
        quotes += line.count('"', counted, behind_stop)
        counted = behind_stop
        opens = match["quotes"] == '"' and quotes % 2 == 0
        cuts.append(behind_stop if opens else match.end())
    for match in _GLUED_WORDS.finditer(line):
        word = _WORD_START.search(line, max(0, match.start() - 35), match.start())
        if word and word.group()[:1].islower():
            cuts.append(match.start())
    if not cuts:
        return [line]
    edges = [0, *sorted(cuts), len(line)]
    pieces = (line[start:end].strip() for start, end in itertools.pairwise(edges))
    return [piece for piece in pieces if piece]


def to_body(paragraphs: list[str]) -> str:
    """Paragraphs joined by a blank line: the text that all offsets refer to."""
    return "\n\n".join(paragraphs)
