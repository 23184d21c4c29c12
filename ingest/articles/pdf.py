"""PDF files to running text, page by page, so that a quote can be found on its page."""

from __future__ import annotations

import io
import logging
import re
import time
from collections import Counter
from typing import Any

#: Pages read of one file, characters of its text, and seconds that it may take, at most.
MAX_PAGES, MAX_CHARACTERS, MAX_SECONDS = 1_000, 5_000_000, 60.0
#: What one stream may unpack to (bytes), and parts that a page's drawing may have; a full page of text has 20,000.
_LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": 20_000_000,
    "lzw_maximum_output_length": 20_000_000,
    "run_length_maximum_output_length": 20_000_000,
    "array_based_stream_maximum_output_length": 20_000_000,
    "stream_parsing_work_maximum_count": 1_000_000,
}
#: Letters a page, on average, below which a file is pictures of pages.
_SCANNED = 20
#: Characters that are compared to find where a page begins in an article's text.
_ANCHOR = 40
_SOFT_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad]\n(?=[^\W\d_A-Z])")
_NUMBERS = re.compile(r"\d+")
_BULLET = re.compile(r"[•▪●◦‣*–-]\s|\(?\d{1,2}[.)]\s")
_TERMINAL = (".", "!", "?", "…", ":", "”", '"', "»")


class PdfError(ValueError):
    """A PDF file that cannot be read; `reason_code` is unreadable, no_text or too_large."""

    def __init__(self, reason_code: str, message: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code


def read_pdf(content: bytes) -> list[str]:
    """The text of each page, one paragraph a line, without running heads and page numbers.

    Raises PdfError for a file that is encrypted, scanned, damaged or too large.
    """
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with pypdf.apply_configuration(**_LIMITS):
            pages = _texts(pypdf.PdfReader(io.BytesIO(content)))
    except PdfError:
        raise
    except (PyPdfError, OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        # pypdf lets through what its readers of broken objects happen to raise
        raise PdfError("unreadable", f"is a damaged PDF: {type(error).__name__}: {str(error)[:150]}") from None
    except (RecursionError, NotImplementedError) as error:
        raise PdfError("unreadable", f"is a PDF that cannot be read: {type(error).__name__}") from None
    letters = sum(sum(map(str.isalpha, text)) for text in pages)
    if letters < _SCANNED * max(1, len(pages)):
        raise PdfError("no_text", f"has {len(pages)} pages and no text: a scan, which needs text recognition first")
    return [_paragraphs(lines) for lines in _without_running_heads([_lines(text) for text in pages])]


def _texts(reader: Any) -> list[str]:
    """The text of each page as it is drawn."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise PdfError("unreadable", "is encrypted; save it without its password first")
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise PdfError("too_large", f"has {count:,} pages, more than {MAX_PAGES:,}")
    deadline = time.monotonic() + MAX_SECONDS
    pages: list[str] = []

    def look_at_the_clock(*_: Any) -> None:
        if time.monotonic() > deadline:
            raise PdfError("too_large", f"was not read within {MAX_SECONDS:g} s: page {len(pages) + 1} of {count:,}")

    for page in reader.pages:
        pages.append(page.extract_text(visitor_operand_before=look_at_the_clock))
        if sum(map(len, pages)) > MAX_CHARACTERS:
            raise PdfError("too_large", f"has more than {MAX_CHARACTERS:,} characters: page {len(pages)} of {count:,}")
    return pages


def _lines(text: str) -> list[str]:
    return [line.strip() for line in _SOFT_HYPHEN.sub("", text.replace("\x00", "")).split("\n")]


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Pages without the lines that stand at the head or foot of most of them, figures aside.

    A line that begins in lower case goes on with a sentence, however often it comes: it stays.
    """
    if len(pages) < 3:
        return [[line for line in lines if not line.isdecimal()] for lines in pages]

    def mark(line: str) -> str:
        return _NUMBERS.sub("#", line.casefold())

    counts = Counter(found for lines in pages for found in {mark(line) for line in _edges(lines)})
    repeated = {text for text, number in counts.items() if number > len(pages) / 2}
    return [[line for line in lines if not (line in _edges(lines) and mark(line) in repeated)] for lines in pages]


def _edges(lines: list[str]) -> list[str]:
    filled = [line for line in lines if line]
    return [line for line in filled[:2] + filled[-2:] if not line[0].islower()]


def _paragraphs(lines: list[str]) -> str:
    """Lines joined to paragraphs: one goes on until a line ends a sentence well before the usual width, or a gap."""
    widths = sorted(len(line) for line in lines if line)
    usual = widths[int(len(widths) * 0.8)] if widths else 0
    paragraphs: list[str] = []
    goes_on = False
    for line in lines:
        if not line:
            goes_on = False
            continue
        if goes_on and not _BULLET.match(line):
            paragraphs[-1] += " " + line
        else:
            paragraphs.append(line)
        is_short = len(line) < 0.75 * usual
        goes_on = not is_short and not (line.endswith(_TERMINAL) and len(line) < 0.9 * usual)
    return "\n".join(paragraphs)


def page_starts(pages: list[str], body: str) -> list[int]:
    """Where each page begins in an article's body: the page of a character is the number of starts up to it.

    A page is found by its first letters that stand in the body, so that joined lines and lines that were cut do not
    matter. Pages of which nothing is in the body begin where the next one does.
    """
    letters, places = _letters_of(body)
    starts: list[int] = []
    reached = 0
    for page in pages:
        text, _ = _letters_of(page)
        found = -1
        for begin in range(0, max(1, len(text) - _ANCHOR + 1), _ANCHOR // 2):
            found = letters.find(text[begin : begin + _ANCHOR], reached) if text else -1
            if found >= 0:
                break
        starts.append(-1 if found < 0 else places[found] if starts else 0)
        reached = max(reached, found)
    following = len(body)
    for number in range(len(starts) - 1, -1, -1):
        following = starts[number] = starts[number] if starts[number] >= 0 else following
    while starts and starts[-1] >= len(body):
        starts.pop()
    return starts


def _letters_of(text: str) -> tuple[str, list[int]]:
    """A text's letters and digits in lower case, and where each stands in it."""
    places = [place for place, character in enumerate(text) if character.isalnum()]
    return "".join(text[place].casefold()[:1] for place in places), places
