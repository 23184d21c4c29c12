"""Strikes: what an article tells of attacks by weapon from a distance, one claim a place hit."""

from __future__ import annotations

import re

from ingest.claims.document import Document, ParsedSentence
from ingest.claims.kinds.strike_events import StrikeGraph
from ingest.claims.kinds.strike_mentions import StrikeMention, read_mention
from ingest.claims.matcher import rule_book
from ingest.claims.model import StrikeClaim


def read(document: Document) -> list[StrikeClaim]:
    """The strikes that an article claims, in the order in which they are first told; the headline is read last."""
    headline: StrikeMention | None = None
    mentions = []
    indices = telling(document)
    document.parse(indices)
    for index in indices:
        sentence = document.syntax_of(index)
        if sentence is None or document.reading.sentences[index].kind == "caption" or _is_picture(sentence):
            continue  # a picture's date and place are not the news'
        mention = read_mention(sentence)
        if mention is not None and _is_title(document, index):
            headline = mention
        elif mention is not None:
            mentions.append(mention)
    return StrikeGraph(document).claims(mentions, headline)


def telling(document: Document) -> list[int]:
    """The sentences that could tell of a strike, by their words."""
    return rule_book("strikes").telling(document)


#: Where and when a picture was taken, with its credit: "... in Odesa, Ukraine, on March 6, 2025. (Agency)".
_TAKEN = re.compile(
    r", Ukraine,? (?:on )?(?:[A-Z][a-z]+day|(?:[A-Z][a-z]+day, )?[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)\."
    r"(?:\s*[(©].{0,80})?$"
)


def _is_picture(sentence: ParsedSentence) -> bool:
    """What a picture shows, told without a past tense and closed by where and when it was taken."""
    root = next(t for t in sentence.tokens if t.head is t)
    told = root.tag == "VBD" or any(c.tag == "VBD" for c in root.children if c.dep in ("aux", "auxpass"))
    return not told and _TAKEN.search(sentence.text) is not None


def _is_title(document: Document, index: int) -> bool:
    """Whether a sentence is the article's headline: the first line, without a full stop or cut short."""
    sentence = document.reading.sentences[index]
    title = (document.article.title or "").strip().lower()
    is_open = sentence.kind == "headline" or sentence.text.endswith(("...", "…"))
    return index == 0 and is_open and bool(title) and sentence.text.lower()[:200] == title[:200]
