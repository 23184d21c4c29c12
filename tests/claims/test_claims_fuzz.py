"""Mutated real pages through the whole reader: no exception, every quote in its text, every number shown.

Pages are cut, doubled, shuffled, flipped in single bytes, spelled in other encodings and glued to one another. How many
mutations: WARLEDGER_FUZZ_ROUNDS (few by default; `make fuzz` does thousands). A failure names its round, which alone
makes the same page again.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.claims.proof import unshown
from ingest.core.documents import Document
from ingest.pipeline.parallel import read_one

SAMPLES = Path(__file__).parent.parent.parent / "ingest" / "samples"
ROUNDS = int(os.environ.get("WARLEDGER_FUZZ_ROUNDS") or 50)
#: Rounds of one test, so that a failure is near its cause and workers share them.
_A_TEST = 25
_LARGEST = 200_000
_ENCODINGS = ("utf-16", "utf-8-sig", "cp1251", "latin-1", "cp1252", "koi8-u", "utf-32-be", "cp437")

Mutation = Callable[[bytes, random.Random], bytes]


def _span(size: int, rng: random.Random) -> tuple[int, int]:
    first, last = sorted((rng.randint(0, size), rng.randint(0, size)))
    return first, last


def cut(page: bytes, rng: random.Random) -> bytes:
    first, last = _span(len(page), rng)
    return page[:first] + page[last:] if rng.random() < 0.5 else page[first:last]


def double(page: bytes, rng: random.Random) -> bytes:
    first, last = _span(len(page), rng)
    return page[:last] + page[first:last] * rng.randint(1, 3) + page[last:]


def flip(page: bytes, rng: random.Random) -> bytes:
    changed = bytearray(page)
    for _ in range(rng.randint(1, 60)):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def shuffle(page: bytes, rng: random.Random) -> bytes:
    """Lines, sentences, tags or words in another order."""
    separator = rng.choice((b"\n", b". ", b"<", b" ", b">", b", "))
    pieces = page.split(separator)
    if rng.random() < 0.5:
        rng.shuffle(pieces)
    else:
        first, last = _span(len(pieces), rng)
        middle = pieces[first:last]
        rng.shuffle(middle)
        pieces[first:last] = middle
    return separator.join(pieces)


def recode(page: bytes, rng: random.Random) -> bytes:
    """Written in another encoding, or read in one and written in another (twice wrong)."""
    text = page.decode("utf-8", "replace")
    if rng.random() < 0.4:
        text = text.encode("utf-8").decode(rng.choice(_ENCODINGS), "replace")
    return text.encode(rng.choice((*_ENCODINGS, "utf-8")), "replace")


def spoil(page: bytes, rng: random.Random) -> bytes:
    """Numbers, marks and blanks changed: where grammars for figures break first."""
    text = page.decode("utf-8", "replace")
    ways: tuple[tuple[str, str], ...] = (
        (r"\d+", str(rng.choice((0, 1, 7, 10**6, 10**20)))), (r"\.", ""), (r" ", "\u00a0"), (r"\s+", " "),
        (r"[A-Z]", "x"), (r"\b(?:and|in|of|the)\b", ""), (r"[,;:]", "\u200b"), (r"e", "\u0435"),
        (r"\d", "\u0664"), (r"-", "\u2013"), (r"s", "\u017f"), (r"i", "\u0131"), (r"[kK]", "\u212a"), (r"I", "\u0130"),
    )  # fmt: skip
    pattern, by = rng.choice(ways)
    share = rng.random()
    return re.sub(pattern, lambda m: by if rng.random() < share else m.group(), text).encode("utf-8")


MUTATIONS: tuple[Mutation, ...] = (cut, double, flip, shuffle, recode, spoil)


@pytest.fixture(scope="module")
def pages() -> list[tuple[str, bytes]]:
    """(name, bytes) of the bundled samples and, where a developer has them, of pages and articles from outside."""
    paths = sorted(p for p in SAMPLES.iterdir() if p.suffix in (".txt", ".html"))
    corpus = Path(os.environ.get("WARLEDGER_CORPUS_DIR") or SAMPLES.parent.parent.parent / "shared" / "corpus")
    for folder in ("unlabelled/html", "seeds", "dev/articles"):
        paths += sorted(p for p in (corpus / folder).glob("*") if p.suffix in (".txt", ".html"))
    return [(path.name, path.read_bytes()[:_LARGEST]) for path in paths]


def mutated(pages: list[tuple[str, bytes]], number: int) -> Document:
    """The page of one round: up to four mutations of a page, now and then of two pages glued together."""
    rng = random.Random(number)
    name, page = rng.choice(pages)
    if rng.random() < 0.2:
        page += rng.choice(pages)[1]
    for _ in range(rng.randint(1, 4)):
        page = rng.choice(MUTATIONS)(page, rng)
    meta = {"published": rng.choice(("2024-02-29", "2025-07-01", "no day", ""))} if rng.random() < 0.5 else {}
    kind = "text/html" if name.endswith(".html") else "text/plain"
    return Document(f"{name}#{number}", page[: 2 * _LARGEST], "fuzz", kind, meta=meta)


@pytest.mark.parametrize("first", range(0, ROUNDS, _A_TEST))
def test_mutated_pages(pages: list[tuple[str, bytes]], first: int) -> None:
    for number in range(first, min(first + _A_TEST, ROUNDS)):
        document = mutated(pages, number)
        result = read_one(document)
        assert result.articles or result.rejections, f"round {number}: {document.source_uri} vanished"
        for rejection in result.rejections:
            assert "defect" not in rejection.reason, f"round {number}: {rejection.reason}"
        for read in result.articles:
            body = read.article.body
            for claim in (claim for rows in read.claims.values() for claim in rows):
                assert body[claim["char_start"] : claim["char_end"]] == claim["quote"] != "", f"round {number}"
                for passage in claim["evidence"]:
                    assert body[passage["char_start"] : passage["char_end"]] == passage["quote"], f"round {number}"
                missing = unshown(claim)
                assert missing == [], f"round {number}: {missing} of {claim}"
