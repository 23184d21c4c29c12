"""Nothing that an article can hold makes the annotators or the readers raise, and every offset is right."""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.claims import read_claims
from ingest.claims.reading import Reading
from ingest.claims.text import split_sentences
from ingest.core.documents import Article

#: Words that the grammars turn on, in no order: what a fuzzer of letters would hardly ever hit.
_PIECES = st.sampled_from(
    [
        "Russia", "Ukraine", "Kyiv", "Moscow", "Kharkiv", "Sumy", "region", "Dnipropetrovsk", "district",
        "the", "village", "of", "Nowherivka", "in", "near", "on", "overnight", "Tuesday",
        "Feb.", "30", "February", "11-12", "night", "of", "last", "August", "since",
        "2022", "at", "least", "14", "people", "killed", "and", "1,200", "wounded",
        "no", "casualties", "drones", "missiles", "Shahed", "Kh-101", "shot", "down", "3",
        "of", "5", "struck", "hit", "shelling", "an", "oil", "refinery", "hospital",
        "$40", "million", "aid", "including", "two", "children", ",", ".", ";",
        ":", "“", "”", "(", ")", "said", "the", "capital", "a",
        "day", "after", "governor", "Vorobyev", "a", "9-year-old", "girl", "dozens", "half",
        "a", "dozen", "⟨N0⟩", "⟨", "U.S.", "Gen.", "p.m",
    ]
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=400), st.lists(_PIECES, max_size=60).map(" ".join))
_DATES = st.one_of(st.none(), st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)))


def article(body: str, published: dt.date | None) -> Article:
    return Article("doc", 0, "inline", "tests", body, published_at=published)


@given(st.text(alphabet=st.characters(), max_size=600))
@settings(max_examples=150, deadline=None)
def test_sentences_are_slices_in_order(body: str) -> None:
    sentences = split_sentences(body)
    assert all(body[s.start : s.end] == s.text for s in sentences)
    assert [s.index for s in sentences] == list(range(len(sentences)))
    assert all(a.end <= b.start for a, b in itertools.pairwise(sentences))


@given(_TEXTS, _DATES)
@settings(max_examples=250, deadline=None)
def test_mentions_lie_in_their_sentence(body: str, published: dt.date | None) -> None:
    reading = Reading(article(body, published))
    for sentence in reading.sentences:
        annotated = reading.annotated(sentence)
        kinds = ("numbers", "dates", "money", "places", "actors", "weapons", "targets")
        for mention in itertools.chain.from_iterable(getattr(annotated, kind) for kind in kinds):
            assert 0 <= mention.start < mention.end <= len(annotated.text)


@given(_TEXTS, _DATES)
@settings(max_examples=250, deadline=None)
def test_reading_never_raises_and_quotes_are_exact(body: str, published: dt.date | None) -> None:
    source = article(body, published)
    with _no_errors_logged():
        rows = read_claims(source).rows(source)
    for kind_rows in rows.values():
        for row in kind_rows:
            assert body[row["char_start"] : row["char_end"]] == row["quote"] != ""
            assert all(body[e["char_start"] : e["char_end"]] == e["quote"] for e in row["evidence"])


class _no_errors_logged:  # noqa: N801 - reads as a phrase after `with`
    """read_claims logs what a reader raises; here that is a failure."""

    def __enter__(self) -> None:
        self.records: list[logging.LogRecord] = []
        self.handler = logging.Handler()
        self.handler.emit = self.records.append  # type: ignore[method-assign]
        logging.getLogger("ingest.claims").addHandler(self.handler)

    def __exit__(self, *_: object) -> None:
        logging.getLogger("ingest.claims").removeHandler(self.handler)
        assert not self.records, self.records[0].getMessage()


_REPORT = (
    "KYIV, Feb 12 - Russia attacked Ukraine with 60 drones and 5 missiles overnight, killing two people in Kharkiv.\n\n"
    "Air defences shot down 41 of the drones, the air force said. A depot burned in the Sumy region.\n\n"
    "Ukraine's president met the Polish prime minister in Warsaw on Tuesday and thanked him for 45 million euros.\n\n"
    "In Russia, a Ukrainian drone hit a refinery in Saratov; the governor said nobody was hurt."
)


@pytest.mark.parametrize("seed", range(60))
def test_mutilated_reports(seed: int) -> None:
    rng = random.Random(seed)
    text = _REPORT
    for _ in range(rng.randint(1, 6)):
        kind = rng.randrange(6)
        at, to = sorted(rng.sample(range(len(text) + 1), 2)) if len(text) > 2 else (0, 0)
        if kind == 0:
            text = text[:at] + text[to:]
        elif kind == 1:
            text = text[:to] + text[at:to] + text[to:]
        elif kind == 2:
            words = text.split(" ")
            rng.shuffle(words)
            text = " ".join(words)
        elif kind == 3:
            text = text.replace(" ", "", rng.randint(1, 30)).replace("\n", " ")
        elif kind == 4:
            text = text.encode("utf-8").decode("cp1251", "replace")
        else:
            text = text.upper() if rng.random() < 0.5 else text[::-1]
    source = article(text, dt.date(2025, 2, 12))
    with _no_errors_logged():
        rows = read_claims(source).rows(source)
    for kind_rows in rows.values():
        for row in kind_rows:
            assert text[row["char_start"] : row["char_end"]] == row["quote"]
